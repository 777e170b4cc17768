"""Comparisons over small offices: which texts speak, what each says, how they are set out."""

from pathlib import Path

import pytest

from bot.answer import Bot
from bot.compare import compare_pieces
from bot.evidence import Evidence
from bot.gate import Gate
from bot.question import Question
from bot.records import Answer
from bot.settings import Settings
from ingest.index import Index
from tests.bot.checking import markers
from tests.hashing import HashingEmbedder
from tests.indexing import run, write

OFFICE = {
    "duty.txt": (
        "值班守則\n一、交接\n值班人員交接時必須當面清點印章，逐項登記。二、用餐\n用餐在食堂。\n"
    ),
    "seals.txt": "印章管理办法\n印章由专人保管，交接印章要双方签字。会议室每天打扫一次。\n",
    "cars.txt": "车辆使用规定\n公务用车须提前一天申请，节假日封存入库。\n",
    "roles.txt": (
        "档案员的本分\n档案员要做好两项工作。\n一是收集。各科室的文件按月收齐。\n"
        "二是整理。收来的文件按年份排好。\n"
    ),
    "clerks.txt": (
        "文书员手册\n文书员要做好三项工作。\n一是起草。通知由文书员起草。\n"
        "二是校对。校对须两人进行。\n三是印发。印发之前登记份数。\n"
    ),
}
ANSWERS_ALL = Gate(weights={}, bias=9.0, threshold=0.0)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("office"), OFFICE)


def bot_over(office: Path, texts: dict[str, str]) -> Bot:
    write(office, texts)
    run(office)
    index = Index.open(office / "index")
    return Bot(index, HashingEmbedder(), Settings(data=office), gate=ANSWERS_ALL)


def texts_cited(answer: Answer) -> set[str]:
    return {Path(citation.path).name for citation in answer.citations}


def test_each_text_that_speaks_of_the_theme_says_its_part_under_its_title(bot: Bot):
    answer = bot.ask("关于印章交接，两篇文章各怎么说？")
    assert texts_cited(answer) == {"duty.txt", "seals.txt"}
    parts = answer.answer.split("\n")
    assert {part.split("：")[0] for part in parts} == {"《值班守则》", "《印章管理办法》"}
    assert "当面清点印章" in answer.answer
    assert "交接印章要双方签字" in answer.answer


def test_every_sentence_has_its_marker_and_every_quote_is_verbatim(bot: Bot):
    answer = bot.ask("关于印章交接，几篇文章各怎么说？")
    assert markers(answer.answer) == [citation.marker for citation in answer.citations]
    for citation in answer.citations:
        text = bot.index.document(citation.doc_id).text
        assert text[citation.start : citation.end] == citation.quote
    for line in answer.answer.split("\n"):
        assert line.endswith("]")


def test_titles_are_in_the_readers_script(bot: Bot):
    answer = bot.ask("關於印章交接，兩篇文章各怎麼說？")
    assert "《值班守則》：" in answer.answer
    assert "《印章管理辦法》：" in answer.answer


def test_texts_named_by_part_of_their_titles_are_those_compared(bot: Bot):
    answer = bot.ask("《档案员》和《文书员手册》各自要做好哪些工作？")
    assert texts_cited(answer) == {"roles.txt", "clerks.txt"}


def test_lists_of_different_length_are_both_given_with_their_items(bot: Bot):
    answer = bot.ask("档案员的“两项工作”和文书员的“三项工作”有什么不同？")
    assert texts_cited(answer) == {"roles.txt", "clerks.txt"}
    for item in ("收集", "整理", "起草", "校对", "印发"):
        assert item in answer.answer
    assert answer.answer.index("整理") < answer.answer.index("起草")


def test_a_side_that_no_text_speaks_of_is_not_made_up(bot: Bot):
    answer = bot.ask("印章和龙舟有什么区别？")
    assert "《" not in answer.answer


def test_the_same_words_in_two_texts_are_said_once(tmp_path: Path):
    rule = "复印文件须经科长批准，复印份数逐一登记在册，多余的当场销毁。"
    texts = {"a.txt": f"复印制度\n{rule}\n", "b.txt": f"办公须知\n{rule}\n", "c.txt": "茶水自理。"}
    answer = bot_over(tmp_path, texts).ask("各篇文章对复印文件分别有什么要求？")
    assert answer.answer.count("须经科长批准") == 1


def test_what_joins_a_sentence_to_the_one_before_is_left_out(tmp_path: Path):
    texts = {
        "a.txt": "来访接待\n来访的人多。因此，接待来访要先登记姓名和单位。\n",
        "b.txt": "门卫须知\n门卫在大门口。接待来访要查看证件。\n",
        "c.txt": "茶水自理。灯要随手关。",
    }
    answer = bot_over(tmp_path, texts).ask("接待来访，两篇文章各怎么要求？")
    assert "接待来访要先登记姓名和单位。[" in answer.answer
    assert "因此" not in answer.answer


SIDES = [
    ("保密和准确有什么区别", ["保密", "准确"]),
    ("「有權」「有功」「有苦」三種情況，態度有何不同？", ["有权", "有功", "有苦"]),
    ("甲科考试和乙科考试，及格分数和补考时间有什么不同？", ["甲科考试", "乙科考试"]),
    ("七字经里的“敢”，和“有苦不叫苦”里说的“敢”，内容有什么异同？", ["敢", "敢"]),
    ("请示和报告这两种公文有什么区别？", ["请示", "报告"]),
    ("What is the difference between coordination and communication?", ["协调", "沟通"]),
]


@pytest.mark.parametrize(("question", "targets"), SIDES)
def test_the_things_compared_are_read_from_the_question(question: str, targets: list[str]):
    comparison = Question.of(question).comparison
    assert comparison is not None
    assert [side.target for side in comparison.sides] == targets


@pytest.mark.parametrize(
    "question",
    ["会议通知要印几份？", "怎样处理好与领导的关系", "几家单位一起办公怎么协调", "什么是协调"],
)
def test_a_question_that_compares_nothing_is_none(question: str):
    assert Question.of(question).comparison is None


def test_what_is_said_of_asking_and_of_texts_is_not_the_theme():
    comparison = Question.of("“轻重缓急”这个要求，哪几篇文章提过？").comparison
    assert comparison is not None
    assert comparison.theme == "轻重缓急"
    assert comparison.sides == ()


def test_three_things_in_a_row_are_set_side_by_side(bot: Bot):
    answer = bot.ask("起草、校对、印发各要注意什么？")
    said = answer.answer
    assert said.index("起草") < said.index("校对须两人") < said.index("印发之前登记")


def test_things_in_a_row_that_several_texts_speak_of_are_no_row(bot: Bot):
    question = Question.of("交接、起草、申请各要注意什么？")
    found = Evidence(question, bot.retriever.retrieve(question), bot.index)
    assert question.comparison is not None and len(question.comparison.sides) == 3
    assert compare_pieces(found) == []


def test_of_definitions_those_of_one_text_are_compared(tmp_path: Path):
    texts = {
        "one.txt": "公文常识\n请示是指请求上级批准的公文。报告是指向上级说明情况的公文。\n",
        "two.txt": "请示须知\n所谓请示，就是请求。请示一事一文，请示和报告不混用。\n",
    }
    answer = bot_over(tmp_path, texts).ask("“请示”和“报告”各是什么意思？")
    assert texts_cited(answer) == {"one.txt"}
    assert [citation.quote[:4] for citation in answer.citations] == ["请示是指", "报告是指"]


def test_one_sentence_that_names_both_tells_neither_from_the_other(tmp_path: Path):
    office = bot_over(tmp_path, {"rule.txt": "办事规矩\n重要的事按程序办，有请示，有汇报。\n"})
    question = Question.of("请示和汇报有什么区别？")
    found = Evidence(question, office.retriever.retrieve(question), office.index)
    assert question.comparison is not None and compare_pieces(found) == []

"""Answer -> HTML, read back with an HTML parser: what is shown is what the text says."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bot.records import Answer, Citation
from bot.wording import decline
from ingest.records import Document, Script
from tests.ui.conftest import FakeBot
from ui.citing import plain_text
from ui.frame import frame_html
from ui.markup import escape
from ui.render import (
    answered_html,
    examples_in,
    failed_html,
    growing_html,
    pending_html,
    turns_html,
    welcome_html,
)
from ui.strings import LANGUAGES, language, words
from ui.talks import Told

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "**加粗** [链接](javascript:alert(1)) `代码`",
    "${alert(1)} {{constructor}} `",
    "\u202e倒过来\u2066\u2069",
    "</bdi></div><style>*{display:none}</style>",
    "&lt;b&gt; &amp;amp; &#60;",
]


class Page(HTMLParser):
    """The elements of a page, and the text that is shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def having(self, attribute: str) -> list[dict[str, str | None]]:
        return [attributes for _, attributes in self.elements if attribute in attributes]


def an_answer(
    text: str, quotes: list[str], *, title: str = "标题", script: Script = "hans"
) -> Answer:
    citations = tuple(
        Citation(n, f"文/{title}", f"{title}.txt", title, (title, "一、概述"), 0, len(quote), quote)
        for n, quote in enumerate(quotes, start=1)
    )
    return Answer(
        question=title,
        answer=text,
        script=script,
        refused=False,
        reason=None,
        confidence=0.9,
        citations=citations,
        hits=(),
        answerer="extractive",
        timings_ms={},
    )


def refused(script: Script = "hans", *, topics: tuple[str, ...] = ("三项原则",)) -> Answer:
    answer = an_answer(decline(script, topics), [], script=script)
    return replace(answer, refused=True, reason="not_covered", topics=topics)


def page_of(*answers: Answer) -> Page:
    turns = [Told(n, answer) for n, answer in enumerate(answers)]
    return Page(turns_html(turns, "hans"))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_is_markup(text: str):
    page = page_of(an_answer(f"{text}[1]", [text], title=text))
    assert {tag for tag, _ in page.elements} <= {
        "div", "article", "h2", "h3", "bdi", "p", "span", "button", "ul", "li", "q",
        "svg", "path", "g", "form", "fieldset", "legend", "label", "input",
    }  # fmt: skip
    assert not [
        name for _, attributes in page.elements for name in attributes if name.startswith("on")
    ]
    assert page.text.count(text) >= 3  # the question, the answer, the title
    assert {button["data-quote"] for button in page.having("data-quote")} == {text}


@pytest.mark.parametrize("text", [*HOSTILE, "a\r\nb", "𠀀\u3000 　x", "\ufeff“引号”"])
def test_an_attribute_gives_back_the_very_quote(text: str):
    assert page_of(an_answer("答[1]", [text])).having("data-quote")[0]["data-quote"] == text


def test_what_turns_the_direction_is_isolated():
    html = turns_html([Told(0, an_answer("答", [], title="\u202e倒"))], "hans")
    assert "<bdi>\u202e倒</bdi>" in html


def test_escape_leaves_nothing_for_a_template():
    assert escape("${x}`{{y}}\r") == "&#36;&#123;x&#125;&#96;&#123;&#123;y&#125;&#125;&#13;"


def test_markers_become_buttons_in_their_places():
    page = page_of(an_answer("甲。[1]乙。[2]", ["甲", "乙"]))
    markers = [
        attributes for attributes in page.having("data-doc") if attributes["class"] == "xt-cite"
    ]
    assert [marker["data-marker"] for marker in markers] == ["1", "2"]
    assert "甲。1乙。2" in page.text


def test_a_bracketed_number_without_a_citation_stays_text():
    page = page_of(an_answer("见附件[7]。[1]", ["甲"]))
    assert "见附件[7]。1" in page.text


def test_a_list_hangs_from_its_numbers():
    page = page_of(an_answer("三项：[1]\n1. 保密。[2]\n2. 准确。[3]", ["三项", "保密", "准确"]))
    assert [attributes.get("class") for tag, attributes in page.elements if tag == "p"].count(
        "xt-item"
    ) == 2


def test_each_citation_is_listed_under_its_document():
    page = page_of(an_answer("甲[1]乙[2]", ["甲的原文", "乙的原文"], title="资料"))
    assert page.text.count("甲的原文") == 1
    assert len([a for a in page.having("data-doc") if a["class"] == "xt-row"]) == 2


def test_a_refusal_looks_different_and_offers_topics():
    page = page_of(refused())
    assert "xt-answer xt-refused" in {attributes.get("class") for _, attributes in page.elements}
    assert [button["data-ask"] for button in page.having("data-ask")] == ["三项原则"]
    assert page.text.count("三项原则") == 1  # as a button, not once more in words
    assert not page.having("data-doc")


def test_a_refusal_with_nothing_near_offers_what_the_texts_answer():
    nothing_near = replace(refused(), topics=(), answer=decline("hans", (), "not_covered"))
    page = Page(answered_html(Told(0, nothing_near), "hans", ["三项原则是哪三项？"]))
    assert [button["data-ask"] for button in page.having("data-ask")] == ["三项原则是哪三项？"]
    assert words("ask", "hans").instead in page.text


def test_examples_come_with_the_readers_quotation_marks():
    asked = ["处理好“四个统一”的关系，是哪四个？"]
    assert examples_in(asked, "hant-tw") == ["處理好「四個統一」的關係，是哪四個？"]
    assert examples_in(asked, "hans") == asked


def test_chinese_in_an_english_answer_is_said_to_be_chinese():
    answer = an_answer("The texts say:\n敏，就是反应敏捷。[1]", ["敏"], script="en")
    said = Page(answered_html(Told(0, answer), "en", ["三项原则"]))
    paragraphs = [attributes.get("lang") for tag, attributes in said.elements if tag == "p"]
    assert paragraphs[:2] == [None, "zh-Hans"]
    assert [button["lang"] for button in said.having("data-ask")] == ["zh-Hans"]


def test_an_answer_speaks_its_readers_script():
    assert words("ask", "hant-tw").refused in page_of(refused("hant-tw")).text
    assert words("ask", "en").refused in page_of(refused("en")).text


def test_pending_and_failure_show_the_question():
    pending = Page(pending_html("<b>why</b>", "en"))
    assert pending.text == "<b>why</b>" + words("ask", "en").pending
    failed = Page(failed_html("问", "<i>原因</i>", "hans"))
    assert words("ask", "hans").failed in failed.text and "<i>原因</i>" in failed.text


def test_the_welcome_offers_examples_in_the_readers_script(fake: FakeBot):
    page = Page(welcome_html(fake.index.documents(), fake.examples(), language="hant-tw"))
    first = page.having("data-ask")[0]
    assert first["data-ask"] == "辦公室主任的七字訣是什麼？"
    assert len(page.having("data-doc")) == 5


@pytest.mark.parametrize("text", HOSTILE)
def test_the_shelf_escapes_titles(text: str):
    document = Document(text, text, text, "", "hans", "")
    page = Page(welcome_html([document], [text], language="en"))
    assert page.having("data-doc")[0]["data-doc"] == text
    assert "script" not in {tag for tag, _ in page.elements}


def test_an_answer_says_how_sure_it_is_and_who_wrote_it():
    sure = an_answer("甲。[1]", ["甲"])
    assert "把握大" in page_of(sure).text and "语句摘自原文" in page_of(sure).text
    unsure = replace(sure, confidence=0.5, answerer="llm:<b>qwen</b>")
    assert "把握不大，请对照原文" in page_of(unsure).text
    assert "由 <b>qwen</b> 撰写" in page_of(unsure).text


def test_a_vote_is_shown_again():
    page = Page(turns_html([Told(3, an_answer("甲。[1]", ["甲"]), "down", "f1")], "hans"))
    pressed = {a["data-vote"]: a["aria-pressed"] for a in page.having("data-vote")}
    assert pressed == {"up": "false", "down": "true"}
    assert "资料里其实没讲" in page.text and "资料里其实讲过" not in page.text


def test_a_growing_answer_has_nothing_to_judge_yet():
    page = Page(growing_html(an_answer("甲。[1]", ["甲"]), "hans"))
    assert page.having("data-doc") and not page.having("data-vote") and not page.having("data-copy")


def test_headings_nearby_are_offered_after_an_answer():
    page = Page(answered_html(Told(0, an_answer("甲。[1]", ["甲"])), "hans", ["<i>乙</i>"]))
    assert [a["data-ask"] for a in page.having("data-ask")] == ["<i>乙</i>"]


def test_copying_takes_the_answer_and_its_sources():
    assert plain_text(an_answer("甲。[1]", ["甲"])) == "甲。[1]\n\n[1] 标题 › 一、概述"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_frame(language: Script):
    frame = frame_html(language, "auto", role=None, has_library=True, needs_password=False)
    page = Page(frame)
    assert words("frame", language).tagline in page.text
    assert [a["data-view"] for a in page.having("data-view")] == ["ask", "read", "quiz", "library"]
    assert {a["value"] for a in page.having("selected")} == {language, "auto"}


def test_the_library_shows_where_there_is_one():
    frame = frame_html("hans", "auto", role=None, has_library=False, needs_password=False)
    assert [a["data-view"] for a in Page(frame).having("data-view")] == ["ask", "read", "quiz"]
    assert "登录" not in frame


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "hans"),
        ("*", "hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "hans"),
        ("zh-TW,zh;q=0.9", "hant-tw"),
        ("zh-Hant", "hant-tw"),
        ("zh-Hant-HK", "hant-hk"),
        ("zh-MO;q=0.9", "hant-hk"),
        ("zh-Hans-HK", "hans"),
        ("en-GB,zh-TW;q=0.5", "en"),
        ("zh;q=0.3, en;q=0.9", "en"),
        ("de-DE, fr;q=0.5", "en"),
        ("de, zh-TW;q=0.5", "hant-tw"),
        (";;;", "hans"),
    ],
)
def test_the_interface_follows_accept_language(header: str, expected: str):
    assert language(header) == expected

"""Items made by hand: one of every kind, and the same with every sign that formats trip over."""

from dataclasses import replace

from bot.quiz.records import BLANK, Item
from bot.records import Citation

QUOTE = "办公室的协调工作要做到勤、谋、实、快、全、和、韧七个字。"
CITED = Citation(
    marker=1,
    doc_id="d1",
    path="corpus/001_七字诀.txt",
    title="办公室协调七字诀",
    heading=("二、怎样协调", "（一）勤"),
    start=120,
    end=120 + len(QUOTE),
    quote=QUOTE,
)

SOURCE = "出处：《办公室协调七字诀》 二、怎样协调 › （一）勤"


def item(
    kind: str, stem: str, options=(), key=(), prompts=(), explanation=f"原文：{QUOTE}"
) -> Item:
    return Item(
        id=f"{kind}-{abs(hash_of(stem)):08x}",
        kind=kind,  # type: ignore[arg-type]
        stem=stem,
        options=tuple(options),
        key=tuple(key),
        explanation=explanation,
        citation=CITED,
        heading=CITED.heading,
        difficulty="medium",
        bloom="understand",
        prompts=tuple(prompts),
    )


def hash_of(text: str) -> int:
    """The same in every process, unlike hash()."""
    return sum(ord(sign) * 31**n for n, sign in enumerate(text)) % 2**32


SINGLE = item(
    "single",
    "协调七字诀中，要求常跑、常问、常记的是哪一个字？",
    ("勤", "谋", "实", "快"),
    ("勤",),
)
MULTIPLE = item(
    "multiple",
    "下列哪些属于会前协调的内容？",
    ("确定议题", "征求有关方面的意见", "印发会议纪要", "督办会议决定的事项", "安排会场"),
    ("确定议题", "征求有关方面的意见", "安排会场"),
)
TRUE = item("true-false", "协调要先听取各方的意见，再提出方案。", ("正确", "错误"), ("正确",))
FALSE = item("true-false", "向上协调时可以越级汇报。", (), ("错误",))
ONE_BLANK = item("blank", f"协调的前提是{BLANK}，没有它就谈不上协调。", (), ("沟通",))
TWO_BLANKS = item("blank", f"纵向协调要{BLANK}，横向协调要{BLANK}。", (), ("服从", "平等"))
ORDERING = item(
    "ordering",
    "请排出协调一件事的步骤。",
    ("提出方案", "了解情况", "督促落实", "征求意见"),
    ("了解情况", "征求意见", "提出方案", "督促落实"),
)
MATCHING = item(
    "matching",
    "请把每个字与它的含义配对。",
    ("不说空话", "多动脑筋", "办事及时", "多跑多问"),
    ("多跑多问", "多动脑筋", "不说空话"),
    ("勤", "谋", "实"),
)
SHORT = item("short", "简述协调的三个作用。", (), ("统一思想、形成合力", "化解矛盾", "提高效率"))
PLAIN = (SINGLE, MULTIPLE, TRUE, FALSE, ONE_BLANK, TWO_BLANKS, ORDERING, MATCHING, SHORT)

SIGNS = r"""~=#{}:\<>&"'%*|[]->$@+-_,;"""
RARE = "㐀𠮷👨‍👩‍👧🏽 “全角”，：；！（ＡＢＣ）臺灣裏麵"


def hostile(plain: Item) -> Item:
    """The item with every sign and a line break in each of its texts; formulas and entities too."""

    def spoil(text: str, place: int = 0) -> str:
        return f"=1+{place}&lt;b&gt;<b>{text}</b>{SIGNS}\\}} \\n &#125; {{{{x}}}}::\n//{RARE}"

    spoilt = {text: spoil(text, n) for n, text in enumerate((*plain.options, *plain.key))}
    if plain.kind == "true-false":
        spoilt = {text: text for text in spoilt}
    return replace(
        plain,
        id=f"hostile-{plain.id}",
        stem=spoil(plain.stem),
        options=tuple(spoilt[text] for text in plain.options),
        key=tuple(spoilt[text] for text in plain.key),
        prompts=tuple(spoil(text) for text in plain.prompts),
        explanation=spoil(plain.explanation),
    )


HOSTILE = tuple(map(hostile, PLAIN))
ITEMS = (*PLAIN, *HOSTILE)

TRADITIONAL = item(
    "single",
    "協調七字訣中，要求常跑、常問、常記的是哪一個字？",
    ("勤", "謀", "實", "快"),
    ("勤",),
)

"""Questions about the texts themselves: how many, which, what each is about, who wrote one.

Answered from titles and outlines, each cited where it stands in its text.
"""

import re
from collections.abc import Sequence
from itertools import islice

from bot.pieces import Draft, Piece
from bot.question import Question
from bot.wording import named, no_such_text
from ingest.index import Index
from ingest.outline import children
from ingest.outline.numbering import parse_numeral
from ingest.records import Document, Script, Section
from ingest.script import fold_same_length, render

_N_LISTED = 10
_N_HEADINGS = 4
_MAX_HEADING = 40
_FAR = 400  # code points from a title within which a byline belongs to it

_TEXT = r"(?:资料|文章|文本|材料|文档|文件|论文|课文|文献)"
_THESE = (
    rf"(?:在|关于)?(?:你|您|我|我们)?(?:手[上头里]|这里|那里|这边)?(?:的|有的)?(?:这"
    rf"|那|每|各|全部|所有)?"
    rf"(?:几|两|三|四|五|六|七|八|九|十|\d+)?(?:些|份|篇|个|批|套)?(?:{_TEXT})?"
    rf"(?:库)?(?:里面?|中|里头)?的?"
)
_TELLS = (
    r"(?:主要|大概|大致|大体|大意|都|分别|各自|究竟|到底)*(?:是|在)?(?:都)?(?:讲|说|写"
    r"|谈|论述|介绍|包括|包含|涉及|关于)(?:的|了|到|些|述)*(?:是)?(?:一?些|点)?"
)
_WHAT = r"(?:什么|啥|哪些|哪方面)(?:内容|方面|东西|主题|问题|事)?(?:的)?"
_CONTENTS = (
    r"(?:的)?(?:主要)?(?:内容|主题|大意|主旨|中心思想|提纲|大纲|目录|梗概|要点)(?:"
    r"(?:分别|各)?(?:是|有|讲)?(?:什么|啥|哪些))?"
)
_TITLES = (
    r"(?:的)?(?:标题|题目|名字|名称|篇名|书名)(?:(?:分别|都|各)?(?:是|叫|有)(?:什么|啥"
    r"|哪些))?|(?:都|分别)?叫(?:什么|啥)(?:名字?|标题|题目)?"
)
_COUNT = re.compile(
    rf"{_THESE}(?:里面?)?(?:一共|总共|合共|共|统共)?(?:有|收(?:录|了)?|是)?(?:几"
    rf"|多少)(?:篇|份|个|本|种)?(?:{_TEXT})?"
)
_WHICH = re.compile(
    rf"{_THESE}(?:都|一共|总共)?(?:有|是|收录|包括|包含)(?:了)?(?:些)?(?:什么|啥|哪些"
    rf"|哪几篇|哪几份)(?:{_TEXT})?"
    rf"|(?:{_THESE})(?:{_TITLES})|(?:列出|列一下|列举|看看|介绍|说说)(?:一下)?(?:全部"
    rf"|所有|这些|这几篇|各篇)(?:的)?{_TEXT}(?:的)?(?:标题|题目|目录)?"
)
_ABOUT = re.compile(
    rf"{_THESE}(?:{_TELLS}{_WHAT}|{_CONTENTS})"
    rf"|(?:总结|概括|介绍|归纳|概述|说说|讲讲)(?:一下)?{_THESE}(?:{_CONTENTS})?"
)
_NTH_TEXT = (
    rf"(?:第(?P<nth>[一二三四五六七八九十\d]+)|(?P<last>最后)一?)(?:篇|份|个)(?:{_TEXT})?"
    rf"(?:里面?|中)?的?"
)
_ABOUT_ONE = re.compile(
    rf"(?P<which>{_NTH_TEXT}|《(?P<title>[^》]+)》(?:这?一?篇)?(?:{_TEXT})?)"
    rf"(?:{_TELLS}{_WHAT}|{_CONTENTS}|{_TITLES}|是什么|是哪(?:一)?篇)"
)
_WRITER = re.compile(
    rf"(?:{_NTH_TEXT}|《(?P<title>[^》]+)》(?:这?一?篇)?(?:{_TEXT})?|{_THESE})(?:的)?"
    r"(?:(?:作者|笔者|撰稿人)(?:都|分别)?(?:是|叫|有)?(?:谁|哪位|哪些人?|什么"
    r"(?:名字)?)?|(?:都|分别)?(?:是)?(?:谁|哪位)(?:写|作|撰写|著)的?|(?:是)?由谁"
    r"(?:写|撰写)的?)"
)
_BYLINE = re.compile(
    r"(?:作\s*者|撰\s*稿(?:人)?|执\s*笔"
    r"(?:人)?)\s*[:：]\s*(?P<a>[㐀-鿿·]{2,6})(?=[\s）)】\]，,；;]|$)"
    r"|[（(]?\s*(?<![㐀-鿿])文\s*[/／:：]\s*(?P<b>[㐀-鿿·]{2,4})(?=[\s）)】\]，,；;]|$)",
    re.MULTILINE,
)
_SURNAMES = (
    "王李张张刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂"
    "苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏锺鍾钟汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段"
    "雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)
_NAME_BELOW = re.compile(rf"[ \t　]*\r?\n\s*([{_SURNAMES}][㐀-鿿]{{1,2}})[ \t　]*(?:\r?\n|$)")
_OF_TEXTS = re.compile(rf"{_TEXT}|篇|分别|讲|标题|题目|目录")
_FRAME = re.compile(
    r"^(?:请问|请教|那么?|我想(?:知道|问)(?:一下)?|想问(?:一?下)?|能不能|可以|请|告诉我|帮我)*"
)
_TAIL = re.compile(r"(?:[啊呀呢吗嘛吧哦]|的|分别|各是)*$")
_CLAUSES = re.compile(r"[,，。.!！?？;；\n]+")


def shelf_draft(question: Question, index: Index) -> Draft | None:
    """The draft about the texts as texts; None where the question asks for what stands in them."""
    if not is_on_texts(question):  # before any text is read from disk
        return None
    clauses = _clauses(question)
    documents = index.documents()
    if not documents:
        return None
    if any(_WRITER.fullmatch(clause) for clause in clauses):
        return _writers(clauses, documents, question.script)
    one = next((m for clause in clauses if (m := _ABOUT_ONE.fullmatch(clause))), None)
    if one is not None and len(clauses) == 1:
        return _about_one(one, index, question.script)
    asked = [_asked(clause) for clause in clauses]
    if None in asked:
        return None
    return _about_all(index, documents, told="about" in asked)


def is_on_texts(question: Question) -> bool:
    """Whether any question about texts as texts may be meant."""
    clauses = _clauses(question)
    one = any(_WRITER.fullmatch(clause) or _ABOUT_ONE.fullmatch(clause) for clause in clauses)
    return one or (bool(clauses) and None not in map(_asked, clauses))


def _clauses(question: Question) -> list[str]:
    return [bare for clause in _CLAUSES.split(question.asked) if (bare := _bare(clause))]


def _bare(clause: str) -> str:
    """A clause without spaces, please and particles."""
    text = re.sub(r"\s+", "", clause)
    return _TAIL.sub("", _FRAME.sub("", text))


def _asked(clause: str) -> str | None:
    """Which of the three questions about all texts a clause is; None for any other."""
    if not _OF_TEXTS.search(clause):
        return None
    if _COUNT.fullmatch(clause):
        return "count"
    if _WHICH.fullmatch(clause):
        return "which"
    return "about" if _ABOUT.fullmatch(clause) else None


def _about_all(index: Index, documents: Sequence[Document], *, told: bool) -> Draft:
    """Every text by its title, as far as one reads on; with its headings where asked."""
    pieces: list[Piece] = []
    for number, document in enumerate(documents[:_N_LISTED], start=1):
        pieces.append(_titled(document, number))
        pieces += _headings(index, document)[: 3 if told else 0]
    lead = f"一共有{len(documents)}篇资料"
    more = len(documents) > _N_LISTED
    return Draft(tuple(pieces), lead=f"{lead}，前{_N_LISTED}篇是：" if more else f"{lead}：")


def _about_one(match: re.Match[str], index: Index, reader: Script) -> Draft | None:
    """One text by its title and headings; None where none is meant for sure."""
    documents = index.documents()
    found = _meant(match, documents)
    if found is None:
        return None if match["title"] else _no_such(reader, documents)
    number = documents.index(found) + 1
    pieces = [_titled(found, number), *_headings(index, found)]
    return Draft(tuple(pieces))


def _writers(clauses: Sequence[str], documents: Sequence[Document], reader: Script) -> Draft | None:
    """The bylines beside the titles of the texts meant; that there is none, where there is none.

    None where another work is meant: a text may tell who wrote a book that it speaks of.
    """
    match = next(m for clause in clauses if (m := _WRITER.fullmatch(clause)))
    names_one = match["nth"] or match["last"] or match["title"]
    meant = _meant(match, documents) if names_one else None
    if names_one and meant is None:
        return None if match["title"] else _no_such(reader, documents)
    if not names_one and len(clauses) > 1 and not re.search(rf"{_TEXT}|篇", match.group()):
        return None
    looked_at = [meant] if meant else documents
    signed = list(islice(((d, s) for d in looked_at if (s := byline(d))), _N_LISTED))
    if not signed:
        return Draft((), absent="收到的文本没有写明作者。")
    pieces = [_signed(document, span) for document, span in signed]
    lacking = len(looked_at) - len(signed)
    lead = f"写明了作者的有{len(signed)}篇，其余{lacking}篇没有写明：" if lacking else ""
    return Draft(tuple(pieces), lead=lead)


def _signed(document: Document, span: tuple[int, int]) -> Piece:
    name = document.text[slice(*span)]
    said = f"{named(document, 'hans')}的作者是{render(name, document.script, 'hans')}。"
    return Piece(document, *span, note=said)


def _meant(match: re.Match[str], documents: Sequence[Document]) -> Document | None:
    """The text that a question names by its place or its title."""
    if match["last"]:
        return documents[-1]
    if match["nth"]:
        place = parse_numeral(match["nth"]) or 0
        return documents[place - 1] if 0 < place <= len(documents) else None
    title = _letters(match["title"] or "")
    held = [d for d in documents if title and title in _letters(render(d.title, d.script, "hans"))]
    return held[0] if len(held) == 1 else None


def _no_such(reader: Script, documents: Sequence[Document]) -> Draft:
    return Draft((), reply=no_such_text(reader, len(documents)))


def _letters(text: str) -> str:
    return "".join(char for char in fold_same_length(text).lower() if char.isalnum())


def _titled(document: Document, number: int) -> Piece:
    """A text's title as an item of the answer, cited where it stands in the text."""
    start, end = title_span(document)
    return Piece(document, start, end, number=number, note=named(document, "hans"))


def title_span(document: Document) -> tuple[int, int]:
    """Where the title stands in its text; the first line that has letters, where it does not."""
    at = document.text.find(document.title)
    if document.title and at >= 0:
        return at, at + len(document.title)
    line = re.search(r"[^\n]*\w[^\n]*", document.text)
    return line.span() if line else (0, len(document.text))


def _headings(index: Index, document: Document) -> list[Piece]:
    """The text's own headings of the highest level that has several."""
    outline = index.outline(document.doc_id)
    row = children(outline, 0)
    while len(row) == 1 and children(outline, row[0].index):
        row = children(outline, row[0].index)
    return [_heading(section) for section in row[:_N_HEADINGS] if _is_short(section)]


def _heading(section: Section) -> Piece:
    return Piece(section.document, section.heading_start, section.heading_end)


def _is_short(section: Section) -> bool:
    return 0 < section.heading_end - section.heading_start <= _MAX_HEADING


def byline(document: Document) -> tuple[int, int] | None:
    """Where a text names its writer beside its title or at its very end (作者：…, 文/…).

    None where it does not. A line of its own right below the title may be a bare name (李明).
    """
    start, end = title_span(document)
    text = document.text
    for begins, ends in ((max(0, start - _FAR), end + _FAR), (len(text) - _FAR, len(text))):
        match = _BYLINE.search(text, max(0, begins), min(ends, len(text)))
        if match is not None:
            return match.span("a") if match["a"] else match.span("b")
    below = [m for at in _places(document) if (m := _NAME_BELOW.match(text, at))]
    return below[-1].span(1) if below else None


def _places(document: Document) -> list[int]:
    """Where the title ends, each time that it stands in the head of its text."""
    title = re.escape(document.title)
    return [m.end() for m in re.finditer(title, document.text[: 4 * _FAR])] if title else []

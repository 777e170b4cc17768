"""Follow-ups that bring nothing of their own: the last answer again, shorter, or where it stands.

What was answered is found again in the texts, and cited from there; see `conversation`.
"""

import re
from collections.abc import Sequence
from typing import Literal

from bot.conversation import Talk
from bot.evidence import Evidence
from bot.further import inside
from bot.leaning import own_content, spoken
from bot.pieces import Draft, Piece, within
from bot.question import Question
from bot.series import Series
from ingest.records import Document, Section, Sentence
from ingest.script import fold_same_length

Wanted = Literal["short", "source", "again"]

_N_SHORT = 2
_N_AGAIN = 3
_MAX_HEADING = 30
_MAX_MORE = 480  # of all items together, where more is asked of a whole list
_MAX_PLACES = 2  # headings of one text that say where an answer stands; more are named by theirs
_FURTHER = re.compile(r"详细|具体(?:地|一?点|一?些)?(?:说|讲|介绍|谈)|展开|仔细(?:说|讲)")
_BARE = 2  # characters of a heading that says nothing by itself
_CLAUSE = re.compile(r"(?:.{1,2}[，,])?[^，,；;：:。]{4,}(?=[，,；;：:。])")
_ASKS: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    (
        "source",
        re.compile(
            r"出处|出自|来源|来自|(?:原文|原话|原句)(?:在|出)|(?:在|是|从)?哪(?:一"
            r"|几)?(?:篇|份|本|段|节|章)"
            r"|(?:在)?(?:哪里|哪儿|哪)(?:说|写|讲|看|找|提|引)(?:到|来|的|过)|在原文"
            r"(?:的)?哪|(?:第)?几(?:段|页|节)|\b(?:source|reference|which (?:text"
            r"|article|document)|where (?:is|does) (?:it|this|that))\b"
        ),
    ),
    (
        "again",
        re.compile(
            r"换(?:个|种|一种|一个)?(?:说法|讲法|方式|话|句话)|说人话|通俗|白话|易懂"
            r"|(?:没|不太?|冇)(?:听|看)?(?:懂|明白)|(?:听|看)(?:不|唔)(?:懂|明)|翻译"
            r"|译成"
            r"|(?:用|讲|说|翻)?(?:成)?(?:英文|英语|日文|日语|粤语|广东话|普通话"
            r"|外语)|\b(?:in english|translate|rephrase|in other words|reword)\b"
        ),
    ),
    (
        "short",
        re.compile(
            r"总结|概括|归纳|小结|(?:一|几|两|三)句话|(?:太|好|有点|咁)?长(?:了"
            r"|篇大论)?|短(?:一?点|一?些|啲)|(?:简单|简短|简要|简洁|精简|简明|精炼)"
            r"(?:一?点|一?些|来说|地说)?|长话短说|(?:说|讲|划|挑|只要)(?:个)?重点"
            r"|重点(?:是|呢)|核心|要点|浓缩"
            r"|\b(?:summari[sz]e|shorter|in short|briefly|in one sentence|too long"
            r"|tl;?dr|key points?)\b"
        ),
    ),
)
_FILLER = re.compile(
    r"(?:那么?|请|麻烦|拜托|能不能|能否|可不可以|可以|能|帮(?:我|忙)?|给我|再|还|把"
    r"|用|以|你|您|我|我们|就|只|都|也|太|有点|最|更|很|一下|一遍|一次|点|些|啲"
    r"|(?:这|那|上面|上述|前面|刚才|刚刚|以上)(?:一?(?:个|些|段|句|条|点|几)?"
    r"(?:句)?)?(?:话|内容|回答|答案|意思|东西|说法|文章|资料)?|你(?:说|讲|回答)的|"
    r"(?:说|讲|答|写|引|引用|回答|列|看|得|成|来|到|出|做|告诉|整理|提炼|解释|表达"
    r"|重复)"
    r"|什么|是|在|从|的|话|内容|文章|资料|答案|回答|意思|原文|原话|原句|句|段|哪里"
    r"|哪儿|哪|里面?|吗|呢|吧|啊|呀|嘛|了|好|行|它|一|个|种"
    r"|please|can|could|you|the|me|it|that|this|is|from|give|say|of|what|a|which"
    r"|does|come|make|and|in|to|for)"
)


def wanted(question: Question) -> Wanted | None:
    """What of the last answer the question wants; None where it says anything of its own."""
    folded = question.folded  # as typed: mended, 出处 is 处处 where the texts have only that
    for kind, pattern in _ASKS:
        if pattern.search(folded):
            rest = pattern.sub(" ", folded)
            for _, other in _ASKS:
                rest = other.sub(" ", rest)
            rest = re.sub(r"[\W_]+", "", _FILLER.sub("", rest))
            return None if rest else kind
    return None


def recap(evidence: Evidence, talk: Talk) -> Draft | None:
    """The draft of a follow-up that wants the last answer again; None of any other."""
    kind = wanted(evidence.question)
    if kind is None or not talk.told:
        return None
    if kind == "short":
        return Draft(tuple(_short(evidence, talk)))
    if kind == "source":
        return Draft(tuple(_sources(evidence, talk.told)), lead="上面的话出自：")
    again = talk.told[:_N_AGAIN]
    return Draft(
        tuple(Piece(s.document, s.start, s.end) for s in again),
        lead="我只能引用资料里的原文，不能换个说法或翻译。原文是：",
    )


def _short(evidence: Evidence, talk: Talk) -> list[Piece]:
    """The items of the list that was given, by their headings; else its sentences that say most."""
    listed = _listed(talk)
    if listed is not None:
        series, items = listed
        return [_first_words(evidence, item, series.place(item)) for item in items]
    one = re.search(r"一句话|one sentence", evidence.question.folded) is not None
    told = [s for s in talk.told if not _is_heading(evidence, s)] or talk.told
    best = sorted(told, key=lambda s: (-talk.likeness(s), s.start))[: 1 if one else _N_SHORT]
    return [Piece(s.document, s.start, s.end) for s in told if s in best]


def more_of_list(evidence: Evidence, talk: Talk) -> Draft | None:
    """What each item of the list that was given says further; None where no list was given."""
    listed = _listed(talk)
    if listed is None or not _FURTHER.search(spoken(evidence.question)):
        return None
    if own_content(evidence.question):
        return None
    series, items = listed
    each = _MAX_MORE // len(items)
    pieces: list[Piece] = []
    for item in items:
        below = [s for s in inside(evidence, item) if s.start >= item.heading_end]
        fresh = [Piece(s.document, s.start, s.end) for s in below if s not in talk.told]
        pieces += [_first_words(evidence, item, series.place(item)), *within(fresh, each)]
    return Draft(tuple(pieces), series.section) if len(pieces) > len(items) else None


def _listed(talk: Talk) -> tuple[Series, list[Section]] | None:
    """The series that the last answer gave, with the items it named; None where it gave none."""
    for series in talk.series:
        items = talk.named(series.items, talk.last_said)
        if len(items) > 1 and len(items) >= len(series.items) - 1:
            return series, items
    return None


def _first_words(evidence: Evidence, item: Section, number: int) -> Piece:
    """An item's heading, of a long one the first clause; a bare word (谋) with what it is."""
    end = item.heading_end
    if end - item.heading_start <= _BARE:
        end = next((s.end for s in inside(evidence, item) if s.end > end), end)
    words = fold_same_length(item.document.text[item.heading_start : end])
    clause = _CLAUSE.match(words) if len(words) > _MAX_HEADING else None
    end = item.heading_start + clause.end() if clause else end
    return Piece(item.document, item.heading_start, end, number=number)


def _is_heading(evidence: Evidence, sentence: Sentence) -> bool:
    section = evidence.outline(sentence.document)[sentence.section]
    return section.index > 0 and sentence.end <= section.heading_end + 1


def _sources(evidence: Evidence, told: Sequence[Sentence]) -> list[Piece]:
    """The headings under which the sentences stand, text by text; the sentence where none is."""
    documents: dict[str, Document] = {s.document.doc_id: s.document for s in told}
    pieces: list[Piece] = []
    for document in documents.values():
        own = [s for s in told if s.document.doc_id == document.doc_id]
        spans = _places(evidence, own)
        pieces += [
            Piece(document, start, end, opens="" if i else "text")
            for i, (start, end) in enumerate(spans)
        ]
    return pieces


def _places(evidence: Evidence, told: Sequence[Sentence]) -> list[tuple[int, int]]:
    outline = evidence.outline(told[0].document)
    sections = list(dict.fromkeys(_said_of(outline, s.section) for s in told))
    if len(sections) > _MAX_PLACES:
        above = [outline[i].parent for i in sections]
        sections = list(
            dict.fromkeys(up if up > 0 else i for i, up in zip(sections, above, strict=True))
        )
    headed = [outline[i] for i in sections if i > 0]
    headed = [section for section in headed if section.heading_end > section.heading_start]
    if not headed:
        return [(told[0].start, told[0].end)]
    return [(s.heading_start, s.heading_end) for s in headed]


def _said_of(outline: Sequence[Section], index: int) -> int:
    """The section, or the one that it is in where its heading is a bare word (谋)."""
    section = outline[index]
    bare = index > 0 and section.heading_end - section.heading_start <= _BARE
    return section.parent if bare and section.parent > 0 else index

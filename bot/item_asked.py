"""One item of a list that a question asks for at once: 七字诀的第三个字, 七字诀里“谋”的含义.

An item that the list has not is told so: it is nowhere in the texts, whatever else is near.
"""

import re

from bot.aspect import aspect_of
from bot.counted import hidden_by_name
from bot.evidence import Evidence
from bot.item import short_pieces
from bot.lists import item_pieces, list_pieces, scored_lists
from bot.named_text import without_names_of_texts
from bot.pieces import Draft
from bot.place import places
from bot.question import QUOTED, Question
from bot.series import Series, series_of
from ingest.build import searched_text
from ingest.outline import children
from ingest.records import Section

_NTH = re.compile(
    r"[第其倒数][一二三四五六七八九十\d]+(?:[个种项条点样件步句字关类部大]|[”」』’]|[说讲是写指提]"
    r"|[那这]?一?(?:段|部分)|$)"
    r"|最后(?:的|那)?[一两二三四]?[个种项条点样字]|前[两二三四五六][个种项条点样字]"
    r"|(?<=[一二三四五六七八九十])([㐀-鿿]).{1,6}第[一二三四五六七八九十]+\1"  # 四勤里的第二勤
)
_BY_NUMBER = re.compile(
    r"[“\"「『]其[一二三四五六七八九十][”\"」』]|其[一二三四五六七八九十](?=[那这里部一]|说|讲)"
)
_WITHIN = re.compile(r"(?:里|中|当中|其中|之中|入面|里面|里头|部分|这条|那条|条)的?|的")
_POINTS = re.compile(rf"{_NTH.pattern}|{QUOTED.pattern}|[里中的][㐀-鿿]{{2}}")
_MEANS = (
    r"(?:这?个?字)?(?:又?是|指的?是?|代表|意味着|要求|说|讲)?(?:的?(?:什么|啥)(?!时)|怎么(?:理解|解释|讲|说)"
    r"|的(?:意思|含义|要求))"
)
_LONGEST = 6  # characters of an item's name
_NAMED = 0.75  # of a list's score: that the question means this list
_MAX_CHARS = 260
_FEW_TEXTS = 50  # all of which are looked through


def asked_item(evidence: Evidence) -> Draft | None:
    """The item that a question points at by its place or its name, or that none is there.

    None where it points at none, or at one that other ways of answering will find by its words.
    """
    question = evidence.question
    if question.context or question.kind == "compare" or not _POINTS.search(question.read):
        return None
    series = _series_named(evidence)
    if series is None:
        return None
    return (
        _at_its_place(evidence, series)
        or _of_hidden_item(evidence, series)
        or _of_no_item(evidence, series)
        or _of_its_name(evidence, series)
    )


def _series_named(evidence: Evidence) -> Series | None:
    """The series of the list that the question names; None where none is named for sure."""
    counted = evidence.question.counted
    scored = [
        (score, section)
        for score, section in scored_lists(evidence)
        if score >= _NAMED or (counted and counted in _heading(evidence, section))
    ]
    if not scored:
        return _series_numbered_so(evidence)
    _, section = max(scored, key=lambda pair: pair[0])
    return next(iter(series_of(evidence.outline(section.document), section)), None)


def _series_numbered_so(evidence: Evidence) -> Series | None:
    """The only series found that is numbered as the question calls an item of it: “其三”那段."""
    if _BY_NUMBER.search(evidence.question.read) is None:
        return None
    of_hits = {hit.passage.document.doc_id: hit.passage.document for hit in evidence.hits}
    documents = {d.doc_id: d for d in evidence.index.documents(_FEW_TEXTS + 1)}
    documents = documents if len(documents) <= _FEW_TEXTS else of_hits
    found = [
        series
        for document in documents.values()
        for section in evidence.outline(document)
        for series in series_of(evidence.outline(document), section)
        if all(document.text.startswith("其", item.start) for item in series.items)
    ]
    return found[0] if len(found) == 1 else None


def _at_its_place(evidence: Evidence, series: Series) -> Draft | None:
    folded = evidence.question.read
    if _NTH.search(folded) is None:
        return None
    wanted = places(folded, series.last, None)
    found = series.at(wanted)
    if len(wanted) > 1 and len(found) == len(wanted):
        pieces = [p for item in found for p in short_pieces(evidence, series, item)]
        return Draft(tuple(pieces), series.section)
    if len(wanted) != 1:
        return None
    if found:
        return Draft(tuple(item_pieces(evidence, found[0], max_chars=_MAX_CHARS)), found[0])
    return Draft((), series.section, series.absence(wanted[0]))


def _of_its_name(evidence: Evidence, series: Series) -> Draft | None:
    """What the texts say of the one item that the question asks the meaning or the parts of."""
    question = evidence.question
    meant = [
        item for item in series.items if _is_explained(question.read, _heading(evidence, item))
    ]
    if len(meant) == 1:
        return Draft(tuple(item_pieces(evidence, meant[0], max_chars=_MAX_CHARS)), meant[0])
    quoted = [m.group(1) for m in QUOTED.finditer(question.read)]
    named = [s for s in (series.section, *series.items) if _name(evidence, s) in quoted]
    if len(named) != 1 or len(quoted) != 1 or not _asks_of_all(question):
        return None
    if question.kind == "list":
        parts = children(evidence.outline(named[0].document), named[0].index)
        whole = list_pieces(evidence, named[0]) if len(parts) > 1 else []
        return Draft(tuple(whole), named[0]) if whole else None
    return Draft(tuple(item_pieces(evidence, named[0], max_chars=_MAX_CHARS)), named[0])


def _name(evidence: Evidence, section: Section) -> str:
    """A heading, or what stands in it before the first comma (有所准备,笔纸、电话)."""
    return _heading(evidence, section).partition(",")[0]


def _asks_of_all(question: Question) -> bool:
    """Whether it asks what a thing is, has or demands, not for some detail of it."""
    aspect = aspect_of(question.read)
    return question.kind in ("definition", "list") or (aspect is not None and aspect.name == "way")


def _is_explained(folded: str, heading: str) -> bool:
    """Whether the meaning of just this item of a list is asked for: 七字诀里的敢是什么意思."""
    return (
        0 < len(heading) <= _LONGEST
        and re.search(f"[里中的内]{re.escape(heading)}{_MEANS}", folded) is not None
    )


def _of_hidden_item(evidence: Evidence, series: Series) -> Draft | None:
    """That the text names an item before the list, but has it not: it has fewer than it says."""
    if (series.announced or 0) <= len(series.items):
        return None
    section, first = series.section, series.items[0]
    lead = evidence.folded(section.document, section.start, first.start)
    own = _heading(evidence, section) + evidence.folded_text(section.document.title)
    for name in _names(without_names_of_texts(evidence.question.read), []):
        if (
            name in lead
            and name not in own
            and not any(name in _text(evidence, item) for item in series.items)
        ):
            return Draft((), section, hidden_by_name(section, series.items, name))
    return None


def _of_no_item(evidence: Evidence, series: Series) -> Draft | None:
    """That no item has the name that the question calls one by, if so."""
    whole = _heading(evidence, series.section) + _text(evidence, series.section)
    headings = [_heading(evidence, item) for item in series.items]
    elsewhere = " ".join(heading for hit in evidence.hits for heading in hit.passage.heading)
    known = whole + searched_text(elsewhere, taiwan_wording=False)
    for name in _names(evidence.question.read, headings):
        if name not in known:
            return Draft((), series.section, f"原文这里没有提到“{name}”。")
    return None


def _names(folded: str, headings: list[str]) -> list[str]:
    """What is quoted within the list, or is built like the names of its items (眼勤 like 腿勤)."""
    quoted = [m.group(1) for m in QUOTED.finditer(folded) if _WITHIN.search(folded[: m.start()])]
    endings = {h[-1] for h in headings if 1 < len(h) <= 4}
    if len(endings) != 1:
        return quoted
    (ending,) = endings
    return [*quoted, *re.findall(rf"(?<=[里中的])([㐀-鿿]{ending})", folded)]


def _heading(evidence: Evidence, section: Section) -> str:
    heading = evidence.folded(section.document, section.heading_start, section.heading_end)
    return heading.strip("“”\"'「」。. ")


def _text(evidence: Evidence, section: Section) -> str:
    return evidence.folded(section.document, section.start, section.end)

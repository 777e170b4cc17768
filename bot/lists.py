"""Which of the texts' lists a question asks for, and how much of it an answer gives."""

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from bot.counted import counted, hidden
from bot.evidence import Evidence, ScoredSentence
from bot.keyed import KeyedSpan
from bot.list_fit import ListFit
from bot.listed import lists_around
from bot.named_text import named_documents
from bot.pieces import Piece, within
from ingest.outline import children
from ingest.records import Section, Sentence
from ingest.script import fold_same_length

_MAX_CHARS = 360  # of a whole list with its glosses; more items get shorter glosses
_MAX_GLOSS = 60
_MIN_GLOSS = 24
_MIN_HEADING = 4
_MAX_TOLD = 120
_MAX_ADVICE = 150
_LEAST = {True: 0.48, False: 0.9}
_LEAST_KEYED = {True: 0.65, False: 1.1}
"""Below it no list is what was asked for, where a list is, and where but a number is named; chosen
on the dev questions, with what keys say and without."""
_BY_BEST_KEY, _BY_KEYS = 0.2, 0.5  # chosen there, too
_SAME = 0.6  # of two spans that are one list
_SURELY = 0.95  # no sentence fits better than a list that fits like this
_INLINE = 0.7  # a sentence that fits less is no list to prefer; both chosen on the dev questions
_REPEATED = 0.6  # for a sentence that says as often as asked what the question counts
_MANY = 3  # items make a list where the question names no number
_OPENING = re.compile(r"(?:对此|为此|因此|所以)[,，]?")
_SETTING = re.compile(r"(?:在|对|由于|作为|当|随着|面对|根据|按照|针对|从).|.*(?:由于|[中时下后]$)")
_ASKS_FOR = re.compile(r"(?<![主重需只想首纲摘])要(?![求素点件])|应[当该]?(?![对用急酬])|必须")
_LEANS = re.compile(r"也|即|[这這那其此]|[它他]们?|同[时時]")

_SCORED: WeakKeyDictionary[Evidence, list[tuple[float, Section]]] = WeakKeyDictionary()


def asked_lists(evidence: Evidence) -> list[Section]:
    """The sections whose items the question asks for; none where no list fits well enough.

    More than one only where the question names them side by side (三心四勤).
    """
    question = evidence.question
    if not question.asks_for_list or question.kind in ("definition", "compare"):
        return []
    scored = _of_named_text(evidence, scored_lists(evidence))
    if not scored:
        return []
    named = [section for _, section in scored if _is_named(evidence, section)]
    beside = [s for s in named if s.parent == named[0].parent and s.document is named[0].document]
    if len(beside) > 1:
        return sorted(beside, key=lambda section: section.start)
    fits_by_keys = [(score + _by_keys(evidence, section), section) for score, section in scored]
    score, section = max(fits_by_keys, key=lambda pair: pair[0])
    inline, sentence = _best_inline(evidence)
    if score < inline and (score < _SURELY or _repeats_word(evidence, sentence)):
        return []
    least = _LEAST_KEYED if evidence.found.keyed else _LEAST
    fits = score >= least[question.kind == "list"]
    meant = _meant(evidence, section)
    whole = len(children(evidence.outline(section.document), meant.index)) > 1
    return [meant] if whole and (fits or meant is not section) else []


def _of_named_text(
    evidence: Evidence, scored: list[tuple[float, Section]]
) -> list[tuple[float, Section]]:
    """The lists of the text that the question names, all where it names none or one without."""
    if not evidence.question.named:
        return scored
    named = named_documents(evidence.question.read, evidence.index)
    return [pair for pair in scored if pair[1].document in named] or scored


def _by_keys(evidence: Evidence, section: Section) -> float:
    """What the nearest attached questions add to a list, of which some are asked as a whole."""
    keyed = evidence.found.keyed
    first = children(evidence.outline(section.document), section.index)[:1]
    if not keyed or not first:
        return 0.0
    starts = section.start, first[0].start  # with what announces it, or without
    alike = [
        max(_alike(span, start, section.end) for start in starts)
        if span.path == section.document.path
        else 0.0
        for span in keyed
    ]
    pairs = [(span.score, own) for span, own in zip(keyed, alike, strict=True)]
    best = max(score * own for score, own in pairs) / (keyed[0].score or 1.0)
    share = sum(score for score, own in pairs if own > _SAME) / (sum(s for s, _ in pairs) or 1.0)
    return _BY_BEST_KEY * best + _BY_KEYS * share


def _alike(span: KeyedSpan, start: int, end: int) -> float:
    """How much of both spans is in both, 0 to 1 (Jaccard)."""
    shared = min(span.end, end) - max(span.start, start)
    return max(0, shared) / (max(span.end, end) - min(span.start, start))


def _meant(evidence: Evidence, section: Section) -> Section:
    """The list, or the one item of it whose heading the question says where it says not its own.

    发扬求真务实精神要做到哪五个“实” asks for what stands under that spirit, not for all spirits.
    """
    items = children(evidence.outline(section.document), section.index)
    named = [item for item in items if _is_said_whole(evidence, item)]
    return named[0] if len(named) == 1 and not _is_said_whole(evidence, section) else section


def inline_list(evidence: Evidence) -> ScoredSentence | None:
    """The sentence that holds the list itself, where one fits well enough."""
    return _best_inline(evidence)[1]


def _best_inline(evidence: Evidence) -> tuple[float, ScoredSentence | None]:
    """That sentence with how well it fits, 0 to 1; 0 where none counts."""
    best = evidence.sentences[0].score if evidence.sentences else 0.0
    fits = [
        (
            0.4 * scored.coverage
            + 0.3 * scored.under_heading
            + 0.3 * scored.score / best
            + _REPEATED * _repeats_word(evidence, scored),
            scored,
        )
        for scored in evidence.sentences[:20]
        if not scored.is_heading and holds_list(evidence, scored)
    ]
    fit, sentence = max(fits, key=lambda pair: pair[0], default=(0.0, None))
    return (fit, sentence) if fit >= _INLINE else (0.0, None)


def holds_list(evidence: Evidence, scored: ScoredSentence) -> bool:
    """Whether a sentence enumerates as many things as the question asks for."""
    found = scored.opened.sizes
    number = evidence.question.number
    if number is None:
        return max(found, default=0) >= _MANY
    return number in found or _repeats_word(evidence, scored)


def _repeats_word(evidence: Evidence, scored: ScoredSentence | None) -> bool:
    """Whether a sentence says the word so often that the question counts (四个“好”)."""
    n, parts = evidence.question.counted_word
    if scored is None or not parts:
        return False
    return all(scored.opened.folded.count(part) >= n for part in parts)


def scored_lists(evidence: Evidence) -> list[tuple[float, Section]]:
    """Every list around the best hits with how well it fits, better hits first."""
    if evidence not in _SCORED:
        _SCORED[evidence] = _scored_lists(evidence)
    return _SCORED[evidence]


def _scored_lists(evidence: Evidence) -> list[tuple[float, Section]]:
    fit = ListFit(evidence)
    scored: list[tuple[float, Section]] = []
    seen: set[tuple[str, int]] = set()
    for rank, hit in enumerate(evidence.hits[:10], start=1):
        document = hit.passage.document
        for one in lists_around(evidence.index, document, hit.passage.section):
            place = (document.doc_id, one.section.index)
            if place not in seen:
                seen.add(place)
                scored.append((fit.of(one) + 0.15 / rank, one.section))
    return scored


def _is_named(evidence: Evidence, section: Section) -> bool:
    """Whether the question says the whole of a short heading."""
    heading = evidence.folded(section.document, section.heading_start, section.heading_end)
    heading = heading.strip('“”"「」 ')
    return 2 <= len(heading) <= 6 and heading in evidence.question.folded


def _is_said_whole(evidence: Evidence, section: Section) -> bool:
    """Whether the question says a heading of some length as it stands."""
    heading = evidence.folded(section.document, section.heading_start, section.heading_end)
    heading = heading.strip("“”\"'「」。,. ")
    return len(heading) >= _MIN_HEADING and heading in evidence.question.read


def list_pieces(
    evidence: Evidence, section: Section, *, max_chars: int = _MAX_CHARS
) -> list[Piece]:
    """The announcement and every item in order, with as much gloss as the length allows."""
    outline = evidence.outline(section.document)
    items = children(outline, section.index)
    budget = min(_MAX_GLOSS, max(_MIN_GLOSS, max_chars // len(items)))
    sentences = evidence.index.sentences(section.document.doc_id)
    for sentence in sentences:
        if sentence.start <= items[0].start and items[-1].heading_end <= sentence.end:
            return [Piece(section.document, sentence.start, sentence.end)]  # it names them all
    leads = [Piece(section.document, *span) for span in _lead(section, items, sentences)]
    if items[-1].heading_end <= leads[-1].end:  # the announcement names them all, and that is all
        return leads
    pieces = leads
    for number, item in enumerate(items, start=1):
        below = children(outline, item.index)
        limit = 0 if below and len(item.heading) >= _MIN_HEADING else budget
        until = below[0].start if below else item.end
        start, end = _telling(item, sentences, until) or _item_span(item, sentences, limit, until)
        pieces.append(Piece(section.document, start, end, item.ordinal or number))
    return [*pieces, *_lacking(section, items, leads[0])]


def _lacking(section: Section, items: Sequence[Section], lead: Piece) -> list[Piece]:
    """What is to be said where the list is not as long as the text announces.

    Cited at the place where words are hidden, or else at the announcement.
    """
    announced, found = section.announced, len(items)
    if announced is None or announced == found:
        return []
    if announced < found:
        of = counted(section, items)
        note = f"（原文说是{of.number(announced)}，实际列出了{of.number(found)}。）"
        return [Piece(lead.document, lead.start, lead.end, note=note)]
    ordinals = {item.ordinal for item in items}
    absent = [n for n in range(1, announced + 1) if n not in ordinals]
    note = f"（{hidden(section, items, absent if len(absent) == announced - found else [])}）"
    gaps = [gap for gap in section.document.gaps if section.start <= gap.start < section.end]
    place = (gaps[0].start, gaps[0].end) if gaps else (lead.start, lead.end)
    return [Piece(lead.document, *place, note=note)]


def item_pieces(evidence: Evidence, item: Section, *, max_chars: int) -> list[Piece]:
    """An item in full, sentence by sentence from its heading on, as far as `max_chars` goes."""
    sentences = evidence.index.sentences(item.document.doc_id)
    inside = [s for s in sentences if item.start <= s.start < item.end]
    return within([Piece(s.document, s.start, s.end) for s in inside], max_chars)


def _lead(
    section: Section, items: Sequence[Section], sentences: Sequence[Sentence]
) -> list[tuple[int, int]]:
    """The sentence that announces the items, else the heading, else the sentence before them.

    Without what ties it to the reason before it (因此,…), and with the sentence before it where it
    leans on that in another way (也可以叫七字诀, 即…).
    """
    before = [s for s in sentences if section.start <= s.start and s.end <= items[0].start]
    announcing = [s for s in before if s.end - s.start <= 80 and _announces(s.text)]
    if announcing and announcing[-1].start >= section.heading_end:
        at = before.index(announcing[-1])
        opening = _OPENING.match(fold_same_length(announcing[-1].text))
        if opening:
            return [(announcing[-1].start + opening.end(), announcing[-1].end)]
        first = at - 1 if at and _LEANS.match(announcing[-1].text) else at
        return [(s.start, s.end) for s in before[first : at + 1]]
    if section.index and section.heading_end > section.heading_start:
        return [(section.heading_start, _told_end(section, before))]
    last = before[-1] if before else sentences[0]
    return [(last.start, last.end)]


def _told_end(section: Section, before: Sequence[Sentence]) -> int:
    """Where a heading ends; of one that is a word only (谋), the sentence that it begins."""
    if section.heading_end - section.heading_start > _MIN_HEADING:
        return section.heading_end
    told = [s for s in before if s.start <= section.heading_end + 2 and s.end > section.heading_end]
    fits = told and told[-1].end - section.heading_start <= _MAX_TOLD
    return told[-1].end if fits else section.heading_end


def _announces(text: str) -> bool:
    return (
        re.search(
            r"[:：]$|以下|如下|即|[一二两三四五六七八九十\d]+\s*[个個种種项項条條点點字方]", text
        )
        is not None
    )


def _telling(item: Section, sentences: Sequence[Sentence], until: int) -> tuple[int, int] | None:
    """Of an item that begins with its setting (在实际工作中,…) the first sentence that advises."""
    after = item.document.text[item.heading_end : item.heading_end + 1]
    if after not in (",", "，") or not _SETTING.match(fold_same_length(item.heading)):
        return None
    inside = [s for s in sentences if item.start <= s.start < until]
    short = [s for s in inside if s.end - s.start <= _MAX_ADVICE]
    if not short:
        return None
    best = next((s for s in short if _ASKS_FOR.search(fold_same_length(s.text))), short[0])
    start = max(best.start, item.heading_start)
    opening = _OPENING.match(fold_same_length(item.document.text[start : best.end]))
    return start + (opening.end() if opening else 0), best.end


def _item_span(
    item: Section, sentences: Sequence[Sentence], budget: int, until: int
) -> tuple[int, int]:
    """An item's heading, with the sentences that follow it before `until` while they fit."""
    start, end = item.heading_start, item.heading_end
    for sentence in sentences:
        if not item.start <= sentence.start < until or sentence.end <= end:
            continue
        if sentence.end - start > budget and end - start >= _MIN_GLOSS // 3:
            break
        end = sentence.end
    return start, end

"""What retrieval brought up -> raw signals of whether the texts answer the question.

None is normalised within the question, which would hide that all of it is poor.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.asked import absent_markers, asked_noun, forms_asked, missing_types, types_asked
from bot.compound import parts_of
from bot.evidence import Evidence, top
from bot.frame import is_frame
from bot.records import Hit
from ingest.build import searched_text
from ingest.lexical import tokens_of
from ingest.records import Document, Section
from ingest.words import cut

_QUOTED = re.compile(r'[“"「『‘\'《]([^”"」』’\'》]{1,14})[”"」』’\'》]')
_BETWEEN = re.compile(r"[、,;/和与]")
_DIGITS = re.compile(r"\d+")
_LATIN = re.compile(r"[a-z]{2,}")
_LONG = 4
_MOST_SAID = 1.5  # by keys; more than the whole question is not to be said
_MOST = 0.6  # of the characters: people misspell what they quote
_FAR = 4000  # characters of a section that are looked through
_LENGTH = 40  # characters of content; a longer question is no longer


def signals(evidence: Evidence) -> dict[str, float]:
    """Name -> value, mostly 0 to 1; the same names for every question."""
    passages = _passages(evidence, 3)
    return {
        **_of_legs(evidence),
        **_of_keys(evidence),
        **_of_words(evidence, passages),
        **_of_what_is_asked(evidence, passages),
    }


def _of_legs(evidence: Evidence) -> dict[str, float]:
    """How near the question is to the texts as a whole, to passages and to sentences."""
    hits, sentences = evidence.hits, evidence.sentences
    scores = [sentence.score for sentence in sentences]
    to_passages, to_questions = evidence.found.topicality
    return {
        "to_passages": to_passages,
        "to_questions": to_questions,
        "dense": top([hit.legs["dense"] for hit in hits[:10]], -1.0),
        "sentence": top([hit.legs["sentence"] for hit in hits[:10]], -1.0),
        "best_cosine": top([sentence.cosine for sentence in sentences[:3]], -1.0),
        "best_score": scores[0] if scores else 0.0,
        "lead": scores[0] - scores[3] if len(scores) > 3 else 0.0,
        "lexical": _lexical(evidence),
        "agreement": _agreement(evidence),
    }


def _of_keys(evidence: Evidence) -> dict[str, float]:
    """How near the question is to those that editors attached, and what it says beyond them."""
    keys = evidence.found.keys
    scores = [span.score for span in keys.spans]
    key, few, more = top(scores), *keys.open_shares
    asked = [" ".join(span.questions) for span in evidence.found.keyed[:3]]
    share, largest = _unexplained(evidence, asked)
    return {
        "key": key,
        "key_root": key**0.5,
        "keys_say": min(keys.said, _MOST_SAID),
        "key_alike": keys.alike,
        "open": keys.open_alike,
        "open_said": keys.open_said,
        "open_nearer": keys.open_alike - keys.alike,
        "open_few": few,
        "open_more": more,
        "key_lead": scores[0] - scores[3] if len(scores) > 3 else 0.0,
        "beyond_keys": share,
        "beyond_keys_most": largest,
        "beyond_first": _unexplained(evidence, [*asked[:1], *_passages(evidence, 1)])[0],
    }


def _of_words(evidence: Evidence, passages: Sequence[str]) -> dict[str, float]:
    """How much of the question stands in the texts, and where."""
    missing = evidence.missing
    keys = [question for span in evidence.found.keyed[:3] for question in span.questions]
    share, largest = _unexplained(evidence, [*passages, *keys])
    n_words, words = _strange_words(evidence, [*passages, *keys])
    noise, noise_most = _noise(evidence)
    return {
        "coverage": evidence.best_passage_coverage * (1 - missing),
        "sentence_coverage": top([s.coverage for s in evidence.sentences]) * (1 - missing),
        "missing": missing,
        "unexplained": share,
        "unexplained_most": largest,
        "unexplained_here": min((_unexplained(evidence, [p])[0] for p in passages), default=1.0),
        "strange_words": float(n_words),
        "strange_share": words,
        "noise": noise,
        "noise_most": noise_most,
        "headed": max((_headed(evidence, hit) for hit in evidence.hits[:3]), default=0.0),
        "length": min(len(evidence.question.about), _LENGTH) / _LENGTH,
    }


def _of_what_is_asked(evidence: Evidence, passages: Sequence[str]) -> dict[str, float]:
    """The form of the question, and whether a thing of the type asked for is there."""
    question = evidence.question
    folded = question.read
    best = "\n".join(_folded(evidence, 3))
    absent = missing_types(folded, best)
    noun = asked_noun(folded)
    around = "\n".join([*_folded(evidence, 5), *passages, *_parents(evidence)])
    quoted, quoted_absent = _quoted(folded, around + _nearest_keys(evidence))
    return {
        "english": float(question.is_foreign),
        "follows": float(bool(question.context)),
        **{f"is_{kind}": float(question.kind == kind) for kind in ("list", "how-to", "why")},
        **{f"is_{kind}": float(question.kind == kind) for kind in ("definition", "compare")},
        **{f"asks_{form}": float(asked) for form, asked in forms_asked(folded).items()},
        "noun_missing": float(noun is not None and noun not in around),
        "type_missing": float(bool(absent)),
        "type_present": float(bool(types_asked(folded)) and not absent),
        "marker_absent": float(absent_markers(question.kind, best)),
        "quoted": float(quoted > 0),
        "quoted_absent": quoted_absent,
        "digits_absent": float(any(n not in around for n in _DIGITS.findall(folded))),
        "latin_absent": float(_latin_absent(evidence, around)),
    }


def _latin_absent(evidence: Evidence, around: str) -> bool:
    question = evidence.question
    return question.script != "en" and any(w not in around for w in _LATIN.findall(question.read))


def _quoted(folded: str, around: str) -> tuple[int, float]:
    """How many things the question puts in quotes, and the share of them not found around."""
    parts = [p.strip() for q in _QUOTED.findall(folded) for p in _BETWEEN.split(q)]
    quoted = [part for part in parts if part]
    absent = [part for part in quoted if not _stands_in(part, around)]
    return len(quoted), len(absent) / len(quoted) if quoted else 0.0


def _stands_in(quoted: str, text: str) -> bool:
    """Whether a text holds what is quoted; of four characters or more, most of it in its order."""
    if quoted in text or len(quoted) < _LONG:
        return quoted in text
    places: Counter[int] = Counter()
    for i, character in enumerate(quoted):
        at = text.find(character)
        while at >= 0:
            places[at - i] += 1
            at = text.find(character, at + 1)
    return max(places.values(), default=0) >= _MOST * len(quoted)


def _nearest_keys(evidence: Evidence) -> str:
    return "\n".join(q for span in evidence.found.keyed[:3] for q in span.questions)


def _unexplained(evidence: Evidence, texts: Iterable[str]) -> tuple[float, float]:
    """Share, by idf, of the question's content that no text holds; the rarest such term, 0 to 1."""
    idf = evidence.idf
    left = frozenset(idf).difference(*map(tokens_of, texts))
    return _weight(evidence, {t: value for t, value in idf.items() if t in left}, of_none=1.0)


def _strange_words(evidence: Evidence, texts: Sequence[str]) -> tuple[int, float]:
    """The words of two characters or more that no text holds: how many, and their share by idf."""
    lexical = evidence.index.lexical
    cuts = [part for w in cut(evidence.question.about) for part in parts_of(w, lexical)]
    words = {w: lexical.idf(w) for w in cuts if len(w) > 1 and not is_frame(w)}
    together = "\n".join(texts)
    strange = {word: weight for word, weight in words.items() if word not in together}
    total = sum(words.values())
    return len(strange), sum(strange.values()) / total if total else 0.0


def _headed(evidence: Evidence, hit: Hit) -> float:
    """Share, by idf, of the question's content that the nearest heading above a passage says."""
    heading = hit.passage.heading[-1] if hit.passage.heading else ""
    return 1.0 - _unexplained(evidence, [evidence.folded_text(heading)])[0]


def _noise(evidence: Evidence) -> tuple[float, float]:
    """Share, by idf, of the question's content that stands only in noise; the rarest such term.

    Noise of the texts that were found: the page around them, not what they say.
    """
    documents = {hit.passage.document.doc_id: hit.passage.document for hit in evidence.hits[:5]}
    tokens = [_tokens_of_noise(document) for document in documents.values()]
    unheld = [t for t in evidence.idf if not evidence.index.lexical.holds(t)]
    noise = {t: evidence.idf[t] for t in unheld if any(t in own for own in tokens)}
    return _weight(evidence, noise, of_none=0.0)


def _weight(
    evidence: Evidence, terms: Mapping[str, float], *, of_none: float
) -> tuple[float, float]:
    """Share, by idf, of the question's content that is these terms; the rarest of them, 0 to 1.

    Both are `of_none` for a question without content.
    """
    total = evidence.total_idf
    if not total:
        return of_none, of_none
    most = max(terms.values(), default=0.0) / evidence.index.lexical.unseen_idf
    return sum(terms.values()) / total, most


@lru_cache(maxsize=512)
def _tokens_of_noise(document: Document) -> frozenset[str]:
    masked = "\n".join(document.text[mask.start : mask.end] for mask in document.masks)
    return tokens_of(searched_text(masked, taiwan_wording=document.taiwan_wording))


def _folded(evidence: Evidence, n: int) -> list[str]:
    """The `n` best sentences, folded: what an answer would be made of."""
    best = [scored.sentence for scored in evidence.sentences[:n]]
    return [evidence.folded(s.document, s.start, s.end) for s in best]


def _passages(evidence: Evidence, n: int) -> list[str]:
    """The `n` best passages under their headings, each with the section of a best sentence."""
    sections = [_section(evidence, scored.place) for scored in evidence.sentences[:n]]
    around = [evidence.folded(s.document, s.start, s.end) for s in dict.fromkeys(sections)]
    return [*(evidence.folded_passage(hit) for hit in evidence.hits[:n]), *around]


def _parents(evidence: Evidence) -> list[str]:
    """The sections that hold those of the three best sentences, as far as one looks."""
    found: dict[Section, None] = {}
    for scored in evidence.sentences[:3]:
        section = _section(evidence, scored.place)
        outline = evidence.outline(section.document)
        found[outline[section.parent] if section.index else section] = None
    return [evidence.folded(s.document, s.start, min(s.end, s.start + _FAR)) for s in found]


def _section(evidence: Evidence, place: tuple[str, int]) -> Section:
    doc_id, index = place
    return evidence.outline(evidence.index.document(doc_id))[index]


def _lexical(evidence: Evidence) -> float:
    """The best BM25 score over what the question's content could reach at most, 0 to about 1."""
    ideal = 2 * evidence.total_idf
    best = top([hit.legs["lexical"] for hit in evidence.hits[:10]])
    return min(best / ideal, 2.0) if ideal else 0.0


def _agreement(evidence: Evidence) -> float:
    """Share of the legs whose best passage lies in the section of the best hit."""
    hits = evidence.hits
    if not hits:
        return 0.0
    legs = list(hits[0].legs)
    best = [max(hits, key=lambda hit: hit.legs[leg]).passage for leg in legs]
    chosen = hits[0].passage
    same = [p.document is chosen.document and p.section == chosen.section for p in best]
    return sum(same) / len(same)


def has_keys(values: Mapping[str, float]) -> bool:
    """Whether the texts carry questions at all."""
    return values["key"] > 0.0

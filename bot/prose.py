"""The sentences that answer a question that asks for no list."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.aspect import ADVICE
from bot.evidence import Evidence, ScoredSentence
from bot.lists import holds_list, inline_list
from bot.pieces import Piece
from bot.question import QUOTED
from bot.ranker import the_ranker
from bot.suit import defining
from ingest.parse import is_damaged
from ingest.records import Sentence
from ingest.script import fold_same_length

_MAX_CHARS = {
    "fact": 300,
    "definition": 300,
    "why": 340,
    "how-to": 360,
    "list": 340,
    "compare": 360,
}
_MAX_SENTENCES = 6
_MAX_DEFINING = 4
_DEFINES_TOO = 0.25  # of the best sentence's score, for another text's definition
_DEFINED = 0.2  # for a sentence that says what the thing asked for is
_NEAR = 0.75  # of the best sentence's score; those below say something else, on fresh questions
_NEAR_LEARNED = 0.3  # and of that part of it which was learned
_NEAR_WORDLESS = 0.58  # where none of the words are in the texts: which is best is unsure
_FOLLOWS = {"how-to": 0.86, "why": 0.8, "list": 0.8, "compare": 0.7, "fact": 0.6, "definition": 0.6}
"""What a sentence keeps of the score of the one before it: advice follows the case it is for."""
_TOGETHER = 0.3  # of the best score, for the other sentences of its section: answers hang
# together, all but definitions, of which each text may have its own
_ENUMERATES = 1.25  # a sentence with as many items as asked for, where a list is asked for
_MAX_ANTECEDENT = 120
LEANING = re.compile(
    r"(?:[,，]?(?:出现|碰到|遇到|面对|针对)?(?:这|此|该|那)(?!样才能做)|对此|为此|因此|所以|因而|从而|使得?(?!用)|"
    r"其[^次一二三四五实他余它中]|而(?!且)|但是?|不过|否则|同时|并且?|同样|如此|也(?!许)|它们?|他们?|同理|总之|"
    r"反之|只有这样|做到这些|想到这些|尤其是|特别是|其中|在这)"
)
_ADVICE_WORTH = 1.15
_HEADED = 0.2  # for what a heading above it says in one run
_TITLED = 1.2  # more, where a definition is asked for of what is all that heading says
_GOES_ON = 0.3  # for what stands by what was talked of: dev follow-ups .83 -> .87, questions
# that turn to something else .862 -> .858; .2 gains less, .6 costs these .01 more
_DAMAGED_WORTH = 0.92  # of two that say the same, the one that reads right (深人, 力、公室)
_ASKS_WORTH = 0.6  # a sentence that asks answers nothing
_ASKS = re.compile(r"[？?][”」』’]?\s*$")
_ANNOUNCES = re.compile(  # a comma at its end: what it was cut from goes on with items
    r"[:：,，]\s*$|(?:以下|如下|下列|这样)[几一二两三四五六七八九十\d]*[个種种项條条点點方面件样]{0,2}[。.:：]?\s*$"
)
_OPENING = re.compile(  # what may be cut where the sentence before is not said
    r"^\s*(?:(?:首先|其次|再次|再者|另外|此外|同时|最后|第[一二三四五六七八九十]|其[一二三四五六七八九])[,，、]"
    r"|[一二三四五六七八九十]是(?=要|勤|搞|做|有|在|把|强)|[一二三四五六七八九十]{1,2}、|\d{1,2}、)\s*"
)


def prose_pieces(evidence: Evidence) -> list[Piece]:
    """The best sentences, those of one section together and in their order."""
    ranked = _ranked(evidence)
    if not ranked:
        return []
    near = _near(evidence, *ranked[0])
    kind = evidence.question.kind
    defines = kind == "definition" and _defines(evidence, ranked[0][1])
    n_most, together = (_MAX_DEFINING, 0.0) if defines else (_MAX_SENTENCES, _TOGETHER)
    chosen = _chosen(ranked, near, _MAX_CHARS[kind], n_most, together)
    if defines:
        chosen += _defining_elsewhere(evidence, ranked, chosen)
    first_seen: dict[tuple[str, int], int] = {}
    for place, (_, scored) in enumerate(chosen):
        first_seen.setdefault(scored.place, place)
    chosen.sort(key=lambda pair: (first_seen[pair[1].place], pair[1].sentence.start))
    sentences = [scored.sentence for _, scored in chosen]
    whole = _with_antecedents(sentences, evidence)
    told = [s for s, after in zip(whole, [*whole[1:], None], strict=True) if _tells(s, after)]
    return _pieces(told or whole, evidence)


def _near(evidence: Evidence, best: float, scored: ScoredSentence) -> float:
    """How much of the best sentence's score another must have to be said with it.

    Where the trees are sure of the best one, those they think little of may stand beside it;
    where they are not, its score is by words and meaning, in which sentences differ less.
    """
    own = min(scored.score / best, 1.0) if best else 1.0
    near = _NEAR_LEARNED + (_NEAR - _NEAR_LEARNED) * own
    return near + (_NEAR_WORDLESS - near) * evidence.missing


def _tells(sentence: Sentence, after: Sentence | None) -> bool:
    """Whether it says something by itself; one that announces does so with what follows it."""
    if _ANNOUNCES.search(sentence.text) is None:
        return True
    return after is not None and _follows(after, sentence)


def _pieces(sentences: Sequence[Sentence], evidence: Evidence) -> list[Piece]:
    """The sentences; the opening (其次, 三是) of one that follows none of them is left out."""
    pieces: list[Piece] = []
    for sentence in sentences:
        opening = _OPENING.match(sentence.text)
        cut = opening.end() if opening and not _is_after_one(sentence, sentences, evidence) else 0
        pieces.append(Piece(sentence.document, sentence.start + cut, sentence.end))
    return pieces


def _is_after_one(sentence: Sentence, sentences: Sequence[Sentence], evidence: Evidence) -> bool:
    """Whether one of the sentences stands right before it, be it in the section above."""
    if any(_follows(sentence, other) for other in sentences):
        return True
    return _sentence_before(sentence, evidence) in sentences


def _follows(sentence: Sentence, other: Sentence) -> bool:
    """Whether nothing but a line break stands between another sentence and this one."""
    same = sentence.document.doc_id == other.document.doc_id
    return same and 0 <= sentence.start - other.end <= 2


def _with_antecedents(sentences: Sequence[Sentence], evidence: Evidence) -> list[Sentence]:
    """The sentences, each that leans on the one before it (出现这种情况…) preceded by that one."""
    whole: list[Sentence] = []
    for sentence in sentences:
        if LEANING.match(fold_same_length(sentence.text)):
            before = _sentence_before(sentence, evidence)
            if before is not None and before not in whole:
                whole.append(before)
        if sentence not in whole:
            whole.append(sentence)
    return whole


def _sentence_before(sentence: Sentence, evidence: Evidence) -> Sentence | None:
    """The sentence before it in the same section, if it is not too long to be taken along."""
    found: Sentence | None = None
    for other in evidence.index.sentences(sentence.document.doc_id):
        if other.start >= sentence.start:
            break
        found = other
    if found is None or found.section != sentence.section:
        return None
    return found if found.end - found.start <= _MAX_ANTECEDENT else None


def _ranked(evidence: Evidence) -> list[tuple[float, ScoredSentence]]:
    """Sentences by their own score or, if higher, what the one before hands on; best first."""
    kind = evidence.question.kind
    worths = the_ranker().worths(evidence).tolist()
    learned = zip(evidence.sentences, worths, strict=True)
    ranked: list[tuple[float, ScoredSentence]] = []
    handed, place, above = 0.0, None, 0.0
    for scored, worth in sorted(learned, key=lambda p: (p[0].place, p[0].sentence.start)):
        if scored.place != place:
            handed, above = 0.0, _above(evidence, scored)
        text = scored.opened.text
        own = scored.score + worth + above + _GOES_ON * evidence.goes_on(scored)
        if kind == "definition" and _defines(evidence, scored):
            own += _DEFINED
        if kind == "how-to" and ADVICE.search(fold_same_length(text)):
            own *= _ADVICE_WORTH
        if kind == "list" and holds_list(evidence, scored):
            own *= _ENUMERATES
        if _ASKS.search(text):
            own *= _ASKS_WORTH
        if is_damaged(text):
            own *= _DAMAGED_WORTH
        score = max(own, handed * _FOLLOWS[kind])
        handed, place = score, scored.place
        if not scored.is_heading:
            ranked.append((score, scored))
    ranked.sort(key=lambda pair: (-pair[0], pair[1].rank, pair[1].sentence.start))
    held = inline_list(evidence) if kind == "list" else None
    return [(ranked[0][0], held), *(p for p in ranked if p[1] != held)] if held else ranked


def _above(evidence: Evidence, scored: ScoredSentence) -> float:
    """What the headings above the sentences of a section add to their scores."""
    heads = scored.opened.headings
    about = evidence.question.about
    is_titled = evidence.question.kind == "definition" and about.strip() in heads
    return _HEADED * _named_above(evidence, heads) + (_TITLED if is_titled else 0.0)


def _defines(evidence: Evidence, scored: ScoredSentence) -> bool:
    """Whether the thing asked for is the subject of a defining word (所谓协调,就是…)."""
    pattern = _defining(evidence.question.read, evidence.question.about)
    return pattern is not None and pattern.search(scored.opened.folded) is not None


@lru_cache(maxsize=256)
def _defining(read: str, about: str) -> re.Pattern[str] | None:
    """What finds that a sentence defines what a question, as it is read, is about."""
    quoted = [rf"(?:^|[^\w])[”\"]?{re.escape(name)}" for name in QUOTED.findall(read)]
    runs = quoted or [re.escape(run) for run in about.split() if len(run) > 1]
    return defining(runs) if runs else None


def _defining_elsewhere(
    evidence: Evidence,
    ranked: Sequence[tuple[float, ScoredSentence]],
    chosen: Sequence[tuple[float, ScoredSentence]],
) -> list[tuple[float, ScoredSentence]]:
    """The best definition of each other text: each may have its own."""
    told = {scored.sentence.document.doc_id for _, scored in chosen}
    found: list[tuple[float, ScoredSentence]] = []
    for score, scored in ranked:
        text = scored.sentence.document.doc_id
        if score >= _DEFINES_TOO * ranked[0][0] and text not in told and _defines(evidence, scored):
            told.add(text)
            found.append((score, scored))
    return found[: _MAX_DEFINING - 1]


def _named_above(evidence: Evidence, heads: Sequence[str]) -> float:
    """Coverage of the question by what of it stands whole in headings above a sentence.

    什么是会议沟通协调 asks for what stands under 会议沟通协调, not for 沟通协调 as such.
    """
    runs = [run for run in evidence.question.about.split() if len(run) > 1]
    named = [run for run in runs if any(run in head for head in heads)]
    return evidence.coverage(*named) if named else 0.0


def _chosen(
    ranked: Sequence[tuple[float, ScoredSentence]],
    near: float,
    max_chars: int,
    n_most: int,
    together: float,
) -> list[tuple[float, ScoredSentence]]:
    chosen = [ranked[0]]
    best, first = ranked[0]
    length = first.n_chars
    bonus = {True: together * best, False: 0.0}
    others = [(score + bonus[scored.place == first.place], scored) for score, scored in ranked[1:]]
    for score, scored in sorted(others, key=lambda pair: -pair[0]):
        if len(chosen) == n_most or score < near * best:
            break
        if length + scored.n_chars <= max_chars:
            chosen.append((score, scored))
            length += scored.n_chars
    return chosen

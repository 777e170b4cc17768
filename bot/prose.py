"""The sentences that answer a question that asks for no list."""

import re
from collections.abc import Sequence

from bot.evidence import Evidence, ScoredSentence
from bot.lists import holds_list, inline_list
from bot.pieces import Piece
from ingest.parse import is_damaged
from ingest.records import Sentence
from ingest.script import fold_same_length

_MAX_CHARS = {
    "fact": 260,
    "definition": 260,
    "why": 300,
    "how-to": 320,
    "list": 300,
    "compare": 320,
}
_MAX_SENTENCES = 6
_NEAR = 0.74  # of the best sentence's score; those below say something else, on the dev questions
_NEAR_WORDLESS = 0.58  # where none of the words are in the texts: which is best is unsure
_FOLLOWS = {"how-to": 0.86, "why": 0.8, "list": 0.8, "compare": 0.7, "fact": 0.6, "definition": 0.6}
"""What a sentence keeps of the score of the one before it: advice follows the case it is for."""
_TOGETHER = 0.2  # of the best score, for the other sentences of its section: answers hang together
_ENUMERATES = 1.25  # a sentence with as many items as asked for, where a list is asked for
_MAX_ANTECEDENT = 120
LEANING = re.compile(
    r"(?:[,，]?(?:出现|碰到|遇到|面对|针对)?(?:这|此|该|那)(?!样才能做)|对此|为此|因此|所以|因而|从而|使得?(?!用)|"
    r"其[^次一二三四五实他余它中]|而(?!且)|但是?|不过|否则|同时|并且?|同样|如此|也(?!许)|它们?|他们?|同理|总之|"
    r"反之|只有这样|做到这些|想到这些|尤其是|特别是|其中|在这)"
)
_ADVICE_WORTH = 1.15
_DAMAGED_WORTH = 0.92  # of two that say the same, the one that reads right (深人, 力、公室)
_ASKS_WORTH = 0.6  # a sentence that asks answers nothing
_ASKS = re.compile(r"[？?][”」』’]?\s*$")
_ANNOUNCES = re.compile(
    r"[:：]\s*$|(?:以下|如下|下列|这样)[几一二两三四五六七八九十\d]*[个種种项條条点點方面件样]{0,2}[。.:：]?\s*$"
)
_OPENING = re.compile(  # what may be cut where the sentence before is not said
    r"^\s*(?:(?:首先|其次|再次|再者|另外|此外|同时|最后|第[一二三四五六七八九十]|其[一二三四五六七八九])[,，、]"
    r"|[一二三四五六七八九十]是(?=要|勤|搞|做|有|在|把|强)|[一二三四五六七八九十]{1,2}、|\d{1,2}、)\s*"
)
ADVICE = re.compile(
    r"要|应|应当|必须|须|不能|不可|不得|切不|切忌|绝不|决不|不要|可以|善于|尽量|避免|最好|办法"
)


def prose_pieces(evidence: Evidence) -> list[Piece]:
    """The best sentences, those of one section together and in their order."""
    ranked = _ranked(evidence)
    if not ranked:
        return []
    near = _NEAR + (_NEAR_WORDLESS - _NEAR) * evidence.missing
    chosen = _chosen(ranked, near, _MAX_CHARS[evidence.question.kind])
    first_seen: dict[tuple[str, int], int] = {}
    for place, (_, scored) in enumerate(chosen):
        first_seen.setdefault(scored.place, place)
    chosen.sort(key=lambda pair: (first_seen[pair[1].place], pair[1].sentence.start))
    sentences = [scored.sentence for _, scored in chosen]
    whole = _with_antecedents(sentences, evidence)
    told = [s for s, after in zip(whole, [*whole[1:], None], strict=True) if _tells(s, after)]
    return _pieces(told or whole, evidence)


def _tells(sentence: Sentence, after: Sentence | None) -> bool:
    """Whether it says something by itself; one that announces does so with what follows it."""
    if _ANNOUNCES.search(sentence.text) is None:
        return True
    return after is not None and 0 <= after.start - sentence.end <= 2


def _pieces(sentences: Sequence[Sentence], evidence: Evidence) -> list[Piece]:
    """The sentences; the opening (其次, 三是) of one that follows none of them is left out."""
    pieces: list[Piece] = []
    for sentence in sentences:
        opening = _OPENING.match(sentence.text)
        before = _sentence_before(sentence, evidence) if opening else None
        cut = opening.end() if opening and before not in sentences else 0
        pieces.append(Piece(sentence.document, sentence.start + cut, sentence.end))
    return pieces


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
    in_order = sorted(evidence.sentences, key=lambda s: (s.place, s.sentence.start))
    ranked: list[tuple[float, ScoredSentence]] = []
    handed, place = 0.0, None
    for scored in in_order:
        handed = handed if scored.place == place else 0.0
        own = scored.score
        if kind == "how-to" and ADVICE.search(fold_same_length(scored.sentence.text)):
            own *= _ADVICE_WORTH
        if kind == "list" and holds_list(evidence, scored):
            own *= _ENUMERATES
        if _ASKS.search(scored.sentence.text):
            own *= _ASKS_WORTH
        if is_damaged(scored.sentence.text):
            own *= _DAMAGED_WORTH
        score = max(own, handed * _FOLLOWS[kind])
        handed, place = score, scored.place
        if not scored.is_heading:
            ranked.append((score, scored))
    ranked.sort(key=lambda pair: (-pair[0], pair[1].rank, pair[1].sentence.start))
    held = inline_list(evidence) if kind == "list" else None
    return [(ranked[0][0], held), *(p for p in ranked if p[1] != held)] if held else ranked


def _chosen(
    ranked: Sequence[tuple[float, ScoredSentence]], near: float, max_chars: int
) -> list[tuple[float, ScoredSentence]]:
    chosen = [ranked[0]]
    best, first = ranked[0]
    length = first.n_chars
    bonus = {True: _TOGETHER * best, False: 0.0}
    others = [(score + bonus[scored.place == first.place], scored) for score, scored in ranked[1:]]
    for score, scored in sorted(others, key=lambda pair: -pair[0]):
        if len(chosen) == _MAX_SENTENCES or score < near * best:
            break
        if length + scored.n_chars <= max_chars:
            chosen.append((score, scored))
            length += scored.n_chars
    return chosen

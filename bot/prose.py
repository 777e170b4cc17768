"""The sentences that answer a question that asks for no list."""

import re
from collections.abc import Sequence

from bot.evidence import Evidence, ScoredSentence
from bot.pieces import Piece
from ingest.script import fold_same_length

_MAX_CHARS = {
    "fact": 150,
    "definition": 150,
    "why": 220,
    "how-to": 260,
    "list": 240,
    "compare": 320,
}
_MAX_SENTENCES = 5
_NEAR = 0.72  # of the best sentence's score; those below say something else, on the dev questions
_FOLLOWS = {"how-to": 0.86, "why": 0.8, "list": 0.8, "compare": 0.7, "fact": 0.6, "definition": 0.6}
"""What a sentence keeps of the score of the one before it: advice follows the case it is for."""
_ADVICE_WORTH = 1.15
ADVICE = re.compile(
    r"要|应|应当|必须|须|不能|不可|不得|切不|切忌|绝不|决不|不要|可以|善于|尽量|避免|最好|办法"
)


def prose_pieces(evidence: Evidence) -> list[Piece]:
    """The best sentences, those of one section together and in their order."""
    ranked = _ranked(evidence)
    if not ranked:
        return []
    chosen = _chosen(ranked, _MAX_CHARS[evidence.question.kind])
    first_seen: dict[tuple[str, int], int] = {}
    for place, (_, scored) in enumerate(chosen):
        first_seen.setdefault(scored.place, place)
    chosen.sort(key=lambda pair: (first_seen[pair[1].place], pair[1].sentence.start))
    sentences = [scored.sentence for _, scored in chosen]
    return [Piece(s.document, s.start, s.end) for s in sentences]


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
        score = max(own, handed * _FOLLOWS[kind])
        handed, place = score, scored.place
        if not scored.is_heading:
            ranked.append((score, scored))
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].rank, pair[1].sentence.start))


def _chosen(
    ranked: Sequence[tuple[float, ScoredSentence]], max_chars: int
) -> list[tuple[float, ScoredSentence]]:
    chosen = [ranked[0]]
    length = ranked[0][1].n_chars
    for score, scored in ranked[1:]:
        if len(chosen) == _MAX_SENTENCES or score < _NEAR * ranked[0][0]:
            break
        if length + scored.n_chars <= max_chars:
            chosen.append((score, scored))
            length += scored.n_chars
    return chosen

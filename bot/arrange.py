"""Prose as it is read: what answers comes first, a question never ends it, a part a paragraph."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.evidence import Evidence
from bot.pieces import Piece
from bot.prose import LEANING
from ingest.script import fold_same_length

_MAY = re.compile(
    r"(?:可以|可不可以|能|能不能|能否|可否|是否可以|允许|准许|该|应该|该不该|要|要不要|用|必须|需要).{1,24}(?:吗|么|不)[?。]?$"
    r"|(?:可不可以|能不能|能否|可否|该不该|要不要|行不行|用不用|是否(?:可以|能|应该|需要|要))"
)
_ASKS_MORE = re.compile(r"怎|如何|为什么|为何|哪|什么|谁|几|多少")
_RULES = re.compile(r"不能|不可|不得|不要|不准|不许|切忌|严禁|绝不|可以|必须|应当?|须|允许|一定要")
_WHO = re.compile(r"谁|哪位|何人|哪个人|什么人|出自|名言")
_SAYS = re.compile(
    r"说过|曾.{0,4}说|说[:,“]|讲过|讲[:,“]|指出|认为|提出|表明|云[:,“]|曰|说道|写道|俗语|古人|名言"
)
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{5,})[”\"」』]")
_ASKS = re.compile(r"[?？][”」』’)）]?\s*$")
_JOINS = re.compile(r"\s*(?:另外|此外|首先|其次|再次|再者|最后|同时|一般来说)[,，]\s*")
_ALIKE = 0.5  # share of a quotation's characters, in pairs, that a sentence must have
_WALL = 160  # characters that are read at one go


def arranged(evidence: Evidence, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the one first that says who, or whether; each part a paragraph."""
    told = _without_questions(pieces)
    if not told:
        return []
    saying = _who_says(evidence, told)
    if saying is not None:
        return _with_what_leans(saying, told)
    ruling = _whether(evidence, told)
    if ruling is not None:
        front = _with_what_leans(ruling, told)
        told = [*front, *(p for p in told if p is not ruling and p not in front)]
    return _in_paragraphs(evidence, told)


def _with_what_leans(first: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    """A piece, without the word that joins it to others, with those after it that lean on it."""
    joined = _JOINS.match(_text(first))
    taken = [replace(first, start=first.start + joined.end()) if joined else first]
    for piece in pieces[pieces.index(first) + 1 :]:
        if _stands(piece) or piece.document.doc_id != first.document.doc_id:
            break
        taken.append(piece)
    return taken


def _without_questions(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces but for questions that nothing follows which takes them up."""
    after = [*pieces[1:], None]
    kept = [p for p, following in zip(pieces, after, strict=True) if _is_taken_up(p, following)]
    return kept or list(pieces[:1])


def _is_taken_up(piece: Piece, following: Piece | None) -> bool:
    """Whether a sentence tells something, or is a question that the next one leans on."""
    if not _ASKS.search(_text(piece)):
        return True
    near = following is not None and following.document.doc_id == piece.document.doc_id
    return near and following is not None and not _stands(following)


def _who_says(evidence: Evidence, pieces: Sequence[Piece]) -> Piece | None:
    """Of a question for the one who said something, the sentence that has it and one who says."""
    read = evidence.question.read
    if not _WHO.search(read):
        return None
    said = max(_QUOTED.findall(read), key=len, default=evidence.question.about)
    saying = [(_alike(said, _folded(evidence, p)), p) for p in pieces if _SAYS.search(_text(p))]
    share, best = max(saying, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= _ALIKE and best is not None and _stands(best) else None


def _whether(evidence: Evidence, pieces: Sequence[Piece]) -> Piece | None:
    """Of a question that a yes or a no answers, the sentence of the most words that rules."""
    read = evidence.question.read
    if not _MAY.search(read) or _ASKS_MORE.search(read):
        return None
    ruling = [p for p in pieces if _RULES.search(_text(p)) and _stands(p)]
    return max(ruling, key=lambda p: evidence.coverage(_folded(evidence, p)), default=None)


def _in_paragraphs(evidence: Evidence, pieces: Sequence[Piece]) -> list[Piece]:
    """A line for each part of a text, where all together are too long to read at one go."""
    if sum(piece.end - piece.start for piece in pieces) <= _WALL:
        return list(pieces)
    places = [(p.document.doc_id, evidence.heading(p.document, p.start)) for p in pieces]
    begins = [False, *(a != b for a, b in pairwise(places))]
    return [
        replace(piece, opens=piece.opens or "line") if new else piece
        for piece, new in zip(pieces, begins, strict=True)
    ]


def _stands(piece: Piece) -> bool:
    """Whether a sentence can be read without the one before it."""
    return LEANING.match(_text(piece)) is None


def _alike(said: str, text: str) -> float:
    pairs = {said[i : i + 2] for i in range(len(said) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _text(piece: Piece) -> str:
    return fold_same_length(piece.document.text[piece.start : piece.end])


def _folded(evidence: Evidence, piece: Piece) -> str:
    return evidence.folded(piece.document, piece.start, piece.end)

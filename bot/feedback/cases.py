"""Feedback -> questions for measuring: the data set that `xietiao eval run --dataset` takes.

A thumb up says that what was cited answers the question, or that there was nothing to say. A thumb
down says what a good answer is only where an administrator attached the question to a span, or
where the reason is that the texts don't say it. The rest is counted, not guessed at.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.feedback.records import Feedback
from ingest.keys import KeyLine

_MARKER = re.compile(r"\[\d{1,3}\]")
_ORDINAL = re.compile(r"^\d{1,2}\. ")

Texts = Mapping[str, str]
"""Document path -> its text, as indexed now."""
_UNKNOWN = "no expected answer"
_CHANGED = "the text has changed"


@dataclass(frozen=True, slots=True)
class Exported:
    """The cases in order of the votes, and how many votes make none, by why."""

    cases: tuple[dict[str, Any], ...]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Expected:
    """What a good answer rests on and says; neither where the texts don't say it."""

    evidence: tuple[dict[str, Any], ...] = ()
    said: tuple[str, ...] = ()


def export(
    votes: Sequence[Feedback], texts: Texts, attached: Mapping[str, Sequence[KeyLine]]
) -> Exported:
    """One case for each question asked; of several votes on it the newest that says enough counts.

    `attached` are the lines of `ingest.attached`, by path.
    """
    lines = _by_question(attached, texts)
    cases: dict[str, dict[str, Any]] = {}
    left_out: Counter[str] = Counter()
    for vote in votes:
        expected = _expected(vote, lines.get(_plain(vote.question), []), texts)
        if isinstance(expected, str):
            left_out[expected] += 1
        else:
            asked = repr((vote.question, [turn.content for turn in vote.history]))
            cases.pop(asked, None)
            cases[asked] = _case(vote, expected)
    return Exported(tuple(cases.values()), dict(left_out))


def _by_question(
    attached: Mapping[str, Sequence[KeyLine]], texts: Texts
) -> dict[str, list[KeyLine]]:
    """Question -> the lines that still fit their text."""
    found: dict[str, list[KeyLine]] = {}
    for path, lines in attached.items():
        for line in lines:
            if texts.get(path, "").startswith(line.quote, line.start):
                found.setdefault(line.question, []).append(line)
    return found


def _expected(vote: Feedback, lines: Sequence[KeyLine], texts: Texts) -> _Expected | str:
    """What the vote says of a good answer, or why it says nothing."""
    if vote.vote == "up":
        return _confirmed(vote.answer, texts)
    if lines:
        spans = tuple(_span(line.file, line.start, line.end, texts) for line in lines)
        return _Expected(spans, tuple(_plain(span["quote"]) for span in spans))
    return _Expected() if vote.reason == "should_refuse" else _UNKNOWN


def _confirmed(answer: Mapping[str, Any], texts: Texts) -> _Expected | str:
    """The answer that was liked, if its citations still stand in the texts."""
    if answer["refused"]:
        return _Expected()
    spans = [_span(c["path"], c["start"], c["end"], texts) for c in answer["citations"]]
    said = tuple(dict.fromkeys(_said(answer["answer"])))
    if not spans or not said:
        return _UNKNOWN
    quotes = [citation["quote"] for citation in answer["citations"]]
    return _Expected(tuple(spans), said) if quotes == [s["quote"] for s in spans] else _CHANGED


def _span(path: str, start: int, end: int, texts: Texts) -> dict[str, Any]:
    return {"path": path, "start": start, "end": end, "quote": texts.get(path, "")[start:end]}


def _case(vote: Feedback, expected: _Expected) -> dict[str, Any]:
    return {
        "id": f"feedback-{vote.feedback_id[:12]}",
        "question": vote.question,
        "kind": "feedback",
        "script": vote.answer["script"],
        "history": [{"role": t.role, "content": t.content} for t in vote.history if t.content],
        "answerable": bool(expected.evidence),
        "evidence": list(expected.evidence),
        "key_points": [{"text": point, "accept": [point]} for point in expected.said],
        "note": " ".join(filter(None, [vote.vote, vote.reason, vote.comment])),
    }


def _said(answer: str) -> Iterator[str]:
    """What an answer says with a citation: the words back to the marker or line break before it."""
    for line in answer.splitlines():
        *cited, _ = _MARKER.split(_ORDINAL.sub("", line))
        yield from (_plain(part) for part in cited if any(char.isalnum() for char in part))


def _plain(text: str) -> str:
    return " ".join(text.split())

"""What the peers share: found passages, given back as the answer, in the batch contract.

No peer has a language model here, so the passages themselves are the answer: that is all its
language model would have to go by, an upper bound for what it can say and a lower bound for how
briefly. They never refuse.
"""

from collections.abc import Sequence
from typing import Any

from eval.cases import Case
from eval.sources import Sources
from eval.spans import Span


def answer_of_passages(
    case: Case,
    found: Sequence[tuple[Span, float]],
    sources: Sources,
    *,
    answerer: str,
    best_cosine: float,
    retrieve_ms: float,
) -> dict[str, Any]:
    """One object of the batch contract; `found` are passages with scores, best first, all cited.

    `best_cosine` stands for the confidence; a negative one counts as 0.
    """
    ranked = list(enumerate(found, start=1))
    return {
        "id": case.id,
        "question": case.question,
        "answer": "\n".join(_said(n, _text(sources, span)) for n, (span, _) in ranked),
        "script": None,
        "refused": False,
        "reason": None,
        "confidence": max(0.0, min(1.0, best_cosine)),
        "citations": [
            {**_place(span), "marker": n, "title": span.path, "quote": _text(sources, span)}
            for n, (span, _) in ranked
        ],
        "passages": [
            {**_place(span), "rank": n, "text": _text(sources, span), "score": round(score, 6)}
            for n, (span, score) in ranked
        ],
        "answerer": answerer,
        "timings_ms": {"retrieve": retrieve_ms, "answer": 0.0, "total": retrieve_ms},
    }


def _text(sources: Sources, span: Span) -> str:
    return sources.quote(span) or ""


def _said(marker: int, text: str) -> str:
    """The passage on one line, since a marker speaks for the line it stands in."""
    return f"{' '.join(text.split())}[{marker}]"


def _place(span: Span) -> dict[str, Any]:
    place = {"path": span.path, "start": span.start, "end": span.end}
    return {"doc_id": span.path, "heading": [], **place}

"""A draft as the answer that the reader gets: its text, its citations, or an honest no."""

from bot.evidence import Evidence
from bot.nearby import topics
from bot.pieces import Draft
from bot.question import Question
from bot.records import Answer, Citation
from bot.wording import absence, answer_text, decline


def told(
    question: Question, evidence: Evidence, draft: Draft, confidence: float, *, n_hits: int
) -> Answer:
    """The extractive answer; refused where the draft has no pieces."""
    citations = cited(evidence, draft)
    reason = None if draft.pieces else draft.reason
    near: tuple[str, ...] = ()
    if draft.pieces:
        markers = range(1, len(citations) + 1)
        text = answer_text(draft.pieces, markers, question.script, lead=draft.lead)
    elif draft.reply:
        text = draft.reply
    elif draft.absent:
        text = absence(question.script, draft.absent)
    else:
        near = topics(evidence)
        text = decline(question.script, near, draft.reason)
    return Answer(
        question=question.text,
        answer=text,
        script=question.script,
        refused=not draft.pieces,
        reason=reason,
        confidence=confidence,
        citations=citations,
        hits=evidence.hits[:n_hits],
        answerer="extractive",
        timings_ms=dict.fromkeys(("retrieve", "answer", "total"), 0.0),
        topics=near,
    )


def cited(evidence: Evidence, draft: Draft) -> tuple[Citation, ...]:
    """A citation for each piece, numbered from 1."""
    return tuple(
        Citation(
            marker=marker,
            doc_id=piece.document.doc_id,
            path=piece.document.path,
            title=piece.document.title,
            heading=evidence.heading(piece.document, piece.start),
            start=piece.start,
            end=piece.end,
            quote=piece.document.text[piece.start : piece.end],
            also=evidence.elsewhere(piece.document, piece.start),
        )
        for marker, piece in enumerate(draft.pieces, start=1)
    )

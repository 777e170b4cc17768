"""Spans of documents, and how much of one lies in others."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start:end` (end exclusive) of the document at `path`."""

    path: str
    start: int
    end: int

    @property
    def length(self) -> int:
        """Code points in the span."""
        return self.end - self.start


def n_shared(a: Span, b: Span) -> int:
    """Code points that lie in both."""
    return max(0, min(a.end, b.end) - max(a.start, b.start)) if a.path == b.path else 0


def n_covered(span: Span, by: Iterable[Span]) -> int:
    """Code points of `span` that lie in at least one of `by`."""
    pieces = sorted(
        (max(span.start, b.start), min(span.end, b.end)) for b in by if n_shared(span, b)
    )
    covered, reached = 0, span.start
    for start, end in pieces:
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same code points in spans that neither overlap nor touch, in order."""
    done: list[Span] = []
    for span in sorted(spans):
        if done and done[-1].path == span.path and span.start <= done[-1].end:
            done[-1] = Span(span.path, done[-1].start, max(done[-1].end, span.end))
        else:
            done.append(span)
    return done

"""Passages by cosine alone."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from eval.baselines.contract import answer_of_passages
from eval.cases import Case
from eval.sources import Sources
from eval.spans import Span
from eval.temporary import AnyEmbedder

Split = Callable[[str], Sequence[str]]


def locate(text: str, pieces: Iterable[str]) -> list[tuple[int, int]]:
    """Where the pieces of `text` stand, in order; they may overlap, and each is verbatim.

    Not LangChain's add_start_index: that is -1 where stripping moved a piece, and it searches from
    the wrong place where a passage repeats. A piece is looked for after the start of the one
    before it.

    Raises:
        ValueError: a piece is not in the text.
    """
    spans: list[tuple[int, int]] = []
    reached = 0
    for piece in pieces:
        start = text.find(piece, reached)
        if start < 0:
            raise ValueError(f"not in the text after {reached}: {piece[:40]!r}")
        spans.append((start, start + len(piece)))
        reached = start + 1
    return spans


class DensePassages:
    """A system of the tutorials' kind: split, embed, cosine, the first few passages."""

    def __init__(
        self,
        name: str,
        sources: Sources,
        embedder: AnyEmbedder,
        split: Split,
        *,
        top_k: int,
    ) -> None:
        """Splits and embeds every text; neither folds scripts nor masks noise."""
        self.name = name
        self._embedder = embedder
        self._top_k = top_k
        self._sources = sources
        self._spans = [
            Span(path, start, end)
            for path, text in sources.items()
            for start, end in locate(text, split(text))
        ]
        self._vectors = embedder.embed_passages([self._text(span) for span in self._spans])

    def _text(self, span: Span) -> str:
        return self._sources.quote(span) or ""

    def collection(self) -> list[Span]:
        """Every passage."""
        return list(self._spans)

    def answer(self, case: Case) -> dict[str, Any]:
        """The best passages, each cited; history is not used, as in the tutorials."""
        began = time.perf_counter()
        scores = self._vectors @ self._embedder.embed_query(case.question)
        best = np.argsort(-scores, kind="stable")[: self._top_k]
        found = [(self._spans[row], float(scores[row])) for row in best]
        return answer_of_passages(
            case,
            found,
            self._sources,
            answerer=self.name,
            best_cosine=found[0][1] if found else 0.0,
            retrieve_ms=1000 * (time.perf_counter() - began),
        )

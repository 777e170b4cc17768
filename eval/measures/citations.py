"""Whether an answer rests on the right places: citation recall, precision, focus, integrity.

Source: Gao, Yen, Yu & Chen 2023, "Enabling Large Language Models to Generate Text with
Citations" (ALCE), EMNLP; recall and precision adapted from an NLI judge to gold evidence spans
(the judged form is in `groundedness`):

- A citation is *right* if it shares with some evidence span at least half of the shorter of the
  two. The shorter, because evidence may be a phrase inside a cited sentence, or a paragraph of
  which one sentence is cited; half, so that spans which merely touch don't count.
- Precision is the share of right citations. What is cited for a whole answer but marked by no
  evidence span (an announcement, the item before) is an error here: evidence spans are what the
  question needs. `near` counts it right if it stands in the same paragraph (source line) as
  evidence; a paragraph, because that can be read off any plain text, a section only with our
  outline.
- Spans that a question lists under `also` (the same said in another text, the sentence beside it)
  are right to cite but not needed: precision, near precision and focus count them with the
  evidence, recall doesn't.
- Recall is the share of evidence spans of which the citations together cover at least half.
- Focus is the share of the cited code points that lie in evidence: whole passages cited for a
  phrase have recall 1, precision 1 and a focus near 0.

An answer without citations has recall 0 (where there is evidence), precision and focus undefined.
"""

import re
from collections.abc import Sequence

from eval.answers import Cited
from eval.measures.ranking import COVERED_SHARE, evidence_recall
from eval.measures.undefined import Undefined
from eval.sources import Sources
from eval.spans import Span, merged, n_covered, n_shared

_MARKER = re.compile(r"\[(\d+)\]")


def is_right(cited: Span, evidence: Sequence[Span]) -> bool:
    """Whether the cited span shares half of itself, or of an evidence span, with the evidence."""
    return any(
        n_shared(cited, span) >= COVERED_SHARE * min(cited.length, span.length) > 0
        for span in evidence
    )


def precision(cited: Sequence[Span], evidence: Sequence[Span]) -> float:
    """Share of the citations that are right.

    Raises:
        Undefined: nothing is cited, or there is no evidence to compare with.
    """
    if not cited or not evidence:
        raise Undefined("undefined without citations and evidence")
    return sum(is_right(span, evidence) for span in cited) / len(cited)


def near_precision(cited: Sequence[Span], evidence: Sequence[Span], sources: Sources) -> float:
    """Share of the citations that are right, or stand in the same paragraph as evidence."""
    return precision(cited, [sources.paragraph(span) for span in evidence])


def recall(cited: Sequence[Span], evidence: Sequence[Span]) -> float:
    """Share of the evidence spans of which at least half is cited.

    Raises:
        Undefined: there is no evidence.
    """
    return evidence_recall(cited, evidence, len(cited))


def focus(cited: Sequence[Span], evidence: Sequence[Span]) -> float:
    """Share of the cited code points, each counted once, that lie in evidence.

    Raises:
        Undefined: nothing is cited, or there is no evidence to compare with.
    """
    spans = merged(cited)
    if not sum(span.length for span in spans) or not evidence:
        raise Undefined("undefined without citations and evidence")
    return sum(n_covered(span, evidence) for span in spans) / sum(span.length for span in spans)


def integrity(answer: str, citations: Sequence[Cited], sources: Sources) -> float:
    """Share of the citations whose quote is the source verbatim, a dangling marker counted wrong.

    Raises:
        Undefined: there is neither a citation nor a marker.
    """
    markers = {citation.marker for citation in citations}
    dangling = {int(number) for number in _MARKER.findall(answer)} - markers
    n = len(citations) + len(dangling)
    if n == 0:
        raise Undefined("undefined without citations")
    return sum(sources.quote(cited.span) == cited.quote for cited in citations) / n

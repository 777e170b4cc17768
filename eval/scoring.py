"""A case and an answer to every score that applies to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from eval.answers import GivenAnswer
from eval.cases import Case
from eval.measures import citations, key_points, ranking, scripts
from eval.measures.groundedness import (
    Verdict,
    groundedness,
    judge_answer,
    needed_share,
    supported_share,
)
from eval.measures.undefined import score
from eval.sources import Sources
from eval.spans import Span
from eval.support import SupportJudge

MEASURES: dict[str, str] = {
    "right": "whole answer to an answerable question, refusal of an unanswerable one",
    "key_point_recall": "share of the key points said; a refused answerable question has 0",
    "key_point_recall_answered": "the same, over the questions that were answered",
    "complete": "all key points said",
    "list_complete": "all items of a list said, in their order",
    "in_order": "the items said stand in their order",
    "evidence_recall@1": "share of the evidence spans covered by the first passage",
    "evidence_recall@5": "share of the evidence spans covered by the first five passages",
    "mrr": "1 / rank of the first passage with evidence",
    "ndcg@5": "nDCG at 5 over passages with evidence",
    "recall@5": "share of the passages with evidence among the first five",
    "citation_precision": "share of the citations that overlap evidence (or `also`) by half",
    "citation_near_precision": "share of the citations in a paragraph with evidence",
    "citation_recall": "share of the evidence spans that are cited by half",
    "citation_focus": "share of the cited characters that are evidence",
    "quote_integrity": "share of the quotes that are the source verbatim",
    "groundedness": "mean support of a sentence by its citations, by the judge",
    "supported": "share of the sentences the judge calls supported (ALCE recall)",
    "citations_needed": "share of the citations a sentence needs (ALCE precision)",
    "refusal_precision": "share of the refusals that are right",
    "refusal_recall": "share of the unanswerable questions refused",
    "false_refusal": "share of the answerable questions refused (lower is better)",
    "script_fidelity": "answers in the asker's characters without one of the other script",
    "script_exact": "the same, Taiwan and Hong Kong told apart",
    "answer_chars": "length of an answer, median",
}
"""Name -> what it says. All are means but `answer_chars`; higher is better but as noted."""

LOWER_IS_BETTER = frozenset({"false_refusal", "answer_chars", "calibration_error"})


@dataclass(frozen=True, slots=True)
class Scored:
    """One question's scores; None is "does not apply". `said` is parallel to its key points."""

    case: Case
    answer: GivenAnswer
    scores: dict[str, float | None]
    said: list[bool] = field(default_factory=list[bool])
    verdicts: list[Verdict] = field(default_factory=list[Verdict])


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores answers against the documents they point into.

    Without a judge groundedness is undefined; without the `collection` of all passages of the
    system, nDCG and recall over passages are.
    """

    sources: Sources
    judge: SupportJudge | None = None
    collection: Sequence[Span] | None = None

    def score(self, case: Case, answer: GivenAnswer) -> Scored:
        """Every measure of `MEASURES` for this answer, defined or None."""
        said = _said(case, answer)
        verdicts = self._verdicts(answer)
        scores: dict[str, float | None] = dict.fromkeys(MEASURES)
        scores.update(self._retrieval(case, answer))
        scores.update(self._citations(case, answer))
        scores.update(_content(case, answer, said))
        scores.update(_refusal(case, answer))
        scores["groundedness"] = score(groundedness, verdicts)
        scores["supported"] = score(supported_share, verdicts)
        scores["citations_needed"] = score(needed_share, verdicts)
        fidelity = partial(scripts.fidelity, answer.answer, answer.script, case.script)
        scores["script_fidelity"] = score(fidelity)
        scores["script_exact"] = score(scripts.is_exact, answer.script, case.script)
        scores["answer_chars"] = None if answer.refused else float(len(answer.answer))
        return Scored(case, answer, scores, [bool(places) for places in said], verdicts)

    def _verdicts(self, answer: GivenAnswer) -> list[Verdict]:
        if self.judge is None or answer.refused:
            return []
        quotes = {citation.marker: citation.quote for citation in answer.citations}
        titles = {citation.title for citation in answer.citations}
        return judge_answer(answer.answer, quotes, self.judge, titles)

    def _spans(self, case: Case) -> list[Span]:
        return [Span(self.sources.path(s.path), s.start, s.end) for s in case.spans]

    def _known(self, spans: Sequence[Span]) -> list[Span]:
        return [Span(self.sources.path(s.path), s.start, s.end) for s in spans]

    def _retrieval(self, case: Case, answer: GivenAnswer) -> dict[str, float | None]:
        if answer.ranking is None or not case.answerable:
            return {}
        found, evidence = self._known(answer.ranking), self._spans(case)
        scores: dict[str, float | None] = {
            "evidence_recall@1": score(ranking.evidence_recall, found, evidence, 1),
            "evidence_recall@5": score(ranking.evidence_recall, found, evidence, 5),
            "mrr": score(ranking.reciprocal_rank, found, evidence),
        }
        if self.collection is not None:
            relevant = ranking.relevant_passages(self.collection, evidence)
            scores["ndcg@5"] = score(ranking.ndcg, found, relevant, 5)
            scores["recall@5"] = score(ranking.recall, found, relevant, 5)
        return scores

    def _citations(self, case: Case, answer: GivenAnswer) -> dict[str, float | None]:
        of_quotes = partial(citations.integrity, answer.answer, answer.citations, self.sources)
        scores = {"quote_integrity": score(of_quotes)}
        if case.answerable:
            cited = self._known([citation.span for citation in answer.citations])
            citable = self._known(case.citable)
            near = partial(citations.near_precision, cited, citable, self.sources)
            scores["citation_precision"] = score(citations.precision, cited, citable)
            scores["citation_near_precision"] = score(near)
            scores["citation_recall"] = score(citations.recall, cited, self._spans(case))
            scores["citation_focus"] = score(citations.focus, cited, citable)
        return scores


def _said(case: Case, answer: GivenAnswer) -> list[list[int]]:
    """Where the key points are said; a refusal says none, whatever topics it offers."""
    if answer.refused:
        return [[] for _ in case.key_points]
    return key_points.places(answer.answer, case.key_points)


def _content(
    case: Case, answer: GivenAnswer, said: Sequence[Sequence[int]]
) -> dict[str, float | None]:
    if not case.answerable:
        return {}
    is_list = case.ordered or case.kind == "list"
    in_order = score(key_points.in_order, said) if case.ordered else None
    whole = key_points.is_whole(said)
    recall = key_points.recall(said)
    return {
        "key_point_recall": recall,
        "key_point_recall_answered": None if answer.refused else recall,
        "complete": float(whole),
        "list_complete": float(whole and in_order != 0.0) if is_list else None,
        "in_order": in_order,
    }


def _refusal(case: Case, answer: GivenAnswer) -> dict[str, float | None]:
    refused = float(answer.refused)
    if not case.answerable:
        return {
            "right": refused,
            "refusal_recall": refused,
            "refusal_precision": 1.0 if answer.refused else None,
        }
    whole = key_points.is_whole(_said(case, answer))
    return {
        "right": float(whole),
        "false_refusal": refused,
        "refusal_precision": 0.0 if answer.refused else None,
    }

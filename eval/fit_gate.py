"""`python -m eval.fit_gate`: fits the gate on the dev questions, writes bot/gate.json.

Two gates: one for texts with questions attached to them, one for texts without, which is how other
people's texts start; it also learns from the handbook and the almanac, on other subjects. Each is
the mean of a logistic, which goes on where it has seen nothing, and of trees, which see that two
signals mean more together. Both learn from the questions attached, too, each asked without itself,
and from the dev questions with a slip: a character of like sound, or one left out.
A question whose evidence is not found teaches nothing: no signal could tell that it is there. Nor
do those that are decided before the gate: orders, items of a list, follow-ups. Figures printed are
of five-fold cross-validation on the questions that are not attached.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

from bot.answer import Bot
from bot.evidence import Evidence
from bot.gate import FILE
from bot.retrieve import Retriever
from bot.settings import Settings
from bot.signals import signals
from eval.attached import asked_keys, evidence_of
from eval.cases import Case, load_cases
from eval.slips import with_slips
from eval.sources import Sources
from eval.spans import Span
from eval.temporary import CachedEmbedder, TemporaryBots, without_keys
from eval.trees import grown, stored
from ingest.embed import Embedder
from ingest.index import Index

_DATASETS = Path(__file__).parent / "datasets"
_CORPORA = ("handbook", "almanac")
_REFUSED, _REFUSED_WITHOUT_KEYS = 0.03, 0.06  # of the answerable; follow-ups never are
_N_FOLDS = 5
_N_TREES, _RATE = 200, 0.05
_WEIGHTS = {"guidance": 1.0, "handbook": 1.0, "almanac": 1.0, "keys": 0.5, "slips": 1.5}
"""A corpus's, however many questions it has."""
_TAUGHT_ONLY = ("keys", "slips")


@dataclass(frozen=True, slots=True)
class Row:
    """One question's signals; `taught` where the gate learns from it; `case_id` but of keys."""

    corpus: str
    kind: str
    answerable: bool
    values: dict[str, float]
    taught: bool
    case_id: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fits, prints, writes."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_gate", description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args(arguments)
    bot = Bot.open(Settings())
    guidance = load_cases(_DATASETS / "guidance-dev.jsonl")
    keyed = bot.retriever
    slips = list(with_slips(guidance))
    with_keys = [
        *_rows("guidance", keyed, guidance),
        *_rows("slips", keyed, slips),
        *_rows_of_keys(keyed),
    ]
    embedder = CachedEmbedder(Embedder.open(bot.settings.model, bot.settings.models_folder))
    with without_keys(bot, embedder) as system:
        plain = system.bot.retriever
        without = [
            *_rows("guidance", plain, guidance),
            *_rows("slips", plain, slips),
            *_rows_of_keys(plain, of=keyed.index),
        ]
    for name in _CORPORA:
        without += _rows_of(name, embedder, bot.settings)
    gate = _fit("with keys", with_keys, _REFUSED)
    gate["without_keys"] = _fit("without keys", without, _REFUSED_WITHOUT_KEYS, gate["threshold"])
    options.out.write_text(json.dumps(gate) + "\n", encoding="utf-8")
    return 0


def _rows_of(corpus: str, embedder: CachedEmbedder, settings: Settings) -> list[Row]:
    """A corpus's questions, asked of an index of its texts alone."""
    sources = Sources.of_files([_DATASETS / corpus], cwd=_DATASETS)
    cases = load_cases(_DATASETS / f"{corpus}.jsonl", sources)
    with TemporaryBots(embedder, settings)(dict(sources.items())) as system:
        return list(_rows(corpus, system.bot.retriever, cases))


def _rows(corpus: str, retriever: Retriever, cases: Sequence[Case]) -> Iterator[Row]:
    for case in cases:
        evidence = None if case.history else evidence_of(case.question, retriever)
        if evidence is not None:
            taught = not case.answerable or _is_found(evidence, case.spans)
            values = signals(evidence)
            yield Row(corpus, case.kind, case.answerable, values, taught, case.id)


def _rows_of_keys(retriever: Retriever, *, of: Index | None = None) -> Iterator[Row]:
    for asked in asked_keys(retriever, of=of):
        answerable = asked.span is not None
        taught = asked.span is None or _is_found(asked.evidence, [asked.span])
        yield Row("keys", "key", answerable, signals(asked.evidence), taught)


def _is_found(evidence: Evidence, spans: Sequence[Span]) -> bool:
    """Whether some of the evidence stands in the five best passages."""
    return any(
        hit.passage.document.path == span.path
        and hit.passage.start < span.end
        and span.start < hit.passage.end
        for hit in evidence.hits[:5]
        for span in spans
    )


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic over standardised signals, and trees over the signals."""

    scaler: StandardScaler
    logistic: LogisticRegression
    trees: GradientBoostingClassifier

    @classmethod
    def fitted(cls, values: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> "Judge":
        """Learned from `(n, signals)` rows; a row of weight 0 teaches nothing."""
        used = weights > 0
        values, labels, weights = values[used], labels[used], weights[used]
        scaler = StandardScaler().fit(values)
        logistic = LogisticRegression(C=0.05, max_iter=5000)
        logistic.fit(scaler.transform(values), labels, weights)
        return cls(scaler, logistic, grown(values, labels, weights, n=_N_TREES, rate=_RATE))

    def logits(self, values: np.ndarray) -> np.ndarray:
        """`(n,)` mean of both."""
        linear = self.logistic.decision_function(self.scaler.transform(values))
        return (linear + self.trees.decision_function(values)) / 2


def _fit(
    name: str, rows: Sequence[Row], refused: float, threshold: float | None = None
) -> dict[str, Any]:
    """A gate, as stored, that refuses this share of the answerable questions.

    Where a threshold is given, the bias is moved so that this one does.
    """
    names = list(rows[0].values)
    values = np.array([list(row.values.values()) for row in rows], dtype=np.float32)
    labels = np.array([row.answerable for row in rows])
    weights = _weights(rows)
    own = np.array([row.corpus not in _TAUGHT_ONLY for row in rows])
    taught = weights * np.array([row.taught for row in rows])
    logits = _held_out(values, labels, taught, own, np.array([row.case_id for row in rows]))
    asked = [row for row, is_own in zip(rows, own, strict=True) if is_own]
    scale, shift = _calibrated(logits, labels[own], weights[own])
    logits = scale * logits + shift
    limit = _quantile(logits[labels[own]], weights[own][labels[own]], refused)
    _print(name, logits, asked, limit)
    judge = Judge.fitted(values, labels, taught)
    if threshold is not None:
        shift += math.log(threshold / (1 - threshold)) - limit
    return {
        **_as_json(names, judge, scale / 2, shift),
        "threshold": round(threshold or 1 / (1 + math.exp(-limit)), 4),
    }


def _as_json(names: Sequence[str], judge: Judge, scale: float, shift: float) -> dict[str, Any]:
    """Weights of the raw signals, and the trees; `scale` times both logits, plus `shift`."""
    spread = np.asarray(judge.scaler.scale_)
    weights = np.asarray(judge.logistic.coef_)[0] / spread
    bias = float(np.asarray(judge.logistic.intercept_)[0])
    bias -= float((weights * np.asarray(judge.scaler.mean_)).sum())
    return {
        "weights": {
            name: round(scale * float(w), 5) for name, w in zip(names, weights, strict=True)
        },
        "bias": round(scale * bias + shift, 5),
        "trees": stored(judge.trees),
        "share": round(scale, 5),
    }


def _weights(rows: Sequence[Row]) -> np.ndarray:
    """`(n,)` weight of each row: of the keys, those answered and the open ones count alike."""
    groups = [(row.corpus, row.answerable and row.corpus == "keys") for row in rows]
    sizes = {group: groups.count(group) for group in set(groups)}
    n_own = sum(corpus not in _TAUGHT_ONLY for corpus, _ in groups)
    return np.array([_WEIGHTS[corpus] * n_own / sizes[corpus, kind] for corpus, kind in groups])


def _calibrated(logits: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Scale and shift that make probabilities of the logits. Source: Platt 1999."""
    platt = LogisticRegression(C=1e6).fit(logits[:, None], labels, weights)
    return float(np.asarray(platt.coef_)[0, 0]), float(np.asarray(platt.intercept_)[0])


def _quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """The value below which `share` of the weight lies."""
    order = np.argsort(values)
    below = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(below, share)])


def _held_out(
    values: np.ndarray, labels: np.ndarray, weights: np.ndarray, own: np.ndarray, cases: np.ndarray
) -> np.ndarray:
    """`(n own,)` logit of each own row, by a judge that learned without it and its slips."""
    places = np.flatnonzero(own)
    logits = np.zeros(len(places))
    for _, held in KFold(_N_FOLDS, shuffle=True, random_state=0).split(places):
        learned = weights.copy()
        learned[places[held]] = 0.0
        learned[np.isin(cases, cases[places[held]]) & (cases != "") & ~own] = 0.0
        logits[held] = Judge.fitted(values, labels, learned).logits(values[places[held]])
    return logits


def _print(name: str, logits: np.ndarray, rows: Sequence[Row], limit: float) -> None:
    answerable = np.array([row.answerable for row in rows])
    refused = logits < limit
    threshold = 1 / (1 + math.exp(-limit))
    sys.stdout.write(
        f"{name}: AUROC {roc_auc_score(answerable, logits):.3f}, threshold {threshold:.3f}, refuses"
        f" {refused[~answerable].mean():.3f} of the unanswerable and"
        f" {refused[answerable].mean():.3f} of the answerable\n"
    )
    kinds = [(row.corpus, row.kind, row.answerable) for row in rows]
    for kind in dict.fromkeys(kinds):
        chosen = np.array([k == kind for k in kinds])
        what = " ".join(kind[:2]) if kind[2] else f"{kind[0]} {kind[1]} (unanswerable)"
        sys.stdout.write(f"  {what}: refuses {refused[chosen].mean():.2f} of {chosen.sum()}\n")


if __name__ == "__main__":
    sys.exit(main())

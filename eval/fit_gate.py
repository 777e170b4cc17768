"""`python -m eval.fit_gate`: fits the gate's weights on the dev questions, writes bot/gate.json.

Two logistics: one for texts with questions attached to them, one for texts without, which is how
other people's texts start. The second also learns from the handbook, a corpus on other subjects.
A question whose evidence is not found teaches nothing: no signal could tell that it is there.
Nor do those that are decided before the gate: orders, items of a list, follow-ups.
Figures printed are of ten-fold cross-validation.
"""

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

from bot.answer import Bot
from bot.evidence import Evidence
from bot.gate import FILE, Gate
from bot.instructions import without_instructions
from bot.item_asked import asked_item
from bot.question import Question
from bot.retrieve import Retriever
from bot.settings import Settings
from bot.signals import signals
from eval.cases import Case, load_cases
from eval.sources import Sources
from eval.temporary import CachedEmbedder, TemporaryBots
from ingest.embed import Embedder

_DATASETS = Path(__file__).parent / "datasets"
_CORPORA = ("handbook", "almanac")
_MAX_FALSE_REFUSAL = 0.055  # of these; follow-ups and items are never refused by the gate
_N_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One question's signals; `taught` where the gate learns from it."""

    case: Case
    values: dict[str, float]
    taught: bool
    corpus: str = "guidance"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fits, prints, writes."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_gate", description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args(arguments)
    bot = Bot.open(Settings())
    guidance = load_cases(_DATASETS / "guidance-dev.jsonl")
    keyed = bot.retriever
    plain = Retriever(keyed.index, keyed.embedder, weights=keyed.weights_without_keys)
    with_keys = list(_rows(keyed, guidance))
    without = list(_rows(plain, guidance))
    for name in _CORPORA:
        without += _rows_of(name, bot.settings)
    gate = _fit("with keys", with_keys, None)
    gate = replace(gate, without_keys=_fit("without keys", without, gate.threshold))
    options.out.write_text(json.dumps(_as_json(gate), indent=1) + "\n", encoding="utf-8")
    return 0


def _rows_of(corpus: str, settings: Settings) -> list[Row]:
    """A corpus's questions, asked of an index of its texts alone."""
    sources = Sources.of_files([_DATASETS / corpus], cwd=_DATASETS)
    cases = load_cases(_DATASETS / f"{corpus}.jsonl", sources)
    embedder = CachedEmbedder(Embedder.open(settings.model, settings.models_folder))
    with TemporaryBots(embedder, settings)(dict(sources.items())) as system:
        rows = _rows(system.bot.retriever, cases)
        return [replace(row, corpus=corpus) for row in rows]


def _rows(retriever: Retriever, cases: Sequence[Case]) -> Iterator[Row]:
    for case in cases:
        honest = without_instructions(case.question)
        if case.history or not any(char.isalpha() for char in honest):
            continue
        question = Question.of(case.question)
        question = replace(question, text=honest).with_typos_mended(retriever.index.lexical)
        evidence = Evidence(question, retriever.retrieve(question), retriever.index)
        if asked_item(evidence) is None:
            taught = not case.answerable or _is_found(evidence, case)
            yield Row(case, signals(evidence), taught)


def _is_found(evidence: Evidence, case: Case) -> bool:
    """Whether some of the evidence stands in the five best passages."""
    return any(
        hit.passage.document.path == span.path
        and hit.passage.start < span.end
        and span.start < hit.passage.end
        for hit in evidence.hits[:5]
        for span in case.spans
    )


def _fit(name: str, rows: Sequence[Row], threshold: float | None) -> Gate:
    """A logistic over the rows that refuses one answerable question in twenty.

    Where a threshold is given, the bias is moved so that this one does.
    """
    names = list(rows[0].values)
    values = np.array([list(row.values.values()) for row in rows])
    labels = np.array([row.case.answerable for row in rows])
    taught = np.array([row.taught for row in rows])
    shares = _shares([row.corpus for row in rows])
    probs = _held_out(values, labels, np.where(taught, shares, 0.0))
    own = _quantile(probs[labels], shares[labels], _MAX_FALSE_REFUSAL)
    _print(name, probs, [row.case for row in rows], own)
    threshold = own if threshold is None else threshold
    mean, spread = values[taught].mean(axis=0), values[taught].std(axis=0) + 1e-9
    logistic = _logistic().fit((values - mean) / spread, labels, np.where(taught, shares, 0.0))
    scaled = np.asarray(logistic.coef_)[0] / spread
    bias = float(np.asarray(logistic.intercept_)[0] - (scaled * mean).sum())
    bias += math.log(threshold / (1 - threshold)) - math.log(own / (1 - own))
    weights = {name: round(float(w), 5) for name, w in zip(names, scaled, strict=True) if w}
    return Gate(weights, round(bias, 5), round(threshold, 4))


def _shares(corpora: Sequence[str]) -> np.ndarray:
    """`(n,)` weight of each row: every corpus counts alike, however many questions it has."""
    sizes = Counter(corpora)
    return np.array([len(corpora) / len(sizes) / sizes[corpus] for corpus in corpora])


def _quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """The value below which `share` of the weight lies."""
    order = np.argsort(values)
    below = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(below, share)])


def _held_out(values: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """`(n,)` probability of each row by a logistic that did not see it; rows weigh as given."""
    probs = np.zeros(len(labels))
    for learned, held in KFold(_N_FOLDS, shuffle=True, random_state=0).split(values):
        scaler = StandardScaler().fit(values[learned][weights[learned] > 0])
        model = _logistic()
        model.fit(scaler.transform(values[learned]), labels[learned], weights[learned])
        probs[held] = model.predict_proba(scaler.transform(values[held]))[:, 1]
    return probs


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=0.05, max_iter=5000)


def _as_json(gate: Gate) -> dict[str, object]:
    plain = gate.without_keys
    own: dict[str, object] = {
        "weights": gate.weights,
        "bias": gate.bias,
        "threshold": gate.threshold,
    }
    return own if plain is None else {**own, "without_keys": _as_json(plain)}


def _print(name: str, probs: np.ndarray, cases: Sequence[Case], threshold: float) -> None:
    answerable = np.array([case.answerable for case in cases])
    refused = probs < threshold
    sys.stdout.write(
        f"{name}: AUROC {roc_auc_score(answerable, probs):.3f}, threshold {threshold:.3f}, refuses"
        f" {refused[~answerable].mean():.3f} of the unanswerable and"
        f" {refused[answerable].mean():.3f} of the answerable\n"
    )
    kinds = [(case.kind, case.answerable) for case in cases]
    for kind in dict.fromkeys(kinds):
        chosen = np.array([k == kind for k in kinds])
        what = kind[0] if kind[1] else f"{kind[0]} (unanswerable)"
        sys.stdout.write(f"  {what}: refuses {refused[chosen].mean():.2f} of {chosen.sum()}\n")


if __name__ == "__main__":
    sys.exit(main())

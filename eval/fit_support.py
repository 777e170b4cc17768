"""Fits the lexical support judge: `python -m eval.fit_support` writes its weights and its results.

Folds never part pairs that share evidence. What is reported of the train half is cross-validated;
the test half is scored once, by the weights that are written.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from eval.support import RESULTS, WEIGHTS, LexicalJudge
from eval.support_features import FEATURES, features

DATASETS = Path(__file__).with_name("datasets")
PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0)
Pair = dict[str, str]


def read_pairs(half: str) -> list[Pair]:
    """The labelled pairs of `train` or `test`."""
    lines = (DATASETS / f"support-{half}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def rows(pairs: Sequence[Pair]) -> np.ndarray:
    """The measures of the pairs, `(n, n_features)` float64."""
    return np.array([features(pair["sentence"], pair["evidence"]) for pair in pairs])


def labels(pairs: Sequence[Pair]) -> np.ndarray:
    """1 for supported, `(n,)` int."""
    return np.array([int(pair["label"] == "supported") for pair in pairs])


def groups(pairs: Sequence[Pair]) -> np.ndarray:
    """A number for each set of pairs that share, directly or over others, a quote."""
    parent: dict[str, str] = {}

    def root(quote: str) -> str:
        while parent.setdefault(quote, quote) != quote:
            quote = parent[quote]
        return quote

    for pair in pairs:
        first, *others = pair["evidence"].split("\n")
        for other in others:
            parent[root(other)] = root(first)
    names: dict[str, int] = {}
    roots = [root(pair["evidence"].split("\n")[0]) for pair in pairs]
    return np.array([names.setdefault(name, len(names)) for name in roots])


def calibration_error(probs: np.ndarray, truth: np.ndarray, n_bins: int = 10) -> float:
    """Expected calibration error over bins of equal width.

    Source: Naeini, Cooper & Hauskrecht 2015, for the probability of "supported".
    """
    bins = np.minimum((probs * n_bins).astype(int), n_bins - 1)
    gaps = [
        abs(probs[bins == b].mean() - truth[bins == b].mean()) * (bins == b).mean()
        for b in range(n_bins)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def summary(probs: np.ndarray, pairs: Sequence[Pair]) -> dict[str, Any]:
    """n, accuracy at .5, AUROC and ECE."""
    truth = labels(pairs)
    return {
        "n": len(pairs),
        "accuracy": round(float(((probs >= 0.5) == truth).mean()), 4),
        "auroc": round(float(roc_auc_score(truth, probs)), 4),
        "ece": round(calibration_error(probs, truth), 4),
    }


def by_kind(probs: np.ndarray, pairs: Sequence[Pair]) -> dict[str, dict[str, Any]]:
    """Accuracy by label, kind of change and maker, with n."""
    right: dict[str, list[bool]] = defaultdict(list)
    for prob, pair in zip(probs, pairs, strict=True):
        correct = bool((prob >= 0.5) == (pair["label"] == "supported"))
        for kind in (f"{pair['label']}: {pair['how']}", f"made by {pair['made']}"):
            right[kind].append(correct)
    return {
        kind: {"n": len(hits), "accuracy": round(sum(hits) / len(hits), 4)}
        for kind, hits in sorted(right.items())
    }


def fit(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Weights by name with the penalty that cross-validates best, Platt-scaled on held-out logits."""
    x, y, folds = rows(pairs), labels(pairs), groups(pairs)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0] = 1.0
    z = (x - mean) / scale
    held_out = {c: _held_out(z, y, folds, c) for c in PENALTIES}
    best = min(PENALTIES, key=lambda c: _log_loss(held_out[c], y))
    model = LogisticRegression(C=best, max_iter=5000).fit(z, y)
    platt = LogisticRegression(C=1e6).fit(held_out[best].reshape(-1, 1), y)
    slope, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    return {
        "penalty": best,
        "intercept": slope * float(model.intercept_[0]) + shift,
        "features": {
            name: [round(float(v), 6) for v in (mean[i], scale[i], slope * model.coef_[0, i])]
            for i, name in enumerate(FEATURES)
        },
        "cross_validated": summary(1 / (1 + np.exp(-slope * held_out[best] - shift)), pairs),
    }


def _held_out(z: np.ndarray, y: np.ndarray, folds: np.ndarray, penalty: float) -> np.ndarray:
    model = LogisticRegression(C=penalty, max_iter=5000)
    cv = GroupKFold(n_splits=10)
    return cross_val_predict(model, z, y, groups=folds, cv=cv, method="decision_function")


def _log_loss(logits: np.ndarray, y: np.ndarray) -> float:
    return float(np.logaddexp(0, np.where(y == 1, -logits, logits)).mean())


def judge_all(judge: LexicalJudge, pairs: Sequence[Pair]) -> tuple[np.ndarray, float]:
    """Probabilities of the pairs, `(n,)` float64, and pairs per second."""
    started = time.perf_counter()
    probs = np.array([judge.support(pair["sentence"], pair["evidence"]) for pair in pairs])
    return probs, len(pairs) / (time.perf_counter() - started)


def main() -> None:
    """Fits on train, scores test once, writes both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--results", type=Path, default=RESULTS)
    paths = parser.parse_args()
    train, test = read_pairs("train"), read_pairs("test")
    weights = fit(train)
    probs, _ = judge_all(LexicalJudge(weights), test)
    results = {
        "judge": LexicalJudge.name,
        "test": summary(probs, test),
        "by_kind": by_kind(probs, test),
        "train_cross_validated": weights.pop("cross_validated"),
    }
    for path, content in ((paths.weights, weights), (paths.results, results)):
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

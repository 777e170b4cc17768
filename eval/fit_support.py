"""Fits the lexical support judge: `python -m eval.fit_support` writes its weights and its results.

Folds never part pairs that share evidence. What is reported of the train half is cross-validated;
the test half is scored once, by the weights that are written.
"""

import argparse
import json
import math
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from eval.support import RESULTS, WEIGHTS, LexicalJudge, Tree
from eval.support_features import FEATURES, features

DATASETS = Path(__file__).with_name("datasets")
PENALTY = 0.1
BOOSTING: dict[str, Any] = {
    "n_estimators": 150,
    "max_depth": 4,
    "learning_rate": 0.05,
    "subsample": 0.7,
    "max_features": 0.4,
    "min_samples_leaf": 8,
    "random_state": 0,
}
"""Chosen by cross-validation on train, as the penalty."""
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


@dataclass(frozen=True, slots=True)
class Blend:
    """A linear and a boosted model of the same rows; their logits are averaged."""

    mean: np.ndarray
    scale: np.ndarray
    linear: LogisticRegression
    boosted: GradientBoostingClassifier
    prior: float

    @classmethod
    def fit(cls, x: np.ndarray, y: np.ndarray) -> "Blend":
        """Both models fitted to rows `x`, `(n, n_features)`, and labels `y`, `(n,)`."""
        scale = x.std(axis=0)
        scale[scale == 0] = 1.0
        mean = x.mean(axis=0)
        linear = LogisticRegression(C=PENALTY, max_iter=5000).fit((x - mean) / scale, y)
        boosted = GradientBoostingClassifier(**BOOSTING).fit(x.astype(np.float32), y)
        share = float(y.mean())
        return cls(mean, scale, linear, boosted, math.log(share / (1 - share)))

    def logits(self, x: np.ndarray) -> np.ndarray:
        """Averaged logits of rows, `(n,)`."""
        linear = self.linear.decision_function((x - self.mean) / self.scale)
        return (linear + self.boosted.decision_function(x.astype(np.float32))) / 2

    def as_json(self) -> dict[str, Any]:
        """What eval.support.logit reads."""
        weights = zip(self.mean, self.scale, np.ravel(self.linear.coef_), strict=True)
        rate = self.boosted.learning_rate
        stages: Any = np.ravel(self.boosted.estimators_)
        return {
            "intercept": _short(np.ravel(self.linear.intercept_)[0]),
            "linear": {
                name: [_short(number) for number in numbers]
                for name, numbers in zip(FEATURES, weights, strict=True)
            },
            "prior": _short(self.prior),
            "trees": [_tree(stage.tree_, rate, 0) for stage in stages],
        }


def _tree(fitted: Any, rate: float, node: int) -> Tree:
    """The nested lists of a fitted tree, leaves already times the learning rate."""
    low, high = fitted.children_left[node], fitted.children_right[node]
    if low == high:
        return _short(rate * fitted.value[node][0][0])
    threshold = _short(fitted.threshold[node])
    return [
        int(fitted.feature[node]), threshold, _tree(fitted, rate, low), _tree(fitted, rate, high)
    ]  # fmt: skip


def _short(number: float) -> float:
    return round(float(number), 5)


def held_out(x: np.ndarray, y: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Logits of every row by a model that saw none of its group, `(n,)`."""
    logits = np.zeros(len(y))
    for seen, unseen in GroupKFold(n_splits=10).split(x, y, groups=folds):
        logits[unseen] = Blend.fit(x[seen], y[seen]).logits(x[unseen])
    return logits


def calibrate(x: np.ndarray, y: np.ndarray) -> list[float]:
    """Slopes, then the shift, of a logistic regression without penalty to speak of (Platt 1999)."""
    model = LogisticRegression(C=1e6, max_iter=5000).fit(x, y)
    coefficients = np.append(np.ravel(model.coef_), model.intercept_)
    return [_short(number) for number in coefficients]


def fit(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Weights for LexicalJudge, and under cross_validated what they reach on held-out folds."""
    x, y = rows(pairs), labels(pairs)
    logits = held_out(x, y, groups(pairs))
    slope, shift = calibrate(logits.reshape(-1, 1), y)
    weights = {"platt": [slope, shift], **Blend.fit(x, y).as_json()}
    probs = 1 / (1 + np.exp(-slope * logits - shift))
    return {
        **weights,
        "cross_validated": summary(probs, pairs) | {"by_kind": by_kind(probs, pairs)},
    }


def judge_all(judge: LexicalJudge, pairs: Sequence[Pair]) -> tuple[np.ndarray, float]:
    """Probabilities of the pairs, `(n,)` float64, and pairs per second."""
    started = time.perf_counter()
    probs = np.array([judge.support(pair["sentence"], pair["evidence"]) for pair in pairs])
    return probs, len(pairs) / (time.perf_counter() - started)


def report(weights: dict[str, Any]) -> dict[str, Any]:
    """The results file: the test half, by kind of change, and train cross-validated."""
    test = read_pairs("test")
    probs, _ = judge_all(LexicalJudge(weights), test)
    return {
        "judge": LexicalJudge.name,
        **summary(probs, test),
        "by_kind": by_kind(probs, test),
        "train_cross_validated": weights["cross_validated"],
    }


def main() -> None:
    """Fits on train, scores test once, writes both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    weights = fit(read_pairs("train"))
    _write(options.results, report(weights), indent=1)
    del weights["cross_validated"]
    _write(options.weights, weights)


def _write(path: Path, content: dict[str, Any], indent: int | None = None) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=indent) + "\n", "utf-8")


if __name__ == "__main__":
    main()

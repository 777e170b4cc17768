"""`python -m eval.fit_gate`: fits the gate's weights on the dev questions, writes bot/gate.json.

Every question counts twice, with the questions as keys and without them, since other people's
texts start without. Figures printed are of ten-fold cross-validation.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.answer import Bot
from bot.evidence import Evidence
from bot.followup import with_context
from bot.gate import FILE, features
from bot.question import Question
from bot.records import Turn
from bot.retrieve import Retriever
from bot.settings import Settings
from eval.cases import Case, load_cases

_DATASET = Path(__file__).parent / "datasets" / "guidance-dev.jsonl"
_MAX_FALSE_REFUSAL = 0.05


def main(arguments: Sequence[str] | None = None) -> int:
    """Fits, prints, writes."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_gate", description=__doc__)
    parser.add_argument("--dataset", type=Path, default=_DATASET)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args(arguments)
    bot = Bot.open(Settings())
    cases = load_cases(options.dataset)
    names, values = _table(bot, cases)
    answerable = np.array([case.answerable for case in cases])
    weights = _fit(names, values, answerable, [case.kind for case in cases])
    options.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    return 0


def _table(bot: Bot, cases: Sequence[Case]) -> tuple[list[str], np.ndarray]:
    """Feature names, and `(2, n_cases, n_features)` float64: with keys, without."""
    keyed = bot.retriever
    plain = Retriever(keyed.index, keyed.embedder, weights=keyed.weights_without_keys)
    rows = [[_features(retriever, case) for case in cases] for retriever in (keyed, plain)]
    names = list(rows[0][0])
    return names, np.array([[list(row.values()) for row in half] for half in rows])


def _features(retriever: Retriever, case: Case) -> dict[str, float]:
    history = [Turn(turn.role, turn.content) for turn in case.history]
    question = with_context(Question.of(case.question, history=history))
    question = question.with_typos_mended(retriever.index.lexical)
    return features(Evidence(question, retriever.retrieve(question), retriever.index))


def _fit(
    names: Sequence[str], values: np.ndarray, answerable: np.ndarray, kinds: Sequence[str]
) -> dict[str, object]:
    n_cases = len(answerable)
    both = np.concatenate(list(values))
    labels = np.concatenate([answerable, answerable])
    groups = np.tile(np.arange(n_cases), 2)
    logistic = LogisticRegression(C=0.3, max_iter=5000)
    predicted = cross_val_predict(
        make_pipeline(StandardScaler(), logistic),
        both,
        labels,
        groups=groups,
        cv=GroupKFold(10),
        method="predict_proba",
    )
    probs = np.asarray(predicted, dtype=np.float64)[:, 1]
    threshold = float(np.quantile(probs[:n_cases][answerable], _MAX_FALSE_REFUSAL))
    for name, half in (("with keys", probs[:n_cases]), ("without", probs[n_cases:])):
        _print(name, half, answerable, kinds, threshold)
    mean, spread = both.mean(axis=0), both.std(axis=0) + 1e-12
    logistic.fit((both - mean) / spread, labels)
    scaled = np.asarray(logistic.coef_)[0] / spread
    bias = float(np.asarray(logistic.intercept_)[0] - (scaled * mean).sum())
    return {
        "weights": {name: round(float(w), 5) for name, w in zip(names, scaled, strict=True)},
        "bias": round(bias, 5),
        "threshold": round(threshold, 4),
    }


def _print(
    name: str, probs: np.ndarray, answerable: np.ndarray, kinds: Sequence[str], threshold: float
) -> None:
    auroc = roc_auc_score(answerable, probs)
    refused = probs < threshold
    sys.stdout.write(
        f"{name}: AUROC {auroc:.3f}, threshold {threshold:.3f}, refuses"
        f" {refused[~answerable].mean():.3f} of the unanswerable and"
        f" {refused[answerable].mean():.3f} of the answerable\n"
    )
    for kind in dict.fromkeys(kinds):
        chosen = np.array([k == kind for k in kinds])
        sys.stdout.write(f"  {kind}: refuses {refused[chosen].mean():.2f} of {chosen.sum()}\n")


if __name__ == "__main__":
    sys.exit(main())

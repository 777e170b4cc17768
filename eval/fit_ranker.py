"""`python -m eval.fit_ranker`: fits the trees that rank sentences, writes bot/ranker.json.

They learn from the dev questions, asked with and without the questions attached to the texts and
with a slip, from the attached ones, each asked without itself, and from the texts on other subjects
(handbook, almanac).
Comparisons and follow-ups are not composed of ranked sentences and teach nothing. Figures printed
are of five-fold cross-validation: no tree saw the question that it ranks for, asked in either way.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import GroupKFold

from bot.answer import Bot
from bot.evidence import Evidence, ScoredSentence
from bot.ranker import FILE
from bot.retrieve import Retriever
from bot.settings import Settings
from bot.traits import NAMES, traits
from eval.attached import asked_keys, evidence_of
from eval.cases import Case, load_cases
from eval.slips import with_slips
from eval.sources import Sources
from eval.spans import Span
from eval.temporary import CachedEmbedder, TemporaryBots, without_keys
from eval.trees import grown
from eval.trees import stored as stored_trees
from ingest.embed import Embedder

_DATASETS = Path(__file__).parent / "datasets"
_CORPORA = ("handbook", "almanac")
_N_FOLDS = 5
_N_TREES, _RATE = 200, 0.07
_OF_A_SPAN = 3  # of its keys
_WEIGHTS = {
    "guidance": 1.0,
    "slips": 0.3,
    "guidance without keys": 0.6,
    "keys": 0.3,
    "handbook": 1.5,
    "almanac": 1.0,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's sentences: their traits, and which of them are evidence.

    Of one `group` is a question however it was asked: no fold learns from it and is tried on it.
    """

    corpus: str
    group: str
    rows: np.ndarray
    says: np.ndarray


def main(arguments: Sequence[str] | None = None) -> int:
    """Fits, prints, writes."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_ranker", description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args(arguments)
    asked = list(_all_asked())
    _print(asked)
    stored = {"traits": NAMES, "says": stored_trees(_fitted(asked))}
    options.out.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    return 0


def _all_asked() -> Iterator[Asked]:
    bot = Bot.open(Settings())
    keyed = bot.retriever
    guidance = load_cases(_DATASETS / "guidance-dev.jsonl")
    yield from _asked("guidance", keyed, guidance)
    yield from _asked("slips", keyed, list(with_slips(guidance)))
    yield from _asked_of_keys(keyed)
    embedder = CachedEmbedder(Embedder.open(bot.settings.model, bot.settings.models_folder))
    with without_keys(bot, embedder) as system:
        yield from _asked("guidance without keys", system.bot.retriever, guidance)
    for name in _CORPORA:
        sources = Sources.of_files([_DATASETS / name], cwd=_DATASETS)
        cases = load_cases(_DATASETS / f"{name}.jsonl", sources)
        with TemporaryBots(embedder, bot.settings)(dict(sources.items())) as system:
            yield from _asked(name, system.bot.retriever, cases)


def _asked(corpus: str, retriever: Retriever, cases: Sequence[Case]) -> Iterator[Asked]:
    for case in cases:
        if not case.answerable or case.history:
            continue
        evidence = evidence_of(case.question, retriever)
        if evidence is not None and _is_ranked(evidence):
            yield _of(corpus, case.id, evidence, case.citable)


def _asked_of_keys(retriever: Retriever) -> Iterator[Asked]:
    for asked in asked_keys(retriever, of_a_span=_OF_A_SPAN):
        if asked.span is not None and _is_ranked(asked.evidence):
            yield _of("keys", asked.evidence.question.text, asked.evidence, [asked.span])


def _is_ranked(evidence: Evidence) -> bool:
    return evidence.question.script != "en" and evidence.question.kind != "compare"


def _of(corpus: str, group: str, evidence: Evidence, spans: Sequence[Span]) -> Asked:
    says = np.array([_says(s, spans) for s in evidence.sentences])
    return Asked(corpus, group, traits(evidence), says)


def _says(scored: ScoredSentence, spans: Sequence[Span]) -> bool:
    """Whether the sentence shares half of itself, or half of the span, with evidence."""
    sentence = scored.sentence
    for span in spans:
        if span.path == sentence.document.path:
            shared = min(span.end, sentence.end) - max(span.start, sentence.start)
            if shared > 0 and 2 * shared >= min(scored.n_chars, span.end - span.start):
                return True
    return False


def _fitted(asked: Sequence[Asked]) -> GradientBoostingClassifier:
    weights = np.concatenate([np.full(len(one.rows), _WEIGHTS[one.corpus]) for one in asked])
    rows = np.concatenate([one.rows for one in asked])
    labels = np.concatenate([one.says for one in asked])
    return grown(rows, labels, weights, n=_N_TREES, rate=_RATE)


def _print(asked: Sequence[Asked]) -> None:
    """Mean reciprocal rank of the first right sentence, by the trees and by the score alone."""
    groups = [one.group for one in asked]
    ranks: dict[str, list[tuple[float, float]]] = {}
    for learned, held in GroupKFold(_N_FOLDS).split(asked, groups=groups):
        trees = _fitted([asked[i] for i in learned])
        for i in held:
            one = asked[i]
            if one.says.any():
                by_trees = trees.predict_proba(one.rows)[:, 1]
                both = _reciprocal(by_trees, one.says), _reciprocal(one.rows[:, 0], one.says)
                ranks.setdefault(one.corpus, []).append(both)
    for corpus, found in ranks.items():
        by_trees, by_score = np.mean(found, axis=0)
        sys.stdout.write(
            f"{corpus}: MRR {by_trees:.3f} by the trees, {by_score:.3f} by the score\n"
        )


def _reciprocal(scores: np.ndarray, right: np.ndarray) -> float:
    return 1 / (1 + int(np.argmax(right[np.argsort(-scores, kind="stable")])))


if __name__ == "__main__":
    sys.exit(main())

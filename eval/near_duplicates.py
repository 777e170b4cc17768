"""`python -m eval.near_duplicates --keys FILE`: which keys repeat a question of dev or test.

Prints the line of each such key with the id of the question, never the question: keys are written
by people who must not know it. Exit status 1 where there is any, so that nothing slips in.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.settings import Settings
from eval.cases import Case, load_cases
from ingest.build import PassageEmbedder
from ingest.embed import Embedder
from ingest.errors import XietiaoError
from ingest.index import Index
from ingest.script import simplify

DATASETS = tuple(
    Path(__file__).parent / "datasets" / f"guidance-{half}.jsonl" for half in ("dev", "test")
)
NEAR_EDITS = 0.2
NEAR_COSINE = 0.83
"""Between what reorders a dev question (X是什么 for 什么是X: all 150 at .831 or more) and what asks
something else on the same topic (all pairs of different dev questions at .821 or less)."""

Embed = Callable[[Sequence[str]], np.ndarray]
"""Texts -> `(n, dims)` unit rows, centred."""


@dataclass(frozen=True, slots=True)
class Near:
    """Text `row` (from 0) repeats the question `case_id`: by its letters, its vector, or both."""

    row: int
    case_id: str
    cosine: float
    edits: float


def near_duplicates(texts: Sequence[str], cases: Sequence[Case], embed: Embed) -> list[Near]:
    """Every text with every question it repeats, by row; of a follow-up only the last question."""
    if not texts or not cases:
        return []
    cosines = embed(texts) @ embed([case.question for case in cases]).T
    lettered = [letters(text) for text in texts]
    asked = [letters(case.question) for case in cases]
    found: list[Near] = []
    for row, text in enumerate(lettered):
        for column, question in enumerate(asked):
            cosine = float(cosines[row, column])
            edits = difference(text, question)
            if cosine >= NEAR_COSINE or edits <= NEAR_EDITS:
                found.append(Near(row, cases[column].id, cosine, edits))
    return found


def centred_questions(index: Index, embedder: PassageEmbedder) -> Embed:
    """The questions' vectors as they are searched: folded, minus the index's mean question."""

    def embed(texts: Sequence[str]) -> np.ndarray:
        vectors = embedder.embed_queries([simplify(text) for text in texts])
        return np.stack([index.centred_query(vector) for vector in vectors])

    return embed


def letters(text: str) -> str:
    """What is compared: Simplified, lower case, no punctuation and no white space."""
    return re.sub(r"\W", "", simplify(text)).lower()


def difference(a: str, b: str) -> float:
    """Edit distance as a share of the longer; 1.0 where two bigrams in three differ anyway."""
    longer, shorter = max(len(a), len(b)), min(len(a), len(b))
    if longer - shorter > NEAR_EDITS * longer:
        return 1.0  # that many characters are added anyway
    bigrams_a, bigrams_b = _bigrams(a), _bigrams(b)
    if len(bigrams_a & bigrams_b) < 0.3 * min(len(bigrams_a), len(bigrams_b)):
        return 1.0
    return _edit_distance(a, b) / longer if longer else 0.0


@lru_cache(maxsize=8192)  # every key is compared with every question
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _edit_distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the lines that repeat a question; 1 where there are any."""
    parser = argparse.ArgumentParser(prog="python -m eval.near_duplicates", description=__doc__)
    parser.add_argument("--keys", type=Path, default=Path("corpus/questions.jsonl"))
    options = parser.parse_args(arguments)
    try:
        found = list(_lines(options.keys))
    except XietiaoError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(found)
    return 1 if found else 0


def _lines(keys: Path) -> Iterator[str]:
    settings = Settings()
    embedder = Embedder.open(settings.model, settings.models_folder)
    index = Index.open(settings.index_folder, model=embedder.name)
    lines = [
        (number, json.loads(line)["question"])
        for number, line in enumerate(keys.read_text("utf-8-sig").split("\n"), start=1)
        if line.strip()
    ]
    cases = [case for file in DATASETS for case in load_cases(file)]
    embed = centred_questions(index, embedder)
    for near in near_duplicates([question for _, question in lines], cases, embed):
        number = lines[near.row][0]
        yield f"{number}\t{near.case_id}\tcosine {near.cosine:.3f}, edits {near.edits:.2f}\n"


if __name__ == "__main__":
    sys.exit(main())

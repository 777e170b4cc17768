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
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

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
    asked = [case.question for case in cases]
    cosines, edits = embed(texts) @ embed(asked).T, differences(texts, asked)
    near = np.argwhere((cosines >= NEAR_COSINE) | (edits <= NEAR_EDITS))
    return [
        Near(row, cases[column].id, float(cosines[row, column]), float(edits[row, column]))
        for row, column in near.tolist()
    ]


def centred_questions(index: Index, embedder: PassageEmbedder) -> Embed:
    """The questions' vectors as they are searched: folded, minus the index's mean question.

    Those of keys are the index's own, to three digits: embedding 10,000 takes a minute.
    """
    kept = {key.question: row for row, key in enumerate(index.keys)}

    def embed(texts: Sequence[str]) -> np.ndarray:
        found = {
            text: index.key_vectors(np.array([kept[text]]))[0] for text in texts if text in kept
        }
        new = [text for text in dict.fromkeys(texts) if text not in found]
        vectors = embedder.embed_queries([simplify(text) for text in new]) if new else ()
        found |= zip(new, map(index.centred_query, vectors), strict=True)
        return np.stack([found[text] for text in texts])

    return embed


def letters(text: str) -> str:
    """What is compared: Simplified, lower case, no punctuation and no white space."""
    return re.sub(r"\W", "", simplify(text)).lower()


def differences(texts: Sequence[str], others: Sequence[str]) -> np.ndarray:
    """`(len(texts), len(others))` float32: edit distances as shares of the longer, 0 to 1.

    1.0 where it is more than `NEAR_EDITS`.
    """
    return process.cdist(
        list(map(letters, texts)),
        list(map(letters, others)),
        scorer=Levenshtein.normalized_distance,
        score_cutoff=NEAR_EDITS,
        dtype=np.float32,
    )


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

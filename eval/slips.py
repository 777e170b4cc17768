"""Questions as they are typed in haste: the gate and the ranker learn from them, too."""

import random
from collections.abc import Iterator, Sequence

from eval.cases import Case
from eval.perturb import misspelt


def with_slips(cases: Sequence[Case]) -> Iterator[Case]:
    """Each Chinese question misspelt by one character, and with one left out; ids stay."""
    rng = random.Random(0)
    for case in cases:
        if case.script == "en":
            continue
        yield case.model_copy(update={"question": misspelt(case.question, 1, rng)})
        place = rng.randrange(len(case.question))
        if case.question[place].isalpha():
            dropped = case.question[:place] + case.question[place + 1 :]
            yield case.model_copy(update={"question": dropped})

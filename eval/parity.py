"""Script parity: the same question in three scripts finds the same and is told the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.answers import GivenAnswer, of_dict
from eval.cases import Case
from eval.measures.interval import Figure, mean
from eval.measures.key_points import places
from eval.perturb import in_script
from eval.systems import System
from ingest.records import Script

SCRIPTS: tuple[Script, ...] = ("hans", "hant-tw", "hant-hk")


@dataclass(frozen=True, slots=True)
class Parity:
    """Of one question: 1.0 where the three scripts agree; None where it doesn't apply."""

    id: str
    same_passages: float | None
    same_refusal: float
    same_points: float | None


def parity(system: System, case: Case) -> Parity | None:
    """Whether three renderings of the question get the same top five, refusal and key points.

    None for a question that isn't Chinese.
    """
    versions = [in_script(case, script) for script in SCRIPTS]
    asked = [version for version in versions if version is not None]
    if len(asked) < len(SCRIPTS):
        return None
    answers = [of_dict(system.answer(version)) for version in asked]
    rankings = [answer.ranking for answer in answers]
    known = [tuple(ranking[:5]) for ranking in rankings if ranking is not None]
    points = [_said(case, answer) for answer in answers]
    return Parity(
        id=case.id,
        same_passages=float(len(set(known)) == 1) if len(known) == len(answers) else None,
        same_refusal=float(len({answer.refused for answer in answers}) == 1),
        same_points=float(len(set(points)) == 1) if case.key_points else None,
    )


def _said(case: Case, answer: GivenAnswer) -> tuple[bool, ...]:
    if answer.refused:
        return ()
    return tuple(bool(found) for found in places(answer.answer, case.key_points))


def summarise_parity(found: Sequence[Parity]) -> dict[str, Figure | None]:
    """Share of the questions on which the scripts agree, each with its interval."""
    return {
        "same_passages": mean(one.same_passages for one in found),
        "same_refusal": mean(one.same_refusal for one in found),
        "same_points": mean(one.same_points for one in found),
    }

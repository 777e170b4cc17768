"""Whether a run is good enough: the figures against eval/gates.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.summary import ALL, Figures, Summary
from ingest.errors import XietiaoError

GATES = Path(__file__).with_name("gates.toml")


class BadGates(XietiaoError):
    """The gates can't be read; the message names the entry and what was expected."""


class Gate(BaseModel):
    """The least and the most a figure may be."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    min: float | None = None
    max: float | None = None


class Gates(BaseModel):
    """Gates by measure, over all questions and by kind of question."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    all: dict[str, Gate] = Field(default_factory=dict[str, Gate])
    kinds: dict[str, dict[str, Gate]] = Field(default_factory=dict[str, dict[str, Gate]])


def load_gates(file: Path = GATES) -> Gates:
    """The gates of a TOML file.

    Raises:
        BadGates: not TOML, or an entry that isn't a gate on a known measure.
    """
    try:
        gates = Gates.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadGates(f"{file} can't be read: {error}") from None
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadGates(f"{file}: " + "; ".join(problems)) from None
    unknown = {n for group in (gates.all, *gates.kinds.values()) for n in group if n not in ALL}
    if unknown:
        raise BadGates(f"{file}: no measure is called {', '.join(sorted(unknown))}")
    return gates


def breaches(summary: Summary, gates: Gates) -> list[str]:
    """A sentence for each gate that is not passed; empty where all are.

    A kind of question that the data set doesn't have is not checked.
    """
    found = list(_group(summary.overall, gates.all, "all questions"))
    for kind, group in gates.kinds.items():
        if kind in summary.by_kind:
            found += _group(summary.by_kind[kind], group, kind)
    return found


def _group(figures: Figures, gates: Mapping[str, Gate], name: str) -> Iterator[str]:
    for measure, gate in gates.items():
        figure = figures.get(measure)
        if figure is None:
            yield f"{name}: {measure} is undefined, a gate needs it"
        elif gate.min is not None and figure.value < gate.min:
            yield f"{name}: {measure} is {figure.value:.3f}, at least {gate.min:g} is needed"
        elif gate.max is not None and figure.value > gate.max:
            yield f"{name}: {measure} is {figure.value:.3f}, at most {gate.max:g} is allowed"

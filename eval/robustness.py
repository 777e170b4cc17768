"""How a system bears up: noise, missing and contradicting documents, questions asked otherwise.

Source: RGB, Chen, Lin, Han & Sun 2024, "Benchmarking Large Language Models in Retrieval-Augmented
Generation", AAAI: noise robustness, negative rejection, information integration, counterfactual
robustness. Departures: documents are added to or taken from the corpus, not from a prompt, so that
retrieval is tried as well; shares are of characters.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.answers import GivenAnswer, of_dict
from eval.cases import Case
from eval.compare import Difference, paired_difference
from eval.counterfactual import OUTCOMES, PATH, contest, outcome
from eval.distractors import distractor
from eval.folder import write_json
from eval.measures.interval import Figure, mean
from eval.measures.key_points import is_whole, places
from eval.parity import parity, summarise_parity
from eval.perturb import PERTURBATIONS, perturbed
from eval.run import ask_all
from eval.scoring import Scored, Scorer
from eval.sources import Sources
from eval.spans import Span
from eval.summary import figure
from eval.systems import System
from eval.temporary import Opener

NOISE_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8)
_WATCHED = (
    "right",
    "key_point_recall",
    "evidence_recall@5",
    "citation_recall",
    "false_refusal",
    "refusal_recall",
)
OnStage = Callable[[str], None]
Rows = dict[str, dict[str, Any]]


def robustness(
    open_system: Opener,
    cases: Sequence[Case],
    texts: Mapping[str, str],
    *,
    in_use: System | None = None,
    on_stage: OnStage = lambda stage: None,
) -> dict[str, Rows]:
    """Every part for the system that `open_system` makes over texts by path; JSON-ready.

    Questions are asked otherwise of the system `in_use`, too, if it is given: it answers with the
    questions attached to the texts, which those over changed texts have not.
    """
    done: dict[str, Rows] = {}
    if in_use is not None:
        on_stage("in use: questions asked otherwise")
        base = _scored(in_use, cases, texts)
        done |= _asked_otherwise(in_use, cases, base, texts, "")
    with open_system(texts) as system:
        on_stage("as it is")
        base = _scored(system, cases, texts)
        done["integration"] = integration(base)
        on_stage("questions asked otherwise")
        where = "" if in_use is None else " without questions attached"
        done |= _asked_otherwise(system, cases, base, texts, where)
    on_stage("noise")
    done["noise"] = noise(open_system, cases, texts)
    on_stage("rejection")
    done["rejection"] = {"all": rejection(open_system, cases, texts)}
    on_stage("counterfactual")
    done["counterfactual"] = {"all": counterfactual(open_system, cases, texts)}
    return done


def _asked_otherwise(
    system: System,
    cases: Sequence[Case],
    base: Mapping[str, Scored],
    texts: Mapping[str, str],
    where: str,
) -> dict[str, Rows]:
    """Perturbations, and script parity."""
    return {
        f"perturbations{where}": perturbations(system, cases, base, texts),
        f"parity{where}": {"all": parities(system, cases)},
    }


def _scored(system: System, cases: Sequence[Case], texts: Mapping[str, str]) -> dict[str, Scored]:
    scorer = Scorer(Sources(texts))
    answers = ask_all(system, cases)
    return {
        case.id: scorer.score(case, of_dict(answer))
        for case, answer in zip(cases, answers, strict=True)
    }


def _figures(scored: Sequence[Scored]) -> dict[str, Any]:
    scores = [one.scores for one in scored]
    return {name: _plain(figure(name, scores)) for name in _WATCHED}


def _plain(found: Figure | Difference | None) -> dict[str, Any] | None:
    return None if found is None else asdict(found)


def integration(base: Mapping[str, Scored]) -> Rows:
    """Questions whose evidence stands in several texts, beside those of one text."""
    answerable = [one for one in base.values() if one.case.answerable]
    several = [one for one in answerable if len({span.path for span in one.case.spans}) > 1]
    one_text = [one for one in answerable if len({span.path for span in one.case.spans}) == 1]
    return {"several texts": _figures(several), "one text": _figures(one_text)}


def perturbations(
    system: System, cases: Sequence[Case], base: Mapping[str, Scored], texts: Mapping[str, str]
) -> Rows:
    """Paired differences to the question as written, by perturbation and measure."""
    rows: Rows = {}
    for name, perturb in PERTURBATIONS.items():
        after = _scored(system, perturbed(cases, perturb), texts)
        pairs = [(base[key].scores, after[key].scores) for key in after]
        rows[name] = {m: _plain(paired_difference(pairs, m)) for m in _WATCHED}
    return rows


def parities(system: System, cases: Sequence[Case]) -> dict[str, Any]:
    """Script parity over the questions without history."""
    found = [parity(system, case) for case in cases if not case.history]
    figures = summarise_parity([one for one in found if one is not None])
    return {name: _plain(value) for name, value in figures.items()}


def noise(
    open_system: Opener,
    cases: Sequence[Case],
    texts: Mapping[str, str],
    shares: Sequence[float] = NOISE_SHARES,
) -> Rows:
    """Figures with that share of the corpus's characters in distractor documents."""
    rows: Rows = {}
    for share in shares:
        with open_system({**texts, **distractors(texts, share)}) as system:
            rows[f"{share:.0%}"] = _figures(list(_scored(system, cases, texts).values()))
    return rows


def distractors(texts: Mapping[str, str], share: float) -> dict[str, str]:
    """As many distractor documents as make up `share` of all characters."""
    wanted = sum(map(len, texts.values())) * share / (1 - share)
    added: dict[str, str] = {}
    while sum(map(len, added.values())) < wanted:
        added[f"corpus/noise_{len(added):03}.txt"] = distractor(len(added))
    return added


def rejection(
    open_system: Opener, cases: Sequence[Case], texts: Mapping[str, str]
) -> dict[str, Any]:
    """How often a question is refused once the one document that answers it is gone.

    Left out are questions that a paragraph of the other documents answers too (by key points),
    and follow-ups, whose history still tells the answer.
    """
    refused: list[float] = []
    left_out = 0
    for gone in texts:
        rest = {path: text for path, text in texts.items() if path != gone}
        asked = [c for c in cases if c.answerable and _only_in(c, gone, Sources(texts))]
        orphans = [case for case in asked if not case.history and not _answered_by(case, rest)]
        left_out += len(asked) - len(orphans)
        if orphans and rest:
            with open_system(rest) as system:
                answers = map(of_dict, ask_all(system, orphans))
                refused += [float(answer.refused) for answer in answers]
    return {"refused": _plain(mean(refused)), "left_out": left_out}


def _only_in(case: Case, path: str, sources: Sources) -> bool:
    return {sources.path(span.path) for span in case.spans} == {path}


def _answered_by(case: Case, texts: Mapping[str, str]) -> bool:
    paragraphs = (line for text in texts.values() for line in text.split("\n") if line.strip())
    return any(is_whole(places(paragraph, case.key_points)) for paragraph in paragraphs)


def counterfactual(
    open_system: Opener, cases: Sequence[Case], texts: Mapping[str, str]
) -> dict[str, Any]:
    """With a text added that says otherwise: which sides the answers cite."""
    added, contested = contest(cases, Sources(texts))
    if not contested:
        return dict.fromkeys(OUTCOMES)
    with open_system({**texts, PATH: added}) as system:
        answers = map(of_dict, ask_all(system, [one.case for one in contested]))
        found = [
            outcome(one, _cited(answer), refused=answer.refused)
            for one, answer in zip(contested, answers, strict=True)
        ]
    counts = Counter(found)
    return {
        name: _plain(mean(float(one == name) for one in found)) if counts else None
        for name in OUTCOMES
    }


def _cited(answer: GivenAnswer) -> list[Span]:
    return [citation.span for citation in answer.citations]


def to_markdown(parts: Mapping[str, Rows]) -> str:
    """A table for each part; a difference carries its sign."""
    blocks = ["# Robustness"]
    for part, rows in parts.items():
        columns = list(next(iter(rows.values())))
        head = f"| | {' | '.join(columns)} |\n|---{'|---' * len(columns)}|"
        lines = [
            f"| {name} | {' | '.join(map(_cell, row.values()))} |" for name, row in rows.items()
        ]
        blocks += [f"## {part}", "\n".join([head, *lines])]
    return "\n\n".join(blocks) + "\n"


def _cell(value: Any) -> str:
    if not isinstance(value, Mapping):
        return "–" if value is None else str(value)
    shown = f"{value['difference']:+.3f}" if "difference" in value else f"{value['value']:.3f}"
    return f"{shown} ({value['low']:.2f} to {value['high']:.2f}, n {value['n']})"


def save(parts: Mapping[str, Rows], folder: Path) -> None:
    """Writes robustness.json and robustness.md."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "robustness.json", parts)
    (folder / "robustness.md").write_text(to_markdown(parts), encoding="utf-8")

"""Cases x system -> results on disk: answers, scores, figures, reports; timings kept apart.

A results folder holds results.json (compared: the same code, corpus and questions give the same
bytes), answers.jsonl (likewise), timings.json (never the same twice), report.md and report.html.
"""

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.answer import Bot
from eval.answers import GivenAnswer, load_answers, of_dict
from eval.cases import Case
from eval.measures.interval import percentile
from eval.scoring import Scored, Scorer
from eval.sources import Sources
from eval.spans import Span
from eval.summary import Figures, Summary, summarise
from eval.support import SupportJudge, default_judge
from eval.support import describe as support_results
from eval.systems import BotSystem, System

OnProgress = Callable[[int, int], None]
"""Called with (questions done, questions in all)."""


@dataclass(frozen=True, slots=True)
class Results:
    """All that is known after a run; `about` says of which system, data set, corpus and judge."""

    about: dict[str, Any]
    scored: list[Scored]
    summary: Summary
    timings: dict[str, dict[str, float]]
    sources: Sources = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, without anything that differs between two runs of the same."""
        return {
            "about": self.about,
            "figures": _rounded(self.summary.overall),
            "kinds": {name: _rounded(group) for name, group in self.summary.by_kind.items()},
            "scripts": {name: _rounded(group) for name, group in self.summary.by_script.items()},
            "reliability": [asdict(one) for one in self.summary.bins],
            "questions": [_question(one) for one in self.scored],
        }


def _rounded(figures: Figures) -> dict[str, dict[str, float] | None]:
    return {
        name: figure and {key: round(value, 6) for key, value in asdict(figure).items()}
        for name, figure in figures.items()
    }


def _question(one: Scored) -> dict[str, Any]:
    return {
        "id": one.case.id,
        "kind": one.case.kind,
        "script": one.case.script,
        "answerable": one.case.answerable,
        "refused": one.answer.refused,
        "confidence": one.answer.confidence,
        "said": one.said,
        "scores": {k: None if v is None else round(v, 6) for k, v in one.scores.items()},
    }


def run_eval(
    bot: Bot | System,
    cases: Sequence[Case],
    out_dir: Path | None = None,
    *,
    sources: Sources | None = None,
    judge: SupportJudge | None = None,
    about: Mapping[str, Any] | None = None,
    on_progress: OnProgress = lambda done, total: None,
) -> Results:
    """Asks every question, scores every answer, and writes the results folder if one is named.

    `sources` default to the bot's index; any other system needs them.
    """
    system = BotSystem(bot) if isinstance(bot, Bot) else bot
    texts = sources or Sources.of_index(_bot_of(system).index)
    answers = ask_all(system, cases, on_progress=on_progress)
    given = {str(answer["id"]): of_dict(answer) for answer in answers}
    described = {"system": system.name, **(about or {})}
    results = score_answers(
        cases, given, texts, judge=judge, collection=system.collection(), about=described
    )
    if out_dir is not None:
        save(results, out_dir, answers)
    return results


def ask_all(
    system: System, cases: Sequence[Case], *, on_progress: OnProgress = lambda done, total: None
) -> list[dict[str, Any]]:
    """The system's answers in the batch contract, one a case, in order."""
    answers: list[dict[str, Any]] = []
    for done, case in enumerate(cases, start=1):
        answers.append(system.answer(case))
        on_progress(done, len(cases))
    return answers


def score_file(
    answers_path: Path,
    cases: Sequence[Case],
    sources: Sources,
    out_dir: Path | None = None,
    *,
    judge: SupportJudge | None = None,
    about: Mapping[str, Any] | None = None,
) -> Results:
    """Scores anybody's answers in the batch contract; writes the results folder if one is named.

    Raises:
        BadDataset: lines that aren't answers, or questions without one, all named.
    """
    given = load_answers(answers_path, [case.id for case in cases])
    described = {"system": answers_path.name, **(about or {})}
    results = score_answers(cases, given, sources, judge=judge, about=described)
    if out_dir is not None:
        save(results, out_dir, [answer.model_dump(mode="json") for answer in given.values()])
    return results


def _bot_of(system: System) -> Bot:
    if isinstance(system, BotSystem):
        return system.bot
    raise ValueError(f"give the sources that {system.name} answers from")


def score_answers(
    cases: Sequence[Case],
    answers: Mapping[str, GivenAnswer],
    sources: Sources,
    *,
    judge: SupportJudge | None = None,
    collection: Sequence[Span] | None = None,
    about: Mapping[str, Any] | None = None,
) -> Results:
    """The results of answers that are there already, by id."""
    scorer = Scorer(sources, judge, collection)
    scored = [scorer.score(case, answers[case.id]) for case in cases]
    described = {**(about or {}), "questions": len(cases), "judge": _described(judge)}
    return Results(described, scored, summarise(scored), _timings(scored), sources)


def _described(judge: SupportJudge | None) -> dict[str, Any] | None:
    """Which judge spoke, and how it did on its test half; null for a judge we have not tested."""
    if judge is None:
        return None
    measured: dict[str, Any] = {}
    if judge.name == default_judge().name:
        with contextlib.suppress(FileNotFoundError):
            measured = support_results()
    kept = ("n", "accuracy", "auroc", "ece")
    return {"name": judge.name, **{key: measured.get(key) for key in kept}}


def _timings(scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """p50 and p95 of each stage in milliseconds."""
    stages: dict[str, list[float]] = {}
    for one in scored:
        for stage, ms in one.answer.timings_ms.items():
            stages.setdefault(stage, []).append(ms)
    return {
        stage: {"p50_ms": percentile(ms, 50), "p95_ms": percentile(ms, 95), "n": len(ms)}
        for stage, ms in stages.items()
    }


def save(results: Results, folder: Path, answers: Sequence[Mapping[str, Any]]) -> None:
    """Writes the results folder."""
    from eval.page import html
    from eval.report import markdown

    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "results.json", results.to_dict())
    write_json(folder / "timings.json", results.timings)
    lines = (json.dumps(_untimed(answer), ensure_ascii=False) + "\n" for answer in answers)
    (folder / "answers.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "report.md").write_text(markdown(results), encoding="utf-8")
    (folder / "report.html").write_text(html(results), encoding="utf-8")


def _untimed(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def write_json(file: Path, value: object) -> None:
    """Writes JSON that a person can read and `diff` can compare."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")

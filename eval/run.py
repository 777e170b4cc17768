"""Cases x system -> results, and the folder they are kept in."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.answer import Bot
from eval.answers import load_answers, of_dict
from eval.cases import Case
from eval.folder import save
from eval.results import Results, score_answers
from eval.sources import Sources
from eval.support import SupportJudge
from eval.systems import BotSystem, System

OnProgress = Callable[[int, int], None]
"""Called with (questions done, questions in all)."""


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
    texts = sources or Sources.of_documents(_bot_of(system).index.documents())
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

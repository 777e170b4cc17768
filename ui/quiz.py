"""`xietiao quiz`: a paper from the shell."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, cast

from bot.chat import ChatModel
from bot.quiz import BadPaper, Choices, Covered, Paper, make_paper
from bot.quiz.formats import write
from bot.settings import Settings
from ingest.index import Index
from ingest.records import Script


def choices(
    *,
    n: int,
    types: str,
    docs: str,
    sections: str,
    difficulty: str,
    script: str,
    seed: int,
) -> Choices:
    """What the options of the command line choose; lists are comma-separated.

    Raises:
        BadPaper: a choice there is not.
    """
    return Choices(
        n=n,
        kinds=cast("Any", _listed(types)),
        difficulties=cast("Any", _listed(difficulty)),
        docs=_listed(docs),
        sections=_listed(sections),
        script=cast("Script", "hans" if script == "auto" else script),
        seed=seed,
    )


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.replace("，", ",").split(",") if word.strip())


def made(settings: Settings, chosen: Choices, *, auto: bool, llm: bool = False) -> Paper:
    """The paper; with `auto` in the script of the first document asked about.

    Raises:
        BadPaper, LlmNotUsable: the LLM is to propose items, and there is none.
    """
    chat = required(ChatModel.open(settings)) if llm else None
    index = Index.open(settings.index_folder)
    if auto:
        chosen = replace(chosen, script=script_of(index, chosen))
    return make_paper(index, chosen, chat=chat)


def required(chat: ChatModel | None) -> ChatModel:
    """The LLM that is to propose items.

    Raises:
        BadPaper: there is none.
    """
    if chat is None:
        raise BadPaper("no LLM is configured to propose items; set XIETIAO_LLM, or do without")
    return chat


def script_of(index: Index, chosen: Choices) -> Script:
    """The script that the chosen documents share; Simplified where they share none."""
    scripts: set[Script] = {
        d.script
        for d in index.documents()
        if not chosen.docs or any(d.doc_id.startswith(n) or d.path == n for n in chosen.docs)
    }
    return scripts.pop() if len(scripts) == 1 else "hans"


def put(paper: Paper, name: str, out: Path | None) -> list[str]:
    """Writes the paper's items to a file, or as JSON to stdout; what the format left out.

    Raises:
        UnknownFormat: there is none of that name.
    """
    if out is not None:
        return write(name, paper.items, out)
    sys.stdout.write(json.dumps([i.to_dict() for i in paper.items], ensure_ascii=False) + "\n")
    return []


def map_of(covered: Sequence[Covered]) -> str:
    """The coverage as text: a line a section, how many items ask about it, - for none."""
    lines = [f"{row.n_items or '-':>4}  {'  ' * row.level}{row.heading}" for row in covered]
    never = sum(not row.n_items for row in covered)
    return "\n".join([*lines, f"{never} of {len(covered)} sections are never asked about"])


def as_json(paper: Paper) -> dict[str, Any]:
    """The paper as JSON-ready objects."""
    return {
        "items": [item.to_dict() for item in paper.items],
        "script": paper.choices.script,
        "notes": list(paper.notes),
        "coverage": [asdict(row) for row in paper.coverage],
    }

"""Messages to the bot itself: thanks, greetings, who are you. It answers for itself.

What it says is data (`remarks.toml`); what it has is told from the index.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.marks import shown
from bot.question import Question
from bot.wording import named
from ingest.records import Document, Script
from ingest.script import detect, simplify

_KINDS = tomllib.loads(Path(__file__).with_name("remarks.toml").read_text("utf-8"))
_CLAUSES = re.compile(r"[,，。.!！?？~～;；、\n]+")
_TONE = re.compile(r"(?<=.)[啊呀哦喔噢哈啦吧呢嘛哇诶呗哟㗎咯囉]+$")
_N_TITLES = 5
_MAX_CHARS = 40  # a longer message says more than a courtesy


@dataclass(frozen=True, slots=True)
class Remark:
    """A message that asks nothing of the texts; `kind` names its entry in `remarks.toml`."""

    kind: str

    def reply(self, reader: Script, documents: Sequence[Document], examples: Sequence[str]) -> str:
        """What the bot says to it, in the reader's script."""
        words = _KINDS[self.kind]
        said = words["en"] if reader == "en" else shown(words["zh"], "hans", reader)
        titles = _titles(documents, reader)
        return said.format(
            n=len(documents), titles=titles, example=_example(examples, reader)
        ).strip()


def remark_of(question: Question) -> Remark | None:
    """The remark that the whole of a message is; None where any of its clauses is another thing."""
    folded = question.said
    if len(folded) > _MAX_CHARS:
        return None
    clauses = [_bare(clause) for clause in _CLAUSES.split(folded)]
    kinds = [_kind(clause) for clause in clauses if clause]
    if not kinds or None in kinds:
        return None
    return Remark(next(kind for kind in _KINDS if kind in kinds))


def is_reply(content: str) -> bool:
    """Whether a turn of a conversation is one of these replies: nothing of the texts was told."""
    return shown(simplify(content), "hans", "hans").strip().startswith(_OPENINGS)


def _kind(clause: str) -> str | None:
    for kind, pattern in _PATTERNS.items():
        if pattern.fullmatch(clause) or pattern.fullmatch(_TONE.sub("", clause)):
            return kind
    return None


def _bare(clause: str) -> str:
    """A clause without spaces and marks; with nothing of it left, empty."""
    return re.sub(r"[\W_]+", "", clause)


def _titles(documents: Sequence[Document], reader: Script) -> str:
    """The titles of the texts as one sentence, as many as are read at a glance."""
    if not documents:
        return ""
    titles = [named(document, reader) for document in documents[:_N_TITLES]]
    more = len(documents) > _N_TITLES
    if reader == "en":
        return f"The texts: {', '.join(titles)}{', …' if more else '.'}"
    lead, end = (shown(words, "hans", reader) for words in ("资料有：", "等。" if more else "。"))
    return f"{lead}{'、'.join(titles)}{end}"


def _example(examples: Sequence[str], reader: Script) -> str:
    """A question that the texts answer, where there is one."""
    if not examples or reader == "en":
        return ""
    lead = shown("比如：", "hans", reader)
    return f"{lead}{shown(examples[0], detect(examples[0]), reader)}"


_PATTERNS = {kind: re.compile(entry["asks"]) for kind, entry in _KINDS.items()}
_OPENINGS = tuple(
    entry[language].partition("{")[0] for entry in _KINDS.values() for language in ("zh", "en")
)

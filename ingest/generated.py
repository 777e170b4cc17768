"""Questions that a model proposed for passages: `generated.jsonl` in the index's folder.

One JSON object a passage, `{"path", "start", "end", "quote", "by", "questions"}`; `by` names the
model, `questions` may be none. They are keys like those that editors write, kept apart from them.
"""

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.disk import writing
from ingest.keys import KeyLine

FILE = "generated.jsonl"


class Generated(BaseModel):
    """What a model proposed for one passage, and was found to be good; `quote` is its text."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    quote: str = Field(min_length=1)
    by: str
    questions: tuple[str, ...] = ()

    def key_lines(self) -> list[KeyLine]:
        """As lines of a questions.jsonl."""
        name, span = Path(self.path).name, (self.start, self.end)
        return [
            KeyLine(file=name, start=span[0], end=span[1], quote=self.quote, question=question)
            for question in self.questions
        ]


def read_generated(folder: Path) -> list[Generated]:
    """What is in the folder's file, each passage once, as its last line says."""
    file = folder / FILE
    if not file.is_file():
        return []
    found: dict[tuple[str, int, int], Generated] = {}
    for line in file.read_text("utf-8", "replace").split("\n"):
        try:
            read = Generated.model_validate_json(line)
        except ValidationError:  # a line that a killed run left unfinished
            continue
        found[read.path, read.start, read.end] = read
    return list(found.values())


def add_generated(folder: Path, made: Generated) -> None:
    """Appends a passage's questions to the folder's file."""
    with writing(folder), (folder / FILE).open("a", encoding="utf-8") as stream:
        stream.write(f"\n{made.model_dump_json()}\n")  # a line left unfinished spoils no other


def generated_keys(made: Iterable[Generated]) -> dict[str, list[KeyLine]]:
    """Path -> the lines of its keys."""
    lines: dict[str, list[KeyLine]] = {}
    for one in made:
        lines.setdefault(one.path, []).extend(one.key_lines())
    return lines

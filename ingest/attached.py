"""The questions that an administrator attached to spans: one file for all documents.

Lines as in `questions.jsonl` (see `ingest.keys`), but `file` is the document's path as ingested.
The file lies in the data folder, so that the texts stay as received, and an ingest, a rebuild too,
takes it up with the folders' own questions.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from pydantic import ValidationError

from ingest.disk import replace_text, writing
from ingest.errors import XietiaoError
from ingest.keys import KeyLine, read_lines
from ingest.records import Document

_QUOTE_CHARS = 40
_MAX_QUESTION_CHARS = 400


class BadKey(XietiaoError):
    """The question can't be attached like this; the message says what to change."""


def key_line(document: Document, start: int, end: int, question: str) -> KeyLine:
    """The line that attaches `question` to a span of `document`.

    Raises:
        BadKey: no question, too long a one, or no words in the span.
    """
    asked = " ".join(question.split())
    n_chars = len(document.text)
    if not any(char.isalnum() for char in asked):
        raise BadKey("the question has no words; write it as somebody would ask it")
    if len(asked) > _MAX_QUESTION_CHARS:
        raise BadKey(f"the question is longer than {_MAX_QUESTION_CHARS} characters; shorten it")
    if not 0 <= start < end <= n_chars:
        raise BadKey(
            f"{start} to {end} is not a span of {document.doc_id}, which has {n_chars:,} characters"
        )
    if not document.text[start:end].strip():
        raise BadKey(f"there are no words from {start} to {end}; name a span that answers")
    quote = document.text[start : min(end, start + _QUOTE_CHARS)]
    return KeyLine(file=document.path, start=start, end=end, quote=quote, question=asked)


class AttachedQuestions:
    """The file; safe for several processes at once, each change is one rename."""

    def __init__(self, file: Path) -> None:
        """`file` and its folder are made with the first line."""
        self._file = file

    def read(self) -> tuple[dict[str, list[KeyLine]], list[str]]:
        """Document path -> its lines, and a sentence for each line that can't be read."""
        return read_lines(self._file)

    def add(self, line: KeyLine) -> bool:
        """Adds a line; False where it is there already."""
        with self._changing() as lines:
            if any(_is(line, written) for written in lines):
                return False
            lines.append(line.model_dump_json())
        return True

    def remove(self, line: KeyLine) -> bool:
        """Takes a line out; False where it isn't there."""
        with self._changing() as lines:
            kept = [written for written in lines if not _is(line, written)]
            found = len(kept) < len(lines)
            lines[:] = kept
        return found

    @contextmanager
    def _changing(self) -> Generator[list[str]]:
        """The file's lines, written back where they changed; those by hand are kept as they are."""
        with writing(self._file.parent):
            self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._file.with_name(f"{self._file.name}.lock"))
        with writing(self._file.parent), lock:
            text = self._file.read_text("utf-8") if self._file.is_file() else ""
            before = [line for line in text.split("\n") if line.strip()]
            lines = list(before)
            yield lines
            if lines != before:
                replace_text(self._file, "".join(f"{line}\n" for line in lines))


def _is(line: KeyLine, written: str) -> bool:
    try:
        return KeyLine.model_validate_json(written) == line
    except ValidationError:
        return False

"""The feedback database: written by several servers at once, a connection a call."""

import json
import secrets
import sqlite3
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.feedback.records import Feedback, Reason, Vote
from bot.records import Turn
from ingest.disk import shared_database
from ingest.errors import XietiaoError

_TABLE = """
CREATE TABLE IF NOT EXISTS feedback (
    id TEXT PRIMARY KEY, at TEXT NOT NULL, question TEXT NOT NULL, history TEXT NOT NULL,
    answer TEXT NOT NULL, vote TEXT NOT NULL, reason TEXT, comment TEXT NOT NULL,
    generation TEXT NOT NULL
)
"""
_COLUMNS = "id, at, question, history, answer, vote, reason, comment, generation"


class UnknownFeedback(XietiaoError):
    """There is no feedback of that id."""


class FeedbackNotKept(XietiaoError):
    """The database can't be written or read; the message says why."""


class FeedbackStore:
    """The feedback in one file; safe to share between threads and processes."""

    def __init__(self, file: Path) -> None:
        """`file` and its folder are made with the first vote."""
        self._file = file

    def add(
        self,
        question: str,
        history: Sequence[Turn],
        answer: Mapping[str, Any],
        vote: Vote,
        *,
        reason: Reason | None = None,
        comment: str = "",
        generation: str = "",
    ) -> Feedback:
        """Keeps a vote; its id, which can't be guessed, lets whoever gave it amend it."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        feedback = Feedback(
            secrets.token_hex(16), at, question, history, answer, vote, reason, comment, generation
        )
        turns = json.dumps([[t.role, t.content] for t in history], ensure_ascii=False)
        told = json.dumps(dict(answer), ensure_ascii=False)
        row = (feedback.feedback_id, at, question, turns, told, vote, reason, comment, generation)
        with self._open() as connection:
            connection.execute("INSERT INTO feedback VALUES (?,?,?,?,?,?,?,?,?)", row)
        return feedback

    def amend(self, feedback_id: str, vote: Vote, reason: Reason | None, comment: str) -> Feedback:
        """Changes the vote, its reason and comment; the question and the answer stay.

        Raises:
            UnknownFeedback: there is none of that id.
        """
        with self._open() as connection:
            connection.execute(
                "UPDATE feedback SET vote = ?, reason = ?, comment = ? WHERE id = ?",
                (vote, reason, comment, feedback_id),
            )
        return self.get(feedback_id)

    def get(self, feedback_id: str) -> Feedback:
        """The feedback of that id.

        Raises:
            UnknownFeedback: there is none.
        """
        with self._open() as connection:
            query = f"SELECT {_COLUMNS} FROM feedback WHERE id = ?"  # nosec B608
            row = connection.execute(query, (feedback_id,)).fetchone()
        if row is None:
            raise UnknownFeedback(f"no feedback {feedback_id[:80]!r}")
        return _read(row)

    def all(self) -> list[Feedback]:
        """Every feedback, the oldest first."""
        return self.newest(-1)[::-1]

    def newest(self, limit: int, *, skip: int = 0) -> list[Feedback]:
        """At most `limit`, the newest first, after `skip` of them; -1 is all."""
        query = f"SELECT {_COLUMNS} FROM feedback ORDER BY at DESC, rowid DESC LIMIT ? OFFSET ?"  # nosec B608
        with self._open() as connection:
            return [_read(row) for row in connection.execute(query, (limit, skip))]

    def counts(self) -> dict[str, int]:
        """How many votes there are, up and down."""
        with self._open() as connection:
            found = dict(connection.execute("SELECT vote, count(*) FROM feedback GROUP BY vote"))
        return {vote: int(found.get(vote, 0)) for vote in ("up", "down")}

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        try:
            with shared_database(self._file, _TABLE) as connection:
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise FeedbackNotKept(
                f"the feedback in {self._file} can't be reached ({error}); see to that disk"
            ) from error


def _read(row: Sequence[Any]) -> Feedback:
    feedback_id, at, question, history, answer, vote, reason, comment, generation = row
    turns = tuple(Turn(role, content) for role, content in json.loads(history))
    told = json.loads(answer)
    return Feedback(feedback_id, at, question, turns, told, vote, reason, comment, generation)

"""The database of conversations: a connection a call; a conversation is reached by its owner only.

Every query names the owner: the id of somebody else's conversation is the id of none.
"""

import json
import secrets
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.feedback.records import Vote
from bot.records import Answer, Citation, Turn
from ingest.disk import shared_database
from ingest.errors import XietiaoError

_TABLES = """
CREATE TABLE IF NOT EXISTS talk (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS talk_owner ON talk (owner, at);
CREATE TABLE IF NOT EXISTS turn (
    talk TEXT NOT NULL REFERENCES talk (id) ON DELETE CASCADE, n INTEGER NOT NULL,
    answer TEXT NOT NULL, vote TEXT NOT NULL DEFAULT '', feedback TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (talk, n));
"""
_KEPT = timedelta(days=30)  # what a browser that never closed may come back to
MAX_TALKS = 100
MAX_NAME_CHARS = 60


class TalksNotKept(XietiaoError):
    """The database can't be written or read; the message says why."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation in the list."""

    talk_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """A turn that was answered; `n` counts from 0, `vote` is empty until there is one."""

    n: int
    answer: Answer
    vote: Vote | None = None
    feedback_id: str = ""


class Talks:
    """The conversations in one file; safe to share between threads and processes."""

    def __init__(self, file: Path) -> None:
        """`file` and its folder are made with the first conversation."""
        self._file = file

    def of(self, owner: str) -> list[Talk]:
        """The owner's conversations, the last one talked in first."""
        query = "SELECT id, name FROM talk WHERE owner = ? ORDER BY at DESC, rowid DESC LIMIT ?"
        with self._open() as connection:
            return [Talk(*row) for row in connection.execute(query, (owner, MAX_TALKS))]

    def turns(self, owner: str, talk_id: str) -> list[Told]:
        """The turns of a conversation; none where it isn't the owner's."""
        query = (
            "SELECT n, answer, vote, feedback FROM turn JOIN talk ON talk.id = turn.talk"
            " WHERE owner = ? AND talk = ? ORDER BY n"
        )
        with self._open() as connection:
            rows = connection.execute(query, (owner, talk_id)).fetchall()
        return [Told(n, _read(json.loads(a)), vote or None, of) for n, a, vote, of in rows]

    def has(self, owner: str, talk_id: str) -> bool:
        """Whether there is such a conversation of the owner."""
        with self._open() as connection:
            return _is_owned(connection, owner, talk_id)

    def add(self, owner: str, talk_id: str, answer: Answer) -> tuple[str, Told]:
        """Keeps an answer at the end of a conversation, which is made where there is none."""
        now = datetime.now(UTC)
        told = json.dumps(answer.to_dict(), ensure_ascii=False)
        with self._open() as connection:
            if not _is_owned(connection, owner, talk_id):
                talk_id = secrets.token_hex(8)
                name = " ".join(answer.question.split())[:MAX_NAME_CHARS]
                values = (talk_id, owner, name, now.isoformat())
                connection.execute("INSERT INTO talk VALUES (?, ?, ?, ?)", values)
                _forget(connection, owner, now)
            n: int = connection.execute(
                "SELECT coalesce(max(n) + 1, 0) FROM turn WHERE talk = ?", (talk_id,)
            ).fetchone()[0]
            connection.execute(
                "INSERT INTO turn (talk, n, answer) VALUES (?, ?, ?)", (talk_id, n, told)
            )
            connection.execute("UPDATE talk SET at = ? WHERE id = ?", (now.isoformat(), talk_id))
        return talk_id, Told(n, answer)

    def rename(self, owner: str, talk_id: str, name: str) -> None:
        """Gives a conversation another name; a blank one is left alone."""
        name = " ".join(name.split())[:MAX_NAME_CHARS]
        if not name:
            return
        with self._open() as connection:
            values = (name, talk_id, owner)
            connection.execute("UPDATE talk SET name = ? WHERE id = ? AND owner = ?", values)

    def remove(self, owner: str, talk_id: str) -> None:
        """Deletes a conversation with its turns; votes on its answers stay where votes are."""
        with self._open() as connection:
            values = (talk_id, owner)
            connection.execute("DELETE FROM talk WHERE id = ? AND owner = ?", values)

    def vote(self, owner: str, talk_id: str, told: Told, vote: Vote, feedback_id: str) -> Told:
        """Notes which vote an answer was given, and its id among the votes."""
        with self._open() as connection:
            if _is_owned(connection, owner, talk_id):
                connection.execute(
                    "UPDATE turn SET vote = ?, feedback = ? WHERE talk = ? AND n = ?",
                    (vote, feedback_id, talk_id, told.n),
                )
        return replace(told, vote=vote, feedback_id=feedback_id)

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        try:
            with shared_database(self._file, _TABLES) as connection:
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise TalksNotKept(
                f"the conversations in {self._file} can't be reached ({error}); see to that disk"
            ) from error


def history(turns: Sequence[Told]) -> list[Turn]:
    """The turns as the bot takes them."""
    return [
        turn
        for told in turns
        for turn in (Turn("user", told.answer.question), Turn("assistant", told.answer.answer))
    ]


def _is_owned(connection: sqlite3.Connection, owner: str, talk_id: str) -> bool:
    query = "SELECT 1 FROM talk WHERE id = ? AND owner = ?"
    return connection.execute(query, (talk_id, owner)).fetchone() is not None


def _forget(connection: sqlite3.Connection, owner: str, now: datetime) -> None:
    """Deletes what nobody came back to, and the oldest of too many."""
    connection.execute("DELETE FROM talk WHERE at < ?", ((now - _KEPT).isoformat(),))
    connection.execute(
        "DELETE FROM talk WHERE owner = ? AND id NOT IN"
        " (SELECT id FROM talk WHERE owner = ? ORDER BY at DESC, rowid DESC LIMIT ?)",
        (owner, owner, MAX_TALKS),
    )


def _read(kept: dict[str, Any]) -> Answer:
    """The answer, without the passages that were found."""
    return Answer(
        question=kept["question"],
        answer=kept["answer"],
        script=kept["script"],
        refused=kept["refused"],
        reason=kept["reason"],
        confidence=kept["confidence"],
        citations=tuple(_cited(fields) for fields in kept["citations"]),
        hits=(),
        answerer=kept["answerer"],
        timings_ms=kept["timings_ms"],
        topics=tuple(kept["topics"]),
    )


def _cited(fields: dict[str, Any]) -> Citation:
    listed = {name: tuple(fields.get(name, ())) for name in ("heading", "also")}
    named: dict[str, Any] = {**fields, **listed}
    return Citation(**named)

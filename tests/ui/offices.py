"""A small office with a real server over it: texts of its own, a data folder, passwords."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from bot.answer import Bot
from bot.settings import Settings
from ingest.build import ingest
from ingest.embed import Embedder
from ingest.index import Index

ADMIN = "correct horse"
READER = "battery staple"
SEALS = "用印守则\n公章由机要室保管，用印须经主任签字。\n用印登记保存三年。\n"
DUTY = "值班守则\n值班室每晚十点锁门。\n茶水由文员准备。\n"


def office(folder: Path, models: Path, **texts: str) -> Path:
    """`folder` with the texts in it, not indexed yet."""
    (folder / "texts").mkdir()
    for name, text in (texts or {"seals": SEALS, "duty": DUTY}).items():
        (folder / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "data").mkdir()
    (folder / "data" / "models").symlink_to(models.resolve(), target_is_directory=True)
    return folder


def open_bot(folder: Path, embedder: Embedder, **settings: Any) -> Bot:
    """The bot over the office's texts, indexed."""
    chosen = Settings(data=folder / "data", corpus=folder / "texts", **settings)
    ingest(
        [chosen.corpus],
        folder=chosen.index_folder,
        embedder=embedder,
        max_chars=chosen.max_chars,
        max_bytes=chosen.max_file_mb * 2**20,
        cwd=Path.cwd(),
    )
    return Bot(Index.open(chosen.index_folder, model=embedder.name), embedder, chosen)


@contextmanager
def client_of(bot: Bot, password: str | None = None) -> Generator[httpx.Client]:
    """A client of a real server over the bot, with the password as its bearer token."""
    from tests.ui.conftest import running

    headers = {"authorization": f"Bearer {password}"} if password else {}
    with (
        running(bot) as address,
        httpx.Client(base_url=address, headers=headers, timeout=60) as client,
    ):
        yield client


def ingested(client: httpx.Client) -> dict[str, Any]:
    """The run once it has ended."""
    deadline = time.monotonic() + 60
    while (run := client.get("/api/library/ingest").json())["state"] in ("waiting", "running"):
        assert time.monotonic() < deadline, run
        time.sleep(0.05)
    return run

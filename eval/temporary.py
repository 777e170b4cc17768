"""Systems over a changed corpus: an index built for the measurement and thrown away after it."""

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np

from bot.answer import Bot
from bot.gate import Gate
from bot.retrieve import QueryEmbedder
from bot.settings import Settings
from eval.systems import BotSystem, System
from ingest.build import PassageEmbedder, ingest
from ingest.index import Index

Opener = Callable[[Mapping[str, str]], AbstractContextManager[System]]
"""Texts by path -> a `with` block that holds a system over exactly these."""


class AnyEmbedder(PassageEmbedder, QueryEmbedder, Protocol):
    """What building an index and asking it need of an embedding model."""


class CachedEmbedder:
    """An embedder that never embeds the same text twice: changed corpora share most of theirs."""

    def __init__(self, embedder: AnyEmbedder) -> None:
        """Vectors are kept as long as this object."""
        self._embedder = embedder
        self._known: dict[tuple[str, str], np.ndarray] = {}

    @property
    def name(self) -> str:
        """The embedder's name."""
        return self._embedder.name

    @property
    def dims(self) -> int:
        """The embedder's length of a vector."""
        return self._embedder.dims

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """`(n, dims)` float32 unit rows."""
        return self._embed("passage", texts, self._embedder.embed_passages)

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        """`(n, dims)` float32 unit rows."""
        return self._embed("query", texts, self._embedder.embed_queries)

    def embed_query(self, text: str) -> np.ndarray:
        """`(dims,)` float32, unit length."""
        return self.embed_queries([text])[0]

    def _embed(
        self, kind: str, texts: Sequence[str], embed: Callable[[Sequence[str]], np.ndarray]
    ) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if (kind, text) not in self._known]
        if new:
            for text, vector in zip(new, embed(new), strict=True):
                self._known[kind, text] = vector
        if not texts:
            return np.empty((0, self.dims), dtype=np.float32)
        return np.stack([self._known[kind, text] for text in texts])


class TemporaryBots:
    """Opens bots over texts that are nowhere else on disk."""

    def __init__(
        self,
        embedder: CachedEmbedder,
        settings: Settings,
        *,
        gate: Gate | None = None,
        titles: Mapping[str, str] | None = None,
    ) -> None:
        """Only the corpus differs; `titles` by path, a text without one is known by its name."""
        self.embedder = embedder
        self.settings = settings
        self.gate = gate
        self.titles = dict(titles or {})

    @contextmanager
    def __call__(self, texts: Mapping[str, str]) -> Generator[BotSystem]:
        """A bot whose index holds exactly `texts`, paths as given (relative, posix)."""
        with TemporaryDirectory(prefix="xietiao-eval-") as name:
            bot = self.open(texts, Path(name))
            try:
                yield BotSystem(bot)
            finally:
                bot.index.close()

    def open(self, texts: Mapping[str, str], folder: Path) -> Bot:
        """A bot over an index that is built in `folder`."""
        _write(texts, self.titles, folder / "texts")
        ingest(
            [folder / "texts"],
            folder=folder / "index",
            embedder=self.embedder,
            max_chars=self.settings.max_chars,
            max_bytes=self.settings.max_file_mb * 2**20,
            cwd=folder / "texts",
        )
        index = Index.open(folder / "index", model=self.embedder.name)
        return Bot(index, self.embedder, self.settings, gate=self.gate)


@contextmanager
def without_keys(bot: Bot, embedder: CachedEmbedder) -> Generator[BotSystem]:
    """A bot over the same texts, to which no questions were ever attached.

    Leaving them out of the bot's own index is not the same: its mean question stays theirs.
    """
    documents = bot.index.documents()
    titles = {document.path: document.title for document in documents}
    texts = {document.path: document.text for document in documents}
    with TemporaryBots(embedder, bot.settings, titles=titles)(texts) as system:
        yield system


def _write(texts: Mapping[str, str], titles: Mapping[str, str], folder: Path) -> None:
    """The texts under their paths, with manifests that keep their titles."""
    manifests: dict[Path, list[dict[str, str]]] = {}
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
        entry = {"file": file.name, "doc_id": file.stem}
        title = {"title": titles[path]} if path in titles else {}
        manifests.setdefault(file.parent, []).append({**entry, **title})
    for parent, entries in manifests.items():
        lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        (parent / "manifest.jsonl").write_text(lines, encoding="utf-8")

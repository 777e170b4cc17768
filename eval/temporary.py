"""Systems over a changed corpus: an index built for the measurement and thrown away after it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np

from bot.answer import Bot
from bot.gate import Gate
from bot.settings import Settings
from eval.systems import BotSystem, System
from ingest.build import ingest
from ingest.embed import Embedder
from ingest.index import Index

Opener = Callable[[Mapping[str, str]], "SystemContext"]
"""Texts by path -> a context that holds a system over exactly these."""


class SystemContext(Protocol):
    """A `with` block in which a system can be asked."""

    def __enter__(self) -> System:
        """The system, ready."""
        ...

    def __exit__(self, *error: object) -> bool | None:
        """Removes what was built."""
        ...


class CachedEmbedder:
    """An embedder that never embeds the same text twice: changed corpora share most of theirs."""

    def __init__(self, embedder: Embedder) -> None:
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

    def __init__(self, embedder: CachedEmbedder, settings: Settings, gate: Gate | None = None):
        """Every bot has these settings and this gate; only the corpus differs."""
        self.embedder = embedder
        self.settings = settings
        self.gate = gate

    @contextmanager
    def __call__(self, texts: Mapping[str, str]) -> Iterator[BotSystem]:
        """A bot whose index holds exactly `texts`, paths as given (relative, posix)."""
        with TemporaryDirectory(prefix="xietiao-eval-") as name:
            bot = self.open(texts, Path(name))
            try:
                yield BotSystem(bot)
            finally:
                bot.index.close()

    def open(self, texts: Mapping[str, str], folder: Path) -> Bot:
        """A bot over an index that is built in `folder`."""
        _write(texts, folder / "texts")
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


def _write(texts: Mapping[str, str], folder: Path) -> None:
    """The texts under their paths; titles are taken from their first lines, ids from the paths."""
    ids: dict[Path, list[dict[str, str]]] = {}
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
        ids.setdefault(file.parent, []).append({"file": file.name, "doc_id": file.stem})
    for parent, lines in ids.items():
        entries = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (parent / "manifest.jsonl").write_text(entries, encoding="utf-8")

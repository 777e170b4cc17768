"""Real parts, made once a run: the bundled model, the corpus's index, the bot over both."""

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from bot.answer import Bot
from bot.settings import Settings
from ingest.build import ingest
from ingest.bundled import unpack_bundled_model
from ingest.embed import Embedder
from ingest.index import Index

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the bundled model, unpacked; XIETIAO_TEST_MODELS keeps it between runs."""
    kept = os.environ.get("XIETIAO_TEST_MODELS")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("models")
    unpack_bundled_model(folder)
    return folder


@pytest.fixture(scope="session")
def embedder(models: Path) -> Embedder:
    return Embedder.open("bundled", models)


@pytest.fixture(scope="session")
def settings(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The defaults, with a data folder of this run's own; the model in it is the one in `models`."""
    data = tmp_path_factory.mktemp("data")
    (data / "models").symlink_to(models.resolve(), target_is_directory=True)
    return Settings(data=data)


@pytest.fixture(scope="session")
def corpus_index(
    settings: Settings, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Index:
    """The five texts of corpus/ and their questions; read it only.

    Ingested once a run (20 to 45 s), whoever needs it first, and copied to each worker.
    """
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with FileLock(run / "corpus-index.lock"):
        if not (run / "corpus-index").exists():
            _ingest_corpus(run / "half-made", settings, embedder)
            (run / "half-made").rename(run / "corpus-index")
    shutil.copytree(run / "corpus-index", settings.index_folder)
    return Index.open(settings.index_folder, model=embedder.name)


def _ingest_corpus(folder: Path, settings: Settings, embedder: Embedder) -> None:
    ingest(
        [Path("corpus")],
        folder=folder,
        embedder=embedder,
        max_chars=settings.max_chars,
        max_bytes=settings.max_file_mb * 2**20,
        cwd=ROOT,
    )


@pytest.fixture(scope="session")
def bot(corpus_index: Index, embedder: Embedder, settings: Settings) -> Bot:
    """The bot that a user gets, over the corpus."""
    return Bot(corpus_index, embedder, settings)

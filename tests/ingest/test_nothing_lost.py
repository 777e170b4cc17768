"""Killed, out of room, or two at once: the index before answers on, and the next run ends the job."""

import multiprocessing
import random
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.documents import documents
from bot.answer import Bot
from bot.settings import Settings
from ingest.build import ingest
from ingest.errors import IndexBusy, IndexDamaged, IndexNotWritten
from ingest.generation import current_generation
from ingest.index import Index
from tests.dying import (
    command_with_little_room,
    ingest_and_touch,
    ingest_until_point,
    ingest_waiting,
    start,
)
from tests.hashing import HashingEmbedder
from tests.indexing import run, snapshot, write

N_KILLS = 50  # half at named points, half after random delays
BEFORE = {f"{i:02d}.txt": text for i, text in enumerate(documents(12))}
AFTER = {f"{i:02d}.txt": text for i, text in enumerate(documents(18)) if i % 3 or i > 12}


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """old/: an index and texts that have changed since; new/: the same texts, indexed anew."""
    folder = tmp_path_factory.mktemp("offices")
    write(folder / "old", BEFORE)
    run(folder / "old")
    shutil.rmtree(folder / "old/texts")
    write(folder / "old", AFTER)
    write(folder / "new", AFTER)
    run(folder / "new")
    return folder


@pytest.fixture
def office(offices: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(offices / "old", tmp_path / "office"))


def assert_answers(folder: Path) -> None:
    """The index opens, whole, and is that of the texts before or of those after."""
    index = Index.open(folder)
    texts = [document.text for document in index.documents()]
    assert texts in ([*BEFORE.values()], [*AFTER.values()])
    query = index.centred_query(HashingEmbedder().embed_query("会议通知"))
    assert index.nearest(query, 5)[0].size == 5
    assert index.passage_at([0])[0].text in texts[0]
    index.close()


def assert_finished(office: Path, offices: Path) -> None:
    run(office)
    assert snapshot(office / "index") == snapshot(offices / "new/index")
    assert not list((office / "index").rglob("*.tmp"))


def points_of_a_whole_run(office: Path) -> list[str]:
    copy = office.with_name("counted")
    shutil.copytree(office, copy)
    process = start(ingest_until_point, copy, -1, copy / "points")
    process.join()
    assert process.exitcode == 0
    return (copy / "points").read_text("utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_at_named_points(office: Path, offices: Path, tmp_path: Path) -> None:
    points = points_of_a_whole_run(office)
    assert {"commit", "fsync", "rename", "replace"} <= {point.split()[1] for point in points}
    # The swap itself, and a sample of what comes before.
    n = len(points)
    chosen = {*range(n - 12, n + 1), *random.Random(3).sample(range(1, n - 12), N_KILLS // 2 - 12)}
    for point in sorted(chosen):
        victim = Path(shutil.copytree(office, tmp_path / f"victim{point}"))
        process = start(ingest_until_point, victim, point, victim / "points")
        process.join()
        assert process.exitcode == -9, points[point - 1]
        assert_answers(victim / "index")
        assert_finished(victim, offices)
        shutil.rmtree(victim)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_after_random_delays(office: Path, offices: Path, tmp_path: Path) -> None:
    began = time.perf_counter()
    whole = Path(shutil.copytree(office, tmp_path / "whole"))
    start(ingest_and_touch, whole, whole / "begun").join()
    took_s = time.perf_counter() - began
    delays = random.Random(5)
    n_killed = 0
    for number in range(N_KILLS // 2):
        victim = Path(shutil.copytree(office, tmp_path / f"victim{number}"))
        process = start(ingest_and_touch, victim, victim / "begun")
        while not (victim / "begun").exists():
            time.sleep(0.001)
        process.join(delays.uniform(0, took_s))
        process.kill()
        process.join()
        n_killed += process.exitcode == -9
        assert_answers(victim / "index")
        assert_finished(victim, offices)
        shutil.rmtree(victim)
    assert n_killed >= 10  # the rest had finished


def test_a_first_ingest_that_is_killed_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    write(tmp_path, AFTER)
    points = points_of_a_whole_run(tmp_path)
    for point in (1, len(points) // 2, len(points) - 3):
        process = start(ingest_until_point, tmp_path, point, tmp_path / "points")
        process.join()
        assert process.exitcode == -9
        run(tmp_path)
        assert [d.text for d in Index.open(tmp_path / "index").documents()] == [*AFTER.values()]
        shutil.rmtree(tmp_path / "index")


@pytest.mark.parametrize("max_kb", [0, 4, 24, 100, 400, 800])
def test_a_full_disk_is_one_sentence(office: Path, offices: Path, max_kb: int) -> None:
    assert_one_sentence(office, max_kb)
    assert_answers(office / "index")
    assert_finished(office, offices)


@pytest.mark.parametrize("max_kb", [40, 58, 100, 160])  # the largest file of a generation: 176 KB
def test_a_disk_that_fills_while_publishing_is_too(
    office: Path, offices: Path, max_kb: int
) -> None:
    def stop(done: int, total: int, path: str) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(office, on_progress=stop)
    assert_one_sentence(office, max_kb)
    assert not list((office / "index").glob("gen-*.tmp"))
    assert [d.text for d in Index.open(office / "index").documents()] == [*BEFORE.values()]
    assert_finished(office, offices)


def assert_one_sentence(office: Path, max_kb: int) -> None:
    """An ingest that may write no file of more than that ends with status 1 and one sentence."""
    reader, writer = multiprocessing.Pipe()
    arguments = (office, ["ingest", "texts"], max_kb * 1024, writer)
    process = start(command_with_little_room, *arguments)
    writer.close()
    with open(reader.fileno(), "rb", closefd=False) as stream:
        said = stream.read().decode("utf-8").strip().splitlines()
    reader.close()
    process.join()
    assert process.exitcode == 1
    assert len(said) == 1, said
    assert said[0].startswith(f"xietiao: the index in {office / 'index'} can't be written (")
    assert "make room" in said[0]


def test_a_second_ingest_says_that_there_is_a_first(office: Path, tmp_path: Path) -> None:
    asked, go = tmp_path / "asked", tmp_path / "go"
    process = start(ingest_waiting, office, asked, go)
    while not asked.exists():
        time.sleep(0.01)
    with pytest.raises(IndexBusy, match="another ingest"):
        run(office)
    go.touch()
    process.join()
    assert process.exitcode == 0
    assert_answers(office / "index")


def test_the_lock_of_a_killed_ingest_is_no_obstacle(
    office: Path, offices: Path, tmp_path: Path
) -> None:
    process = start(ingest_waiting, office, tmp_path / "asked", tmp_path / "go")
    while not (tmp_path / "asked").exists():
        time.sleep(0.01)
    process.kill()
    process.join()
    assert (office / "index/ingest.lock").exists()
    assert_finished(office, offices)


def test_a_damaged_work_database_is_made_anew_on_request(office: Path, offices: Path) -> None:
    for suffix in ("-wal", "-shm"):
        (office / f"index/work.sqlite{suffix}").unlink(missing_ok=True)
    (office / "index/work.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(IndexDamaged, match="--rebuild"):
        run(office)
    assert_answers(office / "index")
    run(office, rebuild=True)
    assert_finished(office, offices)


def test_a_folder_that_may_not_be_made_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "值班要有人。"})
    (tmp_path / "index").write_text("a file", encoding="utf-8")
    with pytest.raises(IndexNotWritten, match="XIETIAO_DATA"):
        run(tmp_path)


def test_readers_never_see_half_an_index(office: Path) -> None:
    done = threading.Event()
    failures: list[BaseException] = []

    def read() -> None:
        while not done.is_set():
            try:
                index = Index.open(office / "index")
                assert len(index.documents()) >= 12
                index.close()
            except BaseException as error:
                failures.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(6):
            write(office, {"new.txt": f"第{number}次修改的通知。"})
            run(office)
    finally:
        done.set()
        reader.join()
    assert failures == []


def test_a_generation_that_no_reader_was_told_of_makes_way(office: Path, offices: Path) -> None:
    current = current_generation(office / "index")
    shutil.copytree(office / "index" / current, office / "index/gen-000009")
    held = Index.open(office / "index")
    run(office)
    names = sorted(path.name for path in (office / "index").glob("gen-*"))
    assert names == [current, current_generation(office / "index")]
    assert [d.text for d in held.documents()] == [*BEFORE.values()]


def test_a_running_bot_sees_the_new_index(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "会议准备\n会议通知要提前三天发出，并逐一电话确认。\n"})
    ingest_into(tmp_path)
    bot = Bot(Index.open(tmp_path / "index"), HashingEmbedder(), Settings(data=tmp_path))
    write(tmp_path, {"b.txt": "用印规定\n用印之前必须登记，并由分管领导签字同意。\n"})
    ingest_into(tmp_path)
    hits = bot.ask("用印之前要做什么？").hits
    assert "用印之前必须登记" in hits[0].passage.text
    assert [Path(d.path).name for d in bot.index.documents()] == ["a.txt", "b.txt"]


def ingest_into(office: Path, **options: Any) -> None:
    ingest(
        [Path("texts")],
        folder=office / "index",
        embedder=HashingEmbedder(),
        max_chars=100,
        max_bytes=1 << 20,
        cwd=office,
        **options,
    )

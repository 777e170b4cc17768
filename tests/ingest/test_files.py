import hashlib
import os
from pathlib import Path

import pytest

from ingest.errors import NothingToIngest, UnreadableFile
from ingest.files import SourceFile, file_hash, find_files, read_bytes


def put(path: Path, text: str = "办公室") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(paths: list[str], cwd: Path) -> list[str]:
    return [file.name for file in find_files([Path(path) for path in paths], cwd=cwd)]


def test_a_folder_is_expanded_in_sorted_order_and_passes_over_what_is_no_text(tmp_path: Path):
    for name in ("b.txt", "a/2.md", "a/10.md", "a.txt", "会议.docx", "x.xyz"):
        put(tmp_path / "corpus" / name)
    for name in (
        ".hidden.txt",
        ".git/config.txt",
        "manifest.jsonl",
        "a/questions.jsonl",
        "__pycache__/m.txt",
        "~$会议.docx",
        "Thumbs.db",
    ):
        put(tmp_path / "corpus" / name)
    assert names(["corpus"], tmp_path) == [
        "corpus/a/10.md",
        "corpus/a/2.md",
        "corpus/a.txt",
        "corpus/b.txt",
        "corpus/x.xyz",
        "corpus/会议.docx",
    ]


def test_a_path_is_absolute_and_a_name_is_relative_inside_the_working_folder(tmp_path: Path):
    inside, outside = put(tmp_path / "here" / "a.txt"), put(tmp_path / "there" / "b.txt")
    found = find_files([Path("a.txt"), Path("../there")], cwd=tmp_path / "here")
    assert found == [SourceFile(inside, "a.txt"), SourceFile(outside, outside.as_posix())]


def test_a_file_named_twice_is_found_once(tmp_path: Path):
    put(tmp_path / "a" / "x.txt")
    assert names(["a/x.txt", "a", "./a/../a", str(tmp_path / "a")], tmp_path) == ["a/x.txt"]


def test_a_hidden_file_can_be_named(tmp_path: Path):
    put(tmp_path / ".x.txt")
    assert names([".x.txt"], tmp_path) == [".x.txt"]


def test_a_missing_path_is_told(tmp_path: Path):
    with pytest.raises(NothingToIngest, match=r"nowhere does not exist; check the spelling"):
        find_files([Path("nowhere")], cwd=tmp_path)


def test_a_path_below_a_file_and_one_with_a_nul_are_told(tmp_path: Path):
    put(tmp_path / "a.txt")
    for path in ("a.txt/b", "a\0b"):
        with pytest.raises(NothingToIngest):
            find_files([Path(path)], cwd=tmp_path)


def test_a_folder_named_like_a_text_is_a_folder(tmp_path: Path):
    put(tmp_path / "x.txt" / "y.txt")
    assert names(["x.txt"], tmp_path) == ["x.txt/y.txt"]


def test_a_link_out_of_the_folder_has_a_reason_and_is_not_read(tmp_path: Path):
    secret = put(tmp_path / "secret.txt")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "link.txt").symlink_to(secret)
    (tmp_path / "corpus" / "links").symlink_to(tmp_path)
    found = find_files([Path("corpus")], cwd=tmp_path)
    assert [file.name for file in found] == ["corpus/link.txt", "corpus/links"]
    assert all("leads out of the folder" in file.reason for file in found)
    with pytest.raises(UnreadableFile, match="leads out of the folder"):
        read_bytes(found[0], max_bytes=100)


def test_a_link_named_by_the_person_is_followed(tmp_path: Path):
    put(tmp_path / "elsewhere" / "a.txt")
    (tmp_path / "corpus").symlink_to(tmp_path / "elsewhere")
    assert find_files([Path("corpus")], cwd=tmp_path) == [
        SourceFile(tmp_path / "corpus" / "a.txt", "corpus/a.txt")
    ]


def test_a_link_inside_the_folder_gives_no_second_document(tmp_path: Path):
    put(tmp_path / "c" / "z.txt")
    put(tmp_path / "c" / ".versions" / "kept.txt")
    (tmp_path / "c" / "a.txt").symlink_to("z.txt")
    (tmp_path / "c" / "kept.txt").symlink_to(".versions/kept.txt")
    assert names(["c"], tmp_path) == ["c/kept.txt", "c/z.txt"]


def test_loops_of_links_end(tmp_path: Path):
    put(tmp_path / "c" / "sub" / "a.txt")
    (tmp_path / "c" / "sub" / "up").symlink_to("..")
    (tmp_path / "c" / "self").symlink_to("self")
    (tmp_path / "c" / "gone.txt").symlink_to("nothing.txt")
    found = find_files([Path("c")], cwd=tmp_path)
    assert [file.name for file in found] == ["c/gone.txt", "c/self", "c/sub/a.txt"]
    with pytest.raises(UnreadableFile, match="points nowhere"):
        read_bytes(found[0], max_bytes=9)
    with pytest.raises(UnreadableFile, match="leads back to itself"):
        read_bytes(found[1], max_bytes=9)


def test_a_name_that_is_not_utf8_is_told(tmp_path: Path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb0\xec.txt")).write_bytes(b"x")
    (file,) = find_files([tmp_path], cwd=tmp_path)
    assert file.name == r"\udcb0\udcec.txt"
    assert file.reason == "the file's name is not valid UTF-8; rename it"


def test_reading_stops_at_the_limit(tmp_path: Path):
    file = SourceFile(put(tmp_path / "a.txt", "12345"), "a.txt")
    assert read_bytes(file, max_bytes=5) == b"12345"
    with pytest.raises(UnreadableFile, match=r"larger than the 4 bytes allowed; split it"):
        read_bytes(file, max_bytes=4)


def test_a_folder_a_pipe_and_a_missing_file_are_told(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    for name, reason in (("pipe.txt", "a pipe"), ("", "is a folder"), ("gone", "is gone")):
        with pytest.raises(UnreadableFile, match=reason):
            read_bytes(SourceFile(tmp_path / name, name), max_bytes=9)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path):
    path = put(tmp_path / "a.txt")
    path.chmod(0)
    with pytest.raises(UnreadableFile, match="you may not read this file"):
        read_bytes(SourceFile(path, "a.txt"), max_bytes=9)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(13, "Permission denied"), "you may not read this file; give yourself"),
        (OSError(5, "Input/output error"), r"can't read this file \(Input/output error\); copy"),
    ],
)
def test_what_the_system_refuses_is_told(tmp_path: Path, monkeypatch, error, sentence):
    def refuse(*_: object) -> int:
        raise error

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableFile, match=sentence):
        read_bytes(SourceFile(tmp_path / "a.txt", "a.txt"), max_bytes=9)


def test_a_folder_that_may_not_be_listed_is_told(tmp_path: Path, monkeypatch):
    def refuse(_: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    (found,) = find_files([tmp_path], cwd=tmp_path.parent)
    assert found.reason.startswith("you may not look into this folder")


def test_the_hash_is_over_the_bytes(tmp_path: Path):
    file = SourceFile(put(tmp_path / "a.txt", "协调"), "a.txt")
    assert file_hash(file, max_bytes=99) == hashlib.sha256("协调".encode()).hexdigest()

"""A generation of the index: which one is current, what its manifest says, whether it is whole."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import IndexDamaged, IndexNotBuilt, IndexOutdated
from ingest.script import FOLD_VERSION

FORMAT = 2  # of what ingest works out: another one is worked out anew
LAYOUT = 3  # of a generation's files: another one is written anew from what was worked out
_GENERATION = re.compile(r"gen-\d{1,12}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings an index depends on; an index of another recipe is refused, not misread."""

    model: str
    dims: int
    max_chars: int
    rules: str = ""  # hash of the files of rules; readers needn't know it, ingest does
    fold: str = FOLD_VERSION
    format: int = FORMAT


def sha256_of(file: Path) -> str:
    """SHA-256 of the file's bytes, in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def current_generation(folder: Path) -> str:
    """The name of the generation that readers open.

    Raises:
        IndexNotBuilt: there is none yet.
        IndexDamaged: what is written there is no name, or not the one that was written.
    """
    try:
        written = (folder / "CURRENT").read_bytes().decode("ascii", "replace")
    except FileNotFoundError:
        raise IndexNotBuilt(f"no index in {folder}; build it with `xietiao ingest`") from None
    name, _, check = written.strip().partition("\n")
    if not _GENERATION.fullmatch(name) or (check and check != _check_of(name)):
        raise IndexDamaged(_rebuild("is damaged (CURRENT is not as it was written)"))
    return name


def current_line(name: str) -> str:
    """What CURRENT holds: the name, and below it what tells a flipped digit from another name."""
    return f"{name}\n{_check_of(name)}\n"


def _check_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def seal(manifest: dict[str, Any]) -> str:
    """The digest of a manifest, which it carries itself; of all in it but that."""
    rest = {name: value for name, value in manifest.items() if name != "seal"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def verified(generation: Path, model: str | None) -> dict[str, Any]:
    """The manifest of a generation that this version reads and whose files are as written.

    Raises:
        IndexDamaged: a file is missing or not as written.
        IndexOutdated: made by another version, or with another model than `model`.
    """
    manifest = _read_manifest(generation)
    if manifest.get("format") != FORMAT or manifest.get("fold") != FOLD_VERSION:
        raise IndexOutdated(_rebuild("was made by another version of Xietiao"))
    if manifest.get("layout") != LAYOUT:
        raise IndexOutdated(
            "the index was written by another version of Xietiao; run `xietiao ingest`"
        )
    if model is not None and manifest.get("model") != model:
        raise IndexOutdated(_rebuild(f"was made with the model {manifest.get('model')!r}"))
    _verify(generation, manifest)
    return manifest


def _rebuild(what: str) -> str:
    return f"the index {what}; make it anew with `xietiao ingest --rebuild`"


def damaged(error: Exception) -> IndexDamaged:
    """The error that an index can't be read, for this reason."""
    if isinstance(error, IndexDamaged):
        return error
    return IndexDamaged(_rebuild(f"can't be read ({error})"))


def _read_manifest(generation: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((generation / "manifest.json").read_bytes())
    except (OSError, ValueError) as error:
        raise IndexDamaged(_rebuild("has no readable manifest")) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise IndexDamaged(_rebuild("has a manifest of another kind"))
    # One of before there were seals has none.
    if manifest.get("seal", seal(manifest)) != seal(manifest):
        raise IndexDamaged(_rebuild("is damaged (manifest.json is not as it was written)"))
    return manifest


def _verify(generation: Path, manifest: dict[str, Any]) -> None:
    for name, sha256 in manifest["files"].items():
        file = generation / name
        if not file.is_file() or sha256_of(file) != sha256:
            raise IndexDamaged(_rebuild(f"is damaged ({name} is not as it was written)"))

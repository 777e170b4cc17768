"""Zip files whose bytes depend on what is in them alone, not on when they were made."""

import io
import re
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that zip can say
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def archive(files: Mapping[str, bytes]) -> bytes:
    """A deflated zip of the files by name, in the mapping's order, all dated 1980-01-01."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, raw in files.items():
            packed.writestr(_entry(name), raw)
    return stream.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # else it would tell of the machine
    entry.external_attr = 0o644 << 16
    return entry


def settled(raw: bytes) -> bytes:
    """A zip that a library wrote, without the time it did so; Office's own stamps included."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    if _CORE in files:
        files[_CORE] = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", files[_CORE])
    return archive(files)

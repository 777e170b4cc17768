"""Bytes of a known type -> text: one converter a suffix."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.errors import UnreadableFile
from ingest.formats.encoding import decode, is_garbled
from ingest.formats.pdf import read_pdf
from ingest.formats.webpage import read_html
from ingest.formats.word import read_docx


@dataclass(frozen=True, slots=True)
class Converted:
    """A file's text, the title it gives itself, and its encoding ("utf-8" where converted)."""

    text: str
    title: str = ""
    encoding: str = "utf-8"


def convert(suffix: str, raw: bytes) -> Converted:
    """The text of a file by its suffix; as it stands for .txt and .md, converted for the others.

    Raises:
        UnreadableFile: the type is unknown or not what the suffix says, or conversion fails.
    """
    suffix = suffix.lower()
    converter = _CONVERTERS.get(suffix)
    if converter is None:
        raise UnreadableFile(_unknown_type(suffix))
    if misnamed := _misnamed(suffix, raw):
        raise UnreadableFile(misnamed)
    return converter(raw)


def _plain(raw: bytes) -> Converted:
    text, encoding = decode(raw)
    return Converted(text, encoding=encoding)


def _markdown(raw: bytes) -> Converted:
    text, encoding = decode(raw)
    heading = re.search(r"^\ufeff?#[ \t]+(\S.*?)[ \t#]*$", text, re.MULTILINE)
    return Converted(text, heading[1] if heading else "", encoding)


def _html(raw: bytes) -> Converted:
    page = read_html(raw)
    return Converted(_clean(page.text), page.title, page.encoding)


def _docx(raw: bytes) -> Converted:
    word = read_docx(raw)
    return Converted(_clean(word.text), word.title)


def _pdf(raw: bytes) -> Converted:
    pdf = read_pdf(raw)
    text = _clean(pdf.text)
    if is_garbled(pdf.text) or is_garbled(text):
        raise UnreadableFile(
            "the PDF file's text comes out garbled (its fonts do not say which characters they"
            " draw); save the original as .docx, or run text recognition (OCR) on it"
        )
    return Converted(text, pdf.title)


def _clean(text: str) -> str:
    """Converted text without what can't be stored or shown: control characters, lone surrogates."""
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f\ufeff]|[\ud800-\udfff]", "", text)


_CONVERTERS: dict[str, Callable[[bytes], Converted]] = {
    ".txt": _plain,
    ".md": _markdown,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".pdf": _pdf,
}

_REMEDIES = {
    "word": ((".doc", ".wps", ".rtf", ".odt", ".dot", ".docm", ".wpt", ".pages"),
             "open it in Word, WPS or LibreOffice and save it as .docx"),
    "sheet": ((".xls", ".xlsx", ".et", ".csv", ".ods"), "save the sheet's text as .docx or .txt"),
    "slides": ((".ppt", ".pptx", ".dps", ".odp"), "export the slides as PDF"),
    "archive": ((".zip", ".rar", ".7z", ".gz", ".tar"), "unpack it and name the folder"),
    "picture": ((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"),
                "run text recognition (OCR) on it and save the text as .txt"),
    "book": ((".epub", ".mobi", ".caj", ".ofd", ".chm", ".mht", ".mhtml"),
             "open it in its reader and print it to PDF"),
    "text": ((".text", ".log", ".rst", ".markdown", ".json", ".jsonl", ".xml", ""),
             "if it is text, rename it to .txt or .md"),
}  # fmt: skip


def _unknown_type(suffix: str) -> str:
    remedy = next(
        (remedy for suffixes, remedy in _REMEDIES.values() if suffix in suffixes),
        "save its text as one of these",
    )
    kind = f"files of type {suffix}" if suffix else "files without a suffix"
    return f"{kind} are not read, only .txt, .md, .html, .htm, .docx and .pdf; {remedy}"


_SIGNATURES = (
    (b"%PDF-", "a PDF file", "rename it to .pdf"),
    (b"PK\x03\x04", "a .docx or another zip file", "rename it to what it is (.docx?)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "save it as .docx"),
    (b"{\\rtf", "an RTF file", "open it in Word and save it as .docx"),
    (b"\x89PNG", "a picture", "run text recognition (OCR) on it and save the text as .txt"),
    (b"\xff\xd8\xff", "a picture", "run text recognition (OCR) on it and save the text as .txt"),
)
_EXPECTED = {".pdf": (b"%PDF-",), ".docx": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")}


def _misnamed(suffix: str, raw: bytes) -> str:
    """What to do about a file that is plainly of another type than its suffix says; or nothing."""
    for signature, kind, remedy in _SIGNATURES:
        if raw.startswith(signature) and signature not in _EXPECTED.get(suffix, ()):
            return f"the file is named {suffix}, but it is {kind}; {remedy}"
    return ""

"""Bytes of a known type -> text: encodings, Word files, PDF files, web pages."""

from ingest.formats.convert import Converted, convert

__all__ = ["Converted", "convert"]

"""Items out to wherever a trainer teaches: one writer a format, and what each could not carry."""

from bot.quiz.formats.registry import FORMATS, Format, UnknownFormat, write

__all__ = ["FORMATS", "Format", "UnknownFormat", "write"]

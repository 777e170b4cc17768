"""A question read with the corpus before it: misspellings mended, the texts that it names known."""

from dataclasses import replace

from bot.named_text import documents_called, names_of_texts
from bot.question import Question
from ingest.index import Index


def understood(question: Question, index: Index) -> Question:
    """The question in the corpus's words; `named` holds the names that are its texts'."""
    mended = question.with_typos_mended(index.lexical)
    named = tuple(name for name in names_of_texts(mended.read) if documents_called(name, index))
    return replace(mended, named=named) if named else mended

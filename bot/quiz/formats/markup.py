"""Plain text as HTML that says the same, character for character."""

from html import escape


def as_html(text: str) -> str:
    """The text with & < > escaped and <br> for line breaks; nothing in it is markup any more."""
    return escape(text, quote=False).replace("\n", "<br>")


def one_line(text: str) -> str:
    """The text with each line break a space."""
    return text.replace("\n", " ")

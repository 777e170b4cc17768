"""Text -> HTML. Whatever came from a text or a person goes through here, and is only shown."""

import html

# A carriage return, since a parser of HTML would drop it and the quote no longer be the text's.
# The others mean something in the templates that Gradio fills in; it does not read the filled
# template again today, and nothing should depend on that.
_REFERENCES = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\r$`{}"})


def escape(text: str) -> str:
    """`text` as HTML that shows these very characters, in an element or in a quoted attribute."""
    return html.escape(text, quote=True).translate(_REFERENCES)


def isolated(text: str) -> str:
    """`text` in a <bdi>: control characters that turn the writing direction stay inside it."""
    return f"<bdi>{escape(text)}</bdi>"

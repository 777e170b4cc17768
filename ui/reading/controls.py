"""Characters that can't be seen, or turn the line around: shown by their names, as U+202E."""

import re

from ui.markup import escape

# Tabs and line ends stay what they are; a carriage return alone is none.
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def name(char: str) -> str:
    """The character's code point as people write it."""
    return f"U+{ord(char):04X}"


def named(text: str) -> str:
    """`text` with names in place of such characters."""
    return CONTROL.sub(lambda match: name(match.group()), text)


def named_html(text: str) -> str:
    """The same in a <bdi>, the names set apart."""
    pieces: list[str] = []
    done = 0
    for match in CONTROL.finditer(text):
        label = f'<span class="xt-control">{name(match.group())}</span>'
        pieces += [escape(text[done : match.start()]), label]
        done = match.end()
    return f"<bdi>{''.join(pieces)}{escape(text[done:])}</bdi>"

"""What the reader chose: the language of the interface, the script of answers.

The page's own script keeps both in cookies, so that every request carries them; a change of the
language opens the page anew.
"""

from collections.abc import Mapping
from typing import Protocol

from ingest.records import Script
from ui.strings import LANGUAGES, language

LANGUAGE_COOKIE = "xietiao-language"
SCRIPT_COOKIE = "xietiao-script"


class Request(Protocol):
    """Gradio's request, or Starlette's."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, under names in lower case."""
        ...

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies by name."""
        ...


def interface(request: Request) -> Script:
    """The language chosen, else the browser's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    for known in LANGUAGES:
        if known == chosen:
            return known
    return language(request.headers.get("accept-language", ""))


def answers_in(request: Request) -> str:
    """The script chosen for answers: auto follows the question."""
    chosen = request.cookies.get(SCRIPT_COOKIE, "")
    return chosen if chosen in ("hans", "hant-tw", "hant-hk") else "auto"

"""What the reader chose: the language of the interface, the script of answers.

The page's own script keeps both in cookies, so that every request carries them; a change of the
language opens the page anew.
"""

from typing import Any

from ingest.records import Script
from ui.strings import LANGUAGES, language

LANGUAGE_COOKIE = "xietiao-language"
SCRIPT_COOKIE = "xietiao-script"


def interface(request: Any) -> Script:
    """The language chosen, else the browser's; the request is Gradio's or Starlette's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    for known in LANGUAGES:
        if known == chosen:
            return known
    return language(request.headers.get("accept-language", ""))


def answers_in(request: Any) -> str:
    """The script chosen for answers: auto follows the question."""
    chosen = request.cookies.get(SCRIPT_COOKIE, "")
    return chosen if chosen in ("hans", "hant-tw", "hant-hk") else "auto"

"""A view of the browser, opened at its address; nothing may have gone wrong in it at the end."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Frame, Page, Request, expect

expect.set_options(timeout=20_000)  # indexing two files takes seconds on a busy machine

_AXE = Path(__file__).parent / "axe" / "axe.min.js"
_LEFT = "xt: the page is being left"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
HOSTILE = (
    "<script>window.hit=1</script><img src=x onerror=window.hit=1>[链](javascript:window.hit=1)"
    "**粗** ${window.hit=1} {{x}} \x1b[31m红\x1b[0m \u202e倒着写\u2066"
)
TITLE = "<img src=x onerror=window.hit=1>\u202e守则"
SHOWN_TITLE = "<img src=x onerror=window.hit=1>U+202E守则"
SHOWN = HOSTILE.replace("\x1b", "U+001B").replace("\u202e", "U+202E").replace("\u2066", "U+2066")
"""What a reader sees of it: every character, those that can't be seen by their names."""


class Faults:
    """What went wrong on a page: errors in its console, uncaught exceptions, requests elsewhere.

    What a page says while it is being left is not counted: Gradio then closes the stream that
    it still reads, and its client reports its own abort.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.found: list[str] = []
        self._ours = (address, f"blob:{address}", "data:")
        self._is_left = False
        page.add_init_script(f"addEventListener('beforeunload', () => console.debug('{_LEFT}'))")
        page.on("console", self._said)
        page.on("pageerror", lambda error: self._wrong(f"uncaught: {error}"))
        page.on("framenavigated", self._arrived)
        page.context.on("request", self._requested)

    def _said(self, message: ConsoleMessage) -> None:
        if message.text == _LEFT:
            self._is_left = True
        elif message.type in ("error", "warning"):
            self._wrong(f"console {message.type}: {message.text}")

    def _arrived(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self._is_left = False

    def _requested(self, request: Request) -> None:
        if not request.url.startswith(self._ours):
            self.found.append(f"foreign request: {request.url}")

    def _wrong(self, told: str) -> None:
        if not self._is_left:
            self.found.append(told)


@contextmanager
def view(chromium: Any, address: str, place: str, **options: Any) -> Generator[Page]:
    """The page at `place`; an error in the console or a request elsewhere fails at the end."""
    options.setdefault("locale", "zh-CN")
    context = chromium.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(15_000)
    faults = Faults(page, address)
    try:
        page.goto(f"{address}{place}")
        yield page
    finally:
        context.close()
    assert faults.found == [], faults.found


@contextmanager
def chat_page(chromium: Any, address: str, **options: Any) -> Generator[Page]:
    """The page on the chat in a browser of its own, welcoming."""
    with view(chromium, address, "", **options) as page:
        page.locator(".xt-welcome").wait_for()
        yield page


def sideways(page: Page) -> int:
    """How many pixels are to be scrolled to the side."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def is_hit(page: Page) -> bool:
    """Whether any of `HOSTILE` ran, or became an element."""
    made = page.locator("#xt-read, #xt-library").locator("img, script, a[href^=javascript]")
    return page.evaluate("window.hit") is not None or made.count() > 0


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds to be serious on the page, a line each."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]

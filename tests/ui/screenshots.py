"""`python -m tests.ui.screenshots`: the pictures in docs/screenshots, from the running program.

They show the index that the settings name; `xietiao ingest` builds it.
"""

import logging
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bot.answer import Bot
from bot.settings import Settings
from ingest.errors import XietiaoError
from tests.ui.conftest import CHROMIUM_ARGS, chat_page, running

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
QUESTION = "办公室主任要念好的七字经是哪七个字？"
TRADITIONAL = "辦公室做好協調工作要注意哪些問題？"
UNCOVERED = "红烧肉怎么做？"

WIDE: dict[str, Any] = {"viewport": {"width": 1360, "height": 900}, "device_scale_factor": 1.5}
NARROW: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}


def main() -> int:
    """Takes every picture."""
    logging.basicConfig(level=logging.WARNING)
    try:
        bot = Bot.open(Settings())
    except XietiaoError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running(bot) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGS
        )
        take(chromium, address)
        chromium.close()
    return 0


def take(chromium: Any, address: str) -> None:
    """Opens the page once for each series of pictures."""
    for size, options in (("wide", WIDE), ("narrow", NARROW)):
        for scheme, locale in (("light", "zh-CN"), ("dark", "zh-TW")):
            name = f"{size}-{scheme}"
            with chat_page(
                chromium, address, **options, color_scheme=scheme, locale=locale
            ) as page:
                save(page, f"welcome-{name}")
                ask(page, QUESTION if scheme == "light" else TRADITIONAL)
                save(page, f"ask-{name}")
                open_source(page)
                save(page, f"source-{name}")
                page.click(".xt-source-whole")
                page.locator("mark.xt-place").first.wait_for()
                save(page, f"read-{name}")
    with chat_page(chromium, address, **WIDE, locale="en-GB") as page:
        save(page, "welcome-wide-english")
        page.click(".xt-settings summary")
        save(page, "settings-wide-english")
    with chat_page(chromium, address, **WIDE) as page:
        ask(page, QUESTION)
        page.click("[data-vote=down]")
        save(page, "vote-wide-light")
        ask(page, UNCOVERED, turn=2)
        if page.locator(".xt-refused").count():
            save(page, "refused-wide-light")
        else:
            sys.stderr.write(f"no picture of a refusal: {UNCOVERED} was answered\n")


def ask(page: Any, question: str, *, turn: int = 1) -> None:
    """Asks, and waits for the answer."""
    page.fill("#xt-box textarea", question)
    page.keyboard.press("Enter")
    page.locator(".xt-answer").nth(turn - 1).wait_for()


def open_source(page: Any) -> None:
    """Opens the second citation, or the only one."""
    markers = page.locator(".xt-cite")
    markers.nth(min(1, markers.count() - 1)).click()
    page.locator("#xt-source mark").wait_for()


def save(page: Any, name: str) -> None:
    """One picture of what is in the window."""
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    raise SystemExit(main())

"""What the tests of the page Quiz do with it: make a paper, read it, find a button."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

QUIZ = "/?view=quiz"


def make(page: Page, n: int, *kinds: str, seed: int = 1) -> Locator:
    """The items of a paper of `n`, made by its form."""
    page.locator(".xt-text-row").first.wait_for()
    for kind in kinds:
        page.check(f".xt-choose [value={kind}]")
    page.get_by_label("题数").fill(str(n))
    page.get_by_label("卷号").fill(str(seed))
    page.locator(".xt-choices").get_by_role("button", name="出题").click()
    items = page.locator(".xt-item")
    expect(items).to_have_count(n)
    return items


def stems(page: Page) -> list[str]:
    return page.locator(".xt-item .xt-stem").all_inner_texts()


def tool(item: Locator, name: str) -> Locator:
    return item.locator(f"[data-tool={name}]")


def kept(page: Page) -> dict[str, Any]:
    """The paper as this tab keeps it."""
    return json.loads(page.evaluate("sessionStorage.getItem('xietiao-quiz')"))


def plainly(text: str) -> str:
    """Its Chinese characters: formats escape marks each in its own way."""
    return "".join(char for char in text if "一" <= char <= "鿿")

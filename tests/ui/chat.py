"""What the tests of the page Ask do with it: ask, open a citation, compare it with its quote."""

from typing import Any

import pytest

BROWSER = [pytest.mark.browser]

SIMPLIFIED = "办公室主任的七字诀是什么？"
TRADITIONAL = "溝通協調為什麼重要？"
UNCOVERED = "红烧肉怎么做？"
NEARLY = "公章丢了去哪里登报？"
"""The texts have things near to it, and not that."""
# The beginning of the mark is inside the panel's text and inside the window.
IN_SIGHT = """mark => {
  const box = mark.getBoundingClientRect();
  const pane = mark.parentElement.getBoundingClientRect();
  return box.top >= Math.max(0, pane.top) && Math.min(box.top + 20, box.bottom) <= Math.min(innerHeight, pane.bottom);
}"""


def ask(page: Any, question: str, *, turn: int = 1) -> Any:
    """The article of the answer to `question`, the `turn`th of the page."""
    page.fill("#xt-box textarea", question)
    page.keyboard.press("Enter")
    return answered(page, turn)


def answered(page: Any, turn: int) -> Any:
    article = page.locator(".xt-turn").nth(turn - 1)
    article.locator(".xt-answer").wait_for()
    return article


def assert_opens_on_its_quote(page: Any, button: Any) -> None:
    """The click marks the quote, character for character, in sight, with where it stands."""
    quote = button.get_attribute("data-quote")
    button.click()
    mark = page.locator("#xt-source mark")
    page.wait_for_function(
        "quote => document.querySelector('#xt-source mark')?.textContent === quote", arg=quote
    )
    assert mark.evaluate(IN_SIGHT)
    assert page.inner_text(".xt-source-path") == button.get_attribute("data-path")
    assert page.inner_text("#xt-source-title") == button.get_attribute("data-title")
    assert page.text_content(".xt-source-notice") == ""

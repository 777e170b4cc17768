"""The source of a citation in Chromium: every one opens on the very words."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.chat import BROWSER, IN_SIGHT, SIMPLIFIED, TRADITIONAL, ask, assert_opens_on_its_quote
from tests.ui.views import chat_page, view

pytestmark = BROWSER


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Any]:
    with chat_page(chromium, server) as page:
        yield page


@pytest.mark.parametrize("question", [SIMPLIFIED, TRADITIONAL])
@pytest.mark.parametrize("button", [".xt-cite", ".xt-row"])
def test_every_citation_opens_on_its_quote(page: Any, question: str, button: str):
    buttons = ask(page, question).locator(button)
    assert buttons.count() >= 1
    for n in range(buttons.count()):
        assert_opens_on_its_quote(page, buttons.nth(n))


def test_the_source_shows_the_text_as_received(page: Any, bot: Any):
    button = ask(page, SIMPLIFIED).locator(".xt-cite").first
    assert_opens_on_its_quote(page, button)
    document = bot.index.document(button.get_attribute("data-doc"))
    assert page.text_content(".xt-source-text") == document.text


def test_the_quote_shows_on_hover_and_on_focus(page: Any):
    marker = ask(page, SIMPLIFIED).locator(".xt-cite").first
    quote = marker.get_attribute("data-quote")
    marker.hover()
    assert page.locator("#xt-tip").is_visible()
    assert page.text_content("#xt-tip") == quote
    page.mouse.move(2, 2)
    assert page.locator("#xt-tip").is_hidden()
    page.focus("#xt-send")
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if marker.evaluate("marker => marker === document.activeElement"):
            break
    assert page.text_content("#xt-tip") == quote
    assert marker.get_attribute("aria-describedby") == "xt-tip"


def test_the_keyboard_opens_and_closes_the_source(page: Any):
    marker = ask(page, SIMPLIFIED).locator(".xt-cite").first
    marker.focus()
    page.keyboard.press("Enter")
    page.locator("#xt-source mark").wait_for()
    assert page.evaluate("document.activeElement.id") == "xt-source-title"
    page.keyboard.press("Escape")
    assert page.locator("#xt-source").is_hidden()
    assert marker.evaluate("marker => marker === document.activeElement")


def test_a_document_can_be_opened_before_any_question(page: Any):
    book = page.locator(".xt-book").first
    book.click()
    page.wait_for_function("document.querySelector('.xt-source-text').textContent.length > 100")
    assert page.inner_text("#xt-source-title") == book.get_attribute("data-title")
    assert page.locator("#xt-source mark").count() == 0


def test_the_next_and_the_previous_citation(page: Any):
    markers = ask(page, SIMPLIFIED).locator(".xt-cite")
    assert_opens_on_its_quote(page, markers.first)
    assert page.locator(".xt-source-previous").is_disabled()
    for n in range(1, markers.count()):
        page.click(".xt-source-next")
        quote = markers.nth(n).get_attribute("data-quote")
        page.wait_for_function(
            "quote => document.querySelector('#xt-source mark')?.textContent === quote", arg=quote
        )
        assert page.inner_text(".xt-source-count") == f"{n + 1} / {markers.count()}"
    assert page.locator(".xt-source-next").is_disabled()
    page.click(".xt-source-previous")
    assert "xt-open" in (markers.nth(markers.count() - 2).get_attribute("class") or "")


def test_a_link_to_a_place_opens_it(chromium: Any, server: str, bot: Any):
    document = bot.index.documents()[0]
    start = len(document.text) // 2
    place = f"/?doc={document.doc_id}&start={start}&end={start + 12}"
    with view(chromium, server, place) as page:
        page.locator("#xt-source mark").wait_for()
        assert page.text_content("#xt-source mark") == document.text[start : start + 12]
        assert page.inner_text("#xt-source-title") == document.title
        assert page.inner_text(".xt-source-path") == document.path
        assert page.locator("#xt-source mark").evaluate(IN_SIGHT)


def test_the_link_that_is_copied_leads_back(chromium: Any, server: str):
    options: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
    with chat_page(chromium, server, **options) as page:
        assert_opens_on_its_quote(page, ask(page, SIMPLIFIED).locator(".xt-cite").nth(1))
        quote = page.text_content("#xt-source mark")
        page.click(".xt-source-link")
        page.locator(".xt-source-link.xt-done").wait_for()
        link = page.evaluate("navigator.clipboard.readText()")
        page.goto(link)
        page.locator("#xt-source mark").wait_for()
        assert page.text_content("#xt-source mark") == quote


def test_the_whole_text_is_a_click_away(page: Any):
    marker = ask(page, SIMPLIFIED).locator(".xt-cite").first
    assert_opens_on_its_quote(page, marker)
    page.click(".xt-source-whole")
    assert page.evaluate("document.documentElement.dataset.view") == "read"
    assert f"doc={marker.get_attribute('data-doc')}" in page.url
    assert page.locator("#xt-source").is_hidden()
    page.go_back()
    assert page.locator(".xt-answer").is_visible()


def test_an_answer_is_copied_with_its_references(chromium: Any, server: str):
    options: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
    with chat_page(chromium, server, **options) as page:
        article = ask(page, SIMPLIFIED)
        article.locator("[data-copy]").click()
        page.get_by_text("已复制").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    first, *_, last = copied.split("\n")
    assert first.endswith("]") and last.startswith("[") and "办公室主任要念好七字经" in last

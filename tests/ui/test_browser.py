"""Asking in Chromium, as a reader meets it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.chat import BROWSER, NEARLY, SIMPLIFIED, UNCOVERED, answered, ask
from tests.ui.views import chat_page

pytestmark = BROWSER


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Any]:
    with chat_page(chromium, server) as page:
        yield page


def test_a_refusal_offers_topics_and_a_click_asks_one(page: Any):
    article = ask(page, NEARLY)
    assert article.locator(".xt-refused").is_visible()
    assert article.locator(".xt-cite").count() == 0
    topic = article.locator("[data-ask]").first
    question = topic.get_attribute("data-ask")
    topic.click()
    asked = answered(page, 2)
    assert asked.locator(".xt-question").inner_text() == question


def test_a_refusal_with_nothing_near_is_no_dead_end(page: Any):
    article = ask(page, UNCOVERED)
    assert article.locator(".xt-refused").is_visible()
    offered = article.locator("[data-ask]").first
    offered.click()
    assert answered(page, 2).locator(".xt-cite").count() > 0


def test_an_example_can_be_clicked(page: Any):
    example = page.locator(".xt-examples [data-ask]").first
    question = example.get_attribute("data-ask")
    example.click()
    assert answered(page, 1).locator(".xt-question").inner_text() == question


def test_enter_sends_and_shift_enter_breaks_the_line(page: Any):
    page.fill("#xt-box textarea", "办公室主任的")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("七字诀")
    assert page.locator(".xt-turn").count() == 0
    page.keyboard.press("Enter")
    assert answered(page, 1).locator(".xt-question").inner_text() == "办公室主任的\n七字诀"
    assert page.input_value("#xt-box textarea") == ""


def test_enter_that_ends_a_composition_does_not_send(page: Any):
    page.fill("#xt-box textarea", "qizijue")
    page.evaluate("""() => {
      const box = document.querySelector("#xt-box textarea");
      const press = (type, more) => box.dispatchEvent(
        new KeyboardEvent(type, { key: "Enter", bubbles: true, cancelable: true, ...more }));
      press("keydown", { isComposing: true });
      press("keypress", { isComposing: true });
      press("keydown", { keyCode: 229 });  // Safari's order
      press("keypress", {});
    }""")
    page.wait_for_timeout(300)
    assert page.locator(".xt-turn").count() == 0
    assert page.input_value("#xt-box textarea") == "qizijue"
    page.keyboard.press("Enter")
    answered(page, 1)


def test_blank_questions_are_not_sent(page: Any):
    page.fill("#xt-box textarea", "  ")
    page.keyboard.press("Enter")
    page.click("#xt-send")
    page.wait_for_timeout(300)
    assert page.locator(".xt-turn").count() == 0


def test_an_answer_says_how_sure_it_is_and_leads_on(page: Any):
    article = ask(page, SIMPLIFIED)
    assert article.locator(".xt-verdict").inner_text().split() == ["把握大", "语句摘自原文"]
    further = article.locator(".xt-further [data-ask]").first
    question = further.get_attribute("data-ask")
    further.click()
    asked = answered(page, 2)
    assert asked.locator(".xt-question").inner_text() == question
    assert asked.locator(".xt-cite").count() >= 1


def test_the_answer_is_told_to_who_cannot_see_it(page: Any):
    ask(page, SIMPLIFIED)
    heard = page.locator("p[role=status].xt-hidden")
    page.wait_for_function(
        "document.querySelector('p[role=status].xt-hidden').textContent.includes('雷厉风行')"
    )
    assert "1" not in heard.text_content()[:20]


def test_the_keyboard_reaches_everything(page: Any):
    article = ask(page, SIMPLIFIED)
    reached = set[str]()
    page.locator(".xt-skip").focus()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.className || document.activeElement.tagName")
        )
    assert {"xt-new", "xt-talk", "xt-tool", "xt-cite", "xt-act", "xt-row"} <= {
        name.split()[0] for name in reached if name
    }
    assert article.is_visible()

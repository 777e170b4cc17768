"""The look in Chromium: languages, colours, a phone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.chat import (
    BROWSER,
    SIMPLIFIED,
    TRADITIONAL,
    UNCOVERED,
    ask,
    assert_opens_on_its_quote,
)
from tests.ui.views import PHONE, axe_findings, chat_page

pytestmark = BROWSER


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Any]:
    with chat_page(chromium, server) as page:
        yield page


@pytest.mark.parametrize(
    ("locale", "lang", "send"),
    [("zh-TW", "zh-Hant-TW", "提問"), ("zh-HK", "zh-Hant-HK", "提問"), ("en-GB", "en", "Ask")],
)
def test_the_interface_follows_the_browser(
    chromium: Any, server: str, locale: str, lang: str, send: str
):
    with chat_page(chromium, server, locale=locale) as page:
        assert page.evaluate("document.documentElement.lang") == lang
        assert page.inner_text("#xt-send") == send


def luminance(colour: str) -> float:
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_page_follows_the_colour_scheme(chromium: Any, server: str, scheme: str, dark: bool):
    with chat_page(chromium, server, color_scheme=scheme) as page:
        assert_opens_on_its_quote(page, ask(page, SIMPLIFIED).locator(".xt-cite").first)
        for part in ("body", "#xt-composer", "#xt-source", "#xt-source mark", "#xt-send"):
            style = page.locator(part).first.evaluate(
                "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
            )
            ground, ink = (luminance(colour) for colour in style)
            assert abs(ground - ink) > 0.4, part
            if part in ("body", "#xt-composer", "#xt-source"):
                assert (ground < 0.5) is dark, part


class TestOnAPhone:
    @pytest.fixture
    def page(self, chromium: Any, server: str) -> Iterator[Any]:
        with chat_page(chromium, server, **PHONE) as page:
            yield page

    def test_nothing_scrolls_sideways(self, page: Any):
        width = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
        assert page.evaluate(width) == 390
        article = ask(page, TRADITIONAL)
        assert page.evaluate(width) == 390
        assert_opens_on_its_quote(page, article.locator(".xt-cite").first)
        assert page.evaluate(width) == 390

    def test_the_source_opens_below_what_was_tapped(self, page: Any):
        markers = ask(page, SIMPLIFIED).locator(".xt-cite")
        for n in range(markers.count()):
            assert_opens_on_its_quote(page, markers.nth(n))
            tapped = markers.nth(n).bounding_box()
            panel = page.locator("#xt-source").bounding_box()
            assert tapped["y"] >= 0 and tapped["y"] + tapped["height"] <= panel["y"]

    def test_a_tap_shows_the_quote_and_the_next_one_its_source(self, page: Any):
        marker = ask(page, SIMPLIFIED).locator(".xt-cite").nth(1)
        quote = marker.get_attribute("data-quote")
        sheet = page.get_by_role("dialog", name="引文")
        marker.tap()
        assert sheet.locator("blockquote").text_content() == quote
        assert page.locator("#xt-source").is_hidden()
        above = marker.bounding_box()
        assert above["y"] + above["height"] <= sheet.bounding_box()["y"]
        marker.tap()
        page.locator("#xt-source mark").wait_for()
        assert page.text_content("#xt-source mark") == quote
        assert sheet.is_hidden()

    def test_the_sheet_opens_the_source_and_folds_away(self, page: Any):
        markers = ask(page, SIMPLIFIED).locator(".xt-cite")
        sheet = page.get_by_role("dialog", name="引文")
        markers.first.tap()
        assert axe_findings(page) == []
        markers.nth(1).tap()
        assert sheet.locator("blockquote").text_content() == markers.nth(1).get_attribute(
            "data-quote"
        )
        page.locator(".xt-question").first.tap()
        assert sheet.is_hidden()
        markers.first.tap()
        sheet.get_by_role("button", name="打开原文").tap()
        page.locator("#xt-source mark").wait_for()
        assert page.text_content("#xt-source mark") == markers.first.get_attribute("data-quote")

    def test_conversations_fold_away(self, page: Any):
        ask(page, SIMPLIFIED)
        assert page.locator(".xt-talk").is_hidden()
        page.click(".xt-drawer")
        assert page.locator(".xt-talk").is_visible()
        assert page.get_attribute(".xt-drawer", "aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert page.locator(".xt-talk").is_hidden()


LANGUAGES = {"hans": "提问", "hant-tw": "提問", "hant-hk": "提問", "en": "Ask"}


@pytest.mark.parametrize(("language", "send"), LANGUAGES.items())
def test_a_chosen_language_outlasts_a_reload(page: Any, language: str, send: str):
    # Gradio tells the console of a request that a reload cuts off: the other pages' may be at work.
    page.wait_for_timeout(1500)
    chosen = next(other for other in LANGUAGES if other != language), language
    for one in chosen:
        page.click(".xt-settings summary")
        page.select_option("[name=xietiao-language]", one)
        page.locator(f".xt-top[data-language={one}]").wait_for()
        page.locator(".xt-welcome").wait_for()
        page.locator("#xt-send").get_by_text(LANGUAGES[one]).wait_for()
        page.wait_for_timeout(500)
    page.reload()
    page.locator(".xt-welcome").wait_for()
    assert page.inner_text("#xt-send") == send
    assert page.input_value("[name=xietiao-language]") == language


def test_answers_come_in_the_script_chosen(page: Any):
    page.click(".xt-settings summary")
    page.select_option("[name=xietiao-script]", "hant-tw")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    article = ask(page, SIMPLIFIED)
    assert article.get_attribute("lang") == "zh-Hant-TW"
    assert "勤，就是要勤勉" in article.locator(".xt-answer").inner_text()
    assert page.inner_text("#xt-send") == "提问"


def test_dark_can_be_chosen_and_stays(page: Any):
    ground = "luminance => getComputedStyle(document.body).backgroundColor"
    assert luminance(page.evaluate(ground)) > 0.5
    page.click(".xt-settings summary")
    page.select_option("[name=xietiao-theme]", "dark")
    assert luminance(page.evaluate(ground)) < 0.5
    page.reload()
    page.locator(".xt-welcome").wait_for()
    assert luminance(page.evaluate(ground)) < 0.5
    assert page.input_value("[name=xietiao-theme]") == "dark"


@pytest.mark.parametrize("size", [(390, 844), (768, 1024), (1360, 900), (1920, 1080), (3840, 2160)])
def test_every_size_reads_well(chromium: Any, server: str, size: tuple[int, int]):
    width, height = size
    with chat_page(chromium, server, viewport={"width": width, "height": height}) as page:
        assert_opens_on_its_quote(page, ask(page, SIMPLIFIED).locator(".xt-cite").first)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        line = page.locator(".xt-answer > p").first.evaluate(
            "p => [parseFloat(getComputedStyle(p).fontSize), p.clientWidth]"
        )
        assert line[0] >= 17 and line[1] / line[0] <= 46  # characters of a line


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE, {"locale": "en-GB"}])
def test_axe_finds_nothing_serious(chromium: Any, server: str, options: dict[str, Any]):
    with chat_page(chromium, server, **options) as page:
        assert axe_findings(page) == []
        article = ask(page, SIMPLIFIED)
        article.locator("[data-vote=down]").click()
        ask(page, UNCOVERED, turn=2)
        assert axe_findings(page) == []
        assert_opens_on_its_quote(page, page.locator(".xt-cite").first)
        page.click(".xt-settings summary")
        assert axe_findings(page) == []


def test_a_keyboard_skips_the_navigation_on_every_page(page: Any):
    for view in ("read", "ask"):
        page.click(f".xt-nav [data-view={view}]")
        page.locator(".xt-skip").focus()
        page.keyboard.press("Enter")
        inside = "id => document.querySelector(id).contains(document.activeElement)"
        assert page.evaluate(inside, f"#xt-page-{view}")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_the_title_says_what_is_shown(page: Any):
    assert page.title() == "协调"
    page.click(".xt-nav [data-view=read]")
    assert page.title() == "阅读 · 协调"
    book = page.locator("[data-place]").first
    title = book.inner_text()
    book.click()
    page.wait_for_function("title => document.title === title", arg=f"{title} · 协调")

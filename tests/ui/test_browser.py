"""The chat in Chromium, as a reader meets it: every citation opens on the very words."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.conftest import FakeBot, chat_page, running

pytestmark = [
    pytest.mark.browser,
    # Gradio's queue counts its events with pandas, and dies where a warning is an error.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]

SIMPLIFIED = "办公室主任的七字诀是什么？"
TRADITIONAL = "溝通協調為什麼重要？"
UNCOVERED = "红烧肉怎么做？"


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Any]:
    with chat_page(chromium, server) as page:
        yield page


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


# The beginning of the mark is inside the panel's text and inside the window.
IN_SIGHT = """mark => {
  const box = mark.getBoundingClientRect();
  const pane = mark.parentElement.getBoundingClientRect();
  return box.top >= Math.max(0, pane.top) && Math.min(box.top + 20, box.bottom) <= Math.min(innerHeight, pane.bottom);
}"""


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


def test_a_refusal_offers_topics_and_a_click_asks_one(page: Any):
    article = ask(page, UNCOVERED)
    assert article.locator(".xt-refused").is_visible()
    assert article.locator(".xt-cite").count() == 0
    topic = article.locator("[data-ask]").first
    question = topic.get_attribute("data-ask")
    topic.click()
    asked = answered(page, 2)
    assert asked.locator(".xt-question").inner_text() == question


def test_an_example_can_be_clicked(page: Any):
    example = page.locator(".xt-examples [data-ask]").first
    question = example.get_attribute("data-ask")
    example.click()
    assert answered(page, 1).locator(".xt-question").inner_text() == question


def test_a_document_can_be_opened_before_any_question(page: Any):
    book = page.locator(".xt-book").first
    book.click()
    page.wait_for_function("document.querySelector('.xt-source-text').textContent.length > 100")
    assert page.inner_text("#xt-source-title") == book.get_attribute("data-title")
    assert page.locator("#xt-source mark").count() == 0


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


def test_a_new_conversation_starts_empty(page: Any):
    assert_opens_on_its_quote(page, ask(page, SIMPLIFIED).locator(".xt-cite").first)
    page.click("#xt-new")
    page.locator(".xt-welcome").wait_for()
    assert page.locator(".xt-turn").count() == 0
    assert page.locator("#xt-source").is_hidden()


def test_the_interface_follows_the_script_chosen(page: Any):
    page.get_by_label("繁體台灣").check()
    page.get_by_text("可以這樣問").wait_for()
    assert page.evaluate("document.documentElement.lang") == "zh-Hant-TW"
    article = ask(page, SIMPLIFIED)
    assert article.get_attribute("lang") == "zh-Hant-TW"
    assert "快" in article.locator(".xt-answer").inner_text()


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


class TestOnAPhone:
    @pytest.fixture
    def page(self, chromium: Any, server: str) -> Iterator[Any]:
        phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
        with chat_page(chromium, server, **phone) as page:
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


def luminance(colour: str) -> float:
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_page_follows_the_colour_scheme(chromium: Any, server: str, scheme: str, dark: bool):
    with chat_page(chromium, server, color_scheme=scheme) as page:
        assert_opens_on_its_quote(page, ask(page, SIMPLIFIED).locator(".xt-cite").first)
        for part in ("body", ".xt-answer", "#xt-source", "#xt-source mark", "#xt-send"):
            style = page.locator(part).first.evaluate(
                "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
            )
            ground, ink = (luminance(colour) for colour in style)
            assert abs(ground - ink) > 0.4, part
            if part in ("body", ".xt-answer", "#xt-source"):
                assert (ground < 0.5) is dark, part


# What follows needs texts and answers that no corpus has.

HOSTILE = "<script>window.hit=1</script><img src=x onerror=window.hit=1>**粗** ${window.hit=1} {{x}}\u202e倒"


class HostileBot(FakeBot):
    """Everything a text could smuggle in: in the title, the path, the quote, the answer."""

    def __init__(self) -> None:
        from dataclasses import replace

        from tests.ui.conftest import read_corpus

        plain = read_corpus()[0]
        text = f"𠀀开头\r\n{HOSTILE}\r\n第二行\x00末尾"
        super().__init__(
            [replace(plain, doc_id=f"a/{HOSTILE}?#", path=HOSTILE, title=HOSTILE, text=text)]
        )

    def examples(self) -> list[str]:
        return [HOSTILE]

    def ask(self, question: str, history: Any = (), script: str = "auto") -> Any:
        from dataclasses import replace

        answer = super().ask("那", history, script)
        return replace(answer, question=question, answer=f"{HOSTILE}[1]\n{HOSTILE}[2]")

    def _cite(self, marker: int, quote: str) -> Any:
        quote = f"{HOSTILE}\r\n第二行\x00"
        return super()._cite(marker, quote)


@pytest.fixture(scope="module")
def hostile_server() -> Iterator[str]:
    with running(HostileBot()) as address:  # type: ignore[arg-type]
        yield address


def test_a_text_is_never_markup(chromium: Any, hostile_server: str):
    with chat_page(chromium, hostile_server) as page:
        article = ask(page, HOSTILE)
        assert article.locator(".xt-question").text_content() == HOSTILE
        assert article.locator(".xt-answer > p").first.text_content() == f"{HOSTILE}1"
        article.locator(".xt-cite").first.hover()
        article.locator(".xt-cite").first.click()
        page.locator("#xt-source mark").wait_for()
        assert page.locator("#xt-source mark").text_content() == f"{HOSTILE}\r\n第二行\x00"
        assert page.locator("#xt-source mark").evaluate(IN_SIGHT)
        assert page.text_content(".xt-source-notice") == ""
        assert page.text_content("#xt-source-title") == HOSTILE
        assert page.evaluate("window.hit") is None
        assert (
            page.locator(".xt-turn img, .xt-turn script, #xt-source img, #xt-source script").count()
            == 0
        )


class TestConversation:
    """A follow-up carries the turns before it; two browsers do not share them."""

    @pytest.fixture
    def asked(self) -> Iterator[tuple[str, FakeBot]]:
        from tests.ui.conftest import read_corpus

        bot = FakeBot(read_corpus())
        with running(bot) as address:  # type: ignore[arg-type]
            yield address, bot

    def test_a_follow_up_sends_the_history(self, chromium: Any, asked: tuple[str, FakeBot]):
        address, bot = asked
        with chat_page(chromium, address) as page, chat_page(chromium, address) as other:
            ask(page, SIMPLIFIED)
            ask(other, UNCOVERED)
            ask(page, "那第三个呢？", turn=2)
        assert [len(history) for history in bot.histories] == [0, 0, 2]
        question, answer = bot.histories[-1]
        assert (question.role, question.content) == ("user", SIMPLIFIED)
        assert answer.role == "assistant" and "敏、谋、快、敢、勤、实、宽。[1]" in answer.content

    def test_a_changed_document_is_told(self, chromium: Any, asked: tuple[str, FakeBot]):
        from dataclasses import replace

        address, bot = asked
        with chat_page(chromium, address) as page:
            marker = ask(page, SIMPLIFIED).locator(".xt-cite").first
            doc_id = marker.get_attribute("data-doc")
            bot.documents[doc_id] = replace(bot.documents[doc_id], text="改过的" * 2000)
            marker.click()
            page.locator("#xt-source mark").wait_for()
            assert "改动" in page.inner_text(".xt-source-notice")

    def test_a_failure_is_told_and_the_question_kept(
        self, chromium: Any, asked: tuple[str, FakeBot], monkeypatch: pytest.MonkeyPatch
    ):
        address, bot = asked

        def fail(*args: object) -> None:
            raise ZeroDivisionError("secret")

        monkeypatch.setattr(bot, "ask", fail)
        with chat_page(chromium, address) as page:
            page.fill("#xt-box textarea", SIMPLIFIED)
            page.click("#xt-send")
            page.locator(".xt-failed").wait_for()
            assert "secret" not in page.content()
            page.wait_for_function("document.querySelector('#xt-box textarea').value !== ''")
            assert page.input_value("#xt-box textarea") == SIMPLIFIED

"""Conversations in Chromium: kept over a reload, renamed, deleted, nobody else's."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.chat import BROWSER, SIMPLIFIED, UNCOVERED, answered, ask
from tests.ui.conftest import FakeBot, running
from tests.ui.views import chat_page

pytestmark = BROWSER


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Any]:
    with chat_page(chromium, server) as page:
        yield page


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

    @pytest.mark.parametrize("is_offered", [False, True])
    def test_what_is_asked_while_an_answer_ends_is_answered(
        self, chromium: Any, asked: tuple[str, FakeBot], is_offered: bool
    ):
        address, bot = asked

        def linger(*told: Any) -> Iterator[Any]:
            yield bot.ask(*told)
            time.sleep(1)  # the answer shows, and its event goes on

        bot.stream = linger  # type: ignore[method-assign]
        with chat_page(chromium, address) as page:
            first = ask(page, UNCOVERED)
            if is_offered:
                first.locator("[data-ask]").first.click()
                answered(page, 2)
            else:
                ask(page, SIMPLIFIED, turn=2)
            page.wait_for_timeout(1500)
            assert page.locator(".xt-turn").count() == 2
            assert page.input_value("#xt-box textarea") == ""

    @pytest.mark.parametrize("is_offered", [False, True])
    def test_a_reload_while_it_is_answered_keeps_the_question(
        self, chromium: Any, asked: tuple[str, FakeBot], is_offered: bool
    ):
        address, bot = asked

        def ponder(*told: Any) -> Iterator[Any]:
            time.sleep(1)
            yield bot.ask(*told)

        bot.stream = ponder  # type: ignore[method-assign]
        with chat_page(chromium, address) as page:
            example = page.locator(".xt-examples [data-ask]").first
            question = str(example.get_attribute("data-ask")) if is_offered else SIMPLIFIED
            if is_offered:
                example.click()
            else:
                page.fill("#xt-box textarea", question)
                page.keyboard.press("Enter")
            page.locator(".xt-waiting").wait_for()
            page.reload()
            answered(page, 1)
            assert page.locator(".xt-question").all_inner_texts() == [question]
            page.click("[data-new]")
            page.locator(".xt-welcome").wait_for()
            page.reload()
            page.locator(".xt-welcome").wait_for()
            page.wait_for_timeout(500)
            assert page.locator(".xt-turn").count() == 0  # answered once, it isn't asked again

    def test_what_was_answered_while_the_page_was_loaded_again_is_opened(
        self, chromium: Any, asked: tuple[str, FakeBot]
    ):
        address, bot = asked
        with chat_page(chromium, address) as page:
            ask(page, SIMPLIFIED)
            page.wait_for_url("**/?talk=*")
            page.evaluate("question => sessionStorage.setItem('xt-asked', question)", SIMPLIFIED)
            page.goto(address)
            answered(page, 1)
            page.wait_for_url("**/?talk=*")
            assert page.locator(".xt-talk").all_inner_texts() == [SIMPLIFIED]
        assert len(bot.histories) == 1

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


class TestKept:
    """Kept for one browser: over a reload, under a name, until it is deleted."""

    def test_a_reload_shows_the_conversation_again(self, page: Any):
        ask(page, SIMPLIFIED)
        ask(page, "那第三个呢？", turn=2)
        shown = page.locator(".xt-turn").all_inner_texts()
        page.reload()
        answered(page, 2)
        assert [t.split("接着问")[0] for t in page.locator(".xt-turn").all_inner_texts()] == [
            t.split("接着问")[0] for t in shown
        ]
        ask(page, "那第四个呢？", turn=3)
        assert "敢" in page.locator(".xt-turn").nth(2).locator(".xt-answer").inner_text()

    def test_several_are_listed_and_opened(self, page: Any):
        ask(page, SIMPLIFIED)
        page.click("[data-new]")
        page.locator(".xt-welcome").wait_for()
        assert page.locator(".xt-turn").count() == 0
        assert "talk=" not in page.url
        ask(page, UNCOVERED)
        assert page.locator(".xt-talk").all_inner_texts() == [UNCOVERED, SIMPLIFIED]
        page.locator(".xt-talk").nth(1).click()
        page.locator(".xt-cite").first.wait_for()
        assert page.locator(".xt-question").all_inner_texts() == [SIMPLIFIED]
        assert page.get_attribute(".xt-talk >> nth=1", "aria-current") == "true"

    def test_one_is_renamed(self, page: Any):
        ask(page, SIMPLIFIED)
        page.hover(".xt-talk")
        page.click("[data-rename]")
        page.keyboard.type("<b>七字诀</b>")
        page.keyboard.press("Enter")
        page.locator("[data-talk][data-name='<b>七字诀</b>']").wait_for()
        page.reload()
        page.locator(".xt-talk").wait_for()
        assert page.inner_text(".xt-talk") == "<b>七字诀</b>"

    def test_one_is_deleted_after_being_asked(self, page: Any):
        ask(page, SIMPLIFIED)
        page.hover(".xt-talk")
        page.click("[data-remove]")
        assert page.inner_text("[data-remove]") == "确定删除？"
        page.click("[data-remove]")
        page.locator(".xt-welcome").wait_for()
        assert page.locator(".xt-talk").count() == 0
        page.reload()
        page.locator(".xt-welcome").wait_for()
        assert page.locator(".xt-talk").count() == 0

    def test_nobody_else_sees_it(self, page: Any, chromium: Any, server: str):
        ask(page, SIMPLIFIED)
        page.wait_for_url("**/?talk=*")
        with chat_page(chromium, server) as other:
            other.goto(page.url)
            other.locator(".xt-welcome").wait_for()
            assert other.locator(".xt-talk").count() == 0
            assert SIMPLIFIED not in other.locator("#xt-main").inner_text()


class TestVotes:
    """A thumb, and why; shown again after a reload."""

    def test_a_vote_is_kept_with_its_reason(self, chromium: Any):
        from bot.feedback import FeedbackStore
        from tests.ui.conftest import read_corpus

        bot = FakeBot(read_corpus())
        with running(bot) as address, chat_page(chromium, address) as page:  # type: ignore[arg-type]
            article = ask(page, SIMPLIFIED)
            article.locator("[data-vote=down]").click()
            page.get_by_text("谢谢，已记下。").wait_for()
            article.get_by_label("不完整").check()
            article.get_by_label("补充说明").fill("少了 <b>第八</b>")
            page.keyboard.press("Enter")
            article.locator(".xt-why").wait_for(state="hidden")
            page.wait_for_timeout(500)
            page.reload()
            assert (
                answered(page, 1).locator("[data-vote=down]").get_attribute("aria-pressed")
                == "true"
            )
        kept = FeedbackStore(bot.settings.feedback_file).all()
        assert [(v.question, v.vote, v.reason, v.comment) for v in kept] == [
            (SIMPLIFIED, "down", "incomplete", "少了 <b>第八</b>")
        ]
        assert kept[0].answer["citations"][0]["quote"] == "敏、谋、快、敢、勤、实、宽。"

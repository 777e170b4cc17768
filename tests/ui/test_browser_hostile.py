"""Texts and questions that try to be markup, in Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.chat import BROWSER, IN_SIGHT, ask
from tests.ui.conftest import FakeBot, running
from tests.ui.views import chat_page

pytestmark = BROWSER


# What follows needs texts and answers that no corpus has.

HOSTILE = "<script>window.hit=1</script><img src=x onerror=window.hit=1>**粗** ${window.hit=1} {{x}}[链](javascript:window.hit=1)\x1b[31m\u202e倒\u2066"


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

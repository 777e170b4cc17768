"""What a browser test counts as wrong on a page, and what it doesn't."""

from typing import Any

import pytest

from tests.ui.views import view

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ("console.error('broken')", "console error: broken"),
        ("setTimeout(() => { throw Error('thrown') })", "uncaught: thrown"),
        ("open('http://127.0.0.2:9/')", "foreign request: http://127.0.0.2:9/"),
    ],
)
def test_what_goes_wrong_fails_the_test(chromium: Any, server: str, done: str, told: str):
    with pytest.raises(AssertionError, match=told), view(chromium, server, "/healthz") as page:
        page.evaluate(done)
        page.wait_for_timeout(100)


def test_what_a_page_says_as_it_is_left_is_not_counted(chromium: Any, server: str):
    with view(chromium, server, "/healthz") as page:
        page.evaluate("addEventListener('beforeunload', () => console.error('cut off'))")
        page.reload()
    with pytest.raises(AssertionError, match="after"), view(chromium, server, "/healthz") as page:
        page.reload()
        page.evaluate("console.error('after')")

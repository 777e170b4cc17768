"""Signing in with a real browser: the form, the page behind it, and what its headers forbid."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.embed import Embedder
from tests.ui.conftest import running
from tests.ui.offices import ADMIN, READER, office, open_bot
from tests.ui.views import Faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, models: Path, embedder: Embedder
) -> Iterator[str]:
    place = office(tmp_path_factory.mktemp("office"), models)
    with running(open_bot(place, embedder, password=READER, admin_password=ADMIN)) as address:
        yield address


def test_a_reader_signs_in_and_asks(chromium: Any, address: str):
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    faults = Faults(page, address)

    page.goto(f"{address}/?talk=x")
    assert page.locator("h1").text_content() == "登录协调"
    page.get_by_label("密码").fill(READER)
    page.get_by_role("button", name="登录").click()
    page.locator(".xt-welcome").wait_for()
    assert page.url == f"{address}/?talk=x"
    page.locator("#xt-box textarea").fill("公章由谁保管？")
    page.keyboard.press("Enter")
    page.locator(".xt-cite").first.wait_for()
    assert "机要室" in page.locator(".xt-answer").first.text_content()
    page.locator(".xt-cite").first.click()
    page.locator("#xt-source mark").wait_for()
    assert page.evaluate("document.cookie") == ""  # scripts don't see the session
    assert faults.found == []
    context.close()


def test_another_sites_page_gets_nothing_done(chromium: Any, address: str):
    """A page elsewhere that sends a form and a request here, from a browser that is signed in."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Password").fill(ADMIN)
    page.keyboard.press("Enter")
    page.locator(".xt-welcome").wait_for()

    evil = context.new_page()
    evil.route("http://evil.example/", lambda route: route.fulfill(body="<p>evil", content_type="text/html"))  # fmt: skip
    evil.goto("http://evil.example/")
    sent = f"""async () => {{
      const response = await fetch("{address}/api/library/ingest",
        {{method: "POST", mode: "no-cors", credentials: "include", body: "{{}}"}}).catch(() => null);
      return response && response.type;
    }}"""
    evil.evaluate(sent)
    token = {"authorization": f"Bearer {ADMIN}"}
    run = context.request.get(f"{address}/api/library/ingest", headers=token).json()
    assert run["state"] == "idle"
    context.close()

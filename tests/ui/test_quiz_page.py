"""The quiz page in Chromium, as a trainer meets it: what is chosen, and how it looks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.answer import Bot
from ingest.embed import Embedder
from tests.ui.conftest import running
from tests.ui.offices import office, open_bot
from tests.ui.papers import QUIZ, make, stems
from tests.ui.views import PHONE, axe_findings, sideways, view

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Page]:
    with view(chromium, server, QUIZ, accept_downloads=True) as page:
        yield page


TRAINER = "a trainer's word"


class TestChoosing:
    def test_a_paper_is_of_the_kinds_and_texts_chosen(self, page: Page, bot: Bot):
        document = next(d for d in bot.index.documents() if "七" in d.title)
        page.locator(".xt-text-row", has_text=document.title).locator("input").first.check()
        items = make(page, 6, "single", "blank")
        for n in range(6):
            assert items.nth(n).locator(".xt-badge").first.inner_text() in ("单选", "填空")
            cited = items.nth(n).locator(".xt-cite").get_attribute("data-doc")
            assert cited == document.doc_id
        expect(page.locator(".xt-chosen")).to_contain_text("单选、填空")

    def test_a_section_alone_is_asked_about(self, page: Page, bot: Bot):
        row = page.locator(".xt-text-row", has_text="一个七")
        row.get_by_role("button").click()
        row.get_by_label("办公室主任要念好七字经").check()
        expect(row.get_by_role("button")).to_have_text("已选 1 节")
        items = make(page, 5)
        for n in range(5):
            expect(items.nth(n).locator(".xt-from")).to_contain_text("七字经")

    def test_the_same_number_gives_the_same_paper(self, page: Page):
        make(page, 8, seed=7)
        first = stems(page)
        page.get_by_role("button", name="改选择").click()
        make(page, 8, seed=8)
        expect(page.locator(".xt-chosen")).to_contain_text("卷号 8")
        assert stems(page) != first
        page.get_by_role("button", name="改选择").click()
        make(page, 8, seed=7)
        expect(page.locator(".xt-chosen")).to_contain_text("卷号 7")
        assert stems(page) == first

    def test_more_than_the_texts_carry_is_said(self, page: Page):
        page.check("[value=ordering]")
        page.get_by_label("题数").fill("200")
        page.locator(".xt-choices").get_by_role("button", name="出题").click()
        expect(page.locator(".xt-note")).to_contain_text("合格")
        assert 1 <= page.locator(".xt-item").count() < 200

    @pytest.mark.parametrize(
        ("locale", "title", "made"),
        [
            ("zh-TW", "測驗", "開始作答"),
            ("zh-HK", "測驗", "開始作答"),
            ("en-GB", "Quiz", "Take it"),
        ],
    )
    def test_it_speaks_the_readers_language(
        self, chromium: Any, server: str, locale: str, title: str, made: str
    ):
        with view(chromium, server, QUIZ, locale=locale) as page:
            expect(page.locator("#xt-quiz h2")).to_have_text(title)
            page.locator(".xt-choices .xt-main").click()
            expect(page.locator(".xt-paper-top .xt-main")).to_have_text(made)


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE, {"locale": "en-GB"}])
def test_axe_finds_nothing_serious(chromium: Any, server: str, options: dict[str, Any]):
    with view(chromium, server, QUIZ, **options) as page:
        page.locator(".xt-text-row").first.wait_for()
        assert axe_findings(page) == [] and sideways(page) <= 0
        page.locator(".xt-choices .xt-main").click()
        page.locator(".xt-item").first.wait_for()
        assert axe_findings(page) == [] and sideways(page) <= 0
        page.locator("[data-tool=edit]").first.click()
        assert axe_findings(page) == [] and sideways(page) <= 0
        page.keyboard.press("Escape")
        page.locator(".xt-paper-top .xt-main").click()
        page.locator(".xt-one input").first.check()
        page.locator(".xt-one [type=submit]").click()
        page.locator(".xt-verdict").wait_for()
        assert axe_findings(page) == [] and sideways(page) <= 0


def test_on_a_phone_a_tap_shows_the_quote_first(chromium: Any, server: str):
    with view(chromium, server, QUIZ, **PHONE) as page:
        page.locator(".xt-choices .xt-main").tap()
        cite = page.locator(".xt-item .xt-cite").first
        quote = cite.get_attribute("data-quote")
        cite.tap()
        sheet = page.get_by_role("dialog", name="引文")
        assert sheet.locator("blockquote").text_content() == quote
        sheet.get_by_role("button", name="打开原文").tap()
        page.locator("#xt-source mark").wait_for()
        assert page.text_content("#xt-source mark") == quote


def test_where_trainers_have_a_password_others_are_asked_for_it(
    chromium: Any, tmp_path: Path, models: Path, embedder: Embedder
):
    bot = open_bot(office(tmp_path, models), embedder, trainer_password=TRAINER)
    bot.gate = replace(bot.gate, threshold=0.0)
    with running(bot) as address, view(chromium, address, QUIZ) as page:
        expect(page.locator("#xt-quiz")).to_contain_text("出题由培训人员使用。")
        assert page.locator("#xt-quiz form").count() == 0
        page.locator("#xt-quiz .xt-main").click()
        page.locator("[type=password]").fill(TRAINER)
        page.keyboard.press("Enter")
        page.locator(".xt-text-row").first.wait_for()
        page.click(".xt-settings summary")
        expect(page.get_by_role("button", name="退出登录")).to_be_visible()

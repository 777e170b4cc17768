"""The quiz page in Chromium: a paper as a file."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from bot.quiz.formats import FORMATS
from tests.ui.papers import QUIZ, kept, make, plainly, tool
from tests.ui.views import view

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Page]:
    with view(chromium, server, QUIZ, accept_downloads=True) as page:
        yield page


class TestExporting:
    def test_every_format_is_a_file_that_holds_the_items(self, page: Page):
        make(page, 8)
        rows = kept(page)["rows"]
        single = next(row["item"] for row in rows if row["item"]["kind"] == "single")
        for name, form in FORMATS.items():
            page.locator(".xt-export select").select_option(name)
            with page.expect_download() as download:
                page.get_by_role("button", name="导出").click()
            saved = download.value.suggested_filename
            assert re.fullmatch(
                rf"测验 .+等\d份 卷号1 \d{{4}}-\d\d-\d\d{re.escape(form.suffix)}", saved
            )
            text = held(Path(download.value.path()), form.suffix)
            assert plainly(single["options"][0]) in plainly(text), name
            expect(page.locator(".xt-quiz-told")).to_contain_text("已导出")

    def test_word_is_offered_first_and_the_last_choice_is_kept(self, page: Page):
        items = make(page, 2)
        formats = page.locator(".xt-export select")
        expect(formats).to_have_value("docx")
        formats.select_option("gift")
        tool(items.first, "lock").click()
        expect(formats).to_have_value("gift")

    def test_what_a_format_cant_carry_is_said(self, page: Page):
        make(page, 3, "single", "matching")
        page.locator(".xt-export select").select_option("aiken")
        with page.expect_download():
            page.get_by_role("button", name="导出").click()
        expect(page.locator(".xt-losses li").first).to_contain_text("Aiken")


def held(file: Path, suffix: str) -> str:
    """All text of a file, be it packed or not."""
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
        return "".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    raw = file.read_bytes()
    if raw[:2] != b"PK":
        return raw.decode("utf-8-sig")
    with zipfile.ZipFile(file) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())

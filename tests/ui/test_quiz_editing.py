"""The quiz page in Chromium: what a trainer does with the items of a paper."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.quiz import KINDS
from tests.ui.chat import IN_SIGHT
from tests.ui.papers import QUIZ, make, stems, tool
from tests.ui.views import HOSTILE, SHOWN, is_hit, view

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Page]:
    with view(chromium, server, QUIZ, accept_downloads=True) as page:
        yield page


class TestThePaper:
    def test_every_source_opens_on_its_quote(self, page: Page):
        items = make(page, 7)
        for n in range(7):
            cite = items.nth(n).locator(".xt-cite")
            quote = cite.get_attribute("data-quote")
            cite.click()
            page.wait_for_function(
                "q => document.querySelector('#xt-source mark')?.textContent === q", arg=quote
            )
            assert page.locator("#xt-source mark").evaluate(IN_SIGHT)
            expect(page.locator(".xt-source-count")).to_have_text(f"{n + 1} / 7")
        page.keyboard.press("Escape")
        expect(page.locator("#xt-source")).to_be_hidden()

    def test_items_are_moved_removed_and_brought_back_by_keyboard(self, page: Page):
        items = make(page, 4)
        first, second, third, last = stems(page)
        tool(items.nth(0), "down").focus()
        page.keyboard.press("Enter")
        assert stems(page) == [second, first, third, last]
        page.keyboard.press("Enter")  # the focus went along
        assert stems(page) == [second, third, first, last]
        tool(items.nth(0), "remove").press("Enter")
        assert stems(page) == [third, first, last]
        page.get_by_role("button", name="撤销").press("Enter")
        assert stems(page) == [second, third, first, last]

    def test_one_is_replaced_by_another_of_its_kind_and_a_locked_one_stays(self, page: Page):
        items = make(page, 5)
        before = stems(page)
        kind = items.nth(1).locator(".xt-badge").first.inner_text()
        tool(items.nth(1), "replace").click()
        expect(page.locator(".xt-quiz-told")).to_have_text("第 2 题换好了。")
        after = stems(page)
        assert after[1] not in before and after[:1] + after[2:] == before[:1] + before[2:]
        assert items.nth(1).locator(".xt-badge").first.inner_text() == kind
        tool(items.nth(3), "lock").click()
        expect(tool(items.nth(3), "replace")).to_be_disabled()
        page.get_by_role("button", name="换掉没锁定的题").click()
        expect(items.nth(0).locator(".xt-stem")).not_to_have_text(after[0])
        shuffled = stems(page)
        assert len(shuffled) == 5 and shuffled[3] == after[3]
        assert not {*shuffled} & ({*before, *after} - {after[3]})

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_is_edited_and_checked(self, page: Page, kind: str):
        items = make(page, 1, kind)
        tool(items.first, "edit").click()
        form = page.locator(".xt-edit")
        form.get_by_label("题干", exact=True).fill("")
        form.get_by_role("button", name="保存").click()
        expect(form.get_by_role("alert")).to_have_text("题干不能为空。")
        marked = f"改过的题干____{HOSTILE}" if kind == "blank" else f"改过的题干{HOSTILE}"
        form.get_by_label("题干", exact=True).fill(marked)
        form.get_by_label("解析").fill(HOSTILE)
        spoil(form, kind)
        form.get_by_role("button", name="保存").click()
        expect(form.get_by_role("alert")).not_to_be_empty()
        edit_key(form, kind)
        form.get_by_role("button", name="保存").click()
        blank = "____" if kind == "blank" else ""
        expect(items.first.locator(".xt-stem")).to_have_text(f"改过的题干{blank}{SHOWN}")
        expect(items.first).to_contain_text("已修改")
        assert not is_hit(page) and page.locator("#xt-quiz").locator("img, script").count() == 0
        with page.expect_download() as download:
            page.locator(".xt-export select").select_option("json")
            page.get_by_role("button", name="导出").click()
        (item,) = json.loads(Path(download.value.path()).read_text("utf-8"))
        assert item["stem"] == marked.replace("\x1b", "")  # no file holds control characters
        assert ("甲" in item["key"]) is (kind != "true-false")

    def test_escape_leaves_an_item_as_it_was(self, page: Page):
        items = make(page, 2)
        before = stems(page)
        tool(items.first, "edit").click()
        page.locator(".xt-edit").get_by_label("题干", exact=True).fill("别的")
        page.keyboard.press("Escape")
        assert stems(page) == before

    def test_escape_does_so_wherever_the_keyboard_is(self, page: Page):
        items = make(page, 2)
        tool(items.first, "edit").click()
        page.locator("#xt-quiz h2").click()
        page.keyboard.press("Escape")
        expect(page.locator(".xt-edit")).to_have_count(0)

    def test_the_coverage_counts_what_is_on_the_paper(self, page: Page):
        items = make(page, 3)
        page.locator(".xt-coverage summary").click()
        assert counted(page) == 3
        tool(items.first, "remove").click()
        page.locator(".xt-coverage summary").click()
        assert counted(page) == 2

    def test_a_reload_shows_the_paper_again(self, page: Page):
        items = make(page, 3)
        tool(items.first, "lock").click()
        before = stems(page)
        page.reload()
        expect(items).to_have_count(3)
        assert stems(page) == before
        expect(items.first).to_contain_text("已锁定")


def spoil(form: Locator, kind: str) -> None:
    """What may not be saved."""
    match kind:
        case "single" | "multiple":
            form.get_by_label("选项 1", exact=True).fill("")
        case "true-false":
            form.get_by_label("题干", exact=True).fill("")
        case "blank":
            form.get_by_label("答案").fill("甲\n乙")
        case "ordering":
            form.get_by_label("各项").fill("甲\n甲")
        case "matching":
            form.get_by_label("配对").fill("一 甲\n二 = 乙")
        case _:
            form.get_by_label("要点").fill(" ")


def edit_key(form: Locator, kind: str) -> None:
    """What may: 甲 is right in it."""
    match kind:
        case "single" | "multiple":
            form.get_by_label("选项 1", exact=True).fill("甲")
            form.get_by_label("选项 2", exact=True).fill("乙")
            if kind == "multiple":
                for box in form.locator("[type=checkbox]").all():
                    box.uncheck()
                form.get_by_label("选项 2 正确").check()
            form.get_by_label("选项 1 正确").check()
        case "true-false":
            form.get_by_label("题干", exact=True).fill(f"改过的题干{HOSTILE}")
        case "blank":
            form.get_by_label("答案").fill("甲")
        case "ordering":
            form.get_by_label("各项").fill("乙\n甲\n丙")
        case "matching":
            form.get_by_label("配对").fill("一 = 甲\n二 = 乙")
        case _:
            form.get_by_label("要点").fill("甲")


def counted(page: Page) -> int:
    """How many items the coverage counts under the documents."""
    rows = page.locator(".xt-coverage .xt-level-0:not(.xt-never) small").all_inner_texts()
    return sum(int(row.split()[0]) for row in rows)

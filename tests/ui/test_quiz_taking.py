"""The quiz page in Chromium, as who takes the paper meets it: answered, marked, asked again."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.papers import QUIZ, kept, make, plainly
from tests.ui.views import view

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Page]:
    with view(chromium, server, QUIZ, accept_downloads=True) as page:
        yield page


def item_shown(page: Page) -> dict[str, Any]:
    """The item that is being asked."""
    paper = kept(page)
    shown = paper["take"]["ids"][paper["take"]["at"]]
    return next(row["item"] for row in paper["rows"] if row["item"]["id"] == shown)


def answer(page: Page, *, right: bool) -> None:
    """Answers the item that is shown, and waits until it is marked."""
    item, form = item_shown(page), page.locator(".xt-one")
    match item["kind"]:
        case "single" | "true-false":
            wanted = next(o for o in item["options"] if (o in item["key"]) == right)
            form.locator("input").nth(item["options"].index(wanted)).check()
        case "multiple":
            for n, option in enumerate(item["options"]):
                form.locator("input").nth(n).set_checked((option in item["key"]) == right)
        case "blank":
            for n, key in enumerate(item["key"]):
                form.locator("input").nth(n).fill(f" {key}。" if right else "不知道")
        case "ordering":
            order(form, item["key"] if right else item["key"][::-1])
        case "matching":
            for n, key in enumerate(item["key"]):
                wanted = key if right else next(o for o in item["options"] if o != key)
                form.locator("select").nth(n).select_option(label=wanted)
        case _:
            form.locator("textarea").fill("；".join(item["key"]) if right else "不知道")
    form.get_by_role("button", name="提交").click()
    if item["kind"] == "short":
        page.get_by_role("button", name="就这样判").click()
    expect(page.locator(".xt-verdict")).to_have_text("✓ 答对了" if right else "✗ 答错了")


def order(form: Locator, wanted: list[str]) -> None:
    """Moves the lines into the wanted order with their buttons."""
    for place, line in enumerate(wanted):
        while (now := form.locator(".xt-order li > span").all_inner_texts()).index(line) > place:
            form.locator(".xt-order li").nth(now.index(line)).get_by_role("button").first.click()


class TestTakingIt:
    def test_every_kind_is_answered_marked_missed_and_asked_again(self, page: Page):
        make(page, 14, seed=3)
        page.get_by_role("button", name="开始作答").click()
        kinds: set[str] = set()
        for n in range(14):
            expect(page.locator(".xt-take h3")).to_have_text(f"第 {n + 1} 题，共 14 题")
            item = item_shown(page)
            first = item["kind"] not in kinds
            kinds.add(item["kind"])
            answer(page, right=not first)
            assert plainly(item["explanation"]) in plainly(page.locator(".xt-marked").inner_text())
            page.locator(".xt-marked > .xt-main").click()
        missed = len(kinds)
        expect(page.locator(".xt-score")).to_contain_text(f"答对 {14 - missed} 题，共 14 题")

        page.get_by_role("button", name=f"错题再做一遍（{missed} 题）").click()
        for n in range(missed):
            expect(page.locator(".xt-take h3")).to_have_text(
                f"错题重做：第 {n + 1} 题，共 {missed} 题"
            )
            answer(page, right=True)
            page.locator(".xt-marked > .xt-main").click()
        expect(page.locator(".xt-score")).to_contain_text("100%")
        page.get_by_label("姓名").fill("=王小明")
        with page.expect_download() as download:
            page.get_by_role("button", name="下载成绩（CSV）").click()
        raw = Path(download.value.path()).read_bytes()
        assert raw.startswith("\ufeff".encode())
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
        assert [row["第几遍"] for row in rows] == ["1"] * 14 + ["2"] * missed
        assert [row["结果"] for row in rows].count("答错了") == missed
        assert {row["姓名"] for row in rows} == {"'=王小明"}

    def test_the_explanation_opens_its_source(self, page: Page):
        make(page, 1, "single")
        page.get_by_role("button", name="开始作答").click()
        expect(page.locator(".xt-take .xt-cite")).to_have_count(0)  # no help before the answer
        answer(page, right=False)
        quote = page.locator(".xt-marked .xt-cite").get_attribute("data-quote")
        page.locator(".xt-marked .xt-cite").click()
        page.locator("#xt-source mark").wait_for()
        assert page.text_content("#xt-source mark") == quote

    def test_a_reload_goes_on_where_it_was(self, page: Page):
        make(page, 3, "true-false")
        page.get_by_role("button", name="开始作答").click()
        answer(page, right=True)
        page.reload()
        expect(page.locator(".xt-verdict")).to_have_text("✓ 答对了")
        page.get_by_role("button", name="下一题").click()
        page.reload()
        expect(page.locator(".xt-take h3")).to_have_text("第 2 题，共 3 题")
        page.go_back()
        expect(page.locator(".xt-item")).to_have_count(3)
        page.get_by_role("button", name="接着作答").click()
        expect(page.locator(".xt-take h3")).to_have_text("第 2 题，共 3 题")

    def test_nothing_answered_is_not_marked(self, page: Page):
        make(page, 1, "single")
        page.get_by_role("button", name="开始作答").click()
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_role("alert")).to_have_text("还没有作答。")

    def test_a_blank_is_right_in_the_other_script_too(self, page: Page):
        from ingest.script import render

        make(page, 1, "blank")
        page.get_by_role("button", name="开始作答").click()
        for n, key in enumerate(item_shown(page)["key"]):
            page.locator(".xt-one input").nth(n).fill(render(key, "hans", "hant-tw"))
        page.get_by_role("button", name="提交").click()
        expect(page.locator(".xt-verdict")).to_have_text("✓ 答对了")

    def test_the_keyboard_alone_takes_it_to_the_score(self, page: Page):
        make(page, 2, "true-false")
        page.get_by_role("button", name="开始作答").press("Enter")
        for _ in range(2):
            page.locator(".xt-one input").first.focus()
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
            expect(page.locator(".xt-verdict")).to_be_focused()
            for _ in range(3):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.matches('.xt-marked > .xt-main')"):
                    break
            page.keyboard.press("Enter")
        expect(page.locator(".xt-score")).to_be_visible()

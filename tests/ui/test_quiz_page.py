"""The quiz page in Chromium, as a trainer meets it: from choosing to the last item answered."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from bot.answer import Bot
from bot.quiz import KINDS
from bot.quiz.formats import FORMATS
from ingest.embed import Embedder
from tests.ui.chat import IN_SIGHT
from tests.ui.conftest import running
from tests.ui.offices import office, open_bot
from tests.ui.views import HOSTILE, PHONE, SHOWN, axe_findings, is_hit, sideways, view

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUIZ = "/?view=quiz"
TRAINER = "a trainer's word"
NAMES = {
    "单选": "single",
    "多选": "multiple",
    "判断": "true-false",
    "填空": "blank",
    "排序": "ordering",
    "匹配": "matching",
    "简答": "short",
}


def make(page: Page, n: int, *kinds: str, seed: int = 1) -> Locator:
    """The items of a paper of `n`, made by its form."""
    page.locator(".xt-text-row").first.wait_for()
    for kind in kinds:
        page.check(f".xt-choose [value={kind}]")
    page.get_by_label("题数").fill(str(n))
    page.get_by_label("卷号").fill(str(seed))
    page.locator(".xt-choices").get_by_role("button", name="出题").click()
    items = page.locator(".xt-item")
    expect(items).to_have_count(n)
    return items


def stems(page: Page) -> list[str]:
    return page.locator(".xt-item .xt-stem").all_inner_texts()


def tool(item: Locator, name: str) -> Locator:
    return item.locator(f"[data-tool={name}]")


def kept(page: Page) -> dict[str, Any]:
    """The paper as this tab keeps it."""
    return json.loads(page.evaluate("sessionStorage.getItem('xietiao-quiz')"))


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


@pytest.fixture
def page(chromium: Any, server: str) -> Iterator[Page]:
    with view(chromium, server, QUIZ, accept_downloads=True) as page:
        yield page


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


class TestExporting:
    def test_every_format_is_a_file_that_holds_the_items(self, page: Page):
        make(page, 8)
        rows = kept(page)["rows"]
        single = next(row["item"] for row in rows if row["item"]["kind"] == "single")
        for name, form in FORMATS.items():
            page.locator(".xt-export select").select_option(name)
            with page.expect_download() as download:
                page.get_by_role("button", name="导出").click()
            assert download.value.suggested_filename == f"quiz{form.suffix}"
            text = held(Path(download.value.path()), form.suffix)
            assert plainly(single["options"][0]) in plainly(text), name
            expect(page.locator(".xt-quiz-told")).to_contain_text("已导出")

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


def plainly(text: str) -> str:
    """Its Chinese characters: formats escape marks each in its own way."""
    return "".join(char for char in text if "一" <= char <= "鿿")


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

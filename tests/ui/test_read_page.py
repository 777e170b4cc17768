"""Reading in Chromium: every place has a link, and the link opens on the very words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from bot.answer import Bot
from ingest.embed import Embedder
from ingest.records import Document
from tests.ui.conftest import running
from tests.ui.offices import office, open_bot
from tests.ui.views import (
    HOSTILE,
    PHONE,
    SHOWN,
    SHOWN_TITLE,
    TITLE,
    axe_findings,
    is_hit,
    sideways,
    view,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
]

SHARED = "".join(f"第{n}条规定值班人员按时到岗并且做好记录，不得擅离职守。" for n in range(30))
SEALS = (
    "用印守则\n发表于 2012-3-20 20:45:09\n一、保管\n公章由机要室保管，𠀀字印由主任保管。\n"
    "二、使用\n（一）用印须经主任签字，程序从简。\n（二）用印登记保存三年。\n"
    "**** Hidden Message *****\n三、交接\n交接要当面清点，信息要登记。\n"
    "转载请注明出处：本站网址\n"
)
MEETINGS = (
    "會議守則\n一、通知\n會議通知由祕書科發出，軟體由資訊科準備。\n二、記錄\n溝通情況要記錄。\n"
)
TEXTS = {
    "seals": SEALS,
    "meetings": MEETINGS,
    "duty": f"值班守则\n{SHARED}\n",
    "duty2": f"值班守则\n{SHARED}\n完。\n",
    "hostile": f"{TITLE}\n一、{HOSTILE}\n{HOSTILE}，请签字。\n转载请注明出处：{HOSTILE[:40]}\n",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, models: Path, embedder: Embedder) -> Bot:
    return open_bot(office(tmp_path_factory.mktemp("office"), models, **TEXTS), embedder)


@pytest.fixture(scope="module")
def address(bot: Bot) -> Iterator[str]:
    with running(bot) as address:
        yield address


def document(bot: Bot, name: str) -> Document:
    return next(d for d in bot.index.documents() if Path(d.path).stem == name)


def place(bot: Bot, name: str, words: str = "") -> str:
    """The address of the words in the document of that name, or of the whole of it."""
    found = document(bot, name)
    start = found.text.index(words)
    span = f"&start={start}&end={start + len(words)}" if words else ""
    return f"/?view=read&doc={quote(found.doc_id, safe='')}{span}"


def marked(page: Page) -> str:
    """The words that are marked, joined, once they are in sight."""
    page.locator("mark.xt-place").first.wait_for()
    page.wait_for_timeout(150)
    expect(page.locator("mark.xt-place").first).to_be_in_viewport()
    return "".join(page.locator("mark.xt-place").all_text_contents())


def span_in(page: Page, bot: Bot, name: str) -> str:
    """The original's words at the span that the address names."""
    asked = parse_qs(urlsplit(page.url).query)
    return document(bot, name).text[int(asked["start"][0]) : int(asked["end"][0])]


def test_all_documents_are_listed_and_one_is_opened(chromium: Any, address: str, bot: Bot):
    with view(chromium, address, "/?view=read") as page:
        expect(page.locator(".xt-volumes a")).to_have_count(len(TEXTS))
        facts = page.locator(".xt-volumes li", has_text="用印守则").locator(".xt-facts")
        expect(facts).to_contain_text("简体")
        expect(facts).to_contain_text("缺文 1 处")
        page.get_by_role("link", name="用印守则").click()
        expect(page.locator(".xt-volume-title")).to_have_text("用印守则")
        expect(page.locator(".xt-text")).to_contain_text("公章由机要室保管")
        page.go_back()
        expect(page.locator(".xt-volumes a")).to_have_count(len(TEXTS))
        page.get_by_role("link", name="會議守則").click()
        expect(page.locator(".xt-volume-title")).to_have_text("會議守則")
        page.locator(".xt-back a").click()
        expect(page.locator(".xt-volumes")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("seals", "公章由机要室保管"),
        ("seals", "字印由主任"),  # after a character beyond the BMP
        ("seals", "（一）用印须经主任签字，程序从简。\n（二）用印登记"),
        ("meetings", "軟體由資訊科準備"),
        ("hostile", HOSTILE[3:80]),
    ],
)
def test_a_link_opens_on_its_words(chromium: Any, address: str, bot: Bot, name: str, words: str):
    with view(chromium, address, place(bot, name, words)) as page:
        assert marked(page) == words.replace("\n", "").replace("\x1b", "U+001B")


def test_a_link_opens_on_its_words_in_the_readers_script(chromium: Any, address: str, bot: Bot):
    with view(chromium, address, place(bot, "seals", "程序从简"), locale="zh-TW") as page:
        assert marked(page) == "程序从简"
        page.get_by_role("button", name="繁體").click()
        expect(page.locator(".xt-text")).to_have_attribute("lang", "zh-Hant-TW")
        assert marked(page) == "程序從簡"
        expect(page.locator(".xt-tree")).to_contain_text("二、使用")
        assert span_in(page, bot, "seals") == "程序从简"
        page.get_by_role("button", name="原文").click()
        expect(page.locator(".xt-text")).to_have_attribute("lang", "zh-Hans")
        assert marked(page) == "程序从简"


def test_no_script_is_offered_where_there_is_but_one(chromium: Any, address: str, bot: Bot):
    with view(chromium, address, place(bot, "seals")) as page:
        page.locator(".xt-text").wait_for()
        assert page.locator("[data-script]").count() == 0


SELECT = """([from, to]) => {
  const walker = document.createTreeWalker(document.querySelector(".xt-text"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let begun = false;
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(from);
    if (!begun && at >= 0) { range.setStart(walker.currentNode, at); begun = true; }
    const end = walker.currentNode.data.indexOf(to);
    if (begun && end >= 0) { range.setEnd(walker.currentNode, end + to.length); break; }
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.mark.parametrize(
    ("locale", "script", "shown", "original"),
    [
        ("zh-CN", "", ("字印由", "保管。"), "字印由主任保管。"),
        ("zh-CN", "", ("一、保管", "机要室"), "一、保管\n公章由机要室"),
        ("zh-TW", "繁體", ("經主任", "程序"), "经主任签字，程序"),
        ("zh-TW", "繁體", ("資訊要", "登記。"), "信息要登记。"),
    ],
)
def test_the_link_to_a_selection_names_its_span_of_the_original(
    chromium: Any,
    address: str,
    bot: Bot,
    locale: str,
    script: str,
    shown: tuple[str, str],
    original: str,
):
    with view(
        chromium,
        address,
        place(bot, "seals"),
        locale=locale,
        permissions=["clipboard-read", "clipboard-write"],
    ) as page:
        page.locator(".xt-text").wait_for()
        if script:
            page.get_by_role("button", name=script).click()
            expect(page.locator(".xt-text")).to_have_attribute("lang", "zh-Hant-TW")
        page.evaluate(SELECT, list(shown))
        page.locator("#xt-selected").click()
        expect(page.locator("#xt-toast")).not_to_be_empty()
        assert span_in(page, bot, "seals") == original
        assert page.evaluate("navigator.clipboard.readText()") == page.url
        page.goto(page.url)
        assert marked(page).startswith(original[:1])


def test_every_section_has_a_link(chromium: Any, address: str, bot: Bot):
    with view(chromium, address, place(bot, "seals")) as page:
        page.locator(".xt-text").wait_for()
        links = page.locator(".xt-text a.xt-anchor")
        assert links.count() == len(bot.index.outline(document(bot, "seals").doc_id))
        for n in range(1, links.count()):
            links.nth(n).focus()
            page.keyboard.press("Enter")
            line = links.nth(n).locator("xpath=..").text_content() or ""
            assert line.startswith(marked(page))


class TestOutline:
    def test_it_is_a_tree_for_the_keyboard(self, chromium: Any, address: str, bot: Bot):
        with view(chromium, address, place(bot, "seals")) as page:
            tree = page.get_by_role("tree", name="目录")
            items = tree.get_by_role("treeitem")
            items.first.wait_for()
            assert [item.text_content() for item in items.all()][:2] == [
                "一、保管",
                "二、使用",
            ]
            items.first.focus()
            for key in ("ArrowDown", "ArrowRight", "ArrowDown"):
                page.keyboard.press(key)
            assert self.focused(page).startswith("（二）")
            page.keyboard.press("ArrowLeft")
            assert self.focused(page) == "二、使用"
            page.keyboard.press("ArrowLeft")
            expect(items.filter(has_text="二、使用").first).to_have_attribute(
                "aria-expanded", "false"
            )
            page.keyboard.press("ArrowDown")
            assert self.focused(page) == "三、交接"
            page.keyboard.press("Home")
            assert self.focused(page) == "一、保管"
            page.keyboard.press("End")
            page.keyboard.press("Enter")
            assert marked(page) == "三、交接"
            assert page.evaluate("document.activeElement.textContent").startswith("三、交接")
            assert page.locator('.xt-tree [tabindex="0"]').count() == 1

    def test_the_section_being_read_is_shown(self, chromium: Any, address: str, bot: Bot):
        with view(
            chromium, address, place(bot, "seals"), viewport={"width": 1200, "height": 300}
        ) as page:
            page.get_by_role("treeitem").first.wait_for()
            page.locator(".xt-branch", has_text="三、交接").click()
            assert marked(page) == "三、交接"
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            expect(page.locator(".xt-tree [aria-current]")).to_have_count(1)

    @staticmethod
    def focused(page: Page) -> str:
        return page.evaluate("document.activeElement.textContent")


class TestFind:
    @pytest.mark.parametrize("typed", ["溝通", "沟通"])
    def test_words_are_found_in_either_script(
        self, chromium: Any, address: str, bot: Bot, typed: str
    ):
        with view(chromium, address, place(bot, "meetings")) as page:
            page.get_by_role("searchbox").fill(typed)
            assert marked(page) == "溝通"
            expect(page.locator(".xt-find output")).to_have_text("第 1 处，共 1 处")

    def test_the_keyboard_goes_from_place_to_place(self, chromium: Any, address: str, bot: Bot):
        with view(chromium, address, place(bot, "seals")) as page:
            box = page.get_by_role("searchbox")
            box.fill("登记")
            count = page.locator(".xt-find output")
            expect(count).to_have_text("第 1 处，共 2 处")
            first = page.url
            box.press("Enter")
            expect(count).to_have_text("第 2 处，共 2 处")
            assert page.url != first and span_in(page, bot, "seals") == "登记"
            box.press("Enter")
            expect(count).to_have_text("第 1 处，共 2 处")
            box.press("Shift+Enter")
            expect(count).to_have_text("第 2 处，共 2 处")
            page.get_by_role("button", name="上一处").click()
            expect(count).to_have_text("第 1 处，共 2 处")
            box.fill("没有这话")
            expect(count).to_have_text("没有找到")
            box.press("Escape")
            expect(count).to_have_text("")

    def test_what_is_hidden_is_found_once_it_is_shown(self, chromium: Any, address: str, bot: Bot):
        with view(chromium, address, place(bot, "seals")) as page:
            page.get_by_role("searchbox").fill("转载")
            expect(page.locator(".xt-find output")).to_have_text("没有找到")
            page.get_by_role("button", name="显示清理掉的内容").click()
            assert marked(page) == "转载"


class TestCleaning:
    def test_what_was_hidden_is_shown_on_request_with_the_reason(
        self, chromium: Any, address: str, bot: Bot
    ):
        with view(chromium, address, place(bot, "seals")) as page:
            hidden = page.locator(".xt-masked", has_text="2012-3-20")
            switch = page.get_by_role("button", name="显示清理掉的内容")
            expect(switch).to_have_attribute("aria-pressed", "false")
            expect(hidden).to_be_hidden()
            switch.click()
            expect(hidden).to_be_visible()
            expect(hidden.locator(".xt-rule")).to_have_text("网站或论坛加的页头")
            shown = page.locator(".xt-masked")
            assert shown.count() == len(document(bot, "seals").masks)
            switch.click()
            expect(hidden).to_be_hidden()

    def test_a_gap_is_marked(self, chromium: Any, address: str, bot: Bot):
        with view(chromium, address, place(bot, "seals")) as page:
            expect(page.get_by_role("note")).to_have_text("论坛把这一段藏起来了，原文缺失")

    def test_a_link_to_hidden_words_shows_them(self, chromium: Any, address: str, bot: Bot):
        with view(chromium, address, place(bot, "seals", "发表于 2012")) as page:
            assert marked(page) == "发表于 2012"


def test_near_duplicates_point_to_each_other(chromium: Any, address: str, bot: Bot):
    with view(chromium, address, place(bot, "duty")) as page:
        expect(page.locator(".xt-twins a")).to_have_text(["值班守则"])
        beside = page.locator(".xt-beside").first
        expect(beside).to_contain_text("另见 值班守则")
        beside.get_by_role("link").click()
        expect(page.locator(".xt-facts")).to_contain_text("duty2.txt")
        assert SHARED[:40] in marked(page)


def test_a_document_that_is_not_there_is_told(chromium: Any, address: str):
    with view(chromium, address, "/?view=read&doc=nobody") as page:
        expect(page.get_by_role("alert")).to_contain_text("没有这份资料")


def test_a_text_is_never_markup(chromium: Any, address: str, bot: Bot):
    with view(chromium, address, "/?view=read") as page:
        listed = page.locator(".xt-volumes a", has_text="<img")
        expect(listed).to_have_text(SHOWN_TITLE)
        listed.click()
        expect(page.locator(".xt-volume-title")).to_have_text(SHOWN_TITLE)
        assert SHOWN in (page.locator(".xt-text").text_content() or "")
        assert SHOWN_TITLE in (page.locator(".xt-text").text_content() or "")
        expect(page.get_by_role("treeitem").first).to_contain_text("<script>")
        page.get_by_role("button", name="显示清理掉的内容").click()
        page.get_by_role("searchbox").fill("<script>")
        assert marked(page) == "<script>"
        page.get_by_role("treeitem").first.focus()
        page.keyboard.press("Enter")
        assert not is_hit(page)


def test_nothing_turns_the_line_around(chromium: Any, address: str, bot: Bot):
    """The characters after the override stand to the right of those before it."""
    with view(chromium, address, place(bot, "hostile", "请签字")) as page:
        assert marked(page) == "请签字"
        lefts = page.evaluate("""() => [0, 1].map((n) => {
          const range = document.createRange();
          const words = document.querySelector("mark.xt-place").firstChild;
          range.setStart(words, n);
          range.setEnd(words, n + 1);
          return range.getBoundingClientRect().left;
        })""")
        assert lefts[0] < lefts[1]


class TestOnAPhone:
    def test_nothing_scrolls_sideways(self, chromium: Any, address: str, bot: Bot):
        for where in ("/?view=read", place(bot, "seals"), place(bot, "hostile")):
            with view(chromium, address, where, **PHONE) as page:
                page.locator(".xt-reader").wait_for()
                page.wait_for_timeout(200)
                assert sideways(page) <= 0, where

    def test_the_outline_is_folded_up_and_opens(self, chromium: Any, address: str, bot: Bot):
        with view(chromium, address, place(bot, "seals"), **PHONE) as page:
            item = page.locator(".xt-branch", has_text="三、交接")
            expect(item).to_be_hidden()
            page.locator(".xt-outline summary").tap()
            item.tap()
            assert marked(page) == "三、交接"
            expect(item).to_be_hidden()

    def test_a_link_opens_on_its_words(self, chromium: Any, address: str, bot: Bot):
        with view(chromium, address, place(bot, "seals", "当面清点"), **PHONE) as page:
            assert marked(page) == "当面清点"

    def test_the_title_stands_once_until_a_link_leads_to_it(
        self, chromium: Any, address: str, bot: Bot
    ):
        def height(page: Page) -> float:
            return page.locator(".xt-same-title").evaluate("each => each.offsetHeight")

        with view(chromium, address, place(bot, "seals"), **PHONE) as page:
            expect(page.locator(".xt-volume-title")).to_have_text("用印守则")
            assert height(page) <= 1
        with view(chromium, address, place(bot, "seals", "用印守则"), **PHONE) as page:
            assert marked(page) == "用印守则"
            assert height(page) > 20
        with view(chromium, address, place(bot, "seals")) as page:
            expect(page.locator(".xt-text")).to_contain_text("公章由机要室保管")
            assert height(page) > 20


@pytest.mark.parametrize(
    ("locale", "title", "switch"),
    [
        ("zh-CN", "资料", "显示清理掉的内容"),
        ("zh-TW", "資料", "顯示清理掉的內容"),
        ("zh-HK", "資料", "顯示清理掉的內容"),
        ("en-GB", "The texts", "Show what was removed"),
    ],
)
def test_the_page_speaks_the_readers_language(
    chromium: Any, address: str, bot: Bot, locale: str, title: str, switch: str
):
    with view(chromium, address, "/?view=read", locale=locale) as page:
        expect(page.locator("#xt-read h2")).to_have_text(title)
        page.get_by_role("link", name="用印守则").click()
        expect(page.get_by_role("button", name=switch)).to_be_visible()


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE, {"locale": "en-GB"}])
def test_axe_finds_nothing_serious(chromium: Any, address: str, bot: Bot, options: dict[str, Any]):
    with view(chromium, address, "/?view=read", **options) as page:
        page.locator(".xt-volumes").wait_for()
        assert axe_findings(page) == []
        page.goto(f"{address}{place(bot, 'seals', '当面清点')}")
        page.locator("[data-masked-switch]").click()
        page.get_by_role("searchbox").fill("登记")
        expect(page.locator(".xt-find output")).not_to_be_empty()
        assert axe_findings(page) == []

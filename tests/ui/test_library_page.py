"""The library in Chromium, as an administrator meets it: upload, ask, delete, feedback."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from playwright.sync_api import Page, expect

from ingest.embed import Embedder
from tests.ui.conftest import running
from tests.ui.offices import ADMIN, office, open_bot
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

LIBRARY = "/?view=library"
CARS = ["用车守则", "公务用车由行政科调度。", "司机出车前须检查车况。"]
NOISY = "门禁守则\n门禁卡由保卫科发放。\n转载请注明出处：本站网址\n"


@pytest.fixture
def address(tmp_path: Path, models: Path, embedder: Embedder) -> Iterator[str]:
    bot = open_bot(office(tmp_path, models), embedder, admin_password=ADMIN)
    bot.gate = replace(
        bot.gate, threshold=0.0
    )  # three short texts: what it knows is not tried here
    with running(bot) as address:
        yield address


@pytest.fixture(scope="module")
def steady(
    tmp_path_factory: pytest.TempPathFactory, models: Path, embedder: Embedder
) -> Iterator[str]:
    """A library that no test changes."""
    place = office(tmp_path_factory.mktemp("office"), models)
    with running(open_bot(place, embedder, admin_password=ADMIN)) as address:
        yield address


def word_file(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sign_in(page: Page, password: str = ADMIN) -> Page:
    """The library, opened by its own link to the form."""
    page.locator("#xt-library .xt-main").click()
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")
    page.locator(".xt-kept tbody tr").first.wait_for()
    return page


def upload(page: Page, *files: tuple[str, bytes]) -> None:
    page.set_input_files(
        "#xt-library input[type=file]",
        [{"name": name, "mimeType": "", "buffer": content} for name, content in files],
    )


def sent(page: Page, name: str) -> Any:
    """What became of the uploaded file."""
    return page.locator(".xt-sent li", has_text=name).locator(".xt-sent-told")


def client(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, headers={"authorization": f"Bearer {ADMIN}"})


class TestSigningIn:
    def test_who_is_not_signed_in_is_told_how_to(self, chromium: Any, steady: str):
        with view(chromium, steady, LIBRARY) as page:
            expect(page.locator("#xt-library")).to_contain_text("资料库只对管理员开放。")
            assert page.locator("#xt-library input").count() == 0
            sign_in(page)
            assert page.url == f"{steady}{LIBRARY}"
            expect(page.locator(".xt-kept-count")).to_have_text("共 2 份")

    def test_where_it_is_off_it_is_told_how_to_turn_it_on(
        self, chromium: Any, tmp_path: Path, models: Path, embedder: Embedder
    ):
        with (
            running(open_bot(office(tmp_path, models), embedder)) as address,
            view(chromium, address, LIBRARY, locale="en") as page,
        ):
            command = page.locator("#xt-library code")
            expect(command).to_have_text("XIETIAO_ADMIN_PASSWORD=your-password xietiao serve")

    @pytest.mark.parametrize(
        ("locale", "title", "drop"),
        [
            ("zh-TW", "資料庫", "把檔案拖到這裡"),
            ("zh-HK", "資料庫", "把檔案拖到這裏"),
            ("en-GB", "Library", "Drop files here"),
        ],
    )
    def test_it_speaks_the_readers_language(
        self, chromium: Any, steady: str, locale: str, title: str, drop: str
    ):
        with view(chromium, steady, LIBRARY, locale=locale) as page:
            sign_in(page)
            expect(page.locator("#xt-library h2")).to_have_text(title)
            expect(page.locator(".xt-drop")).to_contain_text(drop)


class TestUploading:
    def test_a_word_file_is_uploaded_read_asked_and_deleted(self, chromium: Any, address: str):
        with view(chromium, address, LIBRARY) as page:
            sign_in(page)
            upload(page, ("用车守则.docx", word_file(*CARS)))
            expect(sent(page, "用车守则.docx")).to_have_text("已收下《用车守则》，28 字")
            row = page.locator(".xt-kept tbody tr", has_text="用车守则")
            expect(row).to_be_visible()
            expect(page.locator(".xt-reported")).to_contain_text("新增")

            row.get_by_role("link").click()
            expect(page.locator(".xt-text")).to_contain_text("公务用车由行政科调度")
            page.goto(f"{address}/")
            page.locator("#xt-box textarea").fill("公务用车由谁调度？")
            page.keyboard.press("Enter")
            page.locator(".xt-cite").first.wait_for()
            expect(page.locator(".xt-answer").first).to_contain_text("行政科")

            page.goto(f"{address}{LIBRARY}")
            row.get_by_role("button", name="删除").click()
            dialog = page.get_by_role("dialog")
            expect(dialog).to_contain_text("用车守则")
            page.keyboard.press("Escape")
            expect(dialog).to_be_hidden()
            row.get_by_role("button", name="删除").click()
            dialog.get_by_role("button", name="删除").click()
            expect(row).to_have_count(0)
            expect(page.locator(".xt-kept-count")).to_have_text("共 2 份")

    def test_every_bad_file_is_explained_and_the_good_one_taken(self, chromium: Any, address: str):
        with view(chromium, address, LIBRARY) as page:
            sign_in(page)
            upload(
                page,
                ("坏.docx", b"no zip"),
                ("空.txt", b""),
                ("图.png", b"\x89PNG\r\n"),
                ("门禁.txt", NOISY.encode()),
            )
            expect(sent(page, "门禁.txt")).to_contain_text("已收下《门禁守则》")
            expect(sent(page, "坏.docx")).to_have_text(
                "Word 文件已损坏；请用 Word 或 WPS 打开，重新存为 .docx"
            )
            expect(sent(page, "空.txt")).to_have_text("文件是空的（0 字节）；请写入正文后重新保存")
            expect(sent(page, "图.png")).to_contain_text("读不了 .png 文件")
            report = page.locator(".xt-report details", has_text="门禁.txt")
            report.locator("summary").click()
            removed = report.locator(".xt-removed li").first
            expect(removed.locator("q")).to_have_text("转载请注明出处：本站网址")
            expect(removed.locator(".xt-rule")).to_have_text("转载与版权说明")

    def test_a_file_of_the_same_name_is_replaced_when_told_to(self, chromium: Any, address: str):
        with view(chromium, address, LIBRARY) as page:
            sign_in(page)
            upload(page, ("a.txt", NOISY.encode()))
            expect(sent(page, "a.txt")).to_contain_text("已收下")
            page.reload()
            upload(page, ("a.txt", "考勤守则\n考勤由人事科登记。\n".encode()))
            expect(sent(page, "a.txt")).to_contain_text("已经有 a.txt 了")
            sent(page, "a.txt").get_by_role("button", name="替换").click()
            expect(sent(page, "a.txt")).to_contain_text("已收下《考勤守则》")
            expect(page.locator(".xt-kept tbody")).to_contain_text("考勤守则")
            expect(page.locator(".xt-kept tbody")).not_to_contain_text("门禁守则")

    def test_the_index_is_made_anew_and_duplicates_are_told(self, chromium: Any, address: str):
        text = "".join(f"第{n}条规定值班人员按时到岗并且做好记录。\n" for n in range(30))
        with view(chromium, address, LIBRARY) as page:
            sign_in(page)
            expect(page.locator(".xt-duplicates")).to_contain_text("没有发现")
            upload(page, ("一.txt", f"甲\n{text}".encode()), ("二.txt", f"乙\n{text}".encode()))
            expect(page.locator(".xt-cluster a")).to_have_count(2)
            page.get_by_role("button", name="全部重建").click()
            expect(page.locator(".xt-summary").first).to_have_text("新增 4")
            page.get_by_role("button", name="更新索引").click()
            expect(page.locator(".xt-report > .xt-summary")).to_have_text("未变 4")
            assert page.locator(".xt-report > .xt-reported").count() == 0
            expect(page.locator(".xt-earlier .xt-summary").first).to_have_text("新增 4")
            expect(page.locator(".xt-run-state")).to_have_text("索引已是最新。")

    def test_what_a_file_holds_is_never_markup(self, chromium: Any, address: str):
        """The name can't hold what the title and the removed spans can."""
        text = f"{TITLE}\n{HOSTILE}，请签字。\n转载请注明出处：{TITLE}\n"
        name = "<img src=x onerror=alert(1)>.txt"
        with view(chromium, address, LIBRARY) as page:
            sign_in(page)
            upload(page, ("h.txt", text.encode()), (name, text.encode()))
            expect(sent(page, "h.txt")).to_contain_text(SHOWN_TITLE)
            expect(sent(page, name)).to_contain_text("有不能用的字符")
            row = page.locator(".xt-kept tbody tr", has_text="<img")
            expect(row).to_be_visible()
            report = page.locator(".xt-report details", has_text="h.txt")
            report.locator("summary").click()
            expect(report.locator("q").first).to_contain_text("U+202E")
            row.get_by_role("button", name="删除").click()
            expect(page.get_by_role("dialog")).to_contain_text(SHOWN_TITLE)
            assert not is_hit(page)


class TestFeedback:
    @pytest.fixture
    def voted(self, address: str) -> str:
        """The address of an office whose readers have voted twice."""
        with client(address) as readers:
            for question, vote, reason in (
                ("公章由谁保管？", "up", None),
                (f"红戳归谁管 {HOSTILE}", "down", "should_answer"),
            ):
                answer = readers.post("/api/ask", json={"question": question}).json()
                given = {"question": question, "answer": answer, "vote": vote, "reason": reason}
                given["comment"] = HOSTILE if reason else ""
                assert readers.post("/api/feedback", json=given).status_code == 201
        return address

    def test_votes_are_listed_and_a_question_attached_to_its_section(
        self, chromium: Any, voted: str
    ):
        with view(chromium, voted, LIBRARY, accept_downloads=True) as page:
            sign_in(page)
            page.get_by_role("tab", name="读者反馈").click()
            expect(page.locator(".xt-voted")).to_have_count(2)
            expect(page.locator(".xt-votes-count")).to_have_text("有用 1，有问题 1")
            bad = page.locator(".xt-voted").first
            expect(bad.locator("h3")).to_have_text(f"红戳归谁管 {SHOWN}")
            expect(bad.locator("blockquote")).to_have_text(SHOWN)
            expect(bad.locator(".xt-reason")).to_have_text("资料里有，却没有回答")
            bad.get_by_role("button", name="指出该由哪一节回答").click()
            bad.get_by_label("资料").select_option(label="用印守则")
            bad.get_by_role("button", name="确定").click()
            expect(bad.locator(".xt-attached")).to_contain_text("用印守则")
            expect(bad.locator(".xt-belongs-told")).to_contain_text("已生效")
            with client(voted) as admin:
                (line,) = admin.get("/api/library/questions").json()
                assert line["question"].startswith("红戳归谁管")
            assert not is_hit(page)

            with page.expect_download() as download:
                page.get_by_role("button", name="导出为评测题").click()
            cases = [
                json.loads(case)
                for case in Path(download.value.path()).read_text("utf-8").splitlines()
            ]
            assert [case["question"][:4] for case in cases] == ["公章由谁", "红戳归谁"]
            assert cases[1]["answerable"]
            expect(page.locator(".xt-votes-told")).to_have_text("已导出 2 题。")

            bad.get_by_role("button", name="取消指向").click()
            expect(bad.locator(".xt-attached")).to_have_count(0)

    def test_the_votes_shown_are_chosen(self, chromium: Any, voted: str):
        with view(chromium, voted, LIBRARY) as page:
            sign_in(page)
            page.get_by_role("tab", name="资料").focus()
            page.keyboard.press("ArrowRight")
            expect(page.locator(".xt-voted")).to_have_count(2)
            page.get_by_label("显示").select_option("up")
            expect(page.locator(".xt-voted h3")).to_have_text(["公章由谁保管？"])


def test_on_a_phone_nothing_scrolls_sideways(chromium: Any, steady: str):
    with view(chromium, steady, LIBRARY, **PHONE) as page:
        assert sideways(page) <= 0
        sign_in(page)
        assert sideways(page) <= 0
        page.get_by_role("tab", name="读者反馈").tap()
        expect(page.locator(".xt-votes-none")).to_be_visible()
        assert sideways(page) <= 0


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE, {"locale": "en-GB"}])
def test_axe_finds_nothing_serious(chromium: Any, steady: str, options: dict[str, Any]):
    with view(chromium, steady, LIBRARY, **options) as page:
        page.locator("#xt-library .xt-main").wait_for()
        assert axe_findings(page) == []
        sign_in(page)
        assert axe_findings(page) == []
        page.get_by_role("tab").last.click()
        expect(page.locator(".xt-votes-none")).to_be_visible()
        assert axe_findings(page) == []

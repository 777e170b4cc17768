"""`python -m tests.ui.screenshots [VIEW ...]`: the pictures in docs/screenshots, of the program.

Every view, wide and narrow, light and dark; VIEW takes only pictures whose name begins so. They show
a copy of the index that the settings name; `xietiao ingest` builds it.
"""

import base64
import io
import logging
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import httpx
from playwright.sync_api import Page, sync_playwright
from pydantic import SecretStr

from bot.answer import Bot
from bot.settings import Settings
from ingest.errors import XietiaoError
from tests.ui.conftest import CHROMIUM_ARGS, running
from tests.ui.offices import ADMIN, ingested
from tests.ui.views import view

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
QUESTION = "办公室主任要念好的七字经是哪七个字？"
TRADITIONAL = "辦公室做好協調工作要注意哪些問題？"
UNCOVERED = "红烧肉怎么做？"
CARS = ("用车守则", "公务用车由行政科调度。", "转载请注明出处：本站网址")

SIZES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1360, "height": 900}},
    "narrow": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 1.5,
        "is_mobile": True,
        "has_touch": True,
    },
}
SCHEMES = {"light": "zh-CN", "dark": "zh-TW"}
# Chromium writes WebP where Playwright writes PNG, five times the size for a page of text.
_WEBP = """async (png) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: 0.72 })).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""


class Camera:
    """Takes the pictures that are wanted, of one size and colour scheme."""

    def __init__(self, chromium: Any, address: str, name: str, wanted: Sequence[str]) -> None:
        """`name` ends every picture's name."""
        self._writer = chromium.new_page()
        self._address = address
        self._wanted = tuple(wanted)
        self.name = name
        size, scheme = name.split("-")
        self._options = {**SIZES[size], "color_scheme": scheme, "locale": SCHEMES[scheme]}
        self._chromium = chromium

    def view(self, place: str, **options: Any) -> Any:
        """The page at `place`."""
        return view(self._chromium, self._address, place, **{**self._options, **options})

    def takes(self, *views: str) -> bool:
        """Whether one of these is wanted."""
        wanted = self._wanted or ("",)
        return any(view.startswith(wanted) or wanted[0].startswith(view) for view in views)

    def save(self, page: Page, view: str) -> None:
        """One picture of what is in the window."""
        if not self.takes(view):
            return
        page.wait_for_timeout(400)
        png = base64.b64encode(page.screenshot()).decode()
        webp = base64.b64decode(self._writer.evaluate(_WEBP, png))
        (FOLDER / f"{view}-{self.name}.webp").write_bytes(webp)


def main() -> int:
    """Takes every picture, or those whose names begin as told."""
    logging.basicConfig(level=logging.WARNING)
    with tempfile.TemporaryDirectory() as data:
        try:
            bot = Bot.open(copied(Settings(), Path(data)))
        except XietiaoError as problem:
            sys.stderr.write(f"{problem}\n")
            return 1
        FOLDER.mkdir(parents=True, exist_ok=True)
        with running(bot) as address, sync_playwright() as playwright:
            furnish(address)
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=CHROMIUM_ARGS
            )
            names = [f"{size}-{scheme}" for size in SIZES for scheme in SCHEMES]
            cameras = [Camera(chromium, address, name, sys.argv[1:]) for name in names]
            for take in (take_library, take_quiz, take_asking):  # asking leaves votes
                for camera in cameras:
                    take(camera)
            chromium.close()
    return 0


def copied(settings: Settings, data: Path) -> Settings:
    """The same with a data folder of their own, since uploads and votes are pictured too."""
    if settings.index_folder.is_dir():
        shutil.copytree(settings.index_folder, data / "index")
    models = settings.data / "models"
    models.mkdir(parents=True, exist_ok=True)
    (data / "models").symlink_to(models.resolve(), target_is_directory=True)
    return settings.model_copy(update={"data": data, "admin_password": SecretStr(ADMIN)})


def furnish(address: str) -> None:
    """An uploaded file with its report, and votes."""
    with httpx.Client(
        base_url=address, headers={"authorization": f"Bearer {ADMIN}"}, timeout=120
    ) as client:
        word = io.BytesIO()
        document = docx.Document()
        for line in CARS:
            document.add_paragraph(line)
        document.save(word)
        client.post("/api/library/documents", files={"files": ("用车守则.docx", word.getvalue())})
        ingested(client)
        for question, vote, reason in (
            (QUESTION, "up", None),
            ("办公室怎么当好领导的参谋？", "down", "incomplete"),
        ):
            answer = client.post("/api/ask", json={"question": question}).json()
            given = {"question": question, "answer": answer, "vote": vote, "reason": reason}
            client.post("/api/feedback", json=given).raise_for_status()


def take_asking(camera: Camera) -> None:
    """A conversation, its sources, a text, a refusal."""
    if not camera.takes(
        "welcome", "ask", "quote", "source", "read", "texts", "refused", "vote", "settings"
    ):
        return
    with camera.view("/") as page:
        page.locator(".xt-welcome").wait_for()
        camera.save(page, "welcome")
        ask(page, QUESTION if "light" in camera.name else TRADITIONAL)
        camera.save(page, "ask")
        marker = page.locator(".xt-cite").nth(1)
        if "narrow" in camera.name:
            marker.tap()
            camera.save(page, "quote")
        marker.click()
        page.locator("#xt-source mark").wait_for()
        camera.save(page, "source")
        page.click(".xt-source-whole")
        page.locator("mark.xt-place").first.wait_for()
        camera.save(page, "read")
        page.goto(page.url.split("?")[0] + "?view=read")
        page.locator(".xt-volumes li").first.wait_for()
        camera.save(page, "texts")
    with camera.view("/") as page:
        ask(page, UNCOVERED)
        camera.save(page, "refused")
        page.click("[data-vote=down]")
        camera.save(page, "vote")
        page.click(".xt-settings summary")
        camera.save(page, "settings")


def take_quiz(camera: Camera) -> None:
    """Choosing, the paper, an item edited, taken, marked, the score."""
    if not camera.takes("quiz"):
        return
    with camera.view("/?view=quiz") as page:
        page.locator(".xt-text-row").first.wait_for()
        camera.save(page, "quiz-choose")
        page.locator("[name=n]").fill("8")
        page.locator(".xt-choices .xt-main").click()
        page.locator(".xt-item").first.wait_for()
        camera.save(page, "quiz-paper")
        page.locator("[data-tool=edit]").first.click()
        camera.save(page, "quiz-edit")
        page.keyboard.press("Escape")
        page.locator(".xt-item .xt-cite").nth(1).click()
        page.locator("#xt-source mark").wait_for()
        camera.save(page, "quiz-source")
        page.keyboard.press("Escape")
        page.locator(".xt-paper-top .xt-main").click()
        for n in range(8):
            page.locator(".xt-one").wait_for()
            if n == 0:
                camera.save(page, "quiz-take")
            answer(page, is_right=n % 3 != 2)
            if n == 2:
                camera.save(page, "quiz-marked")
            page.locator(".xt-marked > .xt-main").click()
        camera.save(page, "quiz-score")


def answer(page: Page, *, is_right: bool) -> None:
    """Answers the item that is shown with what the tab keeps as its key, or with anything."""
    key = page.evaluate(
        "(() => { const { paper } = window.xtQuiz; const id = paper.take.ids[paper.take.at];"
        " return paper.rows.find((row) => row.item.id === id).item.key; })()"
    )
    form = page.locator(".xt-one")
    for field in form.locator("input[type=text], textarea").all():
        field.fill("；".join(key) if is_right else "不清楚")
    for n, field in enumerate(form.locator("select").all()):
        field.select_option(label=key[n])
    for label in form.locator("label.xt-option").all():
        if (label.inner_text().strip() in key) == is_right:
            label.locator("input").check()
    form.locator("[type=submit]").click()
    page.locator(".xt-verdict, .xt-self").first.wait_for()
    if page.locator(".xt-self").count():
        page.locator(".xt-self [type=submit]").click()
        page.locator(".xt-verdict").wait_for()


def take_library(camera: Camera) -> None:
    """Signing in, the documents with the report of an upload, the votes."""
    if not camera.takes("sign", "library", "feedback"):
        return
    with camera.view("/sign-in?next=/%3Fview%3Dlibrary") as page:
        camera.save(page, "sign-in")
        page.locator("[type=password]").fill(ADMIN)
        page.keyboard.press("Enter")
        page.locator(".xt-kept tbody tr").first.wait_for()
        page.locator(".xt-report").first.wait_for()
        camera.save(page, "library")
        page.get_by_role("tab").last.click()
        page.locator(".xt-voted").first.wait_for()
        camera.save(page, "feedback")


def ask(page: Page, question: str) -> None:
    """Asks, and waits for the answer."""
    page.fill("#xt-box textarea", question)
    page.keyboard.press("Enter")
    page.locator(".xt-answer").first.wait_for()


if __name__ == "__main__":
    raise SystemExit(main())

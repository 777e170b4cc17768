"""A bot without an index, a server in a thread, and a browser that may talk to it alone."""

import faulthandler
import hashlib
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.answer import BadQuestion, Bot
from bot.records import Answer, Citation, Hit, Turn
from bot.settings import Settings
from bot.wording import decline
from ingest.errors import UnknownDocument
from ingest.records import Document, Passage, Script
from ingest.script import detect, render

CORPUS = Path(__file__).parents[2] / "corpus"

# What the fake cites, found in the corpus by str.find: one question in each script, and a rest.
QUOTES = {
    "七字": [
        "敏、谋、快、敢、勤、实、宽。",
        "快,就是办事要讲效率,雷厉风行",
        "宽,就是心胸宽广,对人对事宽宏大量。",
    ],
    "溝通": [
        "溝通協調是辦公室的一項重要工作。",
        "組織材料的“勤務員”",
        "1、溝通協調是使組織成爲一個整體的“凝聚劑”\n\n每個黨政機關",
    ],
    "那": ["有權不越權。"],
}
TOPICS = ("办公室主任要念好七字经", "办公室工作必须遵循的三项原则")


class FakeBot:
    """Answers with fixed quotes from the corpus; remembers the history it was given."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = {document.doc_id: document for document in documents}
        self.index = SimpleNamespace(
            documents=lambda: list(self.documents.values()),
            document=self.document,
            outline=lambda doc_id: [],
            passages=lambda doc_id: [],
            folder=Path("gen-000001"),
            manifest={"n_documents": len(documents)},
        )
        self.settings = Settings(data=Path(tempfile.mkdtemp(prefix="xietiao-")))
        self.histories: list[tuple[Turn, ...]] = []

    def document(self, doc_id: str) -> Document:
        try:
            return self.documents[doc_id]
        except KeyError:
            raise UnknownDocument(f"no document {doc_id!r}; `xietiao show` lists them") from None

    def examples(self) -> list[str]:
        return ["办公室主任的七字诀是什么？", "办公室工作要遵循哪三项原则？"]

    def stream(
        self, question: str, history: Sequence[Turn] = (), script: str = "auto"
    ) -> Iterator[Answer]:
        yield self.ask(question, history, script)

    def ask(self, question: str, history: Sequence[Turn] = (), script: str = "auto") -> Answer:
        if not question.strip():
            raise BadQuestion("the question is empty; type what you want to know")
        if len(question) > self.settings.max_question_chars:
            raise BadQuestion(
                f"the question is {len(question):,} characters long; ask in at most 2,000"
            )
        self.histories.append(tuple(history))
        reader = cast(Script, detect(question) if script == "auto" else script)
        quotes = next((quotes for word, quotes in QUOTES.items() if word in question), [])
        citations = tuple(self._cite(n, quote) for n, quote in enumerate(quotes, start=1))
        return self._answer(question, reader, citations)

    def _answer(self, question: str, reader: Script, citations: tuple[Citation, ...]) -> Answer:
        topics = () if citations else tuple(render(topic, "hans", reader) for topic in TOPICS)
        lines = [
            f"{render(c.quote.split()[-1], detect(c.quote), reader)}[{c.marker}]" for c in citations
        ]
        hits = tuple(self._hit(citation) for citation in citations[:1])
        return Answer(
            question=question,
            answer="\n".join(lines) or decline(reader, topics),
            script=reader,
            refused=not citations,
            reason=None if citations else "not_covered",
            confidence=0.9 if citations else 0.1,
            citations=citations,
            hits=hits,
            answerer="extractive",
            timings_ms={"retrieve": 1.0, "answer": 1.0, "total": 2.0},
            topics=topics,
        )

    def _cite(self, marker: int, quote: str) -> Citation:
        document = next(d for d in self.documents.values() if quote in d.text)
        start = document.text.find(quote)
        heading = (document.title, "五、办公室主任要念好七字经")
        end = start + len(quote)
        return Citation(
            marker, document.doc_id, document.path, document.title, heading, start, end, quote
        )

    def _hit(self, citation: Citation) -> Hit:
        document = self.documents[citation.doc_id]
        return Hit(Passage(document, citation.start, citation.end, 0, citation.heading), 1.0)


def read_corpus() -> list[Document]:
    documents: list[Document] = []
    for file in sorted(CORPUS.glob("*.txt")):
        raw = file.read_bytes()
        text = raw.decode("utf-8")
        title = max(
            text.split("\n")[:6], key=lambda line: "办公室" in line or "辦公室" in line
        ).strip()
        sha256 = hashlib.sha256(raw).hexdigest()
        documents.append(
            Document(file.stem, f"corpus/{file.name}", title, text, detect(text), sha256)
        )
    return documents


@pytest.fixture(scope="session")
def fake() -> FakeBot:
    return FakeBot(read_corpus())


@pytest.fixture(scope="session")
def bot(bot: Bot, fake: FakeBot) -> Bot:
    """The real bot; the history it is given is noted in `fake.histories`."""

    class Noting(Bot):
        def stream(
            self,
            question: str,
            history: Sequence[Turn] = (),
            script: str = "auto",
            documents: Sequence[str] = (),
        ) -> Iterator[Answer]:
            fake.histories.append(tuple(history))
            return super().stream(question, history, script, documents)

    return Noting(bot.index, bot.retriever.embedder, bot.settings)


@pytest.fixture(scope="session")
def server(bot: Bot) -> Iterator[str]:
    """The address of the real server, on a free port."""
    with running(bot) as address:
        yield address


class running:
    """`with running(bot) as address`: uvicorn in a thread."""

    def __init__(self, bot: Bot) -> None:
        from ui.serve import listen, server_of

        self._listener = listen("127.0.0.1", 0)
        self._server = server_of(bot)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True
        )

    def __enter__(self) -> str:
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            assert self._thread.is_alive() and time.monotonic() < deadline, (
                "the server did not start"
            )
            time.sleep(0.02)
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __exit__(self, *exc: object) -> None:
        self._server.should_exit = True
        self._thread.join(40)  # it answers who has asked before it stops
        if self._thread.is_alive():  # one that still runs may not lose its socket
            faulthandler.dump_traceback()  # what it waits for
        else:
            self._listener.close()


CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
        yield browser
        browser.close()

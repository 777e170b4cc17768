"""What somebody would try who has read the source, and found wanting. SECURITY.md lists the rest."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.answer import Bot
from ingest.embed import Embedder
from tests.ui.offices import ADMIN, READER, client_of, office, open_bot
from ui import patience
from ui.guard import bodies

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, models: Path, embedder: Embedder) -> Bot:
    place = office(tmp_path_factory.mktemp("office"), models)
    return open_bot(place, embedder, admin_password=ADMIN, llm_api_key="sk-verysecret")


@pytest.fixture(scope="module")
def client(small: Bot) -> Iterator[httpx.Client]:
    with client_of(small) as client:
        yield client


def connect(client: httpx.Client) -> socket.socket:
    return socket.create_connection((client.base_url.host, client.base_url.port or 0), 20)


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
def test_who_never_says_what_they_want_is_hung_up_on(
    client: httpx.Client, said: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(patience, "HEADERS_WITHIN_S", 0.5)
    with connect(client) as slow:
        slow.sendall(said)
        began = time.monotonic()
        assert slow.recv(100) == b""
        assert time.monotonic() - began < 10


def test_a_body_that_trickles_is_not_waited_for(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bodies, "_BODY_WITHIN_S", 0.5)
    head = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with connect(client) as slow:
        slow.sendall(head + b'Content-Length: 500\r\n\r\n{"question": "')
        told = slow.recv(1000)
        assert b" 408 " in told.splitlines()[0]


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file={data}/session.key",
        "/gradio_api/file=pyproject.toml",
        "/gradio_api/file=../../../../etc/passwd",
        "/file=/etc/passwd",
        "/xietiao/../../pyproject.toml",
        "/xietiao/%2e%2e/%2e%2e/pyproject.toml",
        "/xietiao/..%2f..%2fpyproject.toml",
        "/api/documents/..%2f..%2fpyproject.toml",
        "/assets/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_no_address_leads_to_a_file_of_the_server(client: httpx.Client, small: Bot, path: str):
    small_path = path.format(data=small.settings.data)
    with connect(client) as raw:  # a client of its own would tidy the address up
        raw.sendall(
            f"GET {small_path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        told = b"".join(iter(lambda: raw.recv(65536), b""))
    assert told.split(b" ", 2)[1] in (b"400", b"403", b"404"), told[:100]
    assert b"root:" not in told and b"xietiao]" not in told and b"build-system" not in told


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/proxy=http://127.0.0.1:9/",
        "/proxy=http://169.254.169.254/latest/meta-data",
        "/gradio_api/file=http://127.0.0.1:9/x",
    ],
)
def test_the_server_fetches_nothing_for_anybody(client: httpx.Client, path: str):
    assert client.get(path).status_code in (400, 403, 404)


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/upload/", "/upload"])
def test_nobody_puts_files_into_the_temporary_folder(client: httpx.Client, path: str):
    sent = client.post(path, files={"files": ("a.txt", b"x")}, follow_redirects=True)
    assert sent.status_code in (404, 405)


@pytest.mark.parametrize(
    "path", ["/config", "/gradio_api/info", "/metrics", "/api/openapi.json", "/"]
)
def test_no_page_tells_a_secret_or_where_the_server_lives(
    client: httpx.Client, small: Bot, path: str
):
    text = client.get(path).text
    for secret in (ADMIN, READER, "sk-verysecret", str(small.settings.data), str(Path.home())):
        assert secret not in text


HARD = [
    "的" * 2000,
    "第" * 2000,
    "“" * 2000,
    "（" * 2000,
    "一、" * 1000,
    "第一第二" * 500,
    "a" * 2000,
    "a " * 1000,
    "9" * 2000,
    "9." * 1000,
    " \t" * 999 + "x",
    "什么" * 1000,
    "和" * 2000,
    "忽略" * 1000,
    "{" * 2000,
    "<a " * 666,
    "aGVsbG8=" * 250,
    "是不是" * 666,
    "\u202e协\u200b" * 600,
    "公章由谁保管？" * 280,
    "e\u0301" * 1000,
    "资訊" * 1000,
    "A与B和C的区别" * 200,
]


@pytest.mark.parametrize("question", HARD, ids=lambda text: f"{text[:6]!a}")
def test_no_question_takes_long(small: Bot, question: str):
    began = time.process_time()
    small.ask(question[:2000])
    assert time.process_time() - began < 5


def test_no_conversation_takes_long(small: Bot):
    from bot.records import Turn

    turns = [Turn(role, "那第二个呢，第一、" * 500) for role in ("user", "assistant")] * 50
    began = time.process_time()
    small.ask("那第二个呢？", turns)
    assert time.process_time() - began < 5


def test_what_cannot_be_read_of_a_request_is_not_repeated(client: httpx.Client):
    sent = client.post("/sign-in", data={"password": "secret" * 400})
    assert sent.status_code == 422 and "secretsecret" not in sent.text
    noise = client.post(
        "/gradio_api/queue/join", content=b"\xff\xfe", headers={"content-type": "x"}
    )
    assert noise.status_code in (400, 422)


@pytest.mark.parametrize(
    "path", ["queue/data?session_hash=nobody", "call/ask/nobody", "call/v2/ask/nobody"]
)
def test_a_stream_that_nobody_began_is_not_there(client: httpx.Client, path: str):
    answer = client.get(f"/gradio_api/{path}")
    assert answer.status_code == 404
    assert "no such stream" in answer.json()["detail"]

"""Whatever is sent, the answer is a 4xx with one sentence: never a 5xx, never a traceback."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ingest.embed import Embedder
from tests.ui.offices import ADMIN, client_of, office, open_bot

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, models: Path, embedder: Embedder
) -> Iterator[httpx.Client]:
    place = office(tmp_path_factory.mktemp("office"), models)
    with client_of(open_bot(place, embedder, admin_password=ADMIN), ADMIN) as client:
        yield client


FIELDS = {
    ("POST", "/api/ask"): ["question", "history", "script", "id"],
    ("POST", "/api/feedback"): ["question", "vote", "answer", "comment"],
    ("PUT", "/api/feedback/0123"): ["vote", "reason", "comment"],
    ("POST", "/api/session"): ["password"],
    ("POST", "/api/library/ingest"): ["rebuild"],
    ("POST", "/api/library/questions"): ["question", "doc_id", "section", "start", "feedback_id"],
    ("DELETE", "/api/library/questions"): ["file", "start", "quote"],
    ("POST", "/v1/chat/completions"): ["messages", "model", "stream", "n"],
}
RAW = [
    b"",
    b" ",
    b"{",
    b"null",
    b"[]",
    b"0",
    b'"text"',
    b"\x00",
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf{",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"question": "\\ud800", "messages": [{"role": "user", "content": "\\udfff"}]}',
    b'{"rebuild": NaN, "question": NaN, "password": NaN, "vote": Infinity, "messages": NaN}',
    b'{"question": ' + b"9" * 10_000 + b"}",
    b"x" * 2_000_000,
]
VALUES: list[Any] = [
    None,
    True,
    -1,
    1.5,
    "",
    "\x00",
    "\u202e",
    [],
    {},
    [[]],
    {"a": {}},
    "长" * 5000,
]


def check(response: httpx.Response, sent: object) -> None:
    told = (
        f"{response.request.method} {response.request.url!s:.90} {sent!r:.90}: {response.text:.90}"
    )
    assert 400 <= response.status_code < 500, told
    body = response.json()
    sentence = body["error"]["message"] if "error" in body else body["detail"]
    assert isinstance(sentence, str) and sentence.strip() and "\n" not in sentence, told
    assert "Traceback" not in sentence and len(sentence) < 400, told


@pytest.mark.parametrize(("method", "path"), FIELDS)
def test_bodies_that_are_no_object(client: httpx.Client, method: str, path: str):
    for raw in RAW:
        headers = {"content-type": "application/json"}
        check(client.request(method, path, content=raw, headers=headers), raw[:60])
    for kind in ("text/plain", "multipart/form-data; boundary=x"):
        check(client.request(method, path, content=b"{}", headers={"content-type": kind}), kind)


@pytest.mark.parametrize(("method", "path"), FIELDS)
def test_objects_with_one_field_of_any_kind(client: httpx.Client, method: str, path: str):
    harmless = [("rebuild", True), ("question", "\x00"), ("question", "\u202e")]
    for name in [*FIELDS[method, path], "unheard_of"]:
        for value in VALUES:
            if (name, value) not in harmless:
                check(client.request(method, path, json={name: value}), {name: value})


WHOLE: dict[str, dict[str, Any]] = {
    "/api/ask": {"question": "公章由谁保管？", "history": [], "script": "auto", "id": "1"},
    "/v1/chat/completions": {"messages": [{"role": "user", "content": "公章由谁保管？"}], "stream": False},
    "/api/library/questions": {"question": "谁？", "doc_id": "x", "section": 0},
    "/api/feedback": {
        "question": "谁？", "vote": "up", "history": [], "reason": "wrong", "comment": "",
        "answer": {
            "question": "谁？", "answer": "他", "script": "hans", "refused": False, "confidence": 1.0, "citations": [],
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("path", sorted(WHOLE))
def test_whole_objects_with_one_field_changed(client: httpx.Client, path: str):
    """Where the change is no fault (null for absent, an empty comment), it is answered."""
    for name in WHOLE[path]:
        for value in VALUES:
            response = client.post(path, json={**WHOLE[path], name: value})
            if response.status_code >= 300:
                check(response, {name: value})


@pytest.mark.parametrize(
    "answer",
    [
        {"citations": [{}]},
        {"citations": [{"marker": 1, "doc_id": "x", "path": "x", "title": "", "heading": [], "start": -1, "end": 2, "quote": ""}]},
        {"citations": [{"marker": "1", "doc_id": "x", "path": "x", "title": "", "heading": "", "start": 1, "end": 2, "quote": ""}]},
        {"citations": [None] * 300},
        {"confidence": 7},
        {"script": "klingon"},
        {"refused": "no"},
        {"passages": {}},
        {"answer": "长" * 100_001},
    ],
)  # fmt: skip
def test_votes_on_what_is_no_answer(client: httpx.Client, answer: dict[str, Any]):
    whole = WHOLE["/api/feedback"]
    sent = {**whole, "answer": {**whole["answer"], **answer}}
    check(client.post("/api/feedback", json=sent), answer)


@pytest.mark.parametrize(
    "path",
    [
        "/api/search",
        "/api/search?q=",
        "/api/search?q=%20",
        "/api/search?q=a&n=0",
        "/api/search?q=a&n=51",
        "/api/search?q=a&n=x",
        "/api/search?q=a&n=" + "9" * 5000,
        "/api/search?q=" + "a" * 2001,
        "/api/documents/x",
        "/api/documents/%00",
        "/api/documents/..%2f..%2fetc%2fpasswd",
        "/api/documents/" + "x" * 5000,
        "/api/feedback?limit=0",
        "/api/feedback?limit=1000",
        "/api/feedback?skip=-1",
        "/api/feedback?skip=" + "9" * 30,
        "/api/nothing",
        "/api/ask",
        "/v1/models/gpt",
        "/v1/nothing",
        "/v1/chat/completions",
    ],
)
def test_addresses(client: httpx.Client, path: str):
    check(client.get(path), path)


@pytest.mark.parametrize(
    "query", ["start=-1", "end=-1", "start=5&end=3", "end=99999999", "start=x"]
)
def test_spans_outside_of_a_text(client: httpx.Client, query: str):
    doc_id = client.get("/api/documents").json()[0]["doc_id"]
    check(client.get(f"/api/documents/{doc_id}?{query}"), query)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\nabc\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\nabc\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="files"; filename="a\x00.txt"\r\n\r\nabc\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="files"; filename="\xff\xfe.txt"\r\n\r\n\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nabc\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b"files=abc", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
    ],
)  # fmt: skip
def test_uploads_that_are_none(client: httpx.Client, body: bytes, kind: str):
    headers = {"content-type": kind}
    check(client.post("/api/library/documents", content=body, headers=headers), body)


def test_headers(client: httpx.Client):
    for headers in (
        {"host": "evil.example"},
        {"host": "[::1"},
        {"origin": "http://[::1", "x": "y"},
        {"authorization": "Bearer"},
        {"authorization": "Bearer \xff"},
        {"authorization": "Basic x"},
        {"cookie": "xietiao=;;;=\xff; a b"},
        {"content-type": "application/\xff"},
    ):
        sent = {"content-type": "application/json", **headers}
        raw = {name.encode(): value.encode("latin-1") for name, value in sent.items()}
        check(client.post("/api/library/ingest", content=b"{", headers=raw), headers)

"""The HTTP door, without the browser chat on top of it."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from bot.answer import Bot
from ingest.errors import IndexOutdated
from tests.ui.conftest import FakeBot
from ui.api import MAX_BODY_BYTES, create_api, create_app
from ui.api.parts import Parts
from ui.serve import CannotListen, listen

HERE = "http://127.0.0.1"
SEVEN = "办公室主任的七字诀是什么？"


@pytest.fixture(scope="module")
def whole(bot: Bot) -> Iterator[TestClient]:
    """The API under the browser chat."""
    with TestClient(create_app(bot), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(whole: TestClient) -> TestClient:
    return whole


def post(client: TestClient, body: Any) -> Any:
    return client.post("/api/ask", json=body)


def test_an_answer_keeps_the_batch_contract(client: TestClient):
    answer = post(client, {"question": SEVEN, "id": "q1"}).json()
    assert answer["id"] == "q1"
    assert answer["script"] == "hans"
    assert answer["refused"] is False
    assert list(answer["citations"][0]) == [
        "marker", "doc_id", "path", "title", "heading", "start", "end", "quote",
    ]  # fmt: skip
    assert set(answer) >= {
        "question",
        "answer",
        "reason",
        "confidence",
        "passages",
        "answerer",
        "timings_ms",
    }


def test_every_quote_is_the_documents_own_words(client: TestClient):
    for citation in post(client, {"question": SEVEN}).json()["citations"]:
        document = client.get(f"/api/documents/{citation['doc_id']}").json()
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_history_reaches_the_bot(client: TestClient, fake: FakeBot):
    history = [{"role": "user", "content": SEVEN}, {"role": "assistant", "content": "敏、谋……"}]
    post(client, {"question": "那第三个字呢？", "history": history})
    assert [(turn.role, turn.content) for turn in fake.histories[-1]] == [
        ("user", SEVEN),
        ("assistant", "敏、谋……"),
    ]


@pytest.mark.parametrize("script", ["hans", "hant-tw", "hant-hk"])
def test_the_script_asked_for_is_the_script_given(client: TestClient, script: str):
    assert post(client, {"question": SEVEN, "script": script}).json()["script"] == script


def test_null_is_as_good_as_absent(client: TestClient):
    body = {"question": SEVEN, "history": None, "script": None, "id": None}
    assert post(client, body).json()["id"] is None


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({}, 422, "the field 'question' is missing"),
        ({"question": ""}, 422, "the question is empty; type what you want to know"),
        ({"question": " \n"}, 422, "the question is empty; type what you want to know"),
        ({"question": 7}, 422, "question: input should be a valid string"),
        ({"question": SEVEN, "top_k": 9}, 422, "unknown field 'top_k'; /api/openapi.json lists the fields"),
        ({"question": SEVEN, "script": "pinyin"}, 422, "script: input should be 'auto', 'hans', 'hant-tw' or 'hant-hk'"),
        ({"question": SEVEN, "history": [{"role": "system", "content": ""}]}, 422, "history.0.role: input should be 'user' or 'assistant'"),
        ([], 422, "the body must be a JSON object, sent as application/json"),
        ({"question": "问" * 2001}, 422, "the question is 2,001 characters long; ask in at most 2,000"),
        ({"question": "问" * MAX_BODY_BYTES}, 413, "the body is longer than 1,000,000 bytes"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_sentence(client: TestClient, body: Any, status: int, sentence: str):
    response = post(client, body)
    assert (response.status_code, response.json()) == (status, {"detail": sentence})


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"", 422, "the body is missing"),
        (b"{", 400, "the body is not valid JSON: "),
        (b"question=hello", 400, "the body is not valid JSON: "),
        (b"\xff\xfe{}", 400, "the body is not valid JSON: "),
        (b'{"question": "\\ud800"}', 422, "the body holds what is no JSON in UTF-8: "),
        (b'{"question": "a", "id": NaN}', 422, "the body holds what is no JSON in UTF-8: "),
        (b"[" * 5000, 400, "the body can't be read: "),
        (b'{"question": "a", "id": ' + b"9" * 5000 + b"}", 400, "the body can't be read: "),
    ],
)
def test_what_is_not_json_is_refused(client: TestClient, body: bytes, status: int, sentence: str):
    headers = {"content-type": "application/json"}
    response = client.post("/api/ask", content=body, headers=headers)
    assert response.status_code == status
    assert response.json()["detail"].startswith(sentence)
    assert "\n" not in response.json()["detail"]


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_called_json_is_refused(client: TestClient, kind: str | None):
    headers = {"content-type": kind} if kind else {}
    response = client.post("/api/ask", content=b'{"question": "a"}', headers=headers)
    assert response.status_code == 422
    assert response.json()["detail"].endswith("sent as application/json")


def test_the_documents_are_listed_without_their_texts(client: TestClient):
    documents = client.get("/api/documents").json()
    assert len(documents) == 5
    assert list(documents[0]) == ["doc_id", "path", "title", "script", "chars"]


@pytest.mark.parametrize("doc_id", ["", "none", "a/b", "../../etc/passwd", "%00", "<script>"])
def test_an_unknown_document_is_404(client: TestClient, doc_id: str):
    response = client.get("/api/documents/" + doc_id)
    assert response.status_code == 404
    assert list(response.json()) == ["detail"]


@pytest.mark.parametrize("doc_id", ["新建 文件夹/一?#&%.txt", "a//b", "100%", "𠀀/é"])
def test_an_unusual_doc_id_is_found(fake: FakeBot, doc_id: str):
    from dataclasses import replace
    from urllib.parse import quote

    odd = replace(next(iter(fake.documents.values())), doc_id=doc_id)
    odd_bot = cast(Bot, FakeBot([odd]))
    with TestClient(create_app(odd_bot), base_url=HERE) as client:
        listed = client.get("/api/documents").json()[0]["doc_id"]
        assert listed == doc_id
        assert client.get(f"/api/documents/{quote(doc_id, safe='')}").json()["doc_id"] == doc_id


def test_a_wrong_method_and_a_wrong_path_are_told(client: TestClient):
    wrong = client.get("/api/ask")
    assert (wrong.status_code, wrong.json()) == (405, {"detail": "/api/ask does not take GET"})
    nothing = client.get("/api/nothing")
    assert (nothing.status_code, nothing.json()) == (
        404,
        {"detail": "there is nothing at /api/nothing"},
    )


class BrokenBot(FakeBot):
    def __init__(self, problem: Exception) -> None:
        super().__init__([])
        self.problem = problem

    def ask(self, *args: Any, **kwargs: Any) -> Any:
        raise self.problem


@pytest.mark.parametrize(
    ("problem", "status", "sentence"),
    [
        (IndexOutdated("run `xietiao ingest --rebuild`"), 503, "run `xietiao ingest --rebuild`"),
        (ZeroDivisionError("secret"), 500, "something went wrong here; the server's log has the details"),
    ],
)  # fmt: skip
def test_no_traceback_gets_out(problem: Exception, status: int, sentence: str):
    api = create_api(Parts.of(cast(Bot, BrokenBot(problem))))
    with TestClient(api, raise_server_exceptions=False) as client:
        response = client.post("/ask", json={"question": SEVEN})
    assert (response.status_code, response.json()) == (status, {"detail": sentence})


def test_health(whole: TestClient):
    assert whole.get("/healthz").json() == {"status": "ok"}
    assert whole.get("/readyz").json() == {"status": "ready", "documents": 5}


def test_not_ready_without_documents():
    with TestClient(create_app(cast(Bot, FakeBot([]))), base_url=HERE) as client:
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"detail": "the index is empty; `xietiao ingest` fills it"}


def test_the_page_may_talk_to_its_server_only(whole: TestClient):
    page = whole.get("/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_files_are_not_taken(whole: TestClient):
    response = whole.post("/gradio_api/upload", files={"files": b"x"})
    assert (response.status_code, response.json()) == (404, {"detail": "this page takes no files"})


def test_an_error_under_api_is_json(whole: TestClient):
    assert whole.get("/api/ask").json() == {"detail": "/api/ask does not take GET"}
    assert whole.get("/api/").json() == {"detail": "there is nothing at /api/"}


def test_style_and_script_are_served(whole: TestClient):
    assert whole.get("/xietiao/page.css").headers["content-type"].startswith("text/css")
    assert "javascript" in whole.get("/xietiao/page.js").headers["content-type"]


def test_a_taken_port_is_told_in_one_sentence():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(
            CannotListen, match=rf"^can't listen on 127.0.0.1 port {port}: .+ --host$"
        ):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("203.0.113.7", 0), ("127.0.0.1", 70000)])
def test_an_impossible_address_is_told(host: str, port: int):
    with pytest.raises(CannotListen, match=r"^can't listen on "):
        listen(host, port)

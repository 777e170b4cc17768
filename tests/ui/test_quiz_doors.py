"""Quizzes from the shell and over HTTP: chosen, made, edited, taken away as a file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from bot.answer import Bot
from bot.chat import ChatModel
from bot.settings import Settings
from ingest.embed import Embedder
from ingest.index import Index
from tests.indexing import run, write
from tests.scripted import scripted_server
from ui.api import create_api, create_app
from ui.api.parts import Parts
from ui.cli import app

HERE = "http://127.0.0.1"
TRAINER, READER = "for trainers only", "for readers only"
CONTRACT = {
    "id", "kind", "stem", "options", "key", "explanation", "citation", "heading", "difficulty",
    "bloom",
}  # fmt: skip


@pytest.fixture
def corpus(corpus_index: Index, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Index:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"XIETIAO_{name.upper()}", raising=False)
    monkeypatch.setenv("XIETIAO_DATA", str(settings.data))
    return corpus_index


@pytest.fixture(scope="module")
def client(bot: Bot) -> Iterator[TestClient]:
    with TestClient(create_api(Parts.of(bot)), raise_server_exceptions=False) as client:
        yield client


def quiz(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["quiz", *arguments])


def paper(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/quiz", json={"n": 6, "script": "hans", **body})
    assert response.status_code == 200, response.text
    return response.json()


def test_the_command_writes_items_as_the_contract_says(corpus: Index, tmp_path: Path):
    out = tmp_path / "quiz.json"
    done = quiz("--n", "12", "--out", str(out), "--seed", "7", "--script", "hans")
    assert done.exit_code == 0
    assert "12 items" in done.stderr
    items = json.loads(out.read_text(encoding="utf-8"))
    assert len(items) == 12
    for item in items:
        assert set(item) - {"prompts"} == CONTRACT
        cited = item["citation"]
        text = corpus.document(cited["doc_id"]).text
        assert text[cited["start"] : cited["end"]] == cited["quote"]


def test_the_command_takes_types_documents_sections_and_shows_coverage(corpus: Index):
    done = quiz("--n", "3", "--types", "single，blank", "--docs", "001", "--coverage")
    assert done.exit_code == 0
    items = json.loads(done.stdout)
    assert {item["kind"] for item in items} <= {"single", "blank"}
    assert {item["citation"]["doc_id"] for item in items} == {"001_a0cfcf83972ad1e2"}
    assert "sections are never asked about" in done.stderr


def test_a_traditional_document_is_asked_about_in_traditional(corpus: Index):
    done = quiz("--n", "3", "--types", "short", "--docs", "004")
    assert "辦" in done.stdout or "調" in done.stdout


def test_more_than_the_texts_carry_is_said_in_a_sentence(corpus: Index):
    done = quiz("--n", "500", "--types", "matching", "--script", "hans")
    assert done.exit_code == 0
    assert "资料中只能出" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["--types", "essay"], 2, "unknown type 'essay'"),
        (["--n", "0"], 2, "1 to 1000 items"),
        (["--format", "pptx"], 2, "unknown format 'pptx'"),
        (["--script", "latin"], 2, "unknown script 'latin'"),
        (["--docs", "nowhere"], 1, "no document 'nowhere'"),
        (["--sections", "没有这一节"], 1, "出不了合格的题"),
        (["--llm"], 1, "no LLM is configured to propose items; set XIETIAO_LLM"),
    ],
)
def test_what_can_not_be_made_ends_in_a_sentence(
    corpus: Index, arguments: list[str], status: int, sentence: str
):
    done = quiz("--script", "hans", *arguments)
    assert done.exit_code == status
    assert sentence in done.stderr
    assert "Traceback" not in done.output


def test_a_paper_over_http_has_items_notes_and_coverage(client: TestClient):
    made = paper(client, types=["single", "true-false"], seed=3)
    assert set(made) == {"script", "items", "notes", "coverage"}
    assert len(made["items"]) == 6
    assert {item["kind"] for item in made["items"]} == {"single", "true-false"}
    assert {"doc_id", "title", "heading", "level", "n_items"} == set(made["coverage"][0])
    assert made == paper(client, types=["single", "true-false"], seed=3)


def test_an_edited_list_of_items_goes_out_as_a_file(client: TestClient):
    items = paper(client)["items"]
    items[0]["stem"] = "改过的题干是什么？"
    items.reverse()
    sent = client.post("/quiz/export?format=json", json={"items": items})
    assert sent.status_code == 200
    assert sent.json() == items
    assert sent.headers["content-disposition"] == 'attachment; filename="quiz.json"'


@pytest.mark.parametrize(
    ("query", "change", "sentence"),
    [
        ("format=pptx", {}, "unknown format 'pptx'"),
        ("format=json", {"key": ["没有这一项"]}, "the key is not among the options"),
        ("format=json", {"kind": "essay"}, "items.0.kind"),
        ("format=json", {"colour": "red"}, "items.0.colour"),
        ("", {}, "format"),
    ],
)
def test_a_bad_list_is_refused_in_a_sentence(
    client: TestClient, query: str, change: dict[str, Any], sentence: str
):
    (item, *_) = paper(client, types=["single"])["items"]
    sent = client.post(f"/quiz/export?{query}", json={"items": [{**item, **change}]})
    assert sent.status_code == 422
    assert sentence in sent.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"n": 0}, 422),
        ({"types": ["essay"]}, 422),
        ({"docs": ["nowhere"]}, 404),
        ({"m": 1}, 422),
        ({"llm": True}, 422),
    ],
)
def test_choices_there_are_not_are_refused(client: TestClient, body: dict[str, Any], status: int):
    refused = client.post("/quiz", json=body)
    assert refused.status_code == status
    assert "Traceback" not in refused.text
    assert ("no LLM is configured" in refused.json()["detail"]) == ("llm" in body)


SEAL = {
    "stem": "使用公章须经谁签字批准？",
    "key": "主任",
    "distractors": ["会计", "司机", "门卫"],
    "quote": "使用公章须经主任签字批准。",
}


def test_only_where_it_is_asked_for_the_llm_proposes_items(tmp_path: Path, embedder: Embedder):
    write(tmp_path, {"用印.txt": "印章管理\n使用公章须经主任签字批准。公章不得带出办公室。\n"})
    run(tmp_path, embedder=embedder)
    index = Index.open(tmp_path / "index", model=embedder.name)
    with scripted_server() as server:
        server.says(json.dumps([SEAL], ensure_ascii=False))
        settings = Settings(data=tmp_path, llm="openai:m", llm_base_url=server.base_url)
        bot = Bot(index, embedder, settings, chat=ChatModel.open(settings))
        with TestClient(create_api(Parts.of(bot))) as client:
            without = paper(client)["items"]
            assert server.bodies == [] and not any("by" in item for item in without)
            items = paper(client, llm=True)["items"]
            assert [i["stem"] for i in items if i.get("by") == "llm:m"] == [SEAL["stem"]]
            sent = client.post("/quiz/export?format=json", json={"items": items})
            assert sent.json() == items


def test_where_trainers_have_a_password_quizzes_are_theirs(
    corpus_index: Index, embedder: Embedder, settings: Settings
):
    guarded = Settings(data=settings.data, trainer_password=TRAINER, password=READER)  # type: ignore[arg-type]
    bot = Bot(corpus_index, embedder, guarded)
    with TestClient(create_app(bot), base_url=HERE) as client:
        for password, status in ((READER, 401), (TRAINER, 200)):
            headers = {"authorization": f"Bearer {password}"}
            got = client.post("/api/quiz", json={"n": 2}, headers=headers)
            assert got.status_code == status

"""What an administrator does over HTTP: upload, index, ask, attach a question, remove."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ingest.embed import Embedder
from tests.ui.offices import ADMIN, SEALS, client_of, ingested, office, open_bot

pytestmark = pytest.mark.slow  # an office and a server each

LEAVE = "请假守则\n请假三天以上须报主任批准。\n销假当天回办公室登记。\n"


@pytest.fixture
def admin(tmp_path: Path, models: Path, embedder: Embedder) -> Iterator[httpx.Client]:
    bot = open_bot(office(tmp_path, models), embedder, admin_password=ADMIN, max_file_mb=1)
    with client_of(bot, ADMIN) as client:
        yield client


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """The office of `steady`."""
    return office(tmp_path_factory.mktemp("office"), models)


@pytest.fixture(scope="module")
def steady(place: Path, embedder: Embedder) -> Iterator[httpx.Client]:
    """An office whose index no test changes."""
    with client_of(open_bot(place, embedder, admin_password=ADMIN, max_file_mb=1), ADMIN) as client:
        yield client


def upload(client: httpx.Client, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    sent = [("files", (name, content)) for name, content in files]
    return client.post("/api/library/documents", files=sent, data=fields)


def paths(client: httpx.Client) -> list[str]:
    return [Path(d["path"]).name for d in client.get("/api/documents").json()]


def test_an_uploaded_file_is_indexed_asked_and_removed(admin: httpx.Client, tmp_path: Path):
    taken = upload(admin, ("请假.txt", LEAVE.encode()))
    assert taken.status_code == 202
    doc_id = taken.json()["documents"][0]["doc_id"]
    run = ingested(admin)
    assert run["state"] == "done"
    assert [d["status"] for d in run["report"]["documents"]] == ["added"]

    answer = admin.post("/api/ask", json={"question": "请假三天以上要谁批准？"}).json()
    assert answer["citations"][0]["doc_id"] == doc_id
    assert "报主任批准" in answer["citations"][0]["quote"]

    listed = {d["doc_id"]: d["uploaded"] for d in admin.get("/api/library").json()["documents"]}
    assert listed[doc_id] and sum(listed.values()) == 1

    assert admin.delete(f"/api/library/documents/{doc_id}").status_code == 202
    assert [d["status"] for d in ingested(admin)["report"]["documents"]] == ["removed"]
    assert paths(admin) == ["duty.txt", "seals.txt"]
    assert not list((tmp_path / "data" / "uploads").iterdir())


def test_a_file_of_the_same_name_replaces_only_when_told_to(admin: httpx.Client):
    upload(admin, ("a.txt", LEAVE.encode()))
    ingested(admin)
    again = upload(admin, ("a.txt", SEALS.encode()))
    assert again.status_code == 409
    assert again.json() == {"detail": "a.txt is there already; replace it, or give it another name"}
    assert upload(admin, ("a.txt", SEALS.encode()), replace="true").status_code == 202
    assert [d["status"] for d in ingested(admin)["report"]["documents"]] == ["updated"]


def test_of_several_files_the_good_ones_are_taken_and_the_bad_ones_explained(
    admin: httpx.Client,
):
    done = upload(admin, ("a.txt", LEAVE.encode()), ("b.docx", b"no zip"), ("c.txt", b"")).json()
    assert [d["title"] for d in done["documents"]] == ["请假守则"]
    assert [refused["file"] for refused in done["refused"]] == ["b.docx", "c.txt"]
    assert done["refused"][1]["reason"].startswith("c.txt: the file is empty")
    assert ingested(admin)["state"] == "done"


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.txt",
        "/etc/passwd",
        "a/b.txt",
        "a\\b.txt",
        "..",
        ".hidden.txt",
        "~$a.docx",
        "manifest.jsonl",
        "questions.jsonl",
        "con.txt",
        "a\u202etxt.exe",
        "长" * 100 + ".txt",
        " ",
    ],
)
def test_no_name_leads_out_of_the_folder_or_hides_in_it(
    steady: httpx.Client, place: Path, name: str
):
    before = sorted(place.rglob("*"))
    refused = upload(steady, (name, LEAVE.encode()))
    assert refused.status_code == 422, refused.text
    assert "\n" not in refused.json()["detail"]
    assert sorted(place.rglob("*")) == before


def test_too_large_a_file_and_too_many_are_refused(steady: httpx.Client):
    large = upload(steady, ("a.txt", b"x" * (2**20 + 1)))
    assert large.status_code == 422
    assert large.json()["detail"].startswith("a.txt is larger than the 1.04858 MB allowed; ")
    many = upload(steady, *[(f"{n}.txt", b"x") for n in range(21)])
    assert many.json() == {"detail": "those are 21 files; send at most 20 at once"}
    vast = upload(steady, *[(f"{n}.txt", b"x" * 2**20) for n in range(5)])
    assert (vast.status_code, vast.json()) == (
        413,
        {"detail": f"the body is longer than {4 * 2**20 + 2**16:,} bytes"},
    )


def test_what_was_not_uploaded_is_not_deleted(steady: httpx.Client, place: Path):
    seals = next(d for d in steady.get("/api/documents").json() if d["path"].endswith("seals.txt"))
    refused = steady.delete(f"/api/library/documents/{seals['doc_id']}")
    assert refused.status_code == 409
    assert "was not uploaded" in refused.json()["detail"]
    assert (place / "texts" / "seals.txt").exists()
    assert steady.delete("/api/library/documents/nobody").status_code == 404


def test_the_last_document_is_not_removed(tmp_path: Path, models: Path, embedder: Embedder):
    folder = office(tmp_path, models)
    bot = open_bot(folder, embedder, admin_password=ADMIN)
    with client_of(bot, ADMIN) as client:
        upload(client, ("a.txt", LEAVE.encode()))
        ingested(client)
        for file in (folder / "texts").iterdir():
            file.unlink()
        assert client.post("/api/library/ingest", json={}).status_code == 202
        ingested(client)
        (only,) = client.get("/api/documents").json()
        refused = client.delete(f"/api/library/documents/{only['doc_id']}")
    assert (refused.status_code, paths_of(folder)) == (409, ["a.txt"])


def test_who_is_no_administrator_sends_no_long_body(steady: httpx.Client):
    file = {"files": ("a.txt", b"x" * 1_000_001)}
    with httpx.Client(base_url=steady.base_url) as visitor:
        refused = visitor.post("/api/library/documents", files=file)
        assert (refused.status_code, refused.json()) == (
            413,
            {"detail": "the body is longer than 1,000,000 bytes"},
        )
        json = {"content-type": "application/json"}
        unannounced = visitor.post("/api/ask", content=iter([b" " * 65_536] * 20), headers=json)
        assert unannounced.json() == refused.json()


def test_a_folder_that_cannot_be_written_is_told(admin: httpx.Client, tmp_path: Path):
    (tmp_path / "data" / "uploads").write_text("in the way", encoding="utf-8")
    refused = upload(admin, ("a.txt", LEAVE.encode()))
    assert refused.status_code == 503
    assert refused.json()["detail"].startswith("files can't be kept in ")


def paths_of(folder: Path) -> list[str]:
    return [file.name for file in (folder / "data" / "uploads").iterdir()]


def test_reindexing_takes_up_what_changed_and_reports_noise(admin: httpx.Client, tmp_path: Path):
    (tmp_path / "texts" / "duty.txt").unlink()
    (tmp_path / "texts" / "more.txt").write_text(LEAVE, encoding="utf-8")
    started = admin.post("/api/library/ingest", json={"rebuild": True}).json()
    assert started["state"] in ("waiting", "running")
    run = ingested(admin)
    statuses = {Path(d["path"]).name: d["status"] for d in run["report"]["documents"]}
    assert statuses == {"duty.txt": "removed", "more.txt": "added", "seals.txt": "added"}
    assert set(run["report"]) >= {"documents", "generation", "problems", "rules"}


def test_near_duplicates_are_listed(admin: httpx.Client):
    text = "".join(f"第{n}条规定值班人员按时到岗并且做好记录。\n" for n in range(30))
    upload(admin, ("one.txt", text.encode()), ("two.txt", (text + "完。\n").encode()))
    ingested(admin)
    (cluster,) = admin.get("/api/library/duplicates").json()
    assert [Path(d["path"]).name for d in cluster] == ["one.txt", "two.txt"]


def attached(client: httpx.Client, **body: Any) -> httpx.Response:
    seals = next(d for d in client.get("/api/documents").json() if d["path"].endswith("seals.txt"))
    return client.post("/api/library/questions", json={"doc_id": seals["doc_id"], **body})


def test_an_attached_question_finds_its_span_and_survives_a_rebuild(admin: httpx.Client):
    start = SEALS.index("公章")
    question = "盖个红戳找哪位领导点头"
    before = admin.get("/api/search", params={"q": question, "n": 1}).json()[0]["score"]
    done = attached(admin, question=question, start=start, end=start + 18)
    assert done.status_code == 202
    assert done.json()["attached"]["quote"] == SEALS[start : start + 18]
    assert ingested(admin)["state"] == "done"
    found = admin.get("/api/search", params={"q": question, "n": 1}).json()[0]
    assert "公章" in found["text"] and found["score"] > before + 0.5
    assert "主任签字" in admin.post("/api/ask", json={"question": question}).json()["answer"]

    admin.post("/api/library/ingest", json={"rebuild": True})
    assert ingested(admin)["report"]["problems"] == []
    assert admin.get("/api/search", params={"q": question}).json()[0]["score"] > before + 0.5


def test_an_attached_question_is_taken_away_again(admin: httpx.Client):
    line = attached(admin, question="几年？", section=0).json()["attached"]
    assert admin.get("/api/library/questions").json() == [line]
    assert admin.request("DELETE", "/api/library/questions", json=line).status_code == 202
    assert admin.get("/api/library/questions").json() == []
    gone = admin.request("DELETE", "/api/library/questions", json=line)
    assert (gone.status_code, gone.json()) == (404, {"detail": "no such question is attached"})


def test_the_question_of_a_vote_can_be_attached(admin: httpx.Client):
    answer = admin.post("/api/ask", json={"question": "红戳归谁管"}).json()
    vote = {"question": "红戳归谁管", "answer": answer, "vote": "down", "reason": "should_answer"}
    feedback_id = admin.post("/api/feedback", json=vote).json()["id"]
    done = attached(admin, feedback_id=feedback_id, section=0)
    assert done.json()["attached"]["question"] == "红戳归谁管"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"question": "谁？"}, "give a section, or start and end"),
        ({"question": "谁？", "section": 0, "start": 0, "end": 3}, "give a section, or start and end"),
        ({"question": "谁？", "start": 0}, "give a section, or start and end"),
        ({"section": 0}, "give a question or a feedback_id"),
        ({"question": "？", "section": 0}, "the question has no words; write it as somebody would ask it"),
        ({"question": "谁？", "start": 3, "end": 3}, "3 to 3 is not a span of "),
        ({"question": "谁？", "start": 0, "end": 999}, "0 to 999 is not a span of "),
        ({"question": "谁？", "section": 99}, " has no section 99; its sections are 0 to "),
        ({"question": "谁？" * 300, "section": 0}, "question: string should have at most 400 characters"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_attached_is_told(
    steady: httpx.Client, body: dict[str, Any], sentence: str
):
    refused = attached(steady, **body)
    assert refused.status_code == 422
    assert sentence in refused.json()["detail"]

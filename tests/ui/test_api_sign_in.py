"""Who gets in, with which password, from which page, under which name."""

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.settings import Settings
from ingest.embed import Embedder
from tests.ui.offices import ADMIN, READER, client_of, office, open_bot
from ui.guard import Passwords, Sessions
from ui.guard.origins import Hosts, is_foreign
from ui.serve import warning

TRAINER = "staple battery"
ASK = {"question": "公章由谁保管？"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    return office(tmp_path_factory.mktemp("office"), models)


@pytest.fixture(scope="module")
def closed(place: Path, embedder: Embedder) -> Iterator[httpx.Client]:
    """A server that asks readers for a password."""
    passwords = {"admin_password": ADMIN, "trainer_password": TRAINER, "password": READER}
    with client_of(open_bot(place, embedder, **passwords)) as client:
        yield client


@pytest.fixture(scope="module")
def open_(place: Path, embedder: Embedder) -> Iterator[httpx.Client]:
    """A server that anybody may read, and nobody change."""
    with client_of(open_bot(place, embedder)) as client:
        yield client


@pytest.fixture
def visitor(closed: httpx.Client) -> Iterator[httpx.Client]:
    """A client of `closed` with cookies of its own."""
    with httpx.Client(base_url=closed.base_url) as client:
        yield client


def bearer(password: str) -> dict[str, str]:
    return {"authorization": f"Bearer {password}"}


def same_site(client: httpx.Client) -> dict[str, str]:
    return {"origin": str(client.base_url).rstrip("/")}


@pytest.mark.parametrize(
    "path", ["/api/documents", "/api/search?q=a", "/v1/models", "/metrics", "/config", "/gradio_api/mcp/"]
)  # fmt: skip
def test_without_the_password_nothing_is_shown(visitor: httpx.Client, path: str):
    refused = visitor.get(path)
    assert refused.status_code == 401
    assert "sign in first" in refused.text


def test_health_is_told_to_everybody(visitor: httpx.Client):
    assert visitor.get("/healthz").status_code == 200
    assert visitor.get("/readyz").status_code == 200


def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get(visitor: httpx.Client):
    done = visitor.post("/api/session", json={"password": READER})
    assert done.json() == {"role": "reader"}
    flags = done.headers["set-cookie"].split("; ")[1:]
    assert flags == ["Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Lax"]
    assert visitor.get("/api/documents").status_code == 200
    assert visitor.get("/api/session").json() == {
        "role": "reader",
        "roles": ["reader", "trainer", "admin"],
    }
    assert visitor.delete("/api/session", headers=same_site(visitor)).status_code == 200
    assert visitor.get("/api/documents").status_code == 401


def test_a_forged_cookie_is_none(visitor: httpx.Client, place: Path):
    visitor.post("/api/session", json={"password": READER})
    payload, *rest = visitor.cookies["xietiao"].split(".")
    for forged in ("ImFkbWluIg", payload[::-1]):
        visitor.cookies.set("xietiao", ".".join([forged, *rest]), domain="127.0.0.1")
        assert visitor.get("/api/documents").status_code == 401


def test_each_role_may_what_those_below_it_may(closed: httpx.Client):
    statuses = {
        password: [
            closed.get("/api/documents", headers=bearer(password)).status_code,
            closed.get("/api/library", headers=bearer(password)).status_code,
        ]
        for password in (READER, TRAINER, ADMIN)
    }
    assert statuses == {READER: [200, 401], TRAINER: [200, 401], ADMIN: [200, 200]}


ADMINS = [
    ("GET", "/api/library"),
    ("POST", "/api/library/documents"),
    ("DELETE", "/api/library/documents/x"),
    ("POST", "/api/library/ingest"),
    ("GET", "/api/library/ingest"),
    ("GET", "/api/library/duplicates"),
    ("GET", "/api/library/questions"),
    ("POST", "/api/library/questions"),
    ("DELETE", "/api/library/questions"),
    ("GET", "/api/feedback"),
]


@pytest.mark.parametrize(("method", "path"), ADMINS)
def test_the_library_is_for_administrators(closed: httpx.Client, method: str, path: str):
    refused = closed.request(method, path, headers=bearer(READER))
    assert (refused.status_code, refused.json()) == (
        401,
        {"detail": "this is for the role admin; sign in, or send its password as a bearer token"},
    )


def test_without_an_admin_password_the_library_says_how_to_turn_it_on(open_: httpx.Client):
    off = open_.get("/api/library")
    assert off.status_code == 403
    assert off.json()["detail"].startswith("the library is off; set XIETIAO_ADMIN_PASSWORD ")
    assert open_.post("/api/ask", json=ASK, headers=bearer("any key")).status_code == 200


def test_guessing_is_stopped_after_ten_different_passwords(place: Path, embedder: Embedder):
    with client_of(open_bot(place, embedder, admin_password=ADMIN)) as client:
        for _ in range(20):  # the same wrong one is no new guess
            assert client.post("/api/session", json={"password": "old one"}).status_code == 401
        for n in range(9):
            client.post("/api/session", json={"password": f"guess {n}"})
        stopped = client.post("/api/session", json={"password": ADMIN})
        assert stopped.status_code == 429
        assert int(stopped.headers["retry-after"]) <= 300
        assert stopped.json()["detail"].startswith("too many wrong passwords; try again in ")
        assert client.get("/api/library", headers=bearer(ADMIN)).status_code == 401
        assert client.post("/api/ask", json=ASK).status_code == 200  # reading goes on


@pytest.mark.parametrize(
    ("headers", "is_let_in"),
    [
        ({}, True),  # a program, nobody's browser
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
    ],
)
def test_another_sites_page_can_change_nothing(
    open_: httpx.Client, headers: dict[str, str], is_let_in: bool
):
    answered = open_.post("/api/ask", json=ASK, headers=headers)
    assert answered.status_code == (200 if is_let_in else 403)


def test_with_a_cookie_the_page_must_be_named(visitor: httpx.Client):
    visitor.post("/api/session", json={"password": READER})
    assert visitor.post("/api/ask", json=ASK).status_code == 403
    assert visitor.post("/api/ask", json=ASK, headers=same_site(visitor)).status_code == 200


def test_reading_is_no_change():
    assert not is_foreign("GET", {"sec-fetch-site": "cross-site"})
    assert is_foreign("DELETE", {"sec-fetch-site": "cross-site"})


@pytest.mark.parametrize(
    ("host", "is_known"),
    [
        ("127.0.0.1:7860", True),
        ("[::1]:7860", True),
        ("192.168.1.7", True),
        ("localhost:7860", True),
        ("LOCALHOST.", True),
        (socket.gethostname(), True),
        ("answers.office.example", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_a_name_that_was_made_to_point_here_is_not_answered(host: str, is_known: bool):
    assert Hosts("answers.office.example, other.example").know(host) is is_known


def test_the_server_answers_to_its_names_alone(open_: httpx.Client):
    refused = open_.get("/api/documents", headers={"host": "evil.example"})
    assert refused.status_code == 421
    assert refused.json()["detail"].endswith("(XIETIAO_HOSTS)")


def test_a_browser_is_led_to_the_form_and_back(visitor: httpx.Client):
    led = visitor.get("/?doc=a&start=3", headers={"accept": "text/html"})
    assert (led.status_code, led.headers["location"]) == (
        303,
        "/sign-in?next=/%3Fdoc%3Da%26start%3D3",
    )
    form = visitor.get(led.headers["location"], headers={"accept-language": "zh-TW"})
    assert "<h1>登入協調</h1>" in form.text and "<script" not in form.text
    wrong = visitor.post(led.headers["location"], data={"password": "nonsense"})
    assert wrong.status_code == 401 and 'role="alert"' in wrong.text
    right = visitor.post(led.headers["location"], data={"password": READER})
    assert (right.status_code, right.headers["location"]) == (303, "/?doc=a&start=3")
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb"])  # fmt: skip
def test_the_form_leads_nowhere_else(visitor: httpx.Client, where: str):
    done = visitor.post("/sign-in", params={"next": where}, data={"password": READER})
    assert done.headers["location"] == "/"


def test_a_new_password_signs_everybody_out(tmp_path: Path):
    def sessions(password: str) -> Sessions:
        passwords = Passwords(Settings(admin_password=SecretStr(password)))
        return Sessions(tmp_path / "session.key", passwords)

    signed = sessions(ADMIN).sign("admin")
    assert sessions(ADMIN).role(signed) == "admin"
    assert sessions("another one").role(signed) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_key_is_its_owners_alone(tmp_path: Path):
    file = tmp_path / "data" / "session.key"
    passwords = Passwords(Settings(admin_password=SecretStr(ADMIN)))
    Sessions(file, passwords).sign("admin")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["session.key"]


def test_passwords_are_not_shown():
    settings = Settings(admin_password=SecretStr(ADMIN))
    assert ADMIN not in repr(settings)


@pytest.mark.parametrize("path", ["/", "/api/documents", "/xietiao/base.css", "/nothing"])
def test_every_response_keeps_to_itself(open_: httpx.Client, path: str):
    headers = open_.get(path).headers
    assert headers["content-security-policy"].startswith(
        ("default-src 'self'", "default-src 'none'")
    )
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_serving_others_without_a_password_is_said_loudly():
    assert warning("127.0.0.1", Settings()) is None
    assert "WARNING" in (warning("0.0.0.0", Settings()) or "")
    assert warning("0.0.0.0", Settings(password=SecretStr(READER))) is None

"""xietiao doctor"""

import importlib.metadata
import json
import re

import pytest

from tests.scripted import scripted_server
from tests.ui.cli.calling import (
    SEVEN,
    done,
    told,
    xietiao,
)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `pip install`, which a checkout need not have had."""
    version = importlib.metadata.version

    def known(name: str) -> str:
        return "0.0.0" if name == "xietiao" else version(name)

    monkeypatch.setattr(importlib.metadata, "version", known)


@pytest.mark.usefixtures("corpus", "installed")
def test_doctor_finds_nothing_to_mend():
    findings = json.loads(done("doctor", "--json"))
    assert findings["index"]["n_documents"] == 5
    assert findings["model"]["passages"] == "int8"
    assert findings["next"] == ["nothing to mend: `xietiao serve` opens the chat"]
    plain = done("doctor")
    assert all(re.search(rf"^{name} ", plain, re.MULTILINE) for name in findings)


@pytest.mark.usefixtures("texts", "installed")
def test_doctor_says_what_to_do_without_an_index():
    findings = json.loads(done("doctor", "--json"))
    assert findings["next"] == ["no index in data/index; build it with `xietiao ingest`"]


@pytest.mark.usefixtures("corpus", "installed")
def test_doctor_says_what_to_do_about_a_model(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XIETIAO_MODEL", "./my-model")
    findings = json.loads(done("doctor", "--json"))
    assert findings["model"].startswith("not usable: no model folder ./my-model")
    assert findings["next"] == ["fix the setting model"]


@pytest.mark.usefixtures("corpus", "installed")
class TestDoctorOnTheLlm:
    def test_none_is_configured(self):
        assert json.loads(done("doctor", "--json"))["llm"].startswith("none configured")

    def test_it_answers(self, monkeypatch: pytest.MonkeyPatch):
        with scripted_server() as server:
            server.says("2")
            monkeypatch.setenv("XIETIAO_LLM", "openai:scripted")
            monkeypatch.setenv("XIETIAO_LLM_BASE_URL", server.base_url)
            assert "reachable, first words after" in json.loads(done("doctor", "--json"))["llm"]

    def test_it_does_not_answer(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("XIETIAO_LLM", "openai:scripted")
        monkeypatch.setenv("XIETIAO_LLM_BASE_URL", "http://127.0.0.1:9/v1")
        findings = json.loads(xietiao("doctor", "--json").stdout)
        assert findings["llm"].startswith("openai:scripted not reachable: no reply")
        assert "XIETIAO_LLM_BASE_URL" in findings["next"][0]

    def test_it_cannot_be_set_up(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("XIETIAO_LLM", "nobody:model")
        findings = json.loads(done("doctor", "--json"))
        assert findings["next"][0].startswith("LangChain knows no provider")
        assert told("ask", SEVEN).startswith(
            "LangChain knows no provider for the LLM 'nobody:model'"
        )


@pytest.mark.usefixtures("texts")
def test_doctor_works_in_a_checkout_that_is_not_installed(monkeypatch: pytest.MonkeyPatch):
    version = importlib.metadata.version

    def known(name: str) -> str:
        if name == "xietiao":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(importlib.metadata, "version", known)
    done("doctor", "--json")

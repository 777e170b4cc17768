"""What Prometheus reads."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from ingest.embed import Embedder
from tests.ui.offices import client_of, office, open_bot


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, models: Path, embedder: Embedder
) -> Iterator[httpx.Client]:
    place = office(tmp_path_factory.mktemp("office"), models)
    with client_of(open_bot(place, embedder)) as client:
        yield client


def read(client: httpx.Client) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def value(client: httpx.Client, name: str, **labels: str) -> float:
    return read(client).get((name, frozenset(labels.items())), 0.0)


def test_the_index_and_the_votes_are_told(client: httpx.Client):
    assert value(client, "xietiao_index", of="documents") == 2
    answer = client.post("/api/ask", json={"question": "公章由谁保管？"}).json()
    client.post("/api/feedback", json={"question": "谁？", "answer": answer, "vote": "up"})
    assert value(client, "xietiao_votes", vote="up") == 1


def test_answers_are_counted_whichever_door_asks(client: httpx.Client):
    def answered() -> float:
        counted = read(client)
        return sum(n for (name, _), n in counted.items() if name == "xietiao_answers_total")

    before = answered()
    client.post("/api/ask", json={"question": "公章由谁保管？"})
    message = {"role": "user", "content": "公章由谁保管？"}
    client.post("/v1/chat/completions", json={"messages": [message]})
    assert answered() == before + 2
    assert value(client, "xietiao_answer_seconds_count") == before + 2


def test_requests_are_counted_by_door_and_not_by_address(client: httpx.Client):
    for n in range(5):
        client.get(f"/api/documents/nobody-{n}")
    labels = {"door": "/api/documents", "method": "GET", "status": "404"}
    assert value(client, "xietiao_requests_total", **labels) == 5
    assert not [labels for _, labels in read(client) if "nobody" in str(labels)]

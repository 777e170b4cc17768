"""Traces: what an answer did, with times and without a word of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext

from bot import trace
from bot.answer import Bot
from bot.settings import Settings
from tests.scripted import scripted_server

SEVEN = "办公室主任的七字诀是什么？"


@pytest.fixture
def collected() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    trace.send_to(SimpleSpanProcessor(exporter))
    yield exporter
    trace.send_to(None)


def ids(span: ReadableSpan) -> SpanContext:
    assert span.context is not None
    return span.context


def tree(exporter: InMemorySpanExporter) -> dict[str, set[str]]:
    """The names of the spans below each span's name."""
    spans = exporter.get_finished_spans()
    names = {ids(span).span_id: span.name for span in spans}
    below: dict[str, set[str]] = {}
    for span in spans:
        if span.parent is not None:
            below.setdefault(names[span.parent.span_id], set()).add(span.name)
    return below


def root(exporter: InMemorySpanExporter) -> ReadableSpan:
    return next(s for s in exporter.get_finished_spans() if s.name == "question")


def test_a_question_is_a_trace_of_its_steps(bot: Bot, collected: InMemorySpanExporter):
    answer = bot.ask(SEVEN)
    assert tree(collected) == {"question": {"retrieve", "gate", "compose"}}
    told = root(collected).attributes or {}
    assert told["xietiao.answerer"] == "extractive"
    assert told["xietiao.refused"] is False
    assert told["xietiao.confidence"] == answer.confidence


def test_no_word_of_what_was_asked_or_answered_is_sent(bot: Bot, collected: InMemorySpanExporter):
    bot.ask(SEVEN)
    sent = "".join(span.to_json(indent=None) for span in collected.get_finished_spans())
    assert "七字" not in sent and "\\u4e03" not in sent


def test_what_an_llm_writes_is_checked_below_its_writing(bot: Bot, collected: InMemorySpanExporter):
    from bot.chat import ChatModel

    with scripted_server() as llm:
        llm.says("有权不越权。[1]")
        settings = Settings(
            data=bot.settings.data, llm="openai:scripted", llm_base_url=llm.base_url
        )
        writing = Bot(bot.index, bot.retriever.embedder, settings, chat=ChatModel.open(settings))
        writing.ask("办公室主任怎样有权不越权？")
    below = tree(collected)
    assert {"retrieve", "gate", "generate"} <= below["question"]
    assert "guard" in below["generate"]


def test_questions_at_once_are_traces_of_their_own(bot: Bot, collected: InMemorySpanExporter):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bot.ask, [SEVEN] * 8))
    spans = collected.get_finished_spans()
    traces = {ids(span).trace_id for span in spans}
    assert len(traces) == 8
    for trace_id in traces:
        names = [span.name for span in spans if ids(span).trace_id == trace_id]
        assert sorted(names) == ["compose", "gate", "question", "retrieve"]


def test_a_callers_trace_goes_on_here(collected: InMemorySpanExporter):
    caller = "0af7651916cd43dd8448eb211c80319c"
    with (
        trace.from_request({"traceparent": f"00-{caller}-b7ad6b7169203331-01"}, "r1"),
        trace.step("inside"),
    ):
        pass
    assert {f"{ids(s).trace_id:032x}" for s in collected.get_finished_spans()} == {caller}


def test_without_a_collector_nothing_is_made(bot: Bot):
    assert list(trace.steps("question", [1, 2])) == [1, 2]
    with trace.step("retrieve") as span:
        assert span is None

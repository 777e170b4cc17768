"""Counts and times of one server process. The only import of prometheus_client."""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)
from prometheus_client.exposition import generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.answer import Bot
from bot.feedback import FeedbackStore
from bot.records import Answer, Turn
from ingest.errors import XietiaoError
from ui.line import Line

disable_created_metrics()  # a second series for each, that says only when it began
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# A label for each path that anybody may think of would fill the memory.
_DOORS = (
    "/api/ask",
    "/api/search",
    "/api/documents",
    "/api/feedback",
    "/api/session",
    "/api/library",
    "/api",
    "/v1/chat/completions",
    "/v1",
    "/gradio_api/mcp",
    "/gradio_api",
    "/healthz",
    "/readyz",
    "/metrics",
)


class Metrics:
    """The process's own registry, so that two servers in one process don't mix."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, bot: Bot, feedback: FeedbackStore, line: Line) -> None:
        """Reads the index and the votes whenever it is asked."""
        self._bot = bot
        self._feedback = feedback
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "xietiao_requests", "requests answered", ("door", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "xietiao_request_seconds",
            "until the response begins",
            ("door",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._answers = Counter(
            "xietiao_answers", "questions answered", ("answerer", "refused"), registry=registry
        )
        self._answer_seconds = Histogram(
            "xietiao_answer_seconds", "of a whole answer", buckets=_SECONDS, registry=registry
        )
        self._sizes = Gauge("xietiao_index", "what is indexed", ("of",), registry=registry)
        self._votes = Gauge("xietiao_votes", "feedback kept", ("vote",), registry=registry)
        asking = Gauge("xietiao_line", "questions", ("of",), registry=registry)
        asking.labels("at_work").set_function(lambda: line.n_at_work)
        asking.labels("waiting").set_function(lambda: line.n_waiting)

    def exposition(self) -> bytes:
        """All of it in Prometheus's text format."""
        try:
            manifest = self._bot.index.manifest
            for name in ("documents", "passages", "sentences", "keys"):
                self._sizes.labels(name).set(manifest[f"n_{name}"])
            for vote, n in self._feedback.counts().items():
                self._votes.labels(vote).set(n)
        except XietiaoError:
            self._sizes.clear()  # what can't be read is told of no value, not an old one
        return generate_latest(self._registry)

    def counted(self, bot: Bot) -> Bot:
        """The bot, each of its answers counted whichever door asked."""
        return cast(Bot, _Counted(bot, self))

    def answered(self, answer: Answer, seconds: float) -> None:
        """Counts an answer."""
        self._answers.labels(answer.answerer, str(answer.refused).lower()).inc()
        self._answer_seconds.observe(seconds)

    def middleware(self, app: ASGIApp) -> ASGIApp:
        """`app` with its requests counted."""

        async def measured(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            door = door_of(scope["path"])
            began = time.perf_counter()

            async def counted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    self._seconds.labels(door).observe(time.perf_counter() - began)
                    self._requests.labels(door, scope["method"], message["status"]).inc()
                await send(message)

            await app(scope, receive, counted)

        return measured


class _Counted:
    """A bot in all but that its answers are counted."""

    def __init__(self, bot: Bot, metrics: Metrics) -> None:
        self._bot = bot
        self._metrics = metrics

    def __getattr__(self, name: str) -> Any:
        if name == "stream":
            return self._stream_of(getattr(self._bot, name))
        return getattr(self._bot, name)

    def ask(self, question: str, history: Sequence[Turn] = (), script: str = "auto") -> Answer:
        began = time.perf_counter()
        answer = self._bot.ask(question, history, script)
        self._metrics.answered(answer, time.perf_counter() - began)
        return answer

    def _stream_of(self, stream: Any) -> Any:
        def counted(*args: Any, **kwargs: Any) -> Iterator[Any]:
            began = time.perf_counter()
            items: Iterable[Any] = stream(*args, **kwargs)
            last = None
            for last in items:
                yield last
            if isinstance(last, Answer):
                self._metrics.answered(last, time.perf_counter() - began)

        return counted


def door_of(path: str) -> str:
    """The door at `path`; / for all that is none of the listed."""
    return next((door for door in _DOORS if path == door or path.startswith(f"{door}/")), "/")

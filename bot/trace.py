"""Where the time of an answer goes, for an OpenTelemetry collector. The only import of it.

Off unless the setting `traces` names a collector; then each question is a trace: question ->
retrieve -> gate -> compose, generate -> guard. Spans hold counts and times, no word of what was
asked or answered. The packages are the extra `traces`.
"""

from collections.abc import Generator, Iterable, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

from bot.settings import Settings
from ingest.errors import XietiaoError

_T = TypeVar("_T")
_tracer: Any = None


class TracesNotUsable(XietiaoError):
    """Traces are wanted and can't be sent; the message says what to install."""


def start(settings: Settings) -> None:
    """From here on traces go to the collector that the settings name, if any.

    Raises:
        TracesNotUsable: the packages for it are not installed.
    """
    if not settings.traces:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise TracesNotUsable(
            "traces need packages that are not installed: pip install 'xietiao[traces]'"
        ) from error
    address = f"{settings.traces.rstrip('/')}/v1/traces"
    send_to(BatchSpanProcessor(OTLPSpanExporter(address, timeout=5)))


def send_to(processor: Any) -> None:
    """From here on spans go to an OpenTelemetry span processor; None ends it."""
    global _tracer
    if processor is None:
        _tracer = None
        return
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    provider = TracerProvider(resource=Resource({"service.name": "xietiao"}))
    provider.add_span_processor(processor)
    _tracer = provider.get_tracer("xietiao")


def step(name: str, **values: object) -> AbstractContextManager[Any]:
    """A span around what is done in the block, below the span around that."""
    return nullcontext() if _tracer is None else _span(name, values)


def steps(name: str, items: Iterable[_T]) -> Generator[_T]:
    """The items, with a span from the first to the last one, which is there only while one is made.

    Between two items another thread, or another question, may be at work.
    """
    if _tracer is None:
        yield from items
        return
    from opentelemetry.trace import use_span

    span, iterator = _tracer.start_span(name), iter(items)
    try:
        while True:
            with use_span(span, record_exception=False, set_status_on_exception=False):
                try:
                    item = next(iterator)
                except StopIteration:
                    return
                except Exception as error:  # its message may quote the question
                    span.set_attributes(_named({"error": type(error).__name__}))
                    raise
            yield item
    finally:
        span.end()


@contextmanager
def from_request(headers: Mapping[str, str], request_id: str) -> Generator[None]:
    """A span around a request, part of the caller's trace where its headers name one."""
    if _tracer is None:
        yield
        return
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    caller = TraceContextTextMapPropagator().extract(headers)
    values = {"xietiao.request_id": request_id}
    with _tracer.start_as_current_span(
        "request", context=caller, attributes=values, record_exception=False
    ):
        yield


def note(**values: object) -> None:
    """Adds values to the span at work."""
    if _tracer is not None:
        from opentelemetry.trace import get_current_span

        get_current_span().set_attributes(_named(values))


def _span(name: str, values: Mapping[str, object]) -> AbstractContextManager[Any]:
    return _tracer.start_as_current_span(
        name,
        attributes=_named(values),
        record_exception=False,
        set_status_on_exception=False,
    )


def _named(values: Mapping[str, object]) -> dict[str, Any]:
    return {f"xietiao.{name}": value for name, value in values.items()}

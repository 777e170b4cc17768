"""The server's log: one event a line, as JSON or for people. The only import of structlog.

Nothing in an event can begin another line or hide one, and no password or key of the settings
stands in it, whichever library wrote the message.
"""

import logging
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TextIO

import structlog
from pydantic import SecretStr

from bot.settings import Settings

_OURS = ("ui", "bot", "ingest", "uvicorn.error")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # line breaks, escapes, marks that turn text
_Processor = Callable[[Any, str, Any], Any]


def start(settings: Settings, stream: TextIO | None = None) -> None:
    """From here on what is logged goes to `stream` (stderr), as the settings want it."""
    to: TextIO = stream or sys.stderr
    as_text = settings.log == "text" or (settings.log == "auto" and to.isatty())
    handler = logging.StreamHandler(to)
    handler.setFormatter(_formatter(_secrets(settings), as_text=as_text))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(settings.log_level.upper())


def noted(**values: object) -> AbstractContextManager[Any]:
    """A context in which every event carries these."""
    return structlog.contextvars.bound_contextvars(**values)


def event(logger: logging.Logger, name: str, **values: object) -> None:
    """Logs an event with its values beside it."""
    logger.info(name, extra={"values": values})


def _formatter(secrets: Sequence[str], *, as_text: bool) -> logging.Formatter:
    shared: list[_Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _with_values,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _told(secrets),
    ]
    last: _Processor = _plain if as_text else structlog.processors.JSONRenderer(ensure_ascii=False)
    removed = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[removed, last])


def _with_values(logger: Any, method: str, told: Any) -> Any:
    record: logging.LogRecord = told["_record"]
    return {**told, **getattr(record, "values", {})}


def _told(secrets: Sequence[str]) -> _Processor:
    """What makes an event one that may be told: on one line, without secrets."""

    def clean(value: object) -> object:
        if not isinstance(value, str):
            return value
        for secret in secrets:
            value = value.replace(secret, "***")
        return "".join(_shown(char) for char in value)

    def processor(logger: Any, method: str, told: Any) -> Any:
        kept = ("_record", "_from_structlog", "exception")
        rest = {name: clean(value) for name, value in told.items() if name not in kept}
        if "exception" in told:
            lines = str(told["exception"]).split("\n")
            rest["exception"] = "\n".join(str(clean(line)) for line in lines)
        return {**{name: told[name] for name in kept[:2] if name in told}, **rest}

    return processor


def _shown(char: str) -> str:
    return f"\\u{ord(char):04x}" if unicodedata.category(char) in _HIDDEN else char


def _plain(logger: Any, method: str, told: Mapping[str, object]) -> str:
    """The event for people; a traceback stands below it, further in."""
    first = ("timestamp", "level", "event")
    rest = [f"{k}={v}" for k, v in told.items() if k not in (*first, "exception", "logger")]
    line = " ".join([*(str(told[name]) for name in first), *rest])
    below = str(told.get("exception", "")).split("\n") if "exception" in told else []
    return "\n    | ".join([line, *below])


def _secrets(settings: Settings) -> list[str]:
    """The values of the settings that nobody may read, the longest first."""
    given = [getattr(settings, name) for name in type(settings).model_fields]
    values = [secret.get_secret_value() for secret in given if isinstance(secret, SecretStr)]
    return sorted(filter(None, values), key=len, reverse=True)

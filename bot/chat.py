"""A chat model of anybody's, by LangChain: opened by one setting, streamed, never waited on.

The only import of langchain's chat models.
"""

import logging
import queue
import random
import re
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, Protocol

from bot.breaker import Breaker
from bot.settings import Settings
from ingest.errors import XietiaoError

_log = logging.getLogger(__name__)

_N_TRIES = 3
_FIRST_PAUSE_S = 0.25  # doubled each time, and half as much again at random
_REST_S = 20.0  # after it failed, twice as long the next time; until then nobody waits for it
_WORTH_ANOTHER_TRY = (408, 409, 425, 429)
_PACKAGE = re.compile(r"langchain-[a-z-]+")
_N_WAITING = 64  # chunks read ahead; a model that never ends fills no memory

Message = tuple[str, str]
"""Role ("system", "human") and text."""


class LlmNotUsable(XietiaoError):
    """The LLM in the settings can't be set up; the message says which setting to change."""


class ChatFailed(Exception):
    """The model gave no whole reply; the message says why, without a word of what it was sent."""


class ChatModel:
    """A chat model with a time limit for each reply; safe to share between threads."""

    def __init__(self, name: str, model: "Streams", *, timeout_s: float) -> None:
        """`model` is LangChain's; `name` is how answers name it."""
        self.name = name
        self.timeout_s = timeout_s
        self._model = model
        self._breaker = Breaker(_REST_S)

    @classmethod
    def open(cls, settings: Settings) -> "ChatModel | None":
        """The model that the settings name, not yet spoken to; None where they name none.

        Raises:
            LlmNotUsable: no such provider, its package is missing, or it can't be set up so.
        """
        if not settings.llm:
            return None
        from langchain.chat_models import init_chat_model  # 1.5 s, which most runs can do without

        try:
            model = init_chat_model(settings.llm, **_options(settings))
        except ImportError as error:
            package = _PACKAGE.search(str(error))
            raise LlmNotUsable(
                f"the LLM {settings.llm!r} needs a package that is not installed:"
                f" pip install {package.group() if package else 'its LangChain package'}"
            ) from error
        except ValueError as error:
            if "provider" not in str(error):
                raise _not_set_up(settings, error) from error
            raise LlmNotUsable(
                f"LangChain knows no provider for the LLM {settings.llm!r};"
                " set XIETIAO_LLM to provider:model, as in openai:gpt-4o-mini or ollama:qwen3"
            ) from error
        except Exception as error:  # each provider has errors of its own
            raise _not_set_up(settings, error) from error
        name = settings.llm.partition(":")[2] or settings.llm
        return cls(name, model, timeout_s=settings.llm_timeout_s)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        timeout_s: float | None = None,
        may_rest: bool = True,
    ) -> Generator[str]:
        """The reply, piece by piece as it comes.

        Tried up to three times while nothing has come yet and time is left. After a failure the
        model rests, unless `may_rest` is False: for what can be done without.

        Raises:
            ChatFailed: no connection, an error, silence, or not finished in time.
        """
        if not self._breaker.lets_in():
            raise ChatFailed("it failed a moment ago and is left alone for some seconds")
        has_spoken = False
        try:
            for text in self._tried(messages, time.monotonic() + (timeout_s or self.timeout_s)):
                if not has_spoken:
                    has_spoken = True
                    self._breaker.succeeded()
                yield text
        except ChatFailed as failure:
            if may_rest:
                self._breaker.failed()
                has_spoken = True  # and what it said is noted
            _log.warning("the LLM %s: %s", self.name, failure)
            raise
        finally:
            if not has_spoken:
                self._breaker.gave_up()

    def _tried(self, messages: Sequence[Message], deadline: float) -> Generator[str]:
        for n_failed in range(_N_TRIES):
            has_begun = False
            try:
                for text in _streamed(self._model, messages, deadline):
                    has_begun = True
                    yield text
                return
            except _Failure as failure:
                pause = _FIRST_PAUSE_S * 2**n_failed * random.uniform(1.0, 1.5)
                is_last = n_failed + 1 == _N_TRIES or time.monotonic() + pause >= deadline
                if has_begun or is_last or not failure.may_pass:
                    raise ChatFailed(str(failure)) from failure
                time.sleep(pause)

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_chars: int,
        timeout_s: float | None = None,
        may_rest: bool = True,
    ) -> str:
        """The whole reply, or as much of it as is just over `max_chars`.

        Raises:
            ChatFailed: as for `stream`.
        """
        reply = ""
        stream = self.stream(messages, timeout_s=timeout_s, may_rest=may_rest)
        for text in stream:
            reply += text
            if len(reply) > max_chars:
                break
        stream.close()
        return reply

    def check(self, *, timeout_s: float = 10.0) -> float:
        """Seconds to the first piece of a reply.

        Raises:
            ChatFailed: there was none within `timeout_s`.
        """
        began = time.monotonic()
        asked = [("human", "1+1=?")]
        reply = self.stream(asked, timeout_s=min(timeout_s, self.timeout_s), may_rest=False)
        for _ in reply:
            break
        reply.close()
        return time.monotonic() - began


class Streams(Protocol):
    """What is needed of LangChain's BaseChatModel."""

    def stream(self, input: Any, /) -> Iterator[Any]:  # noqa: A002
        """Chunks of the reply."""
        ...


class _Failure(Exception):
    def __init__(self, sentence: str, *, may_pass: bool) -> None:
        super().__init__(sentence)
        self.may_pass = may_pass


def _streamed(model: Streams, messages: Sequence[Message], deadline: float) -> Generator[str]:
    """The texts of the chunks, read by a thread: a socket that trickles has no time limit."""
    chunks: queue.Queue[str | Exception | None] = queue.Queue(_N_WAITING)
    stop = threading.Event()
    reader = threading.Thread(
        target=_read, args=(model, list(messages), chunks, stop, deadline), daemon=True, name="llm"
    )
    reader.start()
    try:
        while True:
            try:
                chunk = chunks.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise _Failure("it did not finish in time", may_pass=False) from None
            if chunk is None:
                return
            if isinstance(chunk, Exception):
                raise _failure(chunk) from chunk
            yield chunk
    finally:
        stop.set()


def _read(
    model: Streams,
    messages: list[Message],
    chunks: "queue.Queue[str | Exception | None]",
    stop: threading.Event,
    deadline: float,
) -> None:
    """Hands the reply on until it ends, fails, or nobody wants it any more, or reads on in time."""

    def is_over() -> bool:
        return stop.is_set() or time.monotonic() > deadline + 1

    try:
        reply = model.stream(messages)
        for chunk in reply:
            if not _put(chunks, str(chunk.text), is_over):
                break
        if close := getattr(reply, "close", None):
            close()
        _put(chunks, None, is_over)
    except Exception as error:  # each provider has errors of its own
        _put(chunks, error, is_over)


def _put(
    chunks: "queue.Queue[str | Exception | None]",
    chunk: str | Exception | None,
    is_over: Callable[[], bool],
) -> bool:
    while not is_over():
        try:
            chunks.put(chunk, timeout=0.1)
            return True
        except queue.Full:
            continue
    return False


def _failure(error: Exception) -> _Failure:
    """The provider's error in our words; its own may quote a key or the prompt."""
    status = getattr(error, "status_code", None)
    if not isinstance(status, int):
        return _Failure(f"no reply ({type(error).__name__})", may_pass=True)
    may_pass = status in _WORTH_ANOTHER_TRY or status >= 500
    return _Failure(f"it answered with status {status}", may_pass=may_pass)


def _options(settings: Settings) -> dict[str, Any]:
    """Arguments of `init_chat_model`; retries and the time limit of a reply are ours."""
    options: dict[str, Any] = {"max_retries": 0, "timeout": settings.llm_timeout_s}
    if settings.llm_temperature is not None:
        options["temperature"] = settings.llm_temperature
    key = settings.llm_api_key.get_secret_value()
    if settings.llm_base_url:
        options["base_url"] = settings.llm_base_url
        if settings.llm.startswith("openai:"):  # else it would send that server OpenAI's own key
            key = key or "none"
    return {**options, "api_key": key} if key else options


def _not_set_up(settings: Settings, error: Exception) -> LlmNotUsable:
    return LlmNotUsable(
        f"the LLM {settings.llm!r} can't be set up ({type(error).__name__});"
        " check XIETIAO_LLM, XIETIAO_LLM_BASE_URL and XIETIAO_LLM_API_KEY"
    )

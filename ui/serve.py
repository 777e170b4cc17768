"""Runs the server until it is stopped."""

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable

import uvicorn

from bot.answer import Bot
from bot.settings import Settings
from bot.warm import warm
from ingest.errors import XietiaoError
from ui.api import create_app
from ui.line import Line
from ui.patience import Impatient

_log = logging.getLogger(__name__)
_LAST_ANSWERS_S = 30.0  # that a stop waits for answers at work
_CLOSING_S = 5.0  # then for open pages, Gradio and MCP to close; uvicorn would wait without end


class CannotListen(XietiaoError):
    """The address can't be listened on; the message says why and what to do."""


def serve(
    bot: Bot,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    on_listening: Callable[[], None] = lambda: None,
) -> None:
    """Serves the chat and the API until the process is told to stop.

    Raises:
        CannotListen: the port is taken, or the host is not one of this machine's.
    """
    with listen(host, port) as listener, contextlib.suppress(KeyboardInterrupt):
        on_listening()
        server_of(bot).run(sockets=[listener])


def warning(host: str, settings: Settings) -> str | None:
    """What has to be said about who can get in, if anything."""
    if host in ("127.0.0.1", "::1", "localhost") or settings.password is not None:
        return None
    return (
        f"WARNING: whoever can reach {host} can ask and read everything here; set XIETIAO_PASSWORD"
        " (8 characters or more) to ask readers for it, and put a proxy with TLS in front"
    )


def server_of(bot: Bot) -> uvicorn.Server:
    """The server, not running yet."""
    # Every open page holds a stream that never ends: a stop would wait for it forever, and cut
    # off it counts as an error, with a traceback.
    logging.getLogger("uvicorn.error").addFilter(_not_cut_off)
    warming = threading.Thread(target=_warm, args=(bot,), name="warm", daemon=True)
    warming.start()  # Gradio's import takes as long
    app = create_app(bot)
    warming.join()
    config = uvicorn.Config(
        app,
        http=Impatient,
        log_config=None,
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=1,
    )
    return _Patient(config, app.state.line)


def _warm(bot: Bot) -> None:
    try:
        warm(bot)
    except Exception:  # what is wrong shows with the first question, in its own words
        _log.warning("the bot could not be warmed up", exc_info=True)


class _Patient(uvicorn.Server):
    """A server that answers who has asked before it stops; a second signal stops it at once."""

    def __init__(self, config: uvicorn.Config, line: Line) -> None:
        super().__init__(config)
        self._line = line

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes no more questions, waits for those at work, then closes the connections."""
        self._line.close()
        deadline = time.monotonic() + _LAST_ANSWERS_S
        while (self._line.n_at_work or self._line.n_waiting) and not self.force_exit:
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(0.05)
        try:
            async with asyncio.timeout(_CLOSING_S):
                await super().shutdown(sockets)
        except TimeoutError:
            left = sorted(task.get_name() for task in asyncio.all_tasks())
            _log.warning("stopped without waiting any longer for %s", ", ".join(left))


def _not_cut_off(record: logging.LogRecord) -> bool:
    problem = record.exc_info[1] if record.exc_info else None
    return not isinstance(problem, asyncio.CancelledError)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket: taken before anything slow is loaded, so that a refusal comes at once.

    Raises:
        CannotListen: as `serve`.
    """
    if not 0 <= port <= 65535:
        raise _refusal(host, port, "ports go from 0 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).split(" (while ")[0]  # it repeats the address
        raise _refusal(host, port, reason) from problem


def _refusal(host: str, port: int, reason: str) -> CannotListen:
    return CannotListen(
        f"can't listen on {host} port {port}: {reason}; choose another with --port or --host"
    )

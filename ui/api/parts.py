"""What the doors share: the bot, and what stands beside it."""

import os
from dataclasses import dataclass

from bot.answer import Bot
from bot.feedback import FeedbackStore
from bot.library import Library
from bot.settings import Settings
from ui.guard import Passwords, Sessions, Throttle
from ui.guard.origins import Hosts
from ui.line import Line
from ui.metrics import Metrics

_MINUTE_S = 60.0
_WITH_LLM = 20


@dataclass(frozen=True, slots=True)
class Parts:
    """One server's parts."""

    bot: Bot
    feedback: FeedbackStore
    library: Library
    hosts: Hosts
    passwords: Passwords
    sessions: Sessions
    wrong_passwords: Throttle
    votes: Throttle
    metrics: Metrics
    line: Line

    @classmethod
    def of(cls, bot: Bot) -> "Parts":
        """The parts as the bot's settings want them."""
        settings = bot.settings
        passwords = Passwords(settings)
        feedback = FeedbackStore(settings.feedback_file)
        line = Line(_at_once(settings), settings.answers_waiting, settings.max_wait_s)
        metrics = Metrics(bot, feedback, line)
        return cls(
            bot=metrics.counted(bot),
            feedback=feedback,
            library=Library(bot),
            hosts=Hosts(settings.hosts),
            passwords=passwords,
            sessions=Sessions(settings.data / "session.key", passwords),
            wrong_passwords=Throttle(10, 5 * _MINUTE_S, "too many wrong passwords"),
            votes=Throttle(60, 10 * _MINUTE_S, "too many votes from one address"),
            metrics=metrics,
            line=line,
        )


def _at_once(settings: Settings) -> int:
    """How many answers are made at once.

    More than a core each would finish no sooner. An LLM's answers
    wait for it for seconds, in which the cores are free.
    """
    return settings.answers_at_once or (_WITH_LLM if settings.llm else _n_cores())


def _n_cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

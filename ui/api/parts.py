"""What the doors share: the bot, and what stands beside it."""

from dataclasses import dataclass

from bot.answer import Bot
from bot.feedback import FeedbackStore
from bot.library import Library
from ui.guard import Passwords, Sessions, Throttle
from ui.guard.origins import Hosts
from ui.metrics import Metrics

_MINUTE_S = 60.0


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

    @classmethod
    def of(cls, bot: Bot) -> "Parts":
        """The parts as the bot's settings want them."""
        settings = bot.settings
        passwords = Passwords(settings)
        feedback = FeedbackStore(settings.feedback_file)
        metrics = Metrics(bot, feedback)
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
        )

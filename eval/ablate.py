"""The bot with one leg off at a time, over the same questions and the same corpus.

"no OpenCC" and "no outline" build an index of their own without that step; the others share the
full one. What the bot offers no argument for is replaced for the length of a `with` block, and
nothing in ingest or bot knows of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from bot.answer import Bot
from bot.gate import Gate
from bot.retrieve import DEFAULT_WEIGHTS, Retriever
from eval.answers import of_dict
from eval.cases import Case
from eval.run import Results, ask_all, score_answers
from eval.sources import Sources
from eval.systems import BotSystem
from eval.temporary import TemporaryBots
from ingest.outline import build_outline
from ingest.records import Document, Section

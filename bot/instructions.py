"""Orders to the bot inside a question: text like any other, never obeyed, not searched for."""

import re
import tomllib
from pathlib import Path

from ingest.script import fold_same_length

_PATTERNS = tomllib.loads(Path(__file__).with_name("instructions.toml").read_text("utf-8"))
_BLOCKS = [re.compile(pattern, re.DOTALL) for pattern in _PATTERNS["blocks"]]
_ORDER = re.compile("|".join(f"(?:{p})" for p in _PATTERNS["orders"]))
_SENTENCE = re.compile(
    r"[^。！？!?\n】：:；;]*?(?:[。！？!?\n】：:；;]+[”」』\"]?|\.(?=\s|$)|——|$)|.+?$"
)
_OBJECT = re.compile(r"\s*[“\"「『'《]")
_ASKS = re.compile(
    r"\?|什么|甚么|怎|如何|哪|几|多少|为何|为啥|谁|是否|吗|呢|啥|咩|乜|边|点样|点解|能不能|有没有"
    r"|\b(?:what|how|why|which|who|when|where|should|can|do|does|is|are)\b|讲讲|介绍|说明|解释|列出"
)


def without_instructions(text: str) -> str:
    """What `text` asks once the orders are left out; empty where it gives orders only.

    Beside an order only a question counts: what else stands there belongs to the order.
    """
    cleared = _without_blocks(text)
    sentences = [match.group() for match in _SENTENCE.finditer(cleared) if match.group()]
    kept: list[str] = []
    ordered_before = ""
    for sentence in sentences:
        is_order = _ORDER.search(_folded(sentence).strip()) is not None
        if is_order or (ordered_before.endswith((":", "：")) and _OBJECT.match(sentence)):
            ordered_before = sentence.rstrip()
        else:
            ordered_before = ""
            kept.append(sentence)
    asked = "".join(kept).strip()
    is_whole = len(kept) == len(sentences) and cleared == text
    return asked if is_whole or _ASKS.search(_folded(asked)) else ""


def _without_blocks(text: str) -> str:
    for pattern in _BLOCKS:
        for match in reversed(list(pattern.finditer(_folded(text)))):
            text = text[: match.start()] + text[match.end() :]
    return text


def _folded(text: str) -> str:
    return fold_same_length(text).lower()

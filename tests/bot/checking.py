"""What holds for every answer, whatever was asked."""

import re
from functools import cache
from pathlib import Path

from bot.records import Answer
from ingest.script import convert, simplify

ROOT = Path(__file__).parents[2]


@cache
def received(path: str) -> str:
    """The file as received, decoded and nothing else."""
    return (ROOT / path).read_bytes().decode("utf-8")


def markers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\[(\d+)\]", text)]


def assert_holds(answer: Answer) -> None:
    """Quotes are the file's own words, markers match, the script is kept, a refusal cites nothing."""
    for citation in answer.citations:
        raw = received(citation.path)
        assert 0 <= citation.start < citation.end <= len(raw)
        assert raw[citation.start : citation.end] == citation.quote
    n_cited = len(answer.citations)
    assert [citation.marker for citation in answer.citations] == list(range(1, n_cited + 1))
    assert markers(answer.answer) == list(range(1, n_cited + 1))
    assert answer.refused == (n_cited == 0) == (answer.reason is not None)
    assert 0.0 <= answer.confidence <= 1.0
    assert answer.answer.strip() == answer.answer != ""
    assert_written_in(answer.script, answer.answer)


def assert_written_in(script: str, text: str) -> None:
    if script in ("hans", "en"):
        assert simplify(text) == text
    else:
        big5 = "cp950" if script == "hant-tw" else "big5hkscs"
        foreign = {c for c in text if _encodes(c, "gb2312") and not _encodes(c, big5)}
        if script == "hant-hk":
            foreign = {c for c in foreign if convert(c, "s2hk") != c}  # 脱, 税 are its own forms
        assert not foreign, f"Simplified only: {foreign}"
        assert convert(text, "t2s") != text, "not one Traditional character"


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

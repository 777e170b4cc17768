"""Whether an answer is in the script it promises.

A character belongs to the other script if OpenCC converts it and the reader's own standard
character set does not have it: GB 2312 for Simplified, Big5 for Traditional. The second half keeps
後/后, 里, 只, 干, 著: characters that one script merged and the other still uses.
"""

from functools import cache

from eval.measures.undefined import Undefined
from ingest.records import Script
from ingest.script import convert

# Written in Taiwan or Hong Kong, though Big5 lacks them.
_NOT_IN_BIG5 = frozenset("着裏衞啟説綫羣床峯")


def foreign_characters(answer: str, script: Script) -> list[str]:
    """The characters of the other script in `answer`; an English reader gets Simplified."""
    wrong = _is_traditional if script in ("hans", "en") else _is_simplified
    return [char for char in answer if char > "⺀" and wrong(char)]


@cache
def _is_traditional(char: str) -> bool:
    return convert(char, "t2s") != char and not _encodes(char, "gb2312")


@cache
def _is_simplified(char: str) -> bool:
    if char in _NOT_IN_BIG5 or convert(char, "s2hk") == char:  # 脱, 税: Hong Kong's own forms
        return False
    return convert(char, "s2t") != char and not _encodes(char, "big5")


def _encodes(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def fidelity(answer: str, promised: str | None, wanted: Script) -> float:
    """1.0 if the answer promises the asker's characters and holds none of the other script.

    Taiwan and Hong Kong forms count alike here: `is_exact` tells them apart.

    Raises:
        Undefined: the system doesn't say which script its answer is in.
    """
    if promised is None:
        raise Undefined("an answer that doesn't name its script promises nothing")
    same = promised.partition("-")[0] == wanted.partition("-")[0]
    return float(same and not foreign_characters(answer, wanted))


def is_exact(promised: str | None, wanted: Script) -> float:
    """1.0 if the answer is given in the very script wanted, Taiwan and Hong Kong told apart.

    Raises:
        Undefined: as `fidelity`.
    """
    if promised is None:
        raise Undefined("an answer that doesn't name its script promises nothing")
    return float(promised == wanted)

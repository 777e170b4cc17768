"""Greetings and thanks around a question: said to a person, not searched for."""

import re

from ingest.script import fold_same_length

_CLAUSE = re.compile(r"[^，,。！!？?~～；;\n]*[，,。！!？?~～；;\n]*")
_GREETINGS = (
    r"(?:各位|大家|老师|学长姐?|前辈们?|同事们?)?(?:[您你]好呀?|早安|早上好|下午好)|哈喽|嗨|各位|大家"
    r"|打扰(?:一下|了)?|不好意思|请教(?:一下)?|请问|麻烦[您你]?(?:了|一下)?|拜托(?:了|大家)?"
)
_THANKS = (
    r"(?:非常|十分|先|在此)?[多感]?谢谢?(?:[您你]|大家|各位)?(?:了|啦|先|的帮助|的解答)?"
    r"|感谢(?:[您你]|大家)?|辛苦了|唔该(?:晒)?|救命|help|hello|hi|thanks?(?: you)?"
)
_COURTESY = re.compile(rf"^(?:{_GREETINGS}|{_THANKS})+$")
_OPENING = re.compile(
    r"^(?:请问(?:一下)?|我?想?请教(?:一下)?|想(?:请)?问(?:一?下)?|我?想(?:知道|了解)(?:一下)?"
    r"|麻烦[问说]一?下|能不能告诉我|could you (?:please )?tell me:?|please tell me:?)[,:，：\s]*"
)


_CLOSING = re.compile(rf"(?:{_THANKS})+[!！。.~～\s]*$", re.IGNORECASE)


def without_courtesies(text: str) -> str:
    """`text` without the clauses that greet or thank; all of it where nothing else is left."""
    kept = [clause for clause in _CLAUSE.findall(text) if clause and not _is_courtesy(clause)]
    rest = "".join(kept).strip()
    closing = _CLOSING.search(fold_same_length(rest))
    rest = rest[: closing.start()] if closing else rest
    opening = _OPENING.match(fold_same_length(rest).lower())
    rest = rest[opening.end() :] if opening else rest
    return rest if any(char.isalnum() for char in rest) else text


def _is_courtesy(clause: str) -> bool:
    folded = fold_same_length(clause).lower().strip(" ,。.!?~;\n、")
    return _COURTESY.match(folded) is not None

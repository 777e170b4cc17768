"""A question that leans on the conversation -> one that stands alone, for retrieval only."""

import re
from dataclasses import replace

from bot.chat import ChatFailed, ChatModel
from bot.instructions import without_instructions
from bot.leaning import leans_on_history
from bot.prompts import REWRITE, REWRITTEN
from bot.question import Question
from ingest.lexical import tokenize
from ingest.script import fold_same_length

_MAX_CHARS = 120
_MAX_TURN_CHARS = 400
_N_TURNS = 6
_TIMEOUT_SHARE = 0.25  # of what an answer may take
_KNOWN = 0.8  # share of its tokens that the conversation holds; a rewrite with fewer is made up


def in_context(question: Question, chat: ChatModel) -> Question | None:
    """The question with the model's rewrite as its context; None where there is none to use."""
    if not leans_on_history(question):
        return None
    rewritten = _rewritten(question, chat)
    return replace(question, context=rewritten) if rewritten else None


def _rewritten(question: Question, chat: ChatModel) -> str:
    """The model's rewrite, or nothing where there is none that can be used."""
    history = "\n".join(
        f"{'问' if turn.role == 'user' else '答'}：{turn.content[:_MAX_TURN_CHARS]}"
        for turn in question.history[-_N_TURNS:]
    )
    asked = REWRITTEN.format(history=history, question=question.text)
    try:
        reply = chat.complete(
            [("system", REWRITE), ("human", asked)],
            timeout_s=_TIMEOUT_SHARE * chat.timeout_s,
            max_chars=_MAX_CHARS,
            may_rest=False,
        )
    except ChatFailed:
        return ""
    rewritten = re.sub(r"^(?:改写后?(?:的问题)?|问题?|Q)\s*[:：]\s*", "", reply.strip())
    return rewritten if _is_usable(rewritten, f"{history}\n{question.text}") else ""


def _is_usable(rewritten: str, conversation: str) -> bool:
    if not 2 <= len(rewritten) <= _MAX_CHARS or "\n" in rewritten:
        return False
    if without_instructions(rewritten) != rewritten:
        return False
    tokens = set(tokenize(fold_same_length(rewritten).lower()))
    known = set(tokenize(fold_same_length(conversation).lower()))
    return bool(tokens) and len(tokens & known) >= _KNOWN * len(tokens)

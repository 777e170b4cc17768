"""A question that leans on the conversation: 那第二个呢？ 具体怎么做？ 为什么？ 还有吗.

Resolved from the conversation's own structure: the question before it, and the list that question
asks for. Nothing of an earlier answer is taken as true; only the texts are.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.evidence import Evidence
from bot.lists import item_pieces
from bot.pieces import Draft, Piece, within
from bot.prose import ADVICE
from bot.question import Question
from ingest.lexical import tokenize
from ingest.outline import children
from ingest.records import Section, Sentence
from ingest.script import fold_same_length

_LEANS = re.compile(
    r"^(?:那么?|还有|另外|此外|除了|具体|为什么|为何|为啥|怎么|怎样|如何|这|它|他|其中|其|上面|上述|前面|刚才|"
    r"后面|再|然后|接下来|继续|举个?例|比如|哪|第[一二三四五六七八九十\d]|最后|原因|能不能|可以|说说|详细|展开)"
)
_REFERS = re.compile(
    r"它们?|他们|这个|这些|这种|这样|那个|那些|那样|此|上述|上面|前者|后者|刚才|你说的|您说的"
)
_MORE = re.compile(r"别的|其他|其它|其余|还有|剩下|另外|后面的")
_REASON = re.compile(r"因为|由于|因此|所以|为了|才能|否则|容易|使得?|就会|可能|原因|证明|决定")
_MAX_ITEM_CHARS = 220
_MAX_BARE = 4  # characters of content; a question with more says itself what it wants
_SAID = 0.45  # share of a sentence's tokens that makes it a repetition
_MAX_LEANING = 18  # a longer question says itself what it is about, unless it refers back


def leans_on_history(question: Question) -> bool:
    """Whether the question can't be understood without what came before."""
    if not question.history:
        return False
    folded = question.folded.strip()
    if _REFERS.search(folded):
        return True
    return len(folded) <= _MAX_LEANING and (
        _LEANS.match(folded) is not None or len(question.content) <= 2
    )


def with_context(question: Question) -> Question:
    """The question together with those before it that it leans on, newest first."""
    earlier: list[str] = []
    history = list(question.history)
    current = question
    while history and leans_on_history(current):
        asked = [i for i, turn in enumerate(history) if turn.role == "user"]
        if not asked:
            break
        turn, history = history[asked[-1]], history[: asked[-1]]
        earlier.append(turn.content)
        current = Question(turn.content, question.script, tuple(history))
    return replace(question, context=" ".join(reversed(earlier))) if earlier else question


def follow_up(evidence: Evidence) -> Draft | None:
    """The draft of a question that asks on from the last answer; None where it asks anew."""
    question = evidence.question
    said = next((t.content for t in reversed(question.history) if t.role == "assistant"), "")
    if not question.context or not said:
        return None
    anchor = _anchor(evidence, fold_same_length(said))
    if anchor is None:
        return None
    if question.ordinals or _MORE.search(question.folded):
        return _along_the_list(evidence, anchor, fold_same_length(said))
    named = _item_by_name(evidence, anchor, fold_same_length(said))
    if named is not None:
        return Draft(tuple(item_pieces(evidence, named, max_chars=_MAX_ITEM_CHARS)), anchor)
    if len(question.content) <= _MAX_BARE:
        return _further_on(evidence, anchor, fold_same_length(said))
    return None


def _anchor(evidence: Evidence, said: str) -> Section | None:
    """The section that the last answer was taken from: where its words stand."""
    scores = evidence.index.lexical.scores(tokenize(said))
    if not len(scores) or scores.max() <= 0:
        return None
    row = int(scores.argmax())
    tokens = set(tokenize(said))
    sentences = evidence.index.sentences_at(row)
    best = max(sentences, key=lambda s: _shared(evidence, s, tokens))
    return evidence.outline(best.document)[best.section]


def _shared(evidence: Evidence, sentence: Sentence, tokens: set[str]) -> float:
    own = set(tokenize(evidence.folded(sentence.document, sentence.start, sentence.end)))
    return len(own & tokens) / (len(own) + 10)


def _along_the_list(evidence: Evidence, anchor: Section, said: str) -> Draft | None:
    """The items that the question names, or those that were not given yet."""
    question = evidence.question
    items = _list_around(evidence, anchor, said)
    if not question.ordinals:
        rest = [item for item in items if not _is_named(evidence, item, said)]
        pieces = [piece for item in rest for piece in item_pieces(evidence, item, max_chars=60)]
        return Draft(tuple(pieces), anchor) if 0 < len(rest) < len(items) else None
    named = [item for number in question.ordinals for item in _numbered(items, number)]
    limit = _MAX_ITEM_CHARS // max(1, len(named))
    pieces = [piece for item in named for piece in item_pieces(evidence, item, max_chars=limit)]
    return Draft(tuple(pieces), anchor) if pieces else None


def _item_by_name(evidence: Evidence, anchor: Section, said: str) -> Section | None:
    """The item of the list that was talked of whose heading holds all that is asked (那“才”呢)."""
    asked = evidence.question.content.split()
    if not asked or sum(map(len, asked)) > _MAX_BARE:
        return None
    for item in _list_around(evidence, anchor, said):
        heading = evidence.folded(item.document, item.heading_start, item.heading_end)
        if all(word in heading for word in asked):
            return item
    return None


def _numbered(items: Sequence[Section], number: int) -> Sequence[Section]:
    """The item of that number; where items have none, the one at that place."""
    if all(item.ordinal is None for item in items):
        return items[number - 1 : number]
    return [item for item in items if item.ordinal == number]


def _list_around(evidence: Evidence, anchor: Section, said: str) -> list[Section]:
    """The innermost list at, below or above the anchor of which an item was said."""
    outline = evidence.outline(anchor.document)
    lists = [children(outline, anchor.index)]
    section = anchor
    while section.index > 0:
        section = outline[section.parent]
        lists.append(children(outline, section.index))
    lists = [items for items in lists if len(items) > 1]
    said_of = [items for items in lists if any(_is_named(evidence, i, said) for i in items)]
    return next(iter(said_of or lists), [])


def _is_named(evidence: Evidence, item: Section, known: str) -> bool:
    """Whether most of the item's heading was said."""
    heading = set(tokenize(evidence.folded(item.document, item.heading_start, item.heading_end)))
    return bool(heading) and len(heading & set(tokenize(known))) >= 0.6 * len(heading)


def _further_on(evidence: Evidence, anchor: Section, said: str) -> Draft | None:
    """What the section of the last answer says beyond it: its reasons, or its advice."""
    tokens = set(tokenize(said))
    wanted = _REASON if evidence.question.kind == "why" else ADVICE
    fresh = [
        sentence
        for sentence in evidence.index.sentences(anchor.document.doc_id)
        if anchor.start <= sentence.start < anchor.end
        and sentence.end > anchor.heading_end
        and _shared(evidence, sentence, tokens) < _SAID
    ]
    telling = [s for s in fresh if wanted.search(fold_same_length(s.text))] or fresh
    pieces = within([Piece(s.document, s.start, s.end) for s in telling], _MAX_ITEM_CHARS)
    return Draft(tuple(pieces)) if pieces else None

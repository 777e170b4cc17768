"""The paper: as many sound items as were chosen, none answering another."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

from bot.chat import ChatModel
from bot.quiz.balance import arranged
from bot.quiz.bank import bank
from bot.quiz.choices import Choices, document_ids
from bot.quiz.coverage import Covered, coverage
from bot.quiz.draft import Draft
from bot.quiz.judged import Judged
from bot.quiz.lints import paper_findings
from bot.quiz.proposals import Proposals, propose
from bot.quiz.records import KINDS, Item, Kind
from bot.quiz.telling import Telling
from bot.quiz.voice import Voice
from ingest.index import Index

_ROOM = (
    2  # drafts, true or false ones apart, for each item: with fewer, what keeps off few is first
)
_SHARES: dict[Kind, int] = {
    "single": 6,
    "multiple": 2,
    "true-false": 4,
    "blank": 3,
    "ordering": 1,
    "matching": 1,
    "short": 2,
}
"""Of a paper on which nothing was said of kinds: what can be marked at once comes first."""
_MOST_TRUTHS = 0.25
"""The share of true or false on such a paper while there is anything else: half is guessed right.

Every statement makes one, so that of 120 items on five texts 57 were.
"""
_MANY = 1000
"""Drafts; of fewer it takes half a second to read which tells of which."""
_TRIES = 4  # places of a key: at one of them no row of keys is too long


@dataclass(frozen=True, slots=True)
class Paper:
    """`items` in the order they are asked; `notes` say what could not be had.

    `seen` are the ids of all items that were ever on it, so that none comes back.
    """

    choices: Choices
    items: tuple[Item, ...]
    notes: tuple[str, ...]
    coverage: tuple[Covered, ...]
    seen: frozenset[str]


def make_paper(index: Index, choices: Choices, *, chat: ChatModel | None = None) -> Paper:
    """The paper of these choices; the same index and choices give the same one.

    Where the texts carry fewer sound items than were asked for, it has those, and a note. With
    `chat`, up to a quarter of it are items that the model proposed and every check let through;
    the paper is then another each time, and whole whatever the model does.

    Raises:
        BadPaper, UnknownDocument: a choice there is not.
    """
    choices = replace(choices, docs=document_ids(index, choices.docs))
    drafts = _drafts(index, choices)
    proposals = Proposals() if chat is None else propose(index, choices, chat)
    first = _apart(proposals.drafts, _staying(index, choices))
    rng = random.Random(choices.seed)
    chosen = _choose(drafts, choices, rng, first)
    items = arranged([draft.item for draft in chosen], rng)
    notes = (*proposals.notes, *_notes(len(items), choices))
    covered = coverage(index, items, choices)
    return Paper(choices, tuple(items), notes, covered, frozenset(item.id for item in items))


def replace_item(index: Index, paper: Paper, position: int) -> Paper:
    """The paper with another sound item, not seen before, in the place of one, of its kind.

    Of another kind where there is none left of it; the same paper and a note where there is none.

    Raises:
        IndexError: there is no such place.
    """
    rng = random.Random(f"{paper.choices.seed}|{sorted(paper.seen)}")
    new = next(_substitutes(index, paper, position, rng), None)
    if new is None:
        said = Voice(paper.choices.script).own("资料中没有别的合格的题可以替换这一道。")
        return replace(paper, notes=(*paper.notes, said))
    item = new[position]
    items = tuple(new)
    covered = coverage(index, items, paper.choices)
    return replace(paper, items=items, coverage=covered, seen=paper.seen | {item.id})


def _substitutes(
    index: Index, paper: Paper, position: int, rng: random.Random
) -> Iterator[list[Item]]:
    """The items with another one at the place, of the old one's kind first; no lint finds more.

    What an LLM proposed has no draft in the bank: what rests on the same words is left out.
    """
    old = paper.items[position]
    rest = [item for item in paper.items if item.id != old.id]
    by_id = {draft.item.id: draft for draft in bank(index, paper.choices.script)}
    kept = [by_id[item.id] for item in rest if item.id in by_id]
    proposed = [item for item in rest if item.id not in by_id]
    fresh = [d for d in _drafts(index, paper.choices) if d.item.id not in paper.seen]
    rng.shuffle(fresh)
    fresh.sort(key=lambda draft: draft.item.kind != old.kind)
    found = {name for name, _ in paper_findings(paper.items)}
    for draft in fresh:
        apart = not any(_rest_alike(draft.item, item) for item in proposed)
        if apart and not any(draft.clashes(other) for other in kept):
            for _ in range(_TRIES):
                (item,) = arranged([draft.item], rng)
                items = [*paper.items[:position], item, *paper.items[position + 1 :]]
                if {name for name, _ in paper_findings(items)} <= found:
                    yield items
                    break


def _rest_alike(a: Item, b: Item) -> bool:
    """Whether two items rest on the same words of a text."""
    ours, theirs = a.citation, b.citation
    same = ours.doc_id == theirs.doc_id
    return same and ours.start < theirs.end and theirs.start < ours.end


def _drafts(index: Index, choices: Choices) -> list[Draft]:
    """Those of the choices that don't clash with an item that stays."""
    kept = _staying(index, choices)
    return [
        draft
        for draft in bank(index, choices.script)
        if choices.takes(draft.item) and not any(draft.clashes(other) for other in kept)
    ]


def _staying(index: Index, choices: Choices) -> list[Draft]:
    return [d for d in bank(index, choices.script) if d.item.id in choices.beside]


def _apart(proposed: Sequence[Draft], staying: Sequence[Draft]) -> list[Draft]:
    """The proposed drafts that give away neither each other nor what stays."""
    chosen: list[Draft] = []
    for draft in proposed:
        if not any(_gives_away(draft, other) for other in (*staying, *chosen)):
            chosen.append(draft)
    return chosen


def _gives_away(proposed: Draft, other: Draft) -> bool:
    """Whether two drafts can't stand together; a stem of free words is also read, as lints do."""
    return proposed.clashes(other) or bool(paper_findings((proposed.item, other.item)))


def _choose(
    drafts: Sequence[Draft], choices: Choices, rng: random.Random, first: Sequence[Draft]
) -> list[Draft]:
    """`first`, then kinds in turn by their shares; of each the draft that `_rank` puts first."""
    queues: dict[Kind, list[Draft]] = {kind: [] for kind in KINDS}
    for draft in rng.sample(drafts, len(drafts)):
        if not any(_gives_away(proposed, draft) for proposed in first):
            queues[draft.item.kind].append(draft)
    telling = Telling()
    n_rare = sum(draft.item.kind != "true-false" for draft in drafts)
    rivals = _rivals(drafts, telling) if choices.n * _ROOM > n_rare else {}
    chosen = list(first)
    judged = Judged()
    turn = _scarcest_last(queues, choices)
    while len(chosen) < choices.n and any(queues.values()):
        turn = turn or _turn(choices, rng)
        kind = turn.pop()
        queue = queues[kind]
        if kind == "true-false" and _is_enough(queues, chosen, choices, scarce=bool(rivals)):
            continue
        fitting = [draft for draft in queue if judged.has_room(draft.item)]
        if not fitting:
            queue.clear()  # what is left has the keys there are too many of
        else:
            new = fitting[_first(fitting, chosen, judged, _in_the_way(queues, rivals))]
            queue.remove(new)
            chosen.append(new)
            judged.add(new.item)
            for others in queues.values():
                others[:] = [d for d in others if not (d.clashes(new) or telling.either(d, new))]
    return chosen


def _scarcest_last(queues: Mapping[Kind, Sequence[Draft]], choices: Choices) -> list[Kind]:
    """A first round of one of each kind, taken from its end: others could bar a scarce one.

    Of a short paper on which nothing was said of kinds there is no such round.
    """
    if choices.kinds or choices.n < sum(_SHARES.values()):
        return []
    return sorted(queues, key=lambda kind: -len(queues[kind]))


def _is_enough(
    queues: Mapping[Kind, Sequence[Draft]],
    chosen: Sequence[Draft],
    choices: Choices,
    *,
    scarce: bool,
) -> bool:
    """Whether one more true or false would be too many, and there is something else.

    Where items are scarce they come last: each takes a sentence that another kind could ask of.
    """
    n = sum(draft.item.kind == "true-false" for draft in chosen)
    others = any(queue for kind, queue in queues.items() if kind != "true-false")
    most = 0 if scarce and len(chosen) - n < (1 - _MOST_TRUTHS) * choices.n else _MOST_TRUTHS
    return not choices.kinds and others and n + 1 > most * choices.n


def _turn(choices: Choices, rng: random.Random) -> list[Kind]:
    """The kinds of one round, each as often as its share."""
    if choices.kinds:
        return list(choices.kinds)
    turn: list[Kind] = []
    for kind, share in _SHARES.items():
        turn.extend(repeat(kind, share))
    rng.shuffle(turn)
    return turn


def _first(
    queue: Sequence[Draft], chosen: Sequence[Draft], judged: Judged, in_the_way: Mapping[str, int]
) -> int:
    """The place in the queue of what comes next.

    True and false come in turn; where items are scarce, those come first that keep off fewest;
    then those on sections that were asked about least.
    """
    asked = Counter(draft.place for draft in chosen)

    def rank(place: int) -> tuple[int, int, int, int]:
        draft = queue[place]
        return (
            judged.n_like(draft.item),
            in_the_way.get(draft.item.id, 0),
            asked[draft.place],
            place,
        )

    return min(range(len(queue)), key=rank)


def _rivals(drafts: Sequence[Draft], telling: Telling) -> dict[str, frozenset[str]]:
    """The ids of those that can't stand on a paper with each one, true or false ones apart.

    Of many the words are not read: that would take longer than the rest of the paper.
    """
    rare = [draft for draft in drafts if draft.item.kind != "true-false"]
    read = len(drafts) < _MANY
    return {
        draft.item.id: frozenset(
            other.item.id
            for other in rare
            if draft.clashes(other) or (read and telling.either(draft, other))
        )
        for draft in drafts
    }


def _in_the_way(
    queues: Mapping[Kind, Sequence[Draft]], rivals: Mapping[str, frozenset[str]]
) -> dict[str, int]:
    """How many of what is left each one keeps off; true or false ones, of which most are, apart."""
    if not rivals:
        return {}
    left = {d.item.id for kind, queue in queues.items() if kind != "true-false" for d in queue}
    return {id_: len(others & left) for id_, others in rivals.items()}


def _notes(n: int, choices: Choices) -> tuple[str, ...]:
    if n == choices.n:
        return ()
    own = Voice(choices.script).own
    if n == 0:
        return (own("按这些选择，资料中出不了合格的题；请放宽题型、难度、文件或章节。"),)
    return (
        own(f"资料中只能出{n}道互不提示的合格题，比要的{choices.n}道少；没有用不合格的题凑数。"),
    )

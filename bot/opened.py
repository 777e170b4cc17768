"""Sentences with all that no question changes: folded, cut into words, under their headings."""

from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from bot.enumeration import sizes
from bot.form import form
from ingest.build import searched_text
from ingest.index import Index
from ingest.lexical import tokens_of
from ingest.records import Section, Sentence

_KEPT = 512  # passages; a sentence takes some 5 KB


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A sentence, its text as it stands and as it is searched, its tokens and its headings'.

    `headings` are its section's and the one's that holds that, without the root's, as searched;
    `heading_tokens` are those of its section's heading, `path_tokens` of all headings above it.
    `form` is what `bot.form` says, `sizes` how many items the enumerations in it have.
    """

    sentence: Sentence
    place: tuple[str, int]
    text: str
    folded: str
    tokens: frozenset[str]
    headings: tuple[str, ...]
    heading_tokens: frozenset[str]
    path_tokens: frozenset[str]
    is_heading: bool
    form: tuple[float, ...]
    sizes: frozenset[int]


# The same few hundred spans come up again and again: folding and cutting them into words anew for
# every question was three quarters of the time of an answer.
@lru_cache(maxsize=32768)
def searched(text: str, taiwan_wording: bool) -> str:
    """A text as it is searched."""
    return searched_text(text, taiwan_wording=taiwan_wording)


_OPENED: WeakKeyDictionary[Index, dict[int, tuple[Opened, ...]]] = WeakKeyDictionary()


def opened_at(index: Index, row: int) -> tuple[Opened, ...]:
    """The sentences of the passage of a row; those of the last few hundred rows are kept."""
    known = _OPENED.setdefault(index, {})
    found = known.get(row)
    if found is None:
        if len(known) >= _KEPT:
            known.clear()
        found = tuple(_opened(index, sentence) for sentence in index.sentences_at(row))
        known[row] = found
    return found


def _opened(index: Index, sentence: Sentence) -> Opened:
    document = sentence.document
    outline = index.outline(document.doc_id)
    section = outline[sentence.section]
    path = [section]
    while path[-1].index > 0:
        path.append(outline[path[-1].parent])
    headings = list(map(heading_searched, path))
    tokens = list(map(tokens_of, headings))
    folded = searched(sentence.text, document.taiwan_wording)
    return Opened(
        sentence=sentence,
        place=(document.doc_id, sentence.section),
        text=sentence.text,
        folded=folded,
        tokens=tokens_of(folded),
        headings=tuple(h for s, h in zip(path[:2], headings, strict=False) if s.index),
        heading_tokens=tokens[0],
        path_tokens=tokens[0].union(*tokens),
        is_heading=sentence.end <= section.heading_end + 1 < section.end,
        form=form(sentence.text),
        sizes=sizes(folded),
    )


def heading_searched(section: Section) -> str:
    """A section's heading as it is searched."""
    document = section.document
    heading = document.text[section.heading_start : section.heading_end]
    return searched(heading, document.taiwan_wording)

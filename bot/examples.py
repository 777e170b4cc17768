"""Questions to begin with: the corpus's own announced lists, as questions."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from ingest.index import Index
from ingest.outline import children
from ingest.records import Section

_N_EXAMPLES = 4
_N_DOCUMENTS = 48  # whose outlines are read, at each start and for each new index
_ANNOUNCED = re.compile(r"[二两兩三四五六七八九十](?:[个個种種项項条條点點]|大)")


def examples(index: Index) -> list[str]:
    """Questions that the corpus answers, those of several texts in turn, each in its script once.

    Read until there are enough texts with one, and never more than `_N_DOCUMENTS` of them.
    """
    by_document: list[list[str]] = []
    for document in index.documents(_N_DOCUMENTS):
        known = {question for questions in by_document for question in questions}
        found = _questions(index.outline(document.doc_id))
        if new := [question for question in found if question not in known]:
            by_document.append(new)
        if len(by_document) == _N_EXAMPLES:
            break
    in_turn = zip_longest(*by_document)
    return [q for questions in in_turn for q in questions if q is not None][:_N_EXAMPLES]


def _questions(outline: Sequence[Section]) -> list[str]:
    return [question for section in _whole_lists(outline) if (question := _asked(section))]


def _whole_lists(outline: Sequence[Section]) -> list[Section]:
    """The sections that hold as many items as they announce."""
    return [s for s in outline if s.announced == len(children(outline, s.index))]


def _asked(section: Section) -> str | None:
    """A heading that announces a list, as a question: …三个作用, 是哪三个."""
    heading = section.heading.rstrip("。.:：")
    announced = _ANNOUNCED.search(heading)
    if not section.announced or announced is None or not 6 <= len(heading) <= 26:
        return None
    return f"{heading}，是哪{announced.group()}？"

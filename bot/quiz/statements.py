"""Statements: sentences, and runs of clauses of them, that stand on their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.quiz.misprint import misprint
from bot.quiz.plain import stands_alone
from ingest.mend import mend
from ingest.records import Document, Section, Sentence

MIN_CHARS, MAX_CHARS = 10, 64
_STRONG = re.compile(r"[;。!?]")
_MARK = re.compile(r"[,;:。!?、]")
_NEW_DUTY = re.compile(
    r",(?=[^,;:。]{0,10}(?:必须|应当|应该|要(?![求点素领害务闻职件是紧])|不能|不得|不可|善于|做到|努力|坚持))"
)
_OPENING = re.compile(
    r"(?:因此|所以|同时|此外|另外|当然|而且|并且|总之|首先|其次|再次|最后|特别是|尤其是|具体地讲|简单的说|一般来说|也就是说|但是|不过|然而|但"
    r"|第[一二三四五六七八九十](?![点个种项条次步类])|[一二三四五六七八九十]是|[一二三四五六七八九十]要)[,、:]?"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """`document.text[start:end]`, in section `section`; `plain` is it folded, without its stop."""

    document: Document
    start: int
    end: int
    section: int
    plain: str

    @property
    def fact(self) -> str:
        """What this says, as a name."""
        return f"{self.document.doc_id}:{self.start}"


def statements_of(
    sentences: Sequence[Sentence], outline: Sequence[Section], plain: str
) -> list[Statement]:
    """The statements of a document in order; headings and what is masked are none."""
    heads = [(s.heading_start, s.heading_end) for s in outline if s.heading_end > s.heading_start]
    found: list[Statement] = []
    for sentence in sentences:
        for start, end in _pieces(plain, sentence):
            if not any(a < end and start < b for a, b in heads) and _is_clean(sentence, start, end):
                text = plain[start:end]
                fits = MIN_CHARS <= len(text) <= MAX_CHARS and not _is_quoted(plain, start)
                if fits and stands_alone(text) and _undamaged(text):
                    found.append(Statement(sentence.document, start, end, sentence.section, text))
    return found


def _pieces(plain: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The sentence, or its parts between semicolons where it is long, without opening words."""
    start, end = sentence.start, sentence.end
    while end > start and _STRONG.match(plain[end - 1]):
        end -= 1
    stops = [m.start() for m in _STRONG.finditer(plain, start, end)]
    for left, right in zip([start, *(s + 1 for s in stops)], [*stops, end], strict=True):
        while left < right and plain[left].isspace():
            left += 1
        yield from _parts(plain, without_opening(plain, left, right), right)


def without_opening(plain: str, start: int, end: int) -> int:
    """Where a span begins without the words that lead up to what it says (三是, 此外)."""
    while opening := _OPENING.match(plain, start, end):
        start = opening.end()
    return start


def _parts(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span, or of a long one the runs of clauses that begin with what is to be done."""
    if end - start <= MAX_CHARS:
        yield start, end
        return
    cuts = [m.start() for m in _NEW_DUTY.finditer(plain, start, end)]
    for left, right in pairwise([start, *cuts, end]):
        yield without_opening(plain, left + (plain[left] == ","), right), right


def _is_clean(sentence: Sentence, start: int, end: int) -> bool:
    """Whether no masked noise stands in the span, and no line ends in it."""
    masked = any(mask.start < end and start < mask.end for mask in sentence.document.masks)
    return not masked and "\n" not in sentence.document.text[start:end]


def _is_quoted(plain: str, start: int) -> bool:
    """Whether a quotation is open where a statement begins: somebody else says it."""
    line = plain[plain.rfind("\n", 0, start) + 1 : start]
    return line.count("“") > line.count("”")


def _undamaged(text: str) -> bool:
    """Whether the words are as they were meant: what would be mended is not asked about."""
    return mend(text).text == text and _MARK.sub("", text) != "" and not misprint(text)

"""Short answers to the questions that editors attached to the texts: they ask as people do."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.aspect import aspect_of
from bot.quiz.draft import Draft
from bot.quiz.material import Material
from bot.quiz.misprint import misprint
from bot.quiz.plain import has_pronoun
from bot.quiz.source import Source
from bot.quiz.statements import without_opening
from bot.quiz.support import content_words, folded, letters
from ingest.keys import Key
from ingest.mend import mend
from ingest.records import Section
from ingest.words import cut_for_search, cut_known, frequency

_MIN_ASKED, _MAX_ASKED = 8, 32  # characters of a question
_MIN_TOLD, _MAX_TOLD = 6, 96  # of an answer that is one key point
_SAME = 0.6  # of the question's words in the answer: less may only stand near what was asked
_NEW = 0.4  # of the answer's words not in the question: less, and the question tells the answer
_FEWEST_NEW = 2  # words that neither the question nor the text's title has
_ELSEWHERE = 0.6  # of the question's words in another sentence: that may answer it too
_USUAL = 10_000  # of a character in the dictionary's corpus: it joins words, or is one of any text
_TALK = re.compile(
    r"[我你您咱俺她啥咋呗吧嘛喔咯哈嗯呢吗嘅咁唔]|老板|头儿|文章|原文|文中|作者|资料|书里|这里|哪篇|说法|名言|比喻|比方|据说"
)
"""Said to somebody, or about the text instead of what it is about."""
_ASKS = re.compile(r"什么|哪些|如何|怎样|怎么|哪[种类]|为何")
_OPEN = re.compile(r"如何|怎样|怎么|为何|为什么|做什么|做到什么")
_CASE = re.compile(r"什么情况|什么时候|何时|什么条件")
_CHOICE = re.compile(
    r"是否|能不能|是不是|可不可以|要不要|有没有|还是|多少|几|谁|哪[个位]|怎样$|[叫说指]的?是?什么|什么叫|说成|都有什么"
)
_COUNTED = re.compile(
    r"[一二两三四五六七八九十\d]+(?:个|种|项|点|条|件|类|方面|步|字|句|性|勤|关|观)|第"
)
_CLAUSE = re.compile(r"[,、;:”]")
_RUN = 2  # characters
_LONG = 4
_MARKS = str.maketrans("「」『』", "“”‘’")
_STOPS = ("", *"。;!?\n")
_BROKEN = re.compile(r"^[,、)”]|[,、:(“]$|[。!?\n]")
_LEANS = re.compile(
    r"因此|所以|从而|而|但|也|又|却|则|就|还|并|且|或|如果|即|不像|不是|是|否则"
    r"|[\d一二三四五六七八九十]+[、.]"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A folded question and the span that answers it."""

    question: str
    section: Section
    start: int
    end: int


def attached(material: Material) -> Iterator[Draft]:
    """One for each span, by the question that says most of its words."""
    by_path = {source.document.path: source for source in material.sources}
    spans: dict[tuple[str, int, int], list[Key]] = {}
    for key in material.index.keys:
        if key.path in by_path and not key.is_open:
            spans.setdefault((key.path, key.start, key.end), []).append(key)
    for (path, start, end), keys in spans.items():
        asked = list(_asked(by_path[path], start, end, [key.question for key in keys]))
        if asked:
            yield _short(material, by_path[path], max(asked, key=_fitness))


def _asked(source: Source, start: int, end: int, questions: Sequence[str]) -> Iterator[_Asked]:
    """The questions that can be asked without the text in view, and are answered by the span."""
    start, end = _trimmed(source, start, end)
    plain = source.plain[start:end]
    if not _MIN_TOLD <= len(plain) <= _MAX_TOLD or not _is_whole(source, start, end):
        return
    at = max((s.section for s in source.sentences if s.start <= start), default=0)
    section = source.outline[at]
    around = source.plain_title + source.plain[section.start : section.end]
    for question in questions:
        asked = folded(question).rstrip("?。").translate(_MARKS)
        if (
            _is_plain(asked)
            and _answers(asked, plain, source.plain_title)
            and not _is_one_character(asked, plain)
            and _says(around, asked)
            and not (_OPEN.search(asked) and _goes_on(source, end))
            and not (_CASE.search(asked) and _began_before(source, start))
            and not _is_said_elsewhere(source, asked, start, end)
        ):
            yield _Asked(asked, section, start, end)


def _trimmed(source: Source, start: int, end: int) -> tuple[int, int]:
    """The span without what leads up to it (三是, 此外) and the mark at its end."""
    while end > start and source.plain[end - 1] in "。;,!?: \n":
        end -= 1
    return without_opening(source.plain, start, end), end


def _is_whole(source: Source, start: int, end: int) -> bool:
    """Whether a span holds a clause or more of one sentence that leans on nothing before it."""
    plain = source.plain[start:end]
    masked = any(m.start < end and start < m.end for m in source.document.masks)
    cut = source.plain[start - 1 : start].isalnum() or source.plain[end : end + 1].isalnum()
    leaning = _LEANS.match(plain) or has_pronoun(plain) or _BROKEN.search(plain)
    bad = masked or cut or leaning or mend(plain).text != plain or misprint(plain)
    return not bad and plain.count("“") == plain.count("”")


def _goes_on(source: Source, end: int) -> bool:
    """Whether the sentence goes on behind a span: with more of what is to be done, or why."""
    return source.plain[end : end + 1] not in _STOPS


def _began_before(source: Source, start: int) -> bool:
    """Whether the sentence begins before a span: with the case that it is said of."""
    return source.plain[:start].rstrip()[-1:] not in _STOPS


def _is_plain(asked: str) -> bool:
    """Whether a folded question asks for one thing, in words that fit an examination."""
    return (
        _MIN_ASKED <= len(asked) <= _MAX_ASKED
        and len(_ASKS.findall(asked)) == 1
        and not _TALK.search(asked)
        and not _CHOICE.search(asked)
        and not _COUNTED.search(asked)
        and not has_pronoun(asked)
        and "?" not in asked
        and "," not in asked
    )


def _answers(asked: str, plain: str, title: str) -> bool:
    """Whether a span says most of what it is asked of, more than that, and the aspect asked for."""
    words, told = _words(asked), content_words(plain)
    aspect = aspect_of(asked)
    if not words or (aspect is not None and not aspect.tells.search(plain)):
        return False
    new = [word for word in told if word not in asked]
    own = [word for word in new if word not in title]
    same = sum(word in plain for word in words) >= _SAME * len(words)
    return same and len(own) >= _FEWEST_NEW and len(new) >= _NEW * len(told)


def _is_one_character(asked: str, plain: str) -> bool:
    """Whether what is asked for is one character: 多跑什么 of 多跑腿."""
    before = asked.partition("什么")[0][-_RUN:]
    told = plain.partition(before)[2] if len(before) == _RUN else ""
    return bool(told) and len(_CLAUSE.split(told)[0]) < _RUN


def _says(around: str, asked: str) -> bool:
    """Whether the section has every word of a question, but for 会、对: then none is misspelt."""
    alone = (word for word in cut_known(asked) if len(word) == 1 and word.isalpha())
    usual = all(word in around or frequency(word) >= _USUAL for word in alone)
    return usual and all(word in around for word in _words(asked))


def _is_said_elsewhere(source: Source, asked: str, start: int, end: int) -> bool:
    """Whether another sentence of the text has most of a question's words: it may answer too."""
    words = [part for word in _words(asked) for part in _parts(word)]
    elsewhere = (s for s in source.sentences if s.end <= start or end <= s.start)
    texts = (source.plain[s.start : s.end] for s in elsewhere)
    return any(sum(word in text for word in words) >= _ELSEWHERE * len(words) for text in texts)


def _parts(word: str) -> list[str]:
    """The words within a word of four characters and more (尽量, 避免); else the word itself."""
    parts = [part for part in cut_for_search(word) if 1 < len(part) < len(word)]
    return parts if len(word) >= _LONG and parts else [word]


def _words(asked: str) -> list[str]:
    return [word for word in content_words(asked) if not _ASKS.search(word)]


def _fitness(asked: _Asked) -> tuple[int, int]:
    """More of the text's words first, then the shorter."""
    return len(set(_words(asked.question))), -len(asked.question)


def _short(material: Material, source: Source, asked: _Asked) -> Draft:
    document = source.document
    own = material.voice.own
    facts = [*source.facts(asked.start, asked.end), source.sentence_fact(asked.start)]
    return material.draft(
        source,
        asked.section,
        kind="short",
        about=f"attached {asked.start} {asked.end}",
        stem=own("根据") + material.voice.title(document) + own(f"，{asked.question}？"),
        key=[material.voice.words(document, asked.start, asked.end)],
        span=(asked.start, asked.end),
        difficulty="medium",
        bloom="understand",
        asks=[*facts, f"{document.doc_id} asked {letters(asked.question)}"],
        tells=facts,
    )

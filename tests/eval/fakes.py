"""Answers made from what is known to be right, and from every way to get it wrong."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from eval.answers import of_dict
from eval.cases import Case, load_cases
from eval.results import Results, score_answers
from eval.sources import Sources
from eval.spans import Span
from eval.support import default_judge
from ingest.script import detect

ROOT = Path(__file__).parents[2]
DEV = ROOT / "eval/datasets/guidance-dev.jsonl"
Make = Callable[[Case], dict[str, Any]]


def sources() -> Sources:
    return Sources.of_files([ROOT / "corpus"], cwd=ROOT)


def cases() -> list[Case]:
    return load_cases(DEV, sources())


def paragraphs(texts: Sources) -> list[Span]:
    return [
        Span(path, match.start(), match.end())
        for path, text in texts.items()
        for match in re.finditer(r"[^\n]*\S[^\n]*", text)
    ]


def measured(make: Make, items: Sequence[Case], texts: Sources) -> Results:
    """Scores of the answers that `make` gives; the collection is the corpus's paragraphs."""
    given = {case.id: of_dict(make(case)) for case in items}
    return score_answers(items, given, texts, judge=default_judge(), collection=paragraphs(texts))


def answer_of(
    case: Case, texts: Sources, spans: Sequence[Span], *, refused: bool = False
) -> dict[str, Any]:
    """The words of the spans as the answer, each cited; all gold paragraphs as passages."""
    quotes = [(n, span, texts.quote(span) or "") for n, span in enumerate(spans, start=1)]
    said = "\n".join(f"{' '.join(quote.split())}[{n}]" for n, _, quote in quotes)
    found = dict.fromkeys(texts.paragraph(span) for span in case.spans)
    return {
        "id": case.id,
        "answer": "资料里没有讲到这个问题。" if refused else said,
        "script": detect(said) if said and not refused else "hans",
        "refused": refused,
        "confidence": 0.1 if refused else 0.9,
        "citations": [
            {"marker": n, "path": s.path, "start": s.start, "end": s.end, "quote": quote}
            for n, s, quote in ([] if refused else quotes)
        ],
        "passages": [
            {"rank": n, "path": span.path, "start": span.start, "end": span.end}
            for n, span in enumerate(found, start=1)
        ],
        "timings_ms": {"total": 1.0 + len(case.question)},
    }


def oracle(texts: Sources) -> Make:
    """Says and cites the evidence, refuses what the texts don't answer."""
    return lambda case: answer_of(case, texts, case.spans, refused=not case.answerable)


def empty(texts: Sources) -> Make:
    return lambda case: {**answer_of(case, texts, []), "passages": []}


def dump(texts: Sources) -> Make:
    """Whole paragraphs, and three more to be safe; never refuses."""
    everything = paragraphs(texts)

    def make(case: Case) -> dict[str, Any]:
        padding = Random(case.id).sample(everything, 3)
        gold = [texts.paragraph(span) for span in case.spans]
        return answer_of(case, texts, list(dict.fromkeys([*gold, *padding])))

    return make


def at_random(texts: Sources) -> Make:
    """The right words with citations of anything else."""
    everything = paragraphs(texts)

    def make(case: Case) -> dict[str, Any]:
        right = oracle(texts)(case)
        places = Random(case.id).sample(everything, len(right["citations"]))
        wrong = [
            {**c, "start": p.start, "end": p.end, "path": p.path, "quote": texts.quote(p)}
            for c, p in zip(right["citations"], places, strict=True)
        ]
        return {**right, "citations": wrong}

    return make


def always_refuses(texts: Sources) -> Make:
    return lambda case: answer_of(case, texts, [], refused=True)


def never_refuses(texts: Sources) -> Make:
    """Right where there is an answer; else the first paragraph, as surely as ever."""
    first = paragraphs(texts)[0]
    return lambda case: answer_of(case, texts, case.spans or [first])


_NUMBERS = {
    **dict(zip("一二三四五六七八九", "二三四五六七八九一", strict=True)),
    "0": "3",
    "7": "2",
}
_NUMBER = re.compile(r"[一二三四五六七八九](?=[个個项項种種条條方步次件年])|(?<![\[\d])\d(?!\d*\])")


def swaps_numbers(texts: Sources) -> Make:
    """The right answer with other numbers in it, the quotes untouched."""

    def make(case: Case) -> dict[str, Any]:
        right = oracle(texts)(case)
        swapped = _NUMBER.sub(lambda n: _NUMBERS.get(n.group(), "5"), right["answer"])
        return {**right, "answer": swapped}

    return make


def misquotes(texts: Sources) -> Make:
    """The right answer with one character of each quote changed."""

    def make(case: Case) -> dict[str, Any]:
        right = oracle(texts)(case)
        changed = [{**c, "quote": "※" + c["quote"][1:]} for c in right["citations"]]
        return {**right, "citations": changed}

    return make

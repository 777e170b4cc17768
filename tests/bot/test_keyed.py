"""Questions as keys: how they vote for their span, and which passages the span covers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from bot.answer import Bot
from bot.keyed import Keyed, KeyedSpan, best_by_row, nearest_keys
from bot.question import Question
from ingest.keys import Key
from ingest.lexical import Lexical, tokenize

QUERY = np.zeros(2, dtype=np.float32)


@dataclass(eq=False)
class Keys:
    """What of an index the votes need: keys, each with its cosine to the query."""

    keys: list[Key]
    cosines: list[float]
    lexical: Lexical = field(
        default_factory=lambda: Lexical.build([tokenize("印章 钥匙"), tokenize("茶水")])
    )

    @property
    def key_rows(self) -> list[range]:
        return [range(0, 1)] * len(self.keys)

    def questions_of(self, key: int) -> list[str]:
        return [self.keys[key].question]

    def nearest_keys(self, query: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        cosines = np.array(self.cosines, dtype=np.float32)
        best = np.argsort(-cosines, kind="stable")[:n]
        return best, cosines[best]


def index(keys: Sequence[tuple[Key, float]]) -> Any:
    return Keys([key for key, _ in keys], [cosine for _, cosine in keys])


def key(question: str, start: int = 0, path: str = "a.txt") -> Key:
    return Key(path, start, start + 10, question)


def score(*keys: tuple[Key, float], asked: str = "印章") -> float:
    (span,) = nearest_keys(index(keys), Question.of(asked), QUERY).spans
    return span.score


def test_a_key_counts_65_parts_of_cosine_and_35_of_words():
    assert score((key("茶水"), 0.8)) == pytest.approx(0.65 * 0.8 + 0.35 * 0, abs=1e-6)
    assert score((key("印章"), 0.8)) == pytest.approx(0.65 * 0.8 + 0.35 * 1, abs=1e-6)


def test_words_in_common_count_by_idf_over_those_of_both():
    # Dice: 2 * idf(印章) / (idf(印章) + idf(印章) + idf(钥匙)), the two equally rare: 2/3
    assert score((key("印章 钥匙"), 0.0)) == pytest.approx(0.35 * 2 / 3, abs=1e-6)


def test_a_negative_cosine_counts_as_none():
    assert score((key("茶水"), -0.5)) == 0.0


def test_the_keys_of_a_span_vote():
    # log((e^(8*.52) + e^(8*.26)) / sqrt(2)) / 8
    votes = (key("茶水"), 0.8), (key("茶水 钥匙"), 0.4)
    expected = np.log((np.exp(8 * 0.52) + np.exp(8 * 0.26)) / 2**0.5) / 8
    assert score(*votes) == pytest.approx(expected, abs=1e-6)


def test_three_near_keys_beat_one_and_one_near_key_beats_many_far_ones():
    three = score(*[(key(f"茶水{n}"), 0.6) for n in range(3)])
    one = score((key("茶水"), 0.6))
    diluted = score((key("茶水"), 0.6), *[(key(f"茶水{n}"), 0.0) for n in range(9)])
    assert three > one > diluted


def test_a_score_is_at_most_1():
    assert score(*[(key(f"印章{'啊' * n}"), 1.0) for n in range(50)]) == 1.0


def test_spans_come_best_first_with_their_nearest_question():
    keys = [(key("茶水"), 0.3), (key("印章", 20), 0.9), (key("钥匙", 20), 0.4)]
    spans = nearest_keys(index(keys), Question.of("印章"), QUERY).spans
    assert [(span.start, span.question) for span in spans] == [(20, "印章"), (0, "茶水")]


def test_at_most_twelve_spans_are_given():
    keys = [(key("茶水", 20 * n), 0.5) for n in range(20)]
    spans = nearest_keys(index(keys), Question.of("印章"), QUERY).spans
    assert [span.start for span in spans] == [20 * n for n in range(12)]  # ties: in text order


def test_texts_without_keys_have_no_spans():
    assert nearest_keys(index([]), Question.of("印章"), QUERY) == Keyed()


def test_an_open_question_has_no_span_and_tells_how_near_it_is():
    keys = [(key("茶水"), 0.4), (Key("a.txt", 0, 0, "印章"), 0.8), (Key("a.txt", 0, 0, "门"), 0.1)]
    keyed = nearest_keys(index(keys), Question.of("印章"), QUERY)
    assert [span.question for span in keyed.spans] == ["茶水"]
    assert keyed.alike == pytest.approx(0.65 * 0.4, abs=1e-6)
    assert keyed.open_alike == pytest.approx(0.65 * 0.8 + 0.35 * 1, abs=1e-6)
    votes = [math.exp(8 * alike) for alike in (keyed.open_alike, keyed.alike, 0.65 * 0.1)]
    share = (votes[0] + votes[2]) / sum(votes)
    assert keyed.open_shares == pytest.approx((share, share), abs=1e-6)


def test_a_key_that_is_left_out_is_neither_near_nor_shown():
    keys = [(key("印章"), 0.9), (key("印章在哪"), 0.5)]
    found = index(keys)
    found.questions_of = lambda _: ["印章", "印章在哪"]  # type: ignore[method-assign]
    spans = nearest_keys(found, Question.of("印章"), QUERY, without={0}).spans
    assert [span.question for span in spans] == ["印章在哪"]
    assert all("印章" not in span.questions for span in spans)


def test_the_later_passages_of_a_span_count_nine_tenths_and_the_best_span_counts():
    spans = [
        KeyedSpan("a.txt", 0, 9, 0.8, range(3, 6), ""),
        KeyedSpan("a.txt", 5, 9, 0.75, range(4, 5), ""),
    ]
    assert best_by_row(spans) == {3: 0.8, 4: 0.75, 5: pytest.approx(0.72)}
    assert best_by_row([]) == {}


def test_a_key_of_the_corpus_finds_its_own_span(bot: Bot):
    asked = next(key for key in bot.index.keys if not key.is_open)
    question = Question.of(asked.question)
    found = bot.retriever.retrieve(question).keyed
    assert (found[0].path, found[0].start) == (asked.path, asked.start)

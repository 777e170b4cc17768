"""Questions as keys: what they say of a reader's question, and which passages their spans cover."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from bot.answer import Bot
from bot.keyed import Keyed, KeyedSpan, nearest_keys, score_by_row
from bot.question import Question
from bot.read_keys import ReadKeys
from ingest.keys import Key

NORTH, EAST = np.eye(2, dtype=np.float32)
"""Two meanings that have nothing in common."""


@dataclass(eq=False)
class Keys:
    """What of an index is needed: keys, and the unit vector of each."""

    keys: list[Key]
    vectors: np.ndarray

    @property
    def key_rows(self) -> list[range]:
        return [range(0, 1)] * len(self.keys)

    def questions_of(self, key: int) -> list[str]:
        return [self.keys[key].question]

    def key_vectors(self, keys: np.ndarray) -> np.ndarray:
        return self.vectors[keys]

    def nearest_keys(self, query: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        cosines = self.vectors @ query
        best = np.argsort(-cosines, kind="stable")[:n]
        return best, cosines[best]


def index(*keys: tuple[Key, np.ndarray]) -> Any:
    return Keys([key for key, _ in keys], np.array([vector for _, vector in keys]))


def key(question: str, start: int = 0, path: str = "a.txt") -> Key:
    return Key(path, start, start + 10, question)


def open_key(question: str) -> Key:
    return Key("a.txt", 0, 0, question)


def asked(*keys: tuple[Key, np.ndarray], question: str = "印章") -> Keyed:
    return nearest_keys(index(*keys), Question.of(question), NORTH)


def score(*keys: tuple[Key, np.ndarray], question: str = "印章") -> float:
    (span,) = asked(*keys, question=question).spans
    return span.score


def test_likeness_is_half_meaning_and_half_words():
    assert asked((key("茶水"), NORTH)).alike == pytest.approx(0.5)
    assert asked((key("印章"), EAST)).alike == pytest.approx(0.5)
    assert asked((key("印章"), NORTH)).alike == pytest.approx(1.0)


def test_one_key_says_its_likeness_squared_less_the_penalty():
    # (k + .5) w = k, where k is the square of the likeness
    assert score((key("印章"), NORTH)) == pytest.approx(1 / 1.5, abs=1e-6)
    assert score((key("茶水"), NORTH)) == pytest.approx(0.25 / 1.5, abs=1e-6)


def test_the_opposite_meaning_counts_as_none():
    assert score((key("茶水"), -NORTH)) == 0.0


def test_many_ways_to_ask_one_thing_do_not_outshout_the_nearer_one():
    far = np.array([0.6, 0.8], dtype=np.float32)
    many = [(key(f"钥匙{n}", 20), far) for n in range(30)]
    (first, *_) = asked((key("印章"), NORTH), *many).spans
    assert first.question == "印章"


def test_two_keys_of_a_span_say_more_than_one():
    one = score((key("茶水"), NORTH))
    assert score((key("茶水"), NORTH), (key("开水"), NORTH)) > one


def test_spans_come_best_first_with_their_nearest_question():
    near = np.array([0.8, 0.6], dtype=np.float32)
    keys = [(key("茶水"), EAST), (key("印章", 20), NORTH), (key("钥匙", 20), near)]
    spans = asked(*keys).spans
    assert [(span.start, span.question) for span in spans] == [(20, "印章"), (0, "茶水")]


def test_at_most_thirty_spans_are_given():
    spans = asked(*[(key("茶水", 20 * n), NORTH) for n in range(40)]).spans
    assert [span.start for span in spans] == [20 * n for n in range(30)]  # ties: in text order


def test_texts_without_keys_have_no_spans():
    empty = Keys([], np.empty((0, 2), dtype=np.float32))
    assert nearest_keys(empty, Question.of("印章"), NORTH) == Keyed()  # type: ignore[arg-type]


def test_an_open_question_has_no_span_and_tells_how_near_it_is():
    keyed = asked((key("茶水"), EAST), (open_key("印章"), NORTH), (open_key("门"), EAST))
    assert [span.question for span in keyed.spans] == ["茶水"]
    assert keyed.alike == 0.0
    assert keyed.open_alike == pytest.approx(1.0)
    assert keyed.open_said == 1.0
    assert keyed.said == 0.0
    assert keyed.open_shares[0] > 0.99


def test_a_key_that_is_left_out_is_neither_near_nor_shown():
    near = np.array([0.8, 0.6], dtype=np.float32)
    found = index((key("印章"), NORTH), (key("印章在哪"), near))
    found.questions_of = lambda _: ["印章", "印章在哪"]
    spans = nearest_keys(found, Question.of("印章"), NORTH, without={0}).spans
    assert [span.question for span in spans] == ["印章在哪"]
    assert all("印章" not in span.questions for span in spans)


def test_what_spans_say_of_a_passage_adds_up_and_later_passages_count_nine_tenths():
    spans = [
        KeyedSpan("a.txt", 0, 9, 0.6, range(3, 6), ""),
        KeyedSpan("a.txt", 5, 9, 0.3, range(4, 5), ""),
        KeyedSpan("a.txt", 5, 9, 0.9, range(3, 4), ""),
    ]
    assert score_by_row(spans) == {
        3: 1.0,
        4: pytest.approx(0.9 * 0.6 + 0.3),
        5: pytest.approx(0.9 * 0.6),
    }
    assert score_by_row([]) == {}


def test_words_that_every_neighbour_says_do_not_tell_them_apart():
    keys = ReadKeys([key("印章在哪"), key("印章谁管"), key("印章坏")])
    places = keys.places([0, 1, 2])
    with_common, with_rare = (keys.likeness(places, text)[-1, 0] for text in ("印章", "在哪"))
    assert with_rare > with_common


def test_keys_are_read_once_and_know_their_span():
    keys = ReadKeys([key("印章"), key("茶水", 20), key("印章在哪"), open_key("门")])
    places = keys.places([2, 0, 3])
    assert keys.places([3, 2, 0]).tolist() == places[[2, 0, 1]].tolist()
    assert [keys.spans[span][1:] for span in keys.spans_of(places)] == [(0, 10), (0, 10), (0, 0)]
    assert keys.are_open(places).tolist() == [False, False, True]


def test_many_keys_are_read_as_a_few_are():
    many = [key(f"印章{n}", 20 * n) for n in range(500)]
    few, all_of_them = ReadKeys(many), ReadKeys(many)
    all_of_them.places(range(500))
    asked = [400, 7, 300]
    likeness = [keys.likeness(keys.places(asked), "印章7") for keys in (few, all_of_them)]
    assert likeness[0] == pytest.approx(likeness[1])


def test_a_key_of_the_corpus_finds_its_own_span(bot: Bot):
    asked = next(key for key in bot.index.keys if not key.is_open)
    question = Question.of(asked.question)
    found = bot.retriever.retrieve(question).keyed
    assert (found[0].path, found[0].start) == (asked.path, asked.start)

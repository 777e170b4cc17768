"""Whoever failed is left alone for a while, then asked by one, then by all."""

import pytest

from bot.breaker import Breaker


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("bot.breaker.time.monotonic", clock)
    return clock


def test_after_a_failure_nobody_asks_for_a_while(clock: Clock):
    breaker = Breaker(20)
    assert breaker.lets_in()
    breaker.failed()
    clock.now += 19
    assert not breaker.lets_in()


def test_then_one_tries_and_all_ask_again_where_it_succeeds(clock: Clock):
    breaker = Breaker(20)
    breaker.failed()
    clock.now += 21
    assert [breaker.lets_in() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert all(breaker.lets_in() for _ in range(3))


def test_the_rest_is_twice_as_long_each_time_and_never_over_five_minutes(clock: Clock):
    breaker, rests = Breaker(20), []
    breaker.failed()
    for _ in range(6):
        began = clock.now
        while not breaker.lets_in():
            clock.now += 1
        rests.append(clock.now - began)
        breaker.failed()
    assert rests == [20, 40, 80, 160, 300, 300]


def test_many_that_fail_at_once_are_one_failure(clock: Clock):
    breaker = Breaker(20)
    for _ in range(50):
        breaker.failed()
    clock.now += 21
    assert breaker.lets_in()


def test_who_goes_away_while_trying_leaves_the_try_to_another(clock: Clock):
    breaker = Breaker(20)
    breaker.failed()
    clock.now += 21
    assert breaker.lets_in()
    breaker.gave_up()
    assert breaker.lets_in()

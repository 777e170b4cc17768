"""How often a client may ask."""

import pytest

from ui.guard import Rate, TooMany


def n_let_in(rate: Rate, address: str, n: int = 300) -> int:
    done = 0
    for _ in range(n):
        try:
            rate.check(address, "/api/ask")
        except TooMany:
            return done
        done += 1
    return done


def test_other_machines_have_a_limit_and_this_one_has_none():
    rate = Rate(None)
    assert n_let_in(rate, "192.0.2.7") == 240
    assert n_let_in(rate, "127.0.0.1") == n_let_in(rate, "::1") == 300


def test_a_limit_in_the_settings_is_everybodys():
    assert n_let_in(Rate(5), "127.0.0.1") == 5
    assert n_let_in(Rate(0), "192.0.2.7") == 300


def test_each_client_is_counted_for_itself_and_a_network_of_ipv6_is_one():
    rate = Rate(5)
    assert n_let_in(rate, "192.0.2.7") == n_let_in(rate, "192.0.2.8") == 5
    assert n_let_in(rate, "2001:db8::1") == 5
    assert n_let_in(rate, "2001:db8::ffff") == 0


def test_what_costs_nothing_is_not_counted():
    rate = Rate(1)
    for _ in range(5):
        rate.check("192.0.2.7", "/xietiao/base.css")
    rate.check("192.0.2.7", "/api/ask")
    with pytest.raises(TooMany):
        rate.check("192.0.2.7", "/api/ask")

"""What stays is not looked through for garbage; what was replaced is thrown away all the same."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.garbage import settle, settle_again


class Replaced:
    """An index that refers to itself, as one does by its caches."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_was_there_is_settled():
    settle()
    assert gc.get_freeze_count() > 1000


def test_what_was_replaced_since_is_thrown_away():
    old = Replaced()
    gone = weakref.ref(old)
    settle()
    del old
    gc.collect()
    assert gone() is not None  # nobody looked there
    settle_again()
    assert gone() is None


def test_nothing_is_settled_that_was_not_before():
    settle_again()
    assert gc.get_freeze_count() == 0

"""What Python's garbage collector looks through while questions are answered.

An index, a model and the web server's libraries are 300,000 objects and more that stay; looking
through them again and again took .6 ms of an answer, and now and then 100 ms at once.
"""

import gc


def settle() -> None:
    """Takes what is in memory now out of what is looked through, garbage thrown away first."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def settle_again() -> None:
    """`settle`, where that was done before: what has been replaced since is thrown away too."""
    if gc.get_freeze_count():
        settle()

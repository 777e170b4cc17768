import numpy as np
import pytest

from bot.fuse import fuse_scores, min_max


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_scores_are_moved_to_0_to_1():
    assert min_max(array(2, 6, 4)).tolist() == [0.0, 1.0, 0.5]
    assert min_max(array(-1, -3)).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("scores", [array(), array(7), array(3, 3, 3)])
def test_scores_that_do_not_differ_say_nothing(scores: np.ndarray):
    assert min_max(scores).tolist() == [0.0] * len(scores)


def test_fusion_adds_weighted_shares():
    legs = {"lexical": array(10, 0, 5), "dense": array(0.2, 0.6, 0.4)}
    fused = fuse_scores(legs, {"lexical": 0.6, "dense": 0.2})
    expected = [
        0.6 / 0.8 * 1.0 + 0.2 / 0.8 * 0.0,
        0.6 / 0.8 * 0.0 + 0.2 / 0.8 * 1.0,
        0.6 / 0.8 * 0.5 + 0.2 / 0.8 * 0.5,
    ]
    np.testing.assert_allclose(fused, expected, atol=1e-6)


def test_a_leg_without_a_weight_is_off():
    legs = {"lexical": array(1, 0), "dense": array(0, 1)}
    assert fuse_scores(legs, {"lexical": 3.0}).tolist() == [1.0, 0.0]

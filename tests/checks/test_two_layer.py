"""Two-layer backpropagation with an opaque cache: a whole exercise from the nodes there are."""

from __future__ import annotations

import json

import numpy as np
import pytest

from grader.checks.verdict import Verdict
from grader.grading.questions import asked_names, probes_of
from grader.observation.codec import encode_probe
from grader.observation.observation import Array, Value
from tests.observing import marked, observations
from tests.two_layer import EXERCISE, SAMPLES, SHAPES, flat, question, unflat

RIGHT = """
class Cache:
    def __init__(self, **kept):
        self.__dict__.update(kept)

def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))

def forward(x, params):
    z1 = params["W1"] @ x + params["b1"]
    a1 = np.tanh(z1)
    z2 = params["W2"] @ a1 + params["b2"]
    a2 = sigmoid(z2)
    return a2, Cache(x=x, a1=a1, a2=a2, more=lambda: z1)

def loss(a2, y):
    m = y.shape[1]
    return -np.sum(y * np.log(a2) + (1 - y) * np.log(1 - a2)) / m

def backward(cache, params, y):
    m = y.shape[1]
    d2 = (cache.a2 - y) / m
    d1 = (params["W2"].T @ d2) * (1 - cache.a1 ** 2)
    return {
        "dW1": d1 @ cache.x.T,
        "db1": np.sum(d1, axis=1, keepdims=True),
        "dW2": d2 @ cache.a1.T,
        "db2": np.sum(d2, axis=1, keepdims=True),
    }
"""


def changed(old: str, new: str) -> str:
    """The right solution with something else in one place."""
    assert RIGHT.count(old) == 1
    return RIGHT.replace(old, new)


def verdict_on(source: str) -> Verdict:
    """The verdict on `backward`."""
    return marked(EXERCISE, source).verdicts["backward"]


def test_the_right_solution_is_right() -> None:
    """For one sample and for several, with a cache that nothing outside can read."""
    verdict = verdict_on(RIGHT)
    assert (verdict.status, verdict.fraction) == ("right", 1.0)


@pytest.mark.parametrize(
    "source",
    [
        changed("return a2, Cache(x=x, a1=a1, a2=a2, more=lambda: z1)", "return [a2, Cache(x=x, "
                "a1=a1, a2=a2)]"),
        changed("-np.sum(y * np.log(a2) + (1 - y) * np.log(1 - a2)) / m",
                "[float(-np.mean(y * np.log(a2) + (1 - y) * np.log1p(-a2)))]"),
        changed('"dW2": d2 @ cache.a1.T', '"dW2": (d2 @ cache.a1.T).tolist(), "extra": Cache()'),
    ],
    ids=["list for tuple", "loss in a list", "list for array"],
)  # fmt: skip
def test_other_ways_of_writing_it_are_right(source: str) -> None:
    """Lists for tuples and arrays, a loss in a list, further entries."""
    assert verdict_on(source).status == "right"


def test_another_loss_is_judged_by_its_own_slope() -> None:
    """Twice the loss has twice the gradient; the gradient alone doubled is wrong."""
    twice = changed("/ m\n\ndef backward", "/ m * 2\n\ndef backward")
    both = twice.replace("d2 = (cache.a2 - y) / m", "d2 = 2 * (cache.a2 - y) / m")
    assert verdict_on(both).status == "right"
    assert verdict_on(twice).status == "wrong"


def test_a_missing_1_over_m_is_wrong_for_several_samples() -> None:
    """One sample alone would not show it."""
    verdict = verdict_on(changed("d2 = (cache.a2 - y) / m", "d2 = cache.a2 - y"))
    assert verdict.status == "wrong"
    assert verdict.value is not None
    assert "m = 1:" not in verdict.value
    assert "m = 3: wrong" in verdict.value
    assert "m = 5: wrong" in verdict.value


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(cache.a2 - y) / m", "(y - cache.a2) / m"),
        ("1 - cache.a1 ** 2", "1 + cache.a1 ** 2"),
        ("1 - cache.a1 ** 2", "cache.a1 * (1 - cache.a1)"),
        ("np.sum(d1, axis=1, keepdims=True)", "-np.sum(d1, axis=1, keepdims=True)"),
        ("np.sum(d2, axis=1, keepdims=True)", "1.001 * np.sum(d2, axis=1, keepdims=True)"),
        ('params["W2"].T @ d2', 'np.abs(params["W2"].T) @ d2'),
    ],
)
def test_a_slip_is_wrong_for_every_number_of_samples(old: str, new: str) -> None:
    """A sign, another derivative, a factor a little off."""
    verdict = verdict_on(changed(old, new))
    assert verdict.status == "wrong"
    assert verdict.fraction == 0
    assert verdict.value is not None
    assert all(f"m = {m}: wrong" in verdict.value for m in SAMPLES)


def test_a_slip_in_one_array_is_found_there() -> None:
    """The worst entry is one of the array that is wrong."""
    verdict = verdict_on(changed("d2 @ cache.a1.T", "-(d2 @ cache.a1.T)"))
    assert verdict.value is not None
    assert [found.split(" at ")[1] for found in verdict.value.split("; ")] == ["dW2"] * 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"dW1": d1 @ cache.x.T', '"dW1": (d1 @ cache.x.T).T', "wrong.shape"),
        ('"db1": np.sum(d1, axis=1, keepdims=True)', '"db1": d1.sum()', "wrong.shape"),
        ('"dW1": d1 @ cache.x.T,', "", "wrong.none"),
        ('"dW1": d1 @ cache.x.T', '"dW1": "many"', "wrong.is-text"),
        ('"dW1": d1 @ cache.x.T', '"dW1": cache', "wrong.not-a-number"),
        ("d2 @ cache.a1.T", "d1 @ cache.a1", "crashed"),
    ],
)
def test_what_does_not_fit_is_said(old: str, new: str, message: str) -> None:
    """Transposed, summed over everything, left out, no numbers, crashed: no points, no fault."""
    verdict = verdict_on(changed(old, new))
    assert verdict.status != "right"
    assert verdict.fraction == 0
    assert verdict.message.code == message


def test_a_square_transpose_is_seen_by_its_values() -> None:
    """Where the shape cannot tell, the numbers do."""
    flipped = changed('"dW1": d1 @ cache.x.T', '"dW1": (d1 @ cache.x.T)[::-1]')
    assert verdict_on(flipped).status == "wrong"


SPOILT = """
spoilt_forward, spoilt_backward = forward, backward

def forward(x, params):
    a2, cache = spoilt_forward(x.copy(), {k: v.copy() for k, v in params.items()})
    x *= 0
    for value in params.values():
        value += 100.0
    params.clear()
    return a2, cache

def backward(cache, params, y):
    grads = spoilt_backward(cache, {k: v.copy() for k, v in params.items()}, y.copy())
    cache.x[:] = cache.a1[:] = cache.a2[:] = np.nan
    y[:] = 7.0
    params["W1"][:] = np.inf
    params.clear()
    return grads
"""


def test_writing_into_what_is_given_disturbs_nothing() -> None:
    """Each call meets the numbers that were asked, whatever the call before did to its own."""
    assert verdict_on(RIGHT + SPOILT).status == "right"


def test_a_dict_that_is_used_again_counts_as_it_was() -> None:
    """`backward` fills one and the same dict at every call."""
    again = changed("    return {\n", "    GRADS.update({\n").replace(
        "True),\n    }", "True),\n    })"
    )
    source = "GRADS = {}\n" + again + "    return GRADS\n"
    assert verdict_on(source).status == "right"


@pytest.mark.parametrize(
    ("loss", "status"),
    [
        ("return float('nan')", "wrong"),
        ("return 0.0", "wrong"),
        ("return np.random.rand()", "wrong"),
        ("return", "missing"),
        ("raise ValueError('no')", "crashed"),
    ],
)
def test_a_loss_that_tells_nothing_earns_nothing(loss: str, status: str) -> None:
    """Not a number, constant, random, nothing at all, an error."""
    source = changed("    m = y.shape[1]\n    return -np.sum(", f"    {loss}\n    return -np.sum(")
    source = source.replace("log(1 - a2)) / m", "log(1 - a2))")
    verdict = verdict_on(source)
    assert verdict.fraction == 0
    assert verdict.status == status


def test_nothing_written_is_missing() -> None:
    """Without `backward` there is nothing to judge."""
    assert verdict_on("x = 1").status == "missing"


def test_the_cache_never_comes_out() -> None:
    """Only losses and gradients do; each array has the shape of its parameter."""
    seen = observations(EXERCISE, RIGHT)
    for key, observation in seen.answers["backward"].items():
        if key.startswith("claim"):
            assert isinstance(observation, Value)
            assert isinstance(observation.data, dict)
            assert all(isinstance(entry, Array) for entry in observation.data.values())
            assert set(observation.data) == {f"d{name}" for name in SHAPES}


def test_what_is_asked() -> None:
    """Three functions by name, the same points each time, and no gradient among them."""
    assert asked_names(EXERCISE) == {"forward", "loss", "backward"}
    first, second = (
        json.dumps({k: encode_probe(p) for k, p in probes_of(EXERCISE, "s")["backward"].items()})
        for _ in range(2)
    )
    assert first == second


def test_flattening_goes_back() -> None:
    """The order of the flattened parameters is one order."""
    given = question(3, np.random.default_rng(1))
    back = unflat(flat(given.params))
    assert all(np.array_equal(back[name], given.params[name]) for name in SHAPES)

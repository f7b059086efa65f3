"""Which orders and paths the exercise on the variants of gradient descent lets pass."""

from __future__ import annotations

import pytest

from grader.exercise.exercise import Exercise
from grader.grading.course import Course
from tests.conftest import ROOT
from tests.observing import marked

SAMPLES = ROOT / "exercises" / "descent_variants" / "samples"
CORRECT = (SAMPLES / "correct.py").read_text(encoding="utf-8")
LOOP = """
def sgd(X, y, w0, lr, epochs, B, seed):
    rng = np.random.default_rng(seed)
    m, w, path = len(y), w0, [w0]
    for epoch in range(epochs):
        order = ORDER
        for i in range(0, m, B):
            k = order[i : i + B]
            w = w - lr * grad(w, X[:, k], y[k])
            path.append(w)
    return path
"""
CUT = """
def minibatches(X, y, B, seed):
    rng = np.random.default_rng(seed)
    m = len(y)
    order = ORDER
    return [(X[:, k], y[k]) for k in (order[i : i + B] for i in range(0, m, B))]
"""


@pytest.fixture(scope="session")
def exercise(course: Course) -> Exercise:
    """The exercise."""
    return course.find("descent-variants").exercise


def outcome(exercise: Exercise, part: str, source: str) -> tuple[str, str | None]:
    """Status and name when a function is written anew below the right ones."""
    verdict = marked(exercise, f"{CORRECT}\n{source}").verdicts[part]
    return verdict.status, verdict.misconception.id if verdict.misconception else None


@pytest.mark.parametrize(
    ("order", "status", "named"),
    [
        ("rng.permutation(m)", "right", None),
        ("np.argsort(rng.random(m))", "right", None),
        ("rng.choice(m, m, replace=False)", "right", None),
        ("np.random.default_rng(seed + epoch).permutation(m)", "right", None),
        ("np.roll(np.arange(m), seed + epoch)", "right", None),
        ("np.arange(m)", "wrong", "sgd-no-shuffle"),
        ("np.random.default_rng(seed).permutation(m)", "wrong", "sgd-one-order"),
        ("rng.integers(0, m, m)", "wrong", None),
        ("rng.permutation(m)[::-1][: m - 1]", "wrong", None),
        ("np.random.permutation(m)", "wrong", None),
        ("np.random.default_rng(epoch).permutation(m)", "partial", None),
    ],
)
def test_orders_of_descent(exercise: Exercise, order: str, status: str, named: str | None) -> None:
    """Any that the seed draws, each sample once an epoch."""
    assert outcome(exercise, "sgd", LOOP.replace("ORDER", order)) == (status, named)


@pytest.mark.parametrize(
    ("order", "status", "named"),
    [
        ("rng.permutation(m)", "right", None),
        ("np.roll(np.arange(m), seed)", "right", None),
        ("np.arange(m)", "wrong", "mb-no-shuffle"),
        ("rng.integers(0, m, m)", "wrong", None),
        ("np.random.permutation(m)", "wrong", None),
        ("np.random.default_rng(7).permutation(m)", "partial", None),
    ],
)
def test_orders_of_batches(exercise: Exercise, order: str, status: str, named: str | None) -> None:
    """The same for the batches alone."""
    assert outcome(exercise, "minibatches", CUT.replace("ORDER", order)) == (status, named)


@pytest.mark.parametrize(
    ("returns", "status"),
    [
        ("{i: {'X': a, 'y': b} for i, (a, b) in enumerate(whole)}", "right"),
        ("tuple((a, b[None, :]) for a, b in whole)", "right"),
        ("[(b, a) for a, b in whole]", "wrong"),
        ("[(a.T, b) for a, b in whole]", "wrong"),
        ("[a for a, _ in whole]", "wrong"),
        ("[(a, b, b) for a, b in whole]", "wrong"),
        ("whole[::-1]", "wrong"),
        ("[(a, b + 1) for a, b in whole]", "wrong"),
        ("[([[1.0]], [1.0])] * len(whole)", "wrong"),
        ("3", "wrong"),
        ("'batches'", "wrong"),
        ("[]", "wrong"),
        ("[[]]", "wrong"),
        ("None", "missing"),
    ],
)
def test_forms_of_batches(exercise: Exercise, returns: str, status: str) -> None:
    """Pairs in a list, however they are held; the small batch is the last one."""
    source = CUT.replace("ORDER", "rng.permutation(m)").replace("return [", "whole = [")
    assert outcome(exercise, "minibatches", f"{source}    return {returns}\n")[0] == status


@pytest.mark.parametrize(
    ("returns", "status", "named"),
    [
        ("np.array(path)", "right", None),
        ("[w.tolist() for w in path]", "right", None),
        ("[w[:, None] for w in path]", "right", None),
        ("[w.astype(np.float32) for w in path]", "right", None),
        ("path[1:]", "wrong", "gd-no-start"),
        ("path[:-1]", "wrong", "gd-no-end"),
        ("path[-1]", "wrong", "gd-only-end"),
        ("path[::-1]", "wrong", None),
        ("None", "missing", None),
    ],
)
def test_forms_of_paths(exercise: Exercise, returns: str, status: str, named: str | None) -> None:
    """Slips that change the length are named too."""
    source = "\ngood = gd\ndef gd(X, y, w0, lr, n):\n    path = good(X, y, w0, lr, n)\n"
    assert outcome(exercise, "gd", f"{source}    return {returns}\n") == (status, named)


def test_a_path_must_follow_from_the_own_gradient_as_it_is(exercise: Exercise) -> None:
    """With a slip of its own on top it does not, and a gradient of nothing excuses nothing."""
    own = "\ndef grad(w, X, y):\n    return X @ (w @ X - y) / 7\n"
    statuses = {k: v.status for k, v in marked(exercise, CORRECT + own).verdicts.items()}
    assert statuses["grad"] == "wrong"
    assert (statuses["gd"], statuses["sgd"]) == ("follow-through", "follow-through")
    slipped = CORRECT.replace("path[-1] - lr", "path[-1] + lr") + own
    statuses = {k: v.status for k, v in marked(exercise, slipped).verdicts.items()}
    assert (statuses["gd"], statuses["sgd"]) == ("wrong", "wrong")
    nothing = CORRECT + "\ndef grad(w, X, y):\n    return 0 * w\n"
    statuses = {k: v.status for k, v in marked(exercise, nothing).verdicts.items()}
    assert (statuses["gd"], statuses["sgd"]) == ("wrong", "wrong")


def test_a_seed_that_batches_ignore_is_charged_once(exercise: Exercise) -> None:
    """Descent that uses them has one order, or no two runs alike, and follows from them."""
    for order, status in (("np.random.default_rng(7)", "partial"), ("np.random", "wrong")):
        batches = CUT.replace("ORDER", f"{order}.permutation(m)")
        verdicts = marked(exercise, CORRECT + batches).verdicts
        assert verdicts["minibatches"].status == status
        assert verdicts["sgd"].status == "follow-through"
        assert verdicts["sgd"].follow_through_from == ("minibatches",)


def test_arguments_must_stay_as_they_are(exercise: Exercise) -> None:
    """Shuffling the caller's samples in place costs a quarter."""
    source = CUT.replace("ORDER", "rng.permutation(m)").replace(
        "    return [",
        "    X[:], y[:] = X[:, order], y[order]\n    order = np.arange(m)\n    return [",
    )
    assert outcome(exercise, "minibatches", source)[0] == "partial"

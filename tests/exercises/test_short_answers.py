"""Short answers: sensible ways of writing them are read, and guessing all of them earns nothing."""

from __future__ import annotations

import pytest

from grader.exercise.exercise import Exercise
from grader.grading.course import Course
from tests.observing import marked, statuses

NOISIER, UPDATES, LARGE_RATE, JITTER = "noisier", "updates", "large_rate", "jitter"
IMPORTS = "from decimal import Decimal\nfrom fractions import Fraction\nimport numpy as np\n"


@pytest.fixture(scope="module")
def exercise(course: Course) -> Exercise:
    """The exercise itself."""
    return course.find("short-answers").exercise


def status(exercise: Exercise, key: str, entry: str) -> str:
    """Of one entry, written as Python."""
    return statuses(exercise, f"{IMPORTS}answers = {{'{key}': {entry}}}\n")[key]


@pytest.mark.parametrize(
    ("key", "entries"),
    [
        (NOISIER, ["'sgd'", "'SGD'", "' Stochastic '", "'stochastic gradient descent'", "['sgd']",
                   "'SGD (one sample at a time)'", "'batch size 1'", "'the single-sample one'"]),
        (UPDATES, ["32", "32.0", "np.int64(32)", "np.array([32])", "'32'", "'32 updates'", "[32]",
                   "'1000 / 32 = 31.25, so = 32'", "Fraction(32)", "np.float32(32)",
                   "-(-1000 // 32)", "np.ceil(1000 / 32)"]),
        (LARGE_RATE, ["'diverges'", "'DIVERGES'", "'it diverges'", "'divergence'", "'blows up'",
                      "'it does not converge but diverges'", "'explodes'", "'moves away'"]),
        (JITTER, ["'c'", "'C'", "'(c)'", "'c)'", "'c.'", "' C '", "'answer c'", "('c',)",
                  "'c) each step follows a single sample'", "'Option C'"]),
    ],
)  # fmt: skip
def test_right_answers(exercise: Exercise, key: str, entries: list[str]) -> None:
    """In every sensible form."""
    found = {entry: status(exercise, key, entry) for entry in entries}
    assert set(found.values()) == {"right"}, found


@pytest.mark.parametrize(
    ("key", "entries"),
    [
        (NOISIER, ["'batch'", "'mini-batch'", "'batch sgd mini-batch'", "'sgd or batch'",
                   "'mini-batch SGD'", "['sgd', 'batch']", "{'sgd': 1}", "'not sgd'", "1", "True",
                   "'all of them'", "'the batch of 32'"]),
        (UPDATES, ["31", "31.25", "33", "1000", "True", "'31 or 32'", "[31, 32]", "'many'",
                   "'1000 / 32'", "float('nan')", "range(1000)", "32.4", "-32", "3.2e1 + 1"]),
        (LARGE_RATE, ["'converges'", "'oscillates'", "'converges or diverges'", "'diverges not'",
                      "'converges oscillates diverges'", "'never converges'", "2", "'swings'"]),
        (JITTER, ["'a'", "'b'", "'d'", "'abcd'", "'a b c d'", "'a, b, c'", "'not c'", "'c or d'",
                  "3", "'because'", "'a) or c)'", "'c) d)'", "['a', 'c']"]),
    ],
)  # fmt: skip
def test_wrong_answers(exercise: Exercise, key: str, entries: list[str]) -> None:
    """And whoever names several choices has made none."""
    found = {entry: status(exercise, key, entry) for entry in entries}
    assert set(found.values()) == {"wrong"}, found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", "missing"),
        ("answers = None\n", "missing"),
        ("answers = 'sgd'\n", "missing"),
        ("answers = {}\n", "missing"),
        ("answers = {'noisier': None}\n", "missing"),
        ("answers = {'noisier': ''}\n", "missing"),
        ("answers = ['sgd', 32]\n", "missing"),
        ("answers = ['sgd', 32, 'diverges', 'c']\n", "right"),
        ("answers = {'NOISIER ': 'sgd'}\n", "right"),
        ("answers = {'Noisier': 'batch', 'noisier': 'sgd'}\n", "wrong"),
    ],
)
def test_forms_of_the_whole(exercise: Exercise, source: str, found: str) -> None:
    """A dict, or a list of all four in order."""
    assert statuses(exercise, source)[NOISIER] == found


def test_causes_are_named(exercise: Exercise) -> None:
    """Each wrong choice, and each likely wrong number, with three hints that differ."""
    wrong = {
        NOISIER: ["'batch'", "'mini-batch'"],
        UPDATES: ["31", "31.25", "33", "1000", "1", "32000"],
        LARGE_RATE: ["'converges'", "'oscillates'"],
        JITTER: ["'a'", "'b'", "'d'"],
    }
    ids = []
    for key, entries in wrong.items():
        for entry in entries:
            named = marked(exercise, f"answers = {{'{key}': {entry}}}\n").verdicts[key]
            assert named.misconception is not None, (key, entry)
            assert len(set(named.misconception.hints)) == 3
            assert all(named.misconception.hints)
            ids.append(named.misconception.id)
    assert len(set(ids)) == len(ids) == 13

"""Questions and answers in words: every kind of probe, and every way in which asking ends."""

from __future__ import annotations

import numpy as np
import pytest

from grader.cli.asked import MOST, answer, asked_about, question
from grader.errors import GradingError
from grader.execution.recorded import dump
from grader.execution.sandbox import CellRun, CodeCell, Execution, Job, Step
from grader.observation.codec import encode_probe
from grader.observation.observation import (
    Killed,
    Missing,
    Observation,
    Opaque,
    OutOfMemory,
    Raised,
    Scalar,
    TimedOut,
    TooLarge,
    Unreadable,
    Value,
)
from grader.observation.probe import Along, Batch, Call, Const, Descend, Figures, Item, Probe, Ref
from grader.report.appeal.page import Asked

F = Ref("f")
X = Ref("x")


@pytest.mark.parametrize(
    ("probe", "words"),
    [
        (Ref("df", inherited=True), "df"),
        (Call(F, (Const(2.0), X)), "f(2.0, x)"),
        (Call(F, ()), "f()"),
        (Const([1, 2.5]), "[1, 2.5]"),
        (Const(float("nan")), "nan"),
        (Const(np.zeros((3, 4))), "array of shape (3, 4)"),
        (Item(Call(F, (X,)), "w"), "f(x)['w']"),
        (Item(X, -1), "x[-1]"),
        (Along(F, X), "f at each number of x"),
        (Descend(Ref("df"), 0.5, 0.1, 20), "the path of 20 steps x - 0.1 * df(x) from 0.5"),
        (Figures(), "the figures that were drawn"),
        (Batch(Call(F, (Ref("p"),)), "p", (1.0, 2.0)), "f(p) at 2 values of p"),
    ],
)
def test_questions(probe: Probe, words: str) -> None:
    """As an expression where it is one."""
    assert question(encode_probe(probe)) == words


@pytest.mark.parametrize("raw", [None, [], ["later", 1], ["call", "f"], {"t": "ref"}, ["ref", 3]])
def test_questions_of_another_grader(raw: object) -> None:
    """Are said to be such."""
    assert question(raw) == "a question that this grader does not know"


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (Value(0.1 + 0.2), "0.30000000000000004"),
        (Value(-4.0), "-4.0"),
        (Value(True), "True"),
        (Value(None), "None"),
        (Value("\x1b[31m"), "'\\x1b[31m'"),
        (Value(Scalar("numpy.float32", 1.5)), "1.5"),
        (Value(Opaque("function")), "<function>"),
        (Value([0.1 + 0.2] * 9), "[0.3, 0.3, 0.3, 0.3, ..., 0.3] (9 entries)"),
        (Missing("z"), "`z` was not found in your code for this exercise."),
        (Raised("ValueError", "no", 4, 2), "The code stopped with `ValueError`: `no`."),
        (TimedOut(2.0), "This was still running after 2 seconds and was stopped."),
        (OutOfMemory(), "This part asked for more memory than one submission may use."),
        (Killed("gone"), "The process was ended before this part was done: gone."),
        (TooLarge("32 MiB"), "The answer is too large to be read: the limit is 32 MiB."),
        (Unreadable("forged"), "The answer could not be read: forged."),
    ],
)
def test_answers(seen: Observation, words: str) -> None:
    """Values in all digits where they are one number, faults as the student reads them.

    Cells and lines are left out: those of the run are not those of the student's file.
    """
    assert answer(seen) == words


def document(probes: dict[str, Probe], answers: dict[str, Observation]) -> bytes:
    """Stored observations of one section."""
    step = Step("ex", (CodeCell(1, "z = 1"),), frozenset("z"), probes)
    execution = Execution("full", {}, (CellRun(1, "ex"),), {"ex": answers})
    return dump(Job((step,)), execution)


def batch(count: int) -> Probe:
    """A function at so many points."""
    return Batch(Call(F, (Ref("p"),)), "p", tuple(float(at) for at in range(count)))


def test_own_questions_then_parents_then_reruns() -> None:
    """Those of other parts are left out, also where one's name begins like it."""
    probes: dict[str, Probe] = {
        "z/value": Ref("z"),
        "x/value": Ref("x"),
        "zz/value": Ref("zz"),
        "z/twice": Call(F, (Ref("z"),)),
        "x/more": Figures(),
    }
    answers: dict[str, Observation] = {key: Value(at) for at, key in enumerate(probes)}
    again = document({"z/value": Ref("z"), "x/value": X}, {"z/value": Value(7)})
    found, more = asked_about([document(probes, answers), again], "ex", "z", ["x", "nothing"])
    assert found == (
        Asked("z", "0"),
        Asked("f(z)", "3"),
        Asked("x", "1", "parent"),
        Asked("z", "7", "re-run"),
    )
    assert more == 0
    assert asked_about([document(probes, answers)], "another", "z", []) == ((), 0)


def test_a_batch_is_a_line_a_point() -> None:
    """With a fault where there was one; an answer of another length is told as it is."""
    two: Observation = Value([1.5, Raised("E", "")])
    found, _ = asked_about([document({"f/at": batch(2)}, {"f/at": two})], "ex", "f", [])
    assert found == (Asked("f(0.0)", "1.5"), Asked("f(1.0)", "The code stopped with `E`."))
    for odd, words in ((Value([1.5]), "[1.5]"), (Value(3), "3"), (TimedOut(2), "2 seconds")):
        (one,), more = asked_about([document({"f/at": batch(2)}, {"f/at": odd})], "ex", "f", [])
        assert one.question == "f(p) at 2 values of p"
        assert words in one.answer
        assert more == 0


def test_bounds() -> None:
    """Twelve lines a question and sixty in all; the others are counted."""
    probes: dict[str, Probe] = {f"f/{at}": batch(20) for at in range(10)}
    answers: dict[str, Observation] = {key: Value([0.0] * 20) for key in probes}
    found, more = asked_about([document(probes, answers)], "ex", "f", [])
    assert len(found) == MOST == 60
    assert more == 140


def test_documents_that_are_none() -> None:
    """Are refused."""
    with pytest.raises(GradingError, match="cannot be read"):
        asked_about([b"{}"], "ex", "z", [])

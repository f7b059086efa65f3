"""Stored executions come back as they were, for the same questions about the same code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.errors import GradingError, ObservationsStale
from grader.execution.recorded import Recorded, dump, load
from grader.execution.sandbox import CellRun, CodeCell, Execution, Job, Limits, Picture, Step
from grader.observation.observation import (
    Array,
    Killed,
    Missing,
    Observation,
    Raised,
    Scalar,
    TimedOut,
    Value,
)
from grader.observation.probe import Call, Const, Ref

STEP = Step(
    "s",
    (CodeCell(1, "z = 1"), CodeCell(3, "1 / 0")),
    frozenset("z"),
    {"z": Ref("z"), "f": Call(Ref("f"), (Const(np.arange(3.0)),))},
)
JOB = Job((Step(None, (CodeCell(0, "import numpy"),)), STEP), {"a.csv": b"1"}, Limits(), 7)
EXECUTION = Execution(
    "full",
    {"python": "3.11.7"},
    (
        CellRun(0, None),
        CellRun(1, "s", None, "out", ("!ls",)),
        CellRun(3, "s", Raised("ZeroDivisionError", "division by zero", 3, 1)),
    ),
    {
        "s": {
            "z": Value([1, (float("inf"), Scalar("numpy.float32", 1.5)), {"a": None}]),
            "f": Value(Array("<f8", (2,), b"\0" * 16)),
        }
    },
    (Picture("s", 1, b"\x89PNG"),),
)


def test_round_trip() -> None:
    """Everything is there again."""
    recorded = load(dump(JOB, EXECUTION))
    assert recorded.level == "full"
    assert recorded.run(JOB) == EXECUTION
    assert recorded.run(replace(JOB, limits=Limits(cell_seconds=1.0))) == EXECUTION


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (replace(JOB, seed=8), "other code"),
        (replace(JOB, files={}), "other code"),
        (replace(JOB, steps=(STEP,)), "other code"),
        (replace(JOB, steps=(JOB.steps[0], replace(STEP, probes={"z": Ref("z")}))), "questions"),
        (
            replace(
                JOB, steps=(JOB.steps[0], replace(STEP, probes={"z": Ref("y"), "f": Ref("f")}))
            ),
            "questions",
        ),
    ],
)
def test_other_jobs_are_stale(job: Job, words: str) -> None:
    """Also when there is only less to ask."""
    with pytest.raises(ObservationsStale, match=words):
        load(dump(JOB, EXECUTION)).run(job)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"schema": "grader.observations/2"}', b"[" * 10**5])
def test_other_files(data: bytes) -> None:
    """Are an error of a sentence."""
    with pytest.raises(GradingError, match="executed again"):
        load(data)


def test_made_up() -> None:
    """For tests: known answers to whatever code."""
    answers: dict[str, dict[str, Observation]] = {
        "s": {"z": TimedOut(2.0)},
        "other": {"q": Killed("x")},
    }
    execution = Recorded.of(answers).run(JOB)
    assert execution.level == "none"
    assert execution.answers == {"s": {"z": TimedOut(2.0), "f": Missing("f")}}
    assert [cell.index for cell in execution.cells] == [0, 1, 3]


def test_a_shorter_time_leaves_room_for_what_comes_after_a_hang() -> None:
    """Whatever the whole is, one cell and its section's probes cannot use it up."""
    for seconds in (1.0, 10.0, 120.0, 3600.0):
        limits = Limits().within(seconds)
        assert limits.submission_seconds == seconds
        assert limits.cell_seconds + limits.section_probe_seconds <= seconds / 2
        assert limits.cell_seconds <= Limits().cell_seconds

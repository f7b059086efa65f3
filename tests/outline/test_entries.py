"""Parts that are entries of a dict: whether they are there is all that a check tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checking.check import run_check
from grader.checking.plan import plan_check
from grader.checking.reading import read_work
from grader.execution.sandbox import Limits
from grader.grading.course import Course
from grader.grading.handout import beside
from grader.outline.outline import BESIDE
from tests.here import Here

ANSWERS = "answers = {'noisier': 'batch', 'updates': 7, 'large_rate': None, 'Jitter': ''}\n"


@pytest.fixture(scope="session")
def course(whole_course: Course) -> Course:
    """All exercises."""
    return whole_course


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (ANSWERS, {"noisier": "present", "updates": "present", "large_rate": "missing"}),
        (ANSWERS, {"jitter": "missing"}),
        (ANSWERS.replace("''", "'a'"), {"jitter": "present"}),
        ("answers = {}\n", {"noisier": "missing"}),
        ("answers = 3\n", {"noisier": "missing"}),
        ("answer = {'noisier': 'sgd'}\n", {"noisier": "missing"}),
    ],
)
def test_entries(course: Course, tmp_path: Path, source: str, found: dict[str, str]) -> None:
    """Right or wrong, an entry is present; one that is empty or absent is missing."""
    entry = course.find("short-answers")
    path = tmp_path / "homework.py"
    heading = f"# %% [markdown]\n# ## Exercise {entry.number}: {entry.exercise.title}\n\n# %%\n"
    path.write_text(heading + source, encoding="utf-8")
    path.with_name(path.stem + BESIDE).write_text(beside(course, (entry,)), encoding="utf-8")
    planned = plan_check(read_work(path, exercises=[entry.exercise.id]), Limits())
    findings = {one.part: one.state for one in run_check(planned, Here({})).findings}
    assert found.items() <= findings.items()

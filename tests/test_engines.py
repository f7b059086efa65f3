"""Both engines see the same: every sample of the course and every example.

The submissions of a group share one process, each as a section of its own with its own questions;
both engines get the very same job. Exercises share groups, as a kernel takes a second to start.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from grader.cli.options import open_sandbox
from grader.execution.jupyter import Jupyter
from grader.execution.sandbox import CodeCell, Execution, Job, Limits, Sandbox, Step
from grader.grading.course import Course
from grader.grading.grade import prepare
from grader.observation.codec import encode_observation
from grader.observation.observation import Value

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).resolve().parents[1]
LIMITS = Limits(cell_seconds=2.5, submission_seconds=300.0, answers_mb=256, restarts=80, pictures=0)
TOGETHER = 4
"""So many exercises share a group."""
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


@dataclass(frozen=True, slots=True)
class Group:
    """Submissions that are run together, and the folder names of the exercises asked for."""

    paths: tuple[Path, ...]
    folders: tuple[str, ...] = ()


def groups() -> Mapping[str, Group]:
    """The samples and stubs of each exercise, and the examples."""
    found = {"examples": Group(tuple(sorted(ROOT.glob("examples/[0-9]*"))))}
    homes = sorted(ROOT.glob("exercises/*/samples"))
    for at in range(0, len(homes), TOGETHER):
        several = homes[at : at + TOGETHER]
        paths = [
            path
            for home in several
            for path in (*sorted(home.glob("*.py")), *sorted(home.parent.glob("stub.*")))
        ]
        names = tuple(home.parent.name for home in several)
        found[" ".join(names)] = Group(tuple(paths), names)
    return found


GROUPS = groups()


def merged(jobs: Sequence[Job]) -> Job:
    """One job of many: sections are told apart by the number of their job, cells counted on."""
    steps: list[Step] = []
    files: dict[str, bytes] = {}
    first = 0
    for number, job in enumerate(jobs):
        files |= job.files
        steps += [
            replace(
                step,
                section=f"{number} {step.section}",
                cells=tuple(CodeCell(first + cell.index, cell.source) for cell in step.cells),
            )
            for step in job.steps
        ]
        first += max((cell.index for step in job.steps for cell in step.cells), default=0)
    return Job(tuple(steps), files, LIMITS, jobs[0].seed)


def seen(execution: Execution) -> dict[str, Any]:
    """What is compared: how cells ended, what they printed, what was not run, every answer."""
    found: dict[str, Any] = {}
    for cell in execution.cells:
        fault = None if cell.fault is None else encode_observation(cell.fault)
        found[f"cell {cell.index}"] = (fault, cell.not_run, _ADDRESS.sub("0x", cell.output))
    for section, answers in execution.answers.items():
        for key, observation in answers.items():
            found[f"{section}: {key}"] = encode_observation(observation)
    return found


@pytest.mark.parametrize("name", GROUPS)
def test_both_see_the_same(name: str, whole_course: Course) -> None:
    """Answers, figures, faults, output and what was not run are equal, one for one."""
    group = GROUPS[name]
    ids = [e.exercise.id for e in whole_course.exercises if e.folder.name in group.folders]
    job = merged([prepare(path, whole_course, exercises=ids).job for path in group.paths])
    with closing(open_sandbox("full", whole_course)) as warm, ThreadPoolExecutor(2) as pool:
        engines: tuple[Sandbox, ...] = (warm, Jupyter(whole_course.environment_path))
        expected, found = pool.map(lambda engine: seen(engine.run(job)), engines)
    assert len(expected) > len(group.paths)
    assert {k: (v, found.get(k)) for k, v in expected.items() if found.get(k) != v} == {}
    assert found.keys() == expected.keys()


def test_tags_decide_nothing(course: Course, tmp_path: Path) -> None:
    """A cell that is tagged to be skipped runs; one that is tagged to fail is a fault as ever."""
    tagged = {"tags": ["skip-execution", "remove-cell", "raises-exception"]}
    sources = {"# Exercise 1": "markdown", "z = 1.5": "code", "1 / 0": "code"}
    cells: list[dict[str, Any]] = [
        {"cell_type": kind, "source": source, "metadata": tagged}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for source, kind in sources.items()
    ]
    path = tmp_path / "hw.ipynb"
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    path.write_text(json.dumps(book), encoding="utf-8")
    job = prepare(path, course, exercises=["manual-gradients"]).job
    execution = Jupyter(course.environment_path).run(job)
    assert execution.answers["manual-gradients"]["z/value"] == Value(1.5)
    assert [cell.fault is None for cell in execution.cells] == [True, False]

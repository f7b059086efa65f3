"""A student's file run for real, in a process of its own, with the student's own rights."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import nbformat
import pytest

from grader.checking.check import run_check
from grader.checking.plan import plan_check
from grader.checking.reading import read_work
from grader.execution.own import own_python
from grader.execution.sandbox import CodeCell, Job, Limits, Step
from grader.execution.unconfined import Unconfined
from grader.grading.course import Course
from grader.grading.handout import notebook
from grader.outline.finding import Checkup
from tests.checkups import states
from tests.here import FIRST, SECOND

pytestmark = pytest.mark.sandbox
FIGURE = "fig, ax = plt.subplots()\nax.plot(trajectory_x, trajectory_y)\nplt.show()\n"


def filled(course: Course, path: Path, first: str, second: str) -> Path:
    """The stub with its answers."""
    book = nbformat.reads(notebook(course, course.exercises[:2]), as_version=4)
    answers = {"manual-gradients": first, "gradient-descent": second}
    for cell in book.cells:
        exercise = cell.metadata.get("grader", {}).get("exercise")
        if exercise is not None:
            cell.source = answers.pop(exercise, "")
    path.write_text(nbformat.writes(book), encoding="utf-8")
    return path


def run(path: Path, sandbox: Unconfined, limits: Limits | None = None) -> Checkup:
    """The findings."""
    return run_check(plan_check(read_work(path), limits or Limits()), sandbox)


@pytest.fixture
def environment(course: Course) -> Path:
    """The student environment stands for the student's own."""
    return course.environment_path


def test_a_notebook_from_top_to_bottom(course: Course, environment: Path, tmp_path: Path) -> None:
    """Its setup cell, its figures and all; the second run takes the process that was kept ready."""
    path = filled(course, tmp_path / "hw.ipynb", FIRST, SECOND + FIGURE)
    with closing(Unconfined(environment, "limits", ahead=True)) as sandbox:
        first = run(path, sandbox)
        filled(course, path, FIRST.replace("dL_dz = a - y", "dL_dz = y - a"), "x = 1 / 0\n")
        second = run(path, sandbox)
    assert first.messages == []
    assert {"fails", "missing", "crashed"} & set(states(first).values()) == set()
    assert states(first)["figure"] == "present"
    assert (states(second)["dL_dz"], states(second)["dL_dw"]) == ("fails", "unknown")
    assert [message.code for message in second.exercises[1].messages] == ["cell.crashed"]


def test_a_loop_without_end(course: Course, environment: Path, tmp_path: Path) -> None:
    """Is stopped, and what was before it keeps its findings."""
    path = filled(course, tmp_path / "hw.ipynb", FIRST, SECOND + "while True:\n    pass\n")
    limits = Limits(cell_seconds=3.0)
    with closing(Unconfined(environment, "limits")) as sandbox:
        found = run(path, sandbox, limits)
    assert [message.code for message in found.exercises[1].messages] == ["cell.timed-out"]
    assert states(found)["dL_dw"] == "holds"
    assert states(found)["trajectory_x"] == "holds"


def test_which_python(
    course: Course, monkeypatch: pytest.MonkeyPatch, environment: Path, tmp_path: Path
) -> None:
    """As named, by file or folder; else that of the environment that is active; else our own."""
    del course
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    monkeypatch.setenv("VIRTUAL_ENV", str(environment))
    python = environment / "bin" / "python"
    assert own_python() == python
    assert own_python(python) == python
    assert own_python(environment) == python
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    assert own_python().name.startswith("python")
    assert own_python() != python


def test_a_process_that_died_while_it_waited(environment: Path) -> None:
    """Another one is started; a file is watched for hours."""
    job = Job(steps=(Step("s", (CodeCell(1, "z = 1"),)),), limits=Limits())
    with closing(Unconfined(environment, "limits", ahead=True)) as sandbox:
        sandbox.prepare()
        waiting = sandbox._waiting
        assert waiting is not None
        waiting.process.kill()
        waiting.process.wait()
        assert [cell.fault for cell in sandbox.run(job).cells] == [None]

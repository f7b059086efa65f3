"""GitHub Actions is told in its own words, and in no words of a student's."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from grader.grading.course import Course
from grader.grading.handout import notebook
from tests.cli.conftest import Command
from tests.here import FIRST, write
from tests.report.formats.rules import (
    acts,
    read_commands,
    read_gradescope,
    read_junit,
    read_outputs,
)

WRONG = FIRST.replace("dL_dz = a - y", "dL_dz = y - a")
LOUD = 'L = "\\n::add-mask::100\\n::error::forged\\n::stop-commands::x"\n'


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runner's folder and variables."""
    work = tmp_path / "work"
    work.mkdir()
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.setenv(name, str(tmp_path / name))
        (tmp_path / name).write_text("before\n" if "SUMMARY" in name else "", encoding="utf-8")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(work))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.chdir(work)
    return work


@pytest.mark.usefixtures("here")
def test_a_wrong_notebook(grader: Command, course: Course, runner: Path) -> None:
    """Annotations at the lines of the file, a summary that is added to, outputs."""
    book = nbformat.reads(notebook(course, course.exercises), as_version=4)
    answer = next(c for c in book.cells if c.metadata.get("grader"))
    answer.source = WRONG
    book.cells = [c for c in book.cells if c is answer or not c.metadata.get("grader")]
    path = runner / "sub" / "hw.ipynb"
    path.parent.mkdir()
    path.write_text(nbformat.writes(book), encoding="utf-8")
    files = ("-f", "json=r.json", "-f", "junit=j.xml", "-f", "html=r.html")
    ran = grader("grade", path, "--exercise", "manual-gradients", "-f", "github", *files)
    assert ran.code == 0
    read = read_commands(ran.out.splitlines())
    lines = path.read_text(encoding="utf-8").splitlines()
    [(place, said)] = read
    assert place["file"] == "sub/hw.ipynb"
    assert "dL_dz = y - a" in lines[int(place["line"]) - 1]
    assert place["title"] == "dL_dz (cell 5, line 5)"
    assert "Not right." in said
    summary = (runner.parent / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
    assert summary.startswith("before\n### hw\\.ipynb: 8 of 10 points\n")
    assert "| ❌ | dL\\/dz | 0 of 2 |" in summary
    outputs = read_outputs((runner.parent / "GITHUB_OUTPUT").read_text(encoding="utf-8"))
    assert outputs == {
        "status": "failed",
        "score": "8",
        "max-score": "10",
        "percent": "80",
        "result-path": "r.json",
        "junit-path": "j.xml",
        "report-path": "r.html",
    }
    read_junit((runner / "j.xml").read_bytes())


@pytest.mark.usefixtures("here")
def test_what_a_student_prints_is_no_command(grader: Command, runner: Path) -> None:
    """Of a report that goes to stdout, no line is read for commands."""
    path = write(runner, FIRST + LOUD)
    ran = grader("grade", path, "--exercise", "manual-gradients")
    first, *between, last = ran.out.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert len(token) > 30
    assert last == f"::{token}::"
    assert token not in "\n".join(between)
    ran = grader("grade", path, "--exercise", "manual-gradients", "-f", "github")
    assert read_commands(ran.out.splitlines())
    assert acts(ran.out) == ran.out.splitlines()
    assert acts(ran.err) == []


@pytest.mark.usefixtures("here")
def test_elsewhere_nothing_is_added(
    grader: Command, runner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the service's variables, a report is a report, and annotations are lines."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name)
    path = write(runner, WRONG)
    assert grader("grade", path, "--exercise", "manual-gradients").out.startswith("hw.py: ")
    ran = grader("grade", path, "--exercise", "manual-gradients", "-f", "github=s.md")
    assert [pairs["line"] for pairs, _ in read_commands(ran.out.splitlines())] == ["6"]
    assert (runner / "s.md").read_text(encoding="utf-8").startswith("### hw\\.py")


@pytest.mark.usefixtures("here")
def test_gradescope(grader: Command, runner: Path) -> None:
    """As its specification has it."""
    path = write(runner, WRONG)
    ran = grader("grade", path, "--exercise", "manual-gradients", "-f", "gradescope=results.json")
    assert ran.code == 0
    data = read_gradescope((runner / "results.json").read_bytes())
    assert data["score"] == 8
    assert json.dumps(data).count('"failed"') == 1
    assert "Right. Right." not in json.dumps(data)


@pytest.mark.usefixtures("here")
def test_classroom50_elsewhere_is_a_sentence(grader: Command, runner: Path) -> None:
    """It needs what its runner says."""
    ran = grader("grade", write(runner, WRONG), "-f", "classroom50=result.json")
    assert ran.code == 2
    assert "CLASSROOM is not set" in ran.error

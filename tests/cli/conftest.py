"""Commands run in this process: a course of its own, submissions, and a sandbox that is none."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.cli.main import run
from grader.cli.worker import Handed, Noted, Opened
from grader.execution.environment import STAMP, _stamp
from grader.execution.levels import Wanted
from grader.execution.workers import Done, Lost
from grader.grading.course import Course
from tests.here import FIRST, SECOND, THIRD, Here, figures, write

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The last line on stderr, which is there without a traceback and without a document."""
        assert "Traceback" not in self.err
        assert self.out == ""
        return self.err.rstrip("\n").rpartition("\n")[2]

    @property
    def sentence(self) -> str:
        """The only line on stderr, without `grader: `."""
        assert self.err.count("\n") == 1
        assert self.error.startswith("grader: ")
        return self.error.removeprefix("grader: ").rstrip("\n")


Command = Callable[..., Ran]


@pytest.fixture
def grader(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_root: Path
) -> Command:
    """Runs `grader` with these arguments in this process, on a machine without load."""
    monkeypatch.setenv("GRADER_COURSE", str(small_root))
    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    monkeypatch.setattr("os.getloadavg", lambda: (0.0, 0.0, 0.0))

    def call(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grading in this process; the levels that were asked for are noted."""
    asked: list[str] = []

    def open_here(
        isolation: Wanted,
        course: Course,
        *,
        engine: str = "warm",
        tell: object = None,
    ) -> Here:
        del course, engine, tell
        asked.append(isolation)
        return Here(figures(), level="full" if isolation == "auto" else isolation)

    for command in ("grade", "worker"):
        monkeypatch.setattr(f"grader.cli.{command}.open_sandbox", open_here)
    return asked


@pytest.fixture
def work_here(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Workers of `grader batch` work in this process; how many were asked for is noted."""
    asked: list[int] = []

    def work(
        items: Iterable[Handed],
        opened: Callable[[], AbstractContextManager[tuple[Callable[[Handed], Noted], Opened]]],
        jobs: int,
        seconds: float,
        ready: Callable[[Opened], None] = lambda _opened: None,
    ) -> Generator[Done[Handed, Noted] | Lost[Handed]]:
        assert seconds >= 60
        asked.append(jobs)
        with opened() as (function, about):
            ready(about)
            for item in items:
                try:
                    yield Done(item, function(item))
                except RuntimeError as error:
                    yield Lost(item, str(error))

    monkeypatch.setattr("grader.execution.workers.work", work)
    return asked


@pytest.fixture
def solved(tmp_path: Path) -> Path:
    """A module that earns everything."""
    return write(tmp_path, FIRST, SECOND, THIRD)


@pytest.fixture
def slipped(tmp_path: Path) -> Path:
    """A module that earns 28 of 30."""
    return write(tmp_path, FIRST.replace("a - y", "y - a"), SECOND, THIRD, name="slip.py")


@pytest.fixture
def course_copy(tmp_path: Path, small_root: Path) -> Path:
    """The course somewhere else, without a student environment."""
    root = tmp_path / "course"
    root.mkdir()
    shutil.copy(small_root / "grader.toml", root)
    for folder in ("exercises", "reference"):
        ignored = shutil.ignore_patterns("__pycache__", "samples")
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    return root


@pytest.fixture
def seeming_environment(course_copy: Path, course: Course) -> Path:
    """What looks like a current student environment of that course."""
    path = course_copy / ".grader" / "student-env"
    (path / "bin").mkdir(parents=True)
    (path / "bin" / "python").symlink_to(sys.executable)
    (path / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).parent}\n", encoding="utf-8")
    stamp = _stamp(course.settings.environment.requirements)
    (path / STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    return path

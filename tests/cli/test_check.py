"""`grader check`: for students, without a course."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import grader.cli.check as command_module
from grader.errors import EnvironmentMissing
from grader.execution.sandbox import Execution, Job
from grader.grading.course import Course
from grader.grading.handout import beside
from grader.outline.finding import from_json
from tests.cli.conftest import Command
from tests.here import FIRST, SECOND, Here, figures, write
from tests.report.formats.rules import read_classroom50, read_commands, read_junit


class Own(Here):
    """A sandbox of this process that says how it was asked for."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Files are run right here; how the sandbox was asked for is noted."""
    asked: list[tuple[object, ...]] = []

    def sandbox(python: Path | None, isolation: str, *, ahead: bool) -> Here:
        asked.append((python, isolation, ahead))
        return Own(figures())

    monkeypatch.setattr(command_module, "_sandbox", sandbox)
    return asked


@pytest.fixture
def hw(course: Course, tmp_path: Path) -> Path:
    """Two exercises, all right, with their outline beside them."""
    (tmp_path / "hw.check.json").write_text(beside(course, course.exercises[:2]), encoding="utf-8")
    return write(tmp_path, FIRST, SECOND)


def spoilt(path: Path) -> Path:
    """A flipped sign."""
    text = path.read_text(encoding="utf-8").replace("dL_dz = a - y", "dL_dz = y - a")
    path.write_text(text, encoding="utf-8")
    return path


def test_all_fits(grader: Command, opened: list[tuple[object, ...]], hw: Path) -> None:
    """Exit code 0, a line a part, and what this does not say."""
    ran = grader("check", hw)
    assert (ran.code, ran.err) == (0, "")
    assert "hw.py: Nothing to complain of: 9 of 14 parts fit, the others are there." in ran.out
    assert "  ✓ dL_dw: Fits.\n" in ran.out
    assert "only grading tells" in ran.out
    assert "points" not in ran.out
    assert opened == [(None, "own", False)]


def test_something_does_not_fit(
    grader: Command, opened: list[tuple[object, ...]], hw: Path
) -> None:
    """Exit code 1 and where it is, unless it does not matter."""
    del opened
    ran = grader("check", spoilt(hw))
    assert ran.code == 1
    assert "✗ dL_dz: Look again." in ran.out
    assert "(line 6)" in ran.out
    assert grader("check", hw, "--exit-zero").code == 0


def test_code_that_stops_is_something_to_look_at(
    grader: Command, opened: list[tuple[object, ...]], hw: Path
) -> None:
    """Even if all that is asked for is there."""
    del opened
    hw.write_text(hw.read_text(encoding="utf-8") + "1 / 0\n", encoding="utf-8")
    ran = grader("check", hw)
    assert ran.code == 1
    assert "The code stopped at line" in ran.out
    assert "The code does not run to its end." in ran.out


def test_all_formats_at_once(
    grader: Command,
    opened: list[tuple[object, ...]],
    hw: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each into its file, annotations to stdout."""
    del opened
    monkeypatch.chdir(tmp_path)
    for name in ("CLASSROOM", "ASSIGNMENT", "OWNER", "SUBMISSION_TAG", "COMMIT_URL",
                 "RELEASE_URL", "REVIEW_URL"):  # fmt: skip
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("ASSIGNMENT_TYPE", "individual")
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    names = ("json", "html", "junit", "classroom50", "text")
    given = [word for name in names for word in ("-f", f"{name}={tmp_path / name}")]
    ran = grader("check", spoilt(hw), *given, "-f", "github")
    assert ran.code == 1
    [(place, said)] = read_commands(ran.out.splitlines())
    assert place == {"file": "hw.py", "line": "6", "title": "dL_dz"}
    assert said.startswith("`dL_dz` says that your own `L` rises")
    assert [one.part for one in from_json((tmp_path / "json").read_bytes()).troubles] == ["dL_dz"]
    assert "<script" not in (tmp_path / "html").read_text(encoding="utf-8")
    assert len(list(read_junit((tmp_path / "junit").read_bytes()).iter("testcase"))) == 14
    data = read_classroom50((tmp_path / "classroom50").read_bytes())
    assert (data["score"], data["max-score"]) == (9, 10)
    told = (tmp_path / "outputs").read_text(encoding="utf-8")
    assert "result-path<<grader-" in told
    assert str(tmp_path / "junit") in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-f", "gradescope"], "there is no format 'gradescope': take text, json"),
        (["-f", "json", "-f", "text"], "only one format can go to stdout"),
        (["--exercise", "nine"], "there is no exercise 'nine' here"),
        (["--outline", "no.json"], "there is no such file"),
    ],
)
def test_wrong_usage(
    grader: Command,
    opened: list[tuple[object, ...]],
    hw: Path,
    arguments: list[str],
    words: str,
) -> None:
    """Exit code 2 and a sentence."""
    del opened
    ran = grader("check", hw, *arguments)
    assert ran.code == 2
    assert words in ran.error


def test_no_outline(grader: Command, opened: list[tuple[object, ...]], hw: Path) -> None:
    """Exit code 4: there is nothing to check it against."""
    del opened
    hw.with_name("hw.check.json").unlink()
    ran = grader("check", hw)
    assert ran.code == 4
    assert "no outline came with it" in ran.error


def test_a_python_without_what_is_needed(
    grader: Command, monkeypatch: pytest.MonkeyPatch, hw: Path, tmp_path: Path
) -> None:
    """Exit code 2, and how to mend it: another Python, or a package."""

    class Broken(Here):
        def run(self, job: Job) -> Execution:
            del job
            raise EnvironmentMissing(tmp_path, "ModuleNotFoundError: No module named 'IPython'")

    monkeypatch.setattr(command_module, "_sandbox", lambda *_, **__: Broken())
    ran = grader("check", hw)
    assert ran.code == 2
    assert "No module named 'IPython'; install ipython and numpy there" in ran.error
    assert "grader env" not in ran.error


def test_watching(
    grader: Command,
    opened: list[tuple[object, ...]],
    hw: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Again whenever it is saved; what cannot be read is said, and watching goes on."""
    turns = iter(["spoil", "nothing", "empty", "stop"])

    def sleep(_seconds: float) -> None:
        turn = next(turns)
        if turn == "spoil":
            spoilt(hw)
        elif turn == "empty":
            hw.write_text("", encoding="utf-8")
        elif turn == "stop":
            raise KeyboardInterrupt

    monkeypatch.setattr("grader.cli.check.time.sleep", sleep)
    ran = grader("check", hw, "--watch")
    assert ran.code == 130
    assert ran.out.count("hw.py: ") == 2
    assert "Nothing to complain of" in ran.out.split("1 thing to look at")[0]
    assert "grader: " in ran.err
    assert opened == [(None, "own", True)]


def test_the_schema_is_current() -> None:
    """`make schema` writes it."""
    from grader.outline.finding import json_schema  # noqa: PLC0415 - for this test alone

    path = Path(__file__).resolve().parents[2] / "docs" / "check.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema()

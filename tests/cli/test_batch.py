"""`grader batch`: a line, a result and a report for each submission, whatever another one does."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.cli.batch import MOST_JOBS
from grader.errors import EnvironmentMissing
from grader.execution.sandbox import Execution, Job, Level
from grader.execution.workers import cores
from grader.grading.result import from_json
from grader.observation.observation import Fault, Killed, OutOfMemory, TimedOut
from tests.cli.conftest import Command
from tests.here import FIRST, SECOND, THIRD, Here, Wavering, figures, write

SLIPPED = FIRST.replace("a - y", "y - a")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three submissions: 30 points, 28 points, and none that can be graded."""
    path = tmp_path / "in"
    path.mkdir()
    write(path, FIRST, SECOND, THIRD, name="alice.py")
    write(path, SLIPPED, SECOND, THIRD, name="bob.py")
    (path / "eve.ipynb").write_text('{"rows": []}', encoding="utf-8")
    return path


def points(folder: Path, name: str) -> float:
    """What the result of that name says."""
    return from_json((folder / f"{name}.result.json").read_bytes()).points


def lines(err: str) -> list[str]:
    """The lines of submissions without their number, sorted."""
    return sorted(line.partition("] ")[2] for line in err.splitlines() if line.startswith("["))


@pytest.mark.usefixtures("here")
def test_a_folder_of_three(
    grader: Command, folder: Path, tmp_path: Path, work_here: list[int]
) -> None:
    """Lines on stderr, the summary on stdout, two files each; a student's fault is no failure."""
    out = tmp_path / "new" / "out"
    ran = grader("batch", folder, "-o", out, "-j", "7")
    assert ran.code == 0
    first, *said = ran.err.splitlines()
    assert first == "isolation: full"
    assert said[:2] == ["[1/3] alice.py: 30 of 30", "[2/3] bob.py: 28 of 30"]
    assert said[2].startswith("[3/3] eve.ipynb: it is JSON but not a notebook")
    assert ran.out.splitlines() == [
        "2 graded, 1 not graded, 0 not judged",
        "median: 29 of 30",
        f"reports and results: {out}",
        f"overview: {out / 'overview.html'}",
    ]
    assert sorted(path.name for path in out.iterdir()) == [
        *(f"{name}.{end}" for name in ("alice", "bob") for end in ("report.html", "result.json")),
        "overview.html",
    ]
    assert (points(out, "alice"), points(out, "bob")) == (30, 28)
    assert b'"staff"' not in (out / "bob.result.json").read_bytes()
    assert work_here == [3, 1]


@pytest.mark.usefixtures("here", "work_here")
def test_names_tell_submissions_apart(grader: Command, tmp_path: Path) -> None:
    """In folders, under equal names, and beside what is none."""
    folder = tmp_path / "in"
    for below in ("team1", "team2"):
        (folder / below).mkdir(parents=True)
        write(folder / below, FIRST, name="hw.py")
    write(folder, FIRST, name="a.py")
    (folder / "a.txt").write_text((folder / "a.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "marks.csv").write_text("a,1", encoding="utf-8")
    ran = grader("batch", folder, "-o", folder / "out", "--exercise", "manual-gradients")
    assert ran.code == 0
    assert lines(ran.err) == [f"{name}: 10 of 10" for name in ("a.py", "a.txt", "team1", "team2")]
    assert "left out, since there is nothing to grade: marks.csv\n" in ran.out
    results = sorted(path.name for path in (folder / "out").glob("*.json"))
    assert results == [f"{name}.result.json" for name in ("a-2", "a", "team1", "team2")]
    again = grader("batch", folder, "-o", folder / "out", "--exercise", "manual-gradients")
    assert lines(again.err) == lines(ran.err)


@pytest.mark.usefixtures("here", "work_here")
def test_options_are_those_of_grade(grader: Command, folder: Path, tmp_path: Path) -> None:
    """Limits, isolation, and what is shown."""
    options = ["--timeout", "5", "--memory", "100", "--isolation", "none", "--attempt", "2"]
    ran = grader("batch", folder, "-o", tmp_path / "out", *options)
    assert ran.code == 0
    result = from_json((tmp_path / "out" / "bob.result.json").read_bytes())
    assert (result.run.isolation, result.reveal.attempt) == ("none", 2)
    assert (result.run.limits["submission_seconds"], result.run.limits["memory_mb"]) == (5, 100)


@pytest.mark.usefixtures("here")
def test_jobs_by_default(
    grader: Command, folder: Path, tmp_path: Path, work_here: list[int]
) -> None:
    """One a core, with a bound, and no more than there are submissions."""
    assert grader("batch", folder, "-o", tmp_path / "out").code == 0
    assert work_here[0] == min(cores(), MOST_JOBS, 3)


@pytest.mark.usefixtures("here", "work_here")
def test_what_was_there_before_goes(grader: Command, folder: Path, tmp_path: Path) -> None:
    """A result in the folder is never that of an older hand-in."""
    out = tmp_path / "out"
    grader("batch", folder, "-o", out)
    (folder / "bob.py").write_text("", encoding="utf-8")
    ran = grader("batch", folder, "-o", out)
    assert "bob.py: the file is empty" in ran.err
    assert sorted(path.name for path in out.iterdir()) == [
        "alice.report.html",
        "alice.result.json",
        "overview.html",
    ]


# what is wrong with the command, the course or the machine


@pytest.mark.usefixtures("here", "work_here")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["empty", "-o", "out"], "empty: there is nothing in it that can be graded"),
        (["nowhere", "-o", "out"], "'nowhere' does not exist"),
        (["in/alice.py", "-o", "out"], "'in/alice.py' is a file"),
        (["in"], "Missing option '-o'"),
        (["in", "-o", "in"], "in: it holds the submissions; give -o another folder"),
        (["in", "-o", "in/alice.py"], "in/alice.py' is a file"),
        (["in", "-o", "in/alice.py/out"], "in/alice.py/out: it cannot be made"),
        (["in", "-o", "out", "-j", "0"], "0"),
        (["in", "-o", "out", "--exercise", "nine"], "no exercise 'nine' in this course"),
    ],
)
def test_wrong_usage(
    grader: Command,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    """Is exit code 2 before anything is graded."""
    del folder
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    ran = grader("batch", *arguments)
    assert ran.code == 2
    assert words in ran.error
    assert not (tmp_path / "out").exists()


def test_without_an_environment(
    grader: Command, folder: Path, tmp_path: Path, course_copy: Path
) -> None:
    """Is said once, with the command that makes one, before anything is written."""
    ran = grader("batch", folder, "-o", tmp_path / "out", "--course", course_copy)
    assert ran.code == 3
    assert "grader env" in ran.sentence
    assert not (tmp_path / "out").exists()


class Failing:
    """A sandbox that fails at one module."""

    level: Level = "full"

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def close(self) -> None:
        """Nothing is kept."""

    def run(self, job: Job) -> Execution:
        """Raise, or run it."""
        if job.script == "alice.py":
            raise self.error
        return Here(figures()).run(job)


@pytest.mark.usefixtures("work_here")
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (EnvironmentMissing(Path("env"), "its Python did not start"), "env: its Python did not"),
        (RuntimeError("the disk is full"), "a fault of ours: the disk is full"),
    ],
)
def test_faults_of_ours(
    grader: Command,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    words: str,
) -> None:
    """Cost the one submission, are counted apart, and are exit code 3."""
    monkeypatch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: Failing(error))
    ran = grader("batch", folder, "-o", tmp_path / "out")
    assert ran.code == 3
    assert f"alice.py: {words}" in ran.err
    assert "Traceback" not in ran.err
    assert ran.out.startswith("1 graded, 1 not graded, 1 not judged\nmedian: 28 of 30\n")
    assert not (tmp_path / "out" / "alice.result.json").exists()


@pytest.mark.usefixtures("work_here")
def test_an_interrupt(
    grader: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is 130 and one word."""
    sandbox = Failing(KeyboardInterrupt())
    monkeypatch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: sandbox)
    ran = grader("batch", folder, "-o", tmp_path / "out")
    assert (ran.code, ran.out) == (130, "")
    assert ran.error == "grader: interrupted"


# limits


@pytest.mark.parametrize(
    ("fault", "jobs", "load", "tried"),
    [
        (TimedOut(20.0), 2, 0.0, True),
        (OutOfMemory(), 2, 0.0, True),
        (TimedOut(20.0), 1, 1e6, True),
        (TimedOut(20.0), 1, 0.0, False),
        (Killed("by somebody"), 2, 1e6, False),
    ],
)
def test_limits_are_tried_again_alone(
    grader: Command,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work_here: list[int],
    fault: Fault,
    jobs: int,
    load: float,
    tried: bool,  # noqa: FBT001
) -> None:
    """After all others, if others ran at the same time or the machine was loaded."""
    sandbox = Wavering({"alice.py": fault}, Here(figures()))
    monkeypatch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: sandbox)
    monkeypatch.setattr("os.getloadavg", lambda: (load, 0.0, 0.0))
    ran = grader("batch", folder, "-o", tmp_path / "out", "-j", jobs)
    assert ran.code == 0
    assert work_here == [jobs, 1]
    assert points(tmp_path / "out", "alice") == (30 if tried else 0)
    if tried:
        assert ran.err.splitlines()[-1] == "[3/3] alice.py: 30 of 30 (tried again alone)"
        assert ran.err.count("alice.py") == 1
        assert sandbox.ran[-1] == "alice.py"
        assert sandbox.closed == 2
    else:
        assert "[1/3] alice.py: 0 of 30\n" in ran.err
        assert sandbox.ran.count("alice.py") == 1


@pytest.mark.usefixtures("work_here")
def test_the_better_result_is_kept(
    grader: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the second is worse, the first one stays, on the line and in the files."""
    endless = THIRD + "while True:\n    pass\n"
    write(folder, FIRST, SECOND, endless, name="alice.py")
    runs: list[str | None] = []

    def run(job: Job) -> Execution:
        runs.append(job.script)
        fault = Killed("it was not its day")
        first = {"alice.py": fault} if runs.count("alice.py") > 1 else {}
        return Wavering(first, Here(figures())).run(job)

    sandbox = SimpleNamespace(level="full", run=run, close=lambda: None)
    monkeypatch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: sandbox)
    ran = grader("batch", folder, "-o", tmp_path / "out", "-j", "2")
    assert runs.count("alice.py") == 2
    kept = points(tmp_path / "out", "alice")
    assert kept > 20
    assert f"[3/3] alice.py: {kept:g} of 30 (tried again alone)\n" in ran.err


# on the real sandbox


def bomb() -> bytes:
    """A zip that unpacks to far more than it is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hw.py", b"#" * 2**27)
    return buffer.getvalue()


@pytest.mark.sandbox
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_real_batch(grader: Command, tmp_path: Path, jobs: int) -> None:
    """A right one, a broken one, one that hangs, one that ends its process, a zip bomb."""
    folder, out = tmp_path / "in", tmp_path / "in" / "out"
    folder.mkdir()
    numpy = "import numpy as np\n"
    write(folder, numpy + FIRST, SECOND, THIRD, name="alice.py")
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    write(folder, numpy + FIRST, "while True:\n    pass\n", name="hangs.py")
    write(folder, numpy + FIRST, "import os\nos._exit(1)\n", name="exits.py")
    (folder / "bomb.zip").write_bytes(bomb())
    ran = grader("batch", folder, "-o", out, "-j", jobs, "--timeout", "8")
    assert ran.code == 0
    assert ran.out.startswith("3 graded, 2 not graded, 0 not judged\nmedian: 10 of 30\n")
    said = lines(ran.err)
    assert said[0] == "alice.py: 27 of 30"
    assert said[1].startswith("bomb.zip: the zip unpacks to ")
    assert said[2].startswith("broken.ipynb: ")
    assert said[3].startswith("exits.py: 10 of 30")
    assert said[4].startswith("hangs.py: 10 of 30")
    assert said[4].endswith(" (tried again alone)") or jobs == 1
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == [
        *(
            f"{name}.{ending}"
            for name in ("alice", "exits", "hangs")
            for ending in ("report.html", "result.json")
        ),
        "overview.html",
    ]
    assert json.loads((out / "hangs.result.json").read_bytes())["run"]["isolation"] == "full"

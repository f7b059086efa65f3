"""`grader batch`: a run, a result and a report for each submission, whatever another one does."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.cli.running import run_key
from grader.errors import EnvironmentMissing
from grader.execution.sandbox import Execution, Job, Level
from grader.execution.workers import cores
from grader.gradebook.rows import Arrival, NewRun, RunKey, Stored
from grader.gradebook.store import Cohort, Gradebook
from grader.grading.result import from_json
from grader.observation.observation import Fault, Killed, OutOfMemory, TimedOut
from tests.cli.conftest import Command
from tests.gradebook.making import result
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


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradebook lies beside all else."""
    monkeypatch.setenv("GRADER_DB", f"sqlite:///{tmp_path}/grader.db")


def lines(err: str) -> list[str]:
    """The lines of submissions, sorted: those that are of nothing else."""
    others = ("isolation: ", "  ", "grader: ")
    return sorted(
        line
        for line in err.splitlines()
        if not line.startswith(others) and " entries, " not in line and " graded" not in line
    )


@pytest.mark.usefixtures("here")
def test_a_folder_of_three(
    grader: Command, folder: Path, tmp_path: Path, work_here: list[int]
) -> None:
    """Problems on stderr, the summary on stdout, two files each; a bad file fails nothing."""
    out = tmp_path / "new" / "out"
    ran = grader("batch", folder, "-o", out, "-j", "7")
    assert ran.code == 0
    first, second, *said = ran.err.splitlines()
    assert first == f"{folder}: plain folder: 3 of 3 entries, 3 hand-ins"
    assert second == "isolation: full"
    assert [line[:40] for line in said] == ["eve: it is JSON but not a notebook (no `"]
    assert ran.out.splitlines() == [
        "2 graded, 1 not graded, 0 not judged",
        "median of 2 students: 29 of 30",
        f"reports and results: {out}",
        f"overview: {out / 'overview.html'}",
    ]
    assert sorted(path.name for path in out.iterdir()) == [
        *(f"{name}.{end}" for name in ("alice", "bob") for end in ("report.html", "result.json")),
        "overview.html",
    ]
    assert (points(out, "alice"), points(out, "bob")) == (30, 28)
    assert b'"staff"' not in (out / "bob.result.json").read_bytes()
    assert work_here == [7]


@pytest.mark.usefixtures("here", "work_here")
def test_each_has_a_line_if_wanted(grader: Command, folder: Path, tmp_path: Path) -> None:
    """With -v, not only the problems."""
    ran = grader("batch", folder, "-o", tmp_path / "out", "-v")
    assert lines(ran.err)[:2] == ["alice: 30 of 30", "bob: 28 of 30"]


@pytest.mark.usefixtures("here", "work_here")
def test_names_tell_submissions_apart(grader: Command, tmp_path: Path) -> None:
    """In folders, under equal names, and beside what is none, which stops it unless told."""
    folder = tmp_path / "in"
    for below in ("team1", "team2"):
        (folder / below).mkdir(parents=True)
        write(folder / below, FIRST, name="hw.py")
    write(folder, FIRST, name="a.py")
    (folder / "a.txt").write_text((folder / "a.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "points.csv").write_text("a,1", encoding="utf-8")
    words = ["batch", folder, "-o", folder / "out", "--exercise", "manual-gradients", "-v"]
    ran = grader(*words)
    assert ran.code == 4
    assert "not recognised: points.csv\n" in ran.err
    assert "only 4 of its 5 entries are those of a plain folder" in ran.error
    ran = grader(*words, "--from", "plain")
    assert ran.code == 0
    names = ("a-2", "a", "team1", "team2")
    assert lines(ran.err) == sorted(f"{name}: 10 of 10" for name in names)
    results = sorted(path.name for path in (folder / "out").glob("*.json"))
    assert results == [f"{name}.result.json" for name in names]


# what was graded before


@pytest.mark.usefixtures("here", "work_here")
def test_nothing_is_graded_twice(grader: Command, folder: Path, tmp_path: Path) -> None:
    """The same again changes nothing; a new content is a new attempt, and shows more hints."""
    out = tmp_path / "out"
    grader("batch", folder, "-o", out)
    again = grader("batch", folder, "-o", out)
    assert again.out.startswith("0 graded, 0 not graded, 0 not judged\n3 had been graded before\n")
    write(folder, FIRST, SECOND, name="bob.py")
    third = grader("batch", folder, "-o", out, "-v")
    assert lines(third.err) == ["bob.attempt-2: 20 of 30"]
    assert "median of 2 students: 25 of 30\n" in third.out
    result = from_json((out / "bob.attempt-2.result.json").read_bytes())
    assert result.reveal.attempt == 2
    assert points(out, "bob") == 28
    overview = (out / "overview.html").read_text(encoding="utf-8")
    assert "bob.attempt-2.report.html" in overview
    assert '"bob.report.html' not in overview


@pytest.mark.usefixtures("here", "work_here")
def test_without_an_inbox(grader: Command, folder: Path, tmp_path: Path) -> None:
    """What waits in the gradebook is graded, and nothing else."""
    out = tmp_path / "out"
    assert "there is no gradebook" in grader("batch", "-o", out).sentence
    grader("batch", folder, "-o", out)
    ran = grader("batch", "-o", out)
    assert ran.out.startswith("0 graded, 0 not graded, 0 not judged\n3 had been graded before\n")


@pytest.mark.usefixtures("here", "work_here")
def test_regrading(grader: Command, folder: Path, tmp_path: Path) -> None:
    """All, or what was run with another limit; one student's alone; new runs beside the old."""
    out = tmp_path / "out"
    grader("batch", folder, "-o", out)
    ran = grader("batch", "-o", out, "--regrade", "changed")
    assert ran.out.startswith("0 graded")
    ran = grader("batch", "-o", out, "--timeout", "30")
    assert "3 of those with another course, limit or grader: `grader batch --regrade" in ran.out
    ran = grader("batch", "-o", out, "--timeout", "30", "--regrade", "changed", "-v")
    assert lines(ran.err)[:2] == ["alice: 30 of 30", "bob: 28 of 30"]
    ran = grader("batch", "-o", out, "--timeout", "30", "--regrade", "changed")
    assert ran.out.startswith("0 graded")
    ran = grader("batch", "-o", out, "--regrade", "all", "--student", "bob", "-v")
    assert lines(ran.err) == ["bob: 28 of 30"]
    ran = grader("batch", folder, "-o", out, "--student", "zoe")
    assert "nothing is there of zoe; --student takes ids of the platform\n" in ran.out
    url = f"sqlite:///{tmp_path}/grader.db"
    with Gradebook(url) as gradebook:
        cohort = gradebook.course(None)
        runs = {stored.key: len(cohort.runs(stored.id)) for stored, _ in cohort.submissions()}
        actions = [entry.action for entry in gradebook.audit()]
    assert runs == {"alice": 2, "bob": 3, "eve": 2}
    assert actions[1:3] == ["batch begun", "batch ended"]


@pytest.mark.usefixtures("here", "work_here")
def test_regrading_all_goes_on(
    grader: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an interruption in the midst of it, what was graded again is not graded once more."""
    out = tmp_path / "out"
    grader("batch", folder, "-o", out)
    with monkeypatch.context() as patch:
        sandbox = Failing(KeyboardInterrupt(), "bob.py")
        patch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: sandbox)
        stopped = grader("batch", "-o", out, "--regrade", "all")
    assert stopped.code == 130
    assert "interrupted: 1 of 3 are in the gradebook; the same command goes on" in stopped.err
    ran = grader("batch", "-o", out, "--regrade", "all", "-v")
    assert [line.split(":")[0] for line in lines(ran.err)] == ["bob", "eve"]
    ran = grader("batch", "-o", out, "--regrade", "all", "-v")
    assert [line.split(":")[0] for line in lines(ran.err)] == ["alice", "bob", "eve"]


@pytest.mark.usefixtures("work_here")
def test_faults_are_tried_again_when_asked(
    grader: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by themselves, and only those."""
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        sandbox = Failing(RuntimeError("the disk is full"), "alice.py")
        patch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: sandbox)
        ran = grader("batch", folder, "-o", out)
    assert ran.code == 3
    assert "`grader batch --regrade failed`" in ran.out
    monkeypatch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: Here(figures()))
    assert grader("batch", folder, "-o", out).out.startswith("0 graded")
    ran = grader("batch", "-o", out, "--regrade", "failed", "-v")
    assert lines(ran.err) == ["alice: 30 of 30"]
    assert ran.code == 0


@pytest.mark.usefixtures("here", "work_here")
def test_two_batches_at_once(
    grader: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another has graded since this one began is not graded again."""
    ingest = Cohort.ingest
    other: list[int] = []

    def late(cohort: Cohort, arrival: Arrival) -> Stored:
        stored = ingest(cohort, arrival)
        if arrival.key != "alice":
            return stored
        run = NewRun(key=keys[0], status="graded", result=result())
        other.append(cohort.add_run(stored.id, run) or 0)
        return replace(stored, new=False)

    def noted(*given: Any) -> RunKey:
        keys.append(run_key(*given))
        return keys[0]

    keys: list[RunKey] = []
    monkeypatch.setattr("grader.cli.running.run_key", noted)
    monkeypatch.setattr(Cohort, "ingest", late)
    ran = grader("batch", folder, "-o", tmp_path / "out", "-v")
    assert [line.split(":")[0] for line in lines(ran.err)] == ["bob", "eve"]
    assert ran.out.startswith("1 graded, 1 not graded, 0 not judged\n1 had been graded before\n")
    assert len(other) == 1


# what counts


@pytest.mark.usefixtures("here", "work_here")
def test_late_work_is_said_on_the_page(
    grader: Command, tmp_path: Path, course_copy: Path, seeming_environment: Path
) -> None:
    """The page that is written says what counts; an extension takes effect when it is read."""
    del seeming_environment
    toml = course_copy / "grader.toml"
    policy = "due = 2026-11-01T12:00:00+01:00\n[policy.late]\npenalty = 10\n[environment]"
    text = toml.read_text(encoding="utf-8").replace("[environment]", policy)
    toml.write_text(text, encoding="utf-8")
    inbox = tmp_path / "canvas"
    inbox.mkdir()
    write(inbox, FIRST, SECOND, THIRD, name="doejane_LATE_12_345_hw.py")
    write(inbox, FIRST, SECOND, THIRD, name="roejim_13_346_hw.py")
    out = tmp_path / "out"
    words = ["-o", out, "--course", course_copy]
    ran = grader("batch", inbox, *words)
    assert ran.code == 0
    assert f"{inbox}: Canvas download: 2 of 2 entries, 2 hand-ins\n" in ran.err
    assert "median of 2 students: 28.5 of 30\n" in ran.out
    page = (out / "12.report.html").read_text(encoding="utf-8")
    assert "late by an unknown time" in page
    assert "late by" not in (out / "13.report.html").read_text(encoding="utf-8")
    (out / "13.report.html").unlink()
    (course_copy / "extensions.csv").write_text("student,late_days\n12,2\n", encoding="utf-8")
    again = grader("batch", inbox, *words)
    assert "median of 2 students: 30 of 30\n" in again.out
    assert (out / "13.report.html").is_file()
    page = (out / "12.report.html").read_text(encoding="utf-8")
    assert "taken as within 2 days" in page


@pytest.mark.usefixtures("here", "work_here")
def test_a_group_and_a_roster(grader: Command, tmp_path: Path) -> None:
    """One hand-in counts for all its members; who is missing is counted."""
    inbox = tmp_path / "in"
    inbox.mkdir()
    write(inbox, FIRST, SECOND, THIRD, name="team7.py")
    (tmp_path / "groups.csv").write_text("group,student\nteam7,s1\nteam7,s2\n", encoding="utf-8")
    roster = "id,name\ns1,Doe\ns2,Roe\ns3,Poe\n"
    (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
    people = ["--roster", tmp_path / "roster.csv", "--groups", tmp_path / "groups.csv"]
    ran = grader("batch", inbox, "-o", tmp_path / "out", *people)
    assert "median of 2 students: 30 of 30\n1 of the roster handed in nothing\n" in ran.out
    assert "not in the roster" not in ran.out
    exported = grader("export", "csv")
    rows = list(csv.DictReader(exported.out.splitlines()))
    scores = [(row["student_id"], row["score"]) for row in rows]
    assert scores == [("s1", "30.0"), ("s2", "30.0"), ("s3", "")]


@pytest.mark.usefixtures("here", "work_here")
def test_names_of_nobody_are_said(grader: Command, folder: Path, tmp_path: Path) -> None:
    """In extensions, and hand-ins of those who are not in the roster."""
    (tmp_path / "roster.csv").write_text("id,name\nalice,A\nbob,B\n", encoding="utf-8")
    (tmp_path / "more.csv").write_text("student,late_days\nalcie,2\nBOB,1\n", encoding="utf-8")
    people = ["--roster", tmp_path / "roster.csv", "--extensions", tmp_path / "more.csv"]
    ran = grader("batch", folder, "-o", tmp_path / "out", *people)
    assert "extensions without effect, as nobody or several are called so: alcie\n" in ran.out
    assert "handed in, and not in the roster: eve\n" in ran.out


# judging again


@pytest.mark.usefixtures("here", "work_here")
def test_judging_again(
    grader: Command, folder: Path, tmp_path: Path, course_copy: Path, seeming_environment: Path
) -> None:
    """A changed rubric changes points without running anything, and says whose and why."""
    del seeming_environment
    out = tmp_path / "out"
    words = ["-o", out, "--course", course_copy]
    grader("batch", folder, *words)
    ran = grader("batch", *words, "--rejudge")
    assert ran.out == "2 judged again, 0 changed, 0 to be executed again\n"
    path = course_copy / "exercises" / "manual_gradients" / "exercise.py"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r'"dL_dz",\s*2', '"dL_dz", 4', text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    ran = grader("batch", *words, "--rejudge")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "alice:",
        "  manual-gradients.dL_dz: 2 of 2 (right) -> 4 of 4 (right); maximum",
        "  total: 30 of 30 -> 32 of 32; maximum",
        "bob:",
        "  manual-gradients.dL_dz: 0 of 2 (wrong, dz-sign) -> 0 of 4 (wrong, dz-sign); maximum",
        "  total: 28 of 30 -> 28 of 32; maximum",
        "2 judged again, 2 changed, 0 to be executed again",
    ]
    assert points(out, "alice") == 32
    assert "0 graded" in grader("batch", *words, "--regrade", "changed", "--student", "bob").out


@pytest.mark.usefixtures("here", "work_here")
def test_new_questions_need_a_run(
    grader: Command, folder: Path, tmp_path: Path, course_copy: Path, seeming_environment: Path
) -> None:
    """What was not asked cannot be judged: it is said, and nothing is changed."""
    del seeming_environment
    out = tmp_path / "out"
    words = ["-o", out, "--course", course_copy]
    grader("batch", folder, *words)
    toml = course_copy / "grader.toml"
    text = toml.read_text(encoding="utf-8").replace('secret = "formative"', 'secret = "another"')
    toml.write_text(text, encoding="utf-8")
    ran = grader("batch", *words, "--rejudge")
    assert ran.code == 3
    assert "0 judged again, 0 changed, 2 to be executed again\n" in ran.out
    assert "alice: the stored observations answer other questions" in ran.err
    assert points(out, "alice") == 30


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
    """One a core."""
    assert grader("batch", folder, "-o", tmp_path / "out").code == 0
    assert work_here[0] == cores()


@pytest.mark.usefixtures("here", "work_here")
def test_a_dry_run(grader: Command, folder: Path, tmp_path: Path) -> None:
    """Says what is recognised, and leaves nothing behind."""
    ran = grader("batch", folder, "-o", tmp_path / "out", "--dry-run")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"{folder}: plain folder: 3 of 3 entries, 3 hand-ins\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


# what is wrong with the command, the course or the machine


@pytest.mark.usefixtures("here", "work_here")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "-o", "out"], "'nowhere' does not exist"),
        (["in", "-o", "in"], "in: it is the folder for reports; give -o another one"),
        (["in", "-o", "in/alice.py"], "in/alice.py' is a file"),
        (["in", "-o", "in/alice.py/out"], "in/alice.py/out: it cannot be made"),
        (["in", "-o", "out", "-j", "0"], "0"),
        (["in", "-o", "out", "--exercise", "nine"], "no exercise 'nine' in this course"),
        (["in", "-o", "out", "--rejudge"], "--rejudge runs no code: give neither INBOX nor"),
        (["in", "-o", "out", "--pattern", "("], "--pattern: it is no regular expression"),
        (["in", "-o", "out", "--db", "nonsense"], "--db: this is no URL of a database"),
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
    monkeypatch.chdir(tmp_path)
    ran = grader("batch", *arguments)
    assert ran.code == 2
    assert words in ran.error
    assert not (tmp_path / "out").exists()


def test_nothing_to_grade(grader: Command, tmp_path: Path) -> None:
    """Is exit code 4."""
    (tmp_path / "empty").mkdir()
    ran = grader("batch", tmp_path / "empty", "-o", tmp_path / "out")
    assert ran.code == 4
    assert "there is nothing in it that can be graded" in ran.error


def test_without_an_environment(
    grader: Command, folder: Path, tmp_path: Path, course_copy: Path
) -> None:
    """Is said once, with the command that makes one, before anything is written."""
    ran = grader("batch", folder, "-o", tmp_path / "out", "--course", course_copy)
    assert ran.code == 3
    assert "grader env" in ran.error
    assert not (tmp_path / "out").exists()


class Failing:
    """A sandbox that fails at one module."""

    level: Level = "full"

    def __init__(self, error: BaseException, name: str = "alice.py") -> None:
        self.error = error
        self.name = name

    def close(self) -> None:
        """Nothing is kept."""

    def run(self, job: Job) -> Execution:
        """Raise, or run it."""
        if job.script == self.name:
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
    assert f"alice: {words}" in ran.err
    assert "Traceback" not in ran.err
    assert ran.out.startswith(
        "1 graded, 1 not graded, 1 not judged\nmedian of 1 student: 28 of 30\n"
    )
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
    assert "interrupted: 0 of 3 are in the gradebook; the same command goes on\n" in ran.err


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
    ran = grader("batch", folder, "-o", tmp_path / "out", "-j", jobs, "-v")
    assert ran.code == 0
    assert work_here == ([jobs, 1] if tried else [jobs])
    assert points(tmp_path / "out", "alice") == (30 if tried else 0)
    if tried:
        assert ran.err.splitlines()[-1] == "alice: 30 of 30 (tried again alone)"
        assert ran.err.count("alice") == 1
        assert sandbox.ran[-1] == "alice.py"
        assert sandbox.closed == 2
    else:
        assert "\nalice: 0 of 30\n" in ran.err
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
    ran = grader("batch", folder, "-o", tmp_path / "out", "-j", "2", "-v")
    assert runs.count("alice.py") == 2
    kept = points(tmp_path / "out", "alice")
    assert kept > 20
    assert f"\nalice: {kept:g} of 30 (tried again alone)\n" in ran.err


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
    ran = grader("batch", folder, "-o", out, "-j", jobs, "--timeout", "8", "-v")
    assert ran.code == 0
    start = "3 graded, 2 not graded, 0 not judged\nmedian of 3 students: 10 of 30\n"
    assert ran.out.startswith(start)
    said = lines(ran.err)
    assert said[0] == "alice: 27 of 30"
    assert said[1].startswith("bomb: the zip unpacks to ")
    assert said[2].startswith("broken: ")
    assert said[3].startswith("exits: 10 of 30")
    assert said[4].startswith("hangs: 10 of 30")
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


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--isolation", "none"], "--isolation none leaves the network open"),
        (["--isolation", "limits"], "--isolation limits leaves the network open"),
        (["--engine", "jupyter"], "--engine jupyter leaves the network open"),
        (["--jobs", "2"], "--jobs is what the cluster's workers are started with"),
        (["--rejudge"], "--rejudge runs no code"),
    ],
)
def test_what_no_cluster_can(grader: Command, solved: Path, words: list[str], problem: str) -> None:
    """It makes no sense there or would open it to submissions, and nothing is begun."""
    inboxes = [] if "--rejudge" in words else [solved]
    ran = grader("batch", *inboxes, "--scheduler", "tcp://127.0.0.1:9", *words)
    assert ran.code == 2
    assert ran.error.startswith(f"grader: {problem}")
    assert ran.error.endswith(": do not give it with --scheduler")


def test_without_the_extra(
    grader: Command, solved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says what to install; nothing is lost by it."""
    monkeypatch.setitem(sys.modules, "grader.execution.joining", None)
    place = ("-o", tmp_path / "out", "--db", f"sqlite:///{tmp_path}/grader.db")
    ran = grader("batch", solved, *place, "--scheduler", "tcp://127.0.0.1:9")
    assert ran.code == 2
    assert 'run `pip install "gradient-grader[cluster]"`' in ran.err

"""A class from its download to its grades, in each kind of database; and two graders on one."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, make_url

from grader.execution.sandbox import Execution, Job
from grader.gradebook.store import Gradebook
from tests.cli.conftest import Command
from tests.here import FIRST, Here, figures, write
from tests.servers.databases import ON_POSTGRESQL
from tests.servers.postgres import Server

ROOT = Path(__file__).parents[2]
START = "import sys; from grader.cli.main import main; sys.exit(main())"
SLIPPED = FIRST.replace("a - y", "y - a")
ONLY = ("--exercise", "manual-gradients")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Three submissions: 10 points, 8 points, and none that can be graded."""
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder, FIRST, name="Älice.py")
    write(folder, SLIPPED, name="bob.py")
    (folder / "eve.ipynb").write_text("{", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def apart(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradebook is where the test says, reports lie beside all else."""
    monkeypatch.setenv("GRADER_DB", url)
    monkeypatch.chdir(tmp_path)


def scores(grader: Command) -> list[tuple[str, str]]:
    """What counts for each student, in the order of the table of all."""
    rows = csv.DictReader(io.StringIO(grader("export", "csv").out))
    return [(row["student_id"], row["score"]) for row in rows]


@pytest.mark.usefixtures("here", "work_here")
def test_from_beginning_to_end(grader: Command, inbox: Path, url: str) -> None:
    """Graded, again, decided by hand, taken out, explained, exported, forgotten, and in the log."""
    ran = grader("batch", inbox, *ONLY)
    assert ran.out.startswith("2 graded, 1 not graded, 0 not judged\nmedian of 2 students: 9 of 10")
    again = grader("batch", inbox, *ONLY)
    assert again.out.startswith("0 graded, 0 not graded, 0 not judged\n3 had been graded before\n")
    ran = grader("batch", *ONLY, "--regrade", "all")
    assert ran.out.startswith("2 graded, 1 not graded")
    ran = grader("batch", *ONLY, "--rejudge")
    assert ran.out.startswith("2 judged again, 0 changed, 0 to be executed again")
    assert scores(grader) == [("bob", "8.0"), ("eve", ""), ("Älice", "10.0")]
    by = ("--reason", "the sign was agreed on", "--by", "staff")
    assert grader("override", "bob", "dL_dz", "1.5", *by).code == 0
    assert scores(grader)[0] == ("bob", "9.5")
    assert grader("void", "dL_dz", "--full", *by).code == 0
    assert "all points to everybody" in grader("explain", "bob", "dL_dz").out
    assert grader("override", "bob", "dL_dz", "--undo", *by).code == 0
    assert scores(grader)[0] == ("bob", "10.0")
    assert grader("forget", "bob", "--yes", "--by", "staff").code == 0
    assert scores(grader) == [("eve", ""), ("Älice", "10.0")]
    said = grader("audit")
    assert (said.code, said.err) == (0, "")
    assert len(said.out.splitlines()) == 1 + 2 * 3 + 4
    with Gradebook(url) as gradebook:
        assert [one.action for one in gradebook.audit()][-4:] == [
            *("override", "void", "override", "forget"),
        ]
        assert gradebook.audit_faults() == []


@ON_POSTGRESQL
@pytest.mark.usefixtures("work_here")
def test_the_server_goes_away(
    grader: Command, inbox: Path, url: str, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clear sentence and its exit code; once it is back, the same command goes on."""
    name = make_url(url).database
    done: list[str | None] = []

    def run(job: Job) -> Execution:
        done.append(job.script)
        if len(done) == 3:  # the first lost points, for which it ran once more
            postgres.run(
                f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "  # noqa: S608 - our own
                f"WHERE datname = '{name}'",
            )
        return Here(figures()).run(job)

    sandbox = SimpleNamespace(level="full", run=run, close=lambda: None)
    monkeypatch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: sandbox)
    ran = grader("batch", inbox, *ONLY)
    assert ran.code == 2
    assert ran.error.startswith(f"grader: the gradebook postgresql+psycopg:///{name}: ")
    assert "not currently accepting connections" in ran.error
    postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    monkeypatch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: Here(figures()))
    ran = grader("batch", inbox, *ONLY)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "1 graded, 0 not graded, 0 not judged"
    assert scores(grader) == [("bob", "8.0"), ("eve", ""), ("Älice", "10.0")]
    assert grader("audit").code == 0


def begin(inboxes: list[Path], url: str, out: Path) -> subprocess.Popen[str]:
    """Start a batch as a person does on another machine."""
    words = ["batch", *inboxes, "-o", out, "--db", url, "-j", "1", *ONLY]
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", START, *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@ON_POSTGRESQL
@pytest.mark.sandbox
def test_two_graders(url: str, tmp_path: Path) -> None:
    """Of overlapping classes, in a database that neither has made yet: each once, nothing lost."""
    classes = []
    for at, names in enumerate((["a", "b", "both"], ["c", "d", "both"])):
        folder = tmp_path / f"class{at}"
        folder.mkdir()
        for name in names:
            write(folder, "import numpy as np\n" + FIRST, name=f"{name}.py")
        classes.append(folder)
    graders = [begin([folder], url, tmp_path / folder.stem / "out") for folder in classes]
    for one in graders:
        said, problems = one.communicate(timeout=120)
        assert one.returncode == 0, said + problems
    engine = create_engine(url)
    with engine.connect() as connection:
        for table, count in {"submission": 5, "student": 5, "run": 5, "artifact": 1}.items():
            query = f"SELECT count(*) FROM {table}"  # noqa: S608 - our own
            assert connection.exec_driver_sql(query).scalar() == count, table
    engine.dispose()
    with Gradebook(url) as gradebook:
        runs = [run for _, run in gradebook.course(None).submissions()]
        assert [run and (run.status, run.points) for run in runs] == [("graded", 10.0)] * 5
        actions = [entry.action for entry in gradebook.audit()]
        assert sorted(actions) == ["batch begun"] * 2 + ["batch ended"] * 2 + ["course"]
        assert gradebook.audit_faults() == []

"""Gradebooks of other graders: older ones are brought up to date, newer ones left alone."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from grader.errors import UsageError
from grader.gradebook import migrations
from grader.gradebook.rows import Person
from grader.gradebook.store import Cohort, Gradebook
from grader.grading.result import from_json
from tests.gradebook.looking import execute
from tests.gradebook.making import NOON, arrival, new_run, observed

VERSION_1 = Path(__file__).with_name("version_1.sql")
"""A small gradebook as the first grader that had one made it; it is never made anew."""
PNG = b"\x89PNG picture"


@pytest.fixture
def old(tmp_path: Path) -> str:
    """The URL of a gradebook of schema 1."""
    with closing(sqlite3.connect(tmp_path / "grader.db")) as connection:
        connection.executescript(VERSION_1.read_text(encoding="utf-8"))
    return f"sqlite:///{tmp_path / 'grader.db'}"


def add_colour(connection: Connection) -> None:
    """A step as one may be: another column."""
    connection.exec_driver_sql("ALTER TABLE student ADD COLUMN colour TEXT DEFAULT 'green'")


def add_taste(connection: Connection) -> None:
    """A second one, that rests on the first."""
    connection.exec_driver_sql("ALTER TABLE student ADD COLUMN taste TEXT")
    connection.exec_driver_sql("UPDATE student SET taste = colour || ' apples'")


def fail(_: Connection) -> None:
    """One that comes to nothing."""
    raise KeyboardInterrupt


def schema(path: Path) -> tuple[str, list[str]]:
    """The number of the schema in a file, and the columns of its students."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT value FROM meta WHERE name = 'schema_version'"
        [version] = connection.execute(query).fetchone()
        columns = connection.execute("PRAGMA table_info(student)").fetchall()
    return version, [column[1] for column in columns]


def read_all(gradebook: Gradebook) -> None:
    """Everything that is in the kept gradebook, through today's methods."""
    assert gradebook.courses() == ["Networks"]
    cohort = gradebook.course(None)
    jane, second, third = cohort.students()
    assert jane.person == Person("s1", "Jane Doe", "s1@example.org", {"login": "jd1"})
    assert third.attempts == ()
    team, alone = jane.attempts
    assert (team.submitted_at, team.late, team.shared, team.layout) == (NOON, True, True, "plain")
    assert (alone.late, alone.shared, alone.run) == (False, False, None)
    assert [one.submission.id for one in second.attempts] == [team.submission.id]
    assert cohort.content(team.submission.id) == b"z = w * x + b\n" * 20
    assert [(one.part, one.points, one.reason) for one in team.overrides] == [
        ("a", 0.5, "nearly right")
    ]
    run = team.run
    assert run is not None
    assert (run.id, run.key[:8], run.points, run.max_points) == (1, "61ce934c", 1.0, 2.0)
    assert [(part.part, part.misconception) for part in run.parts] == [("z", ""), ("a", "sign")]
    stored = from_json(cohort.result(run.id) or b"")
    assert [part.id for part in stored.exercises[0].parts] == ["z", "a"]
    assert cohort.observations(run.id) == (observed(), observed('{"b": 1}'))
    assert cohort.picture(hashlib.sha256(PNG).hexdigest()) == PNG
    assert [(one.part, one.how) for one in cohort.voids()] == [("z", "full")]
    assert [entry.action for entry in gradebook.audit()][:3] == ["course", "override", "void"]
    assert gradebook.audit_faults() == []


def write_all(cohort: Cohort) -> None:
    """What can be done with it."""
    stored = cohort.ingest(arrival("team", "more"))
    assert (stored.number, cohort.add_run(stored.id, new_run())) == (2, 3)
    cohort.void("ex1", "z", None, reason="r", by="me")
    assert cohort.forget(1, by="me") == ["s1"]


def test_the_first_schema_always_opens(old: str) -> None:
    """All that was in it is there, it can be added to, and the log goes on."""
    with Gradebook(old) as gradebook:
        read_all(gradebook)
        write_all(gradebook.course(None))
        assert gradebook.audit_faults() == []


def test_a_new_one_has_the_same_tables(old: str, tmp_path: Path) -> None:
    """What is made today is what the kept one becomes when it is opened."""
    with Gradebook(old), Gradebook(f"sqlite:///{tmp_path}/new.db", create=True):
        pass
    found = []
    for name in ("grader.db", "new.db"):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            query = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
            rows = connection.execute(query).fetchall()
        found.append([(kind, what, " ".join((sql or "").split())) for kind, what, sql in rows])
    assert found[0] == found[1]


def test_step_by_step(old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is done once and noted, everything is still there, and a copy of before is kept."""
    monkeypatch.setattr(migrations, "MIGRATIONS", (add_colour, add_taste))
    for _ in range(2):
        with Gradebook(old) as gradebook:
            read_all(gradebook)
            *_, one, two = gradebook.audit()
            assert [(e.by, e.action, e.payload) for e in (one, two)] == [
                ("grader", "migration", {"from": 1, "to": 2}),
                ("grader", "migration", {"from": 2, "to": 3}),
            ]
            with gradebook._database.reading() as connection:
                query = "SELECT DISTINCT taste FROM student"
                assert connection.exec_driver_sql(query).all() == [("green apples",)]
    assert schema(tmp_path / "grader.db")[0] == "3"
    version, columns = schema(tmp_path / "grader.db.v1.bak")
    assert version == "1"
    assert "colour" not in columns
    assert sorted(path.name for path in tmp_path.iterdir()) == ["grader.db", "grader.db.v1.bak"]


def test_the_copy_holds_what_was_just_written(
    old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is in the write-ahead log of another program that has it open."""
    with Gradebook(old) as other:
        other.course(None).ingest(arrival("s9"))
        monkeypatch.setattr(migrations, "MIGRATIONS", (add_colour,))
        Gradebook(old).close()
        with Gradebook(f"sqlite:///{tmp_path}/grader.db.v1.bak") as copy:
            assert "s9" in [row.person.key for row in copy.course(None).students()]


def test_a_step_that_fails(old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done before it stays, and the next time goes on from there."""
    monkeypatch.setattr(migrations, "MIGRATIONS", (add_colour, fail))
    with pytest.raises(KeyboardInterrupt):
        Gradebook(old)
    assert schema(tmp_path / "grader.db")[0] == "2"
    monkeypatch.setattr(migrations, "MIGRATIONS", (add_colour, add_taste))
    with Gradebook(old) as gradebook:
        read_all(gradebook)
        assert [e.action for e in gradebook.audit()].count("migration") == 2
    assert schema(tmp_path / "grader.db")[0] == "3"
    assert schema(tmp_path / "grader.db.v2.bak")[0] == "2"


def test_a_step_is_done_whole_or_not_at_all(
    old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even what changes tables is taken back."""

    def half(connection: Connection) -> None:
        add_colour(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(migrations, "MIGRATIONS", (half,))
    with pytest.raises(KeyboardInterrupt):
        Gradebook(old)
    version, columns = schema(tmp_path / "grader.db")
    assert version == "1"
    assert "colour" not in columns


def test_a_new_gradebook_needs_no_step(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tables are of today."""
    monkeypatch.setattr(migrations, "MIGRATIONS", (fail,))
    for _ in range(2):
        with Gradebook(url, create=True) as gradebook:
            assert list(gradebook.audit()) == []


def test_of_a_newer_grader(gradebook: Gradebook, url: str, tmp_path: Path) -> None:
    """It is neither read nor changed."""
    execute(gradebook, "UPDATE meta SET value = '7' WHERE name = 'schema_version'")
    gradebook.close()
    before = (tmp_path / "grader.db").read_bytes()
    for create in (False, True):
        with pytest.raises(UsageError, match="is of schema 7, and this grader knows 1; update"):
            Gradebook(url, create=create)
    assert (tmp_path / "grader.db").read_bytes() == before

"""Gradebooks of other graders: older ones are brought up to date, newer ones left alone."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, inspect, make_url

from grader.errors import UsageError
from grader.gradebook import migrations
from grader.gradebook.rows import Person
from grader.gradebook.store import Cohort, Gradebook
from grader.grading.result import from_json
from tests.gradebook.looking import execute
from tests.gradebook.making import NOON, arrival, new_run, observed
from tests.gradebook.test_together import together
from tests.servers.databases import ON_SQLITE

HERE = Path(__file__).parent
VERSION_1 = {name: HERE / f"version_1{name}.sql" for name in ("", "_postgresql")}
"""A small gradebook as the first grader that had one made it; it is never made anew."""
LAYOUT = {
    "sqlite": ("SELECT type, name, sql FROM sqlite_master",),
    "postgresql": (
        (
            "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, "
            "column_default, ordinal_position FROM information_schema.columns "
            "WHERE table_schema = 'public'"
        ),
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        (
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace"
        ),
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ),
}
"""What says all of how a database is laid out."""
PNG = b"\x89PNG picture"


@pytest.fixture
def old(url: str) -> str:
    """The URL of a gradebook of schema 1."""
    engine = create_engine(url)
    with closing(engine.raw_connection()) as pooled:
        connection = pooled.driver_connection
        if isinstance(connection, sqlite3.Connection):
            connection.executescript(VERSION_1[""].read_text(encoding="utf-8"))
        elif connection is not None:
            connection.execute(VERSION_1["_postgresql"].read_bytes())
            connection.commit()
    engine.dispose()
    return url


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


def schema(url: str) -> tuple[str, list[str]]:
    """The number of the schema in a database, and the columns of its students."""
    engine = create_engine(url)
    with engine.connect() as connection:
        query = "SELECT value FROM meta WHERE name = 'schema_version'"
        version = connection.exec_driver_sql(query).scalar_one()
        columns = inspect(connection).get_columns("student")
    engine.dispose()
    return version, [column["name"] for column in columns]


def layout(url: str) -> list[list[tuple[object, ...]]]:
    """All tables, indexes and triggers of a database."""
    engine = create_engine(url)
    found = []
    with engine.connect() as connection:
        for query in LAYOUT[engine.dialect.name]:
            rows = connection.exec_driver_sql(query).all()
            found.append(sorted(tuple(" ".join(str(one).split()) for one in row) for row in rows))
    engine.dispose()
    return [list(rows) for rows in found]


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


def test_a_new_one_has_the_same_tables(old: str, new_url: str) -> None:
    """What is made today is what the kept one becomes when it is opened."""
    with Gradebook(old), Gradebook(new_url, create=True):
        pass
    assert layout(old) == layout(new_url)
    assert len(layout(old)[0]) > 10


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
    assert schema(old)[0] == "3"
    if old.startswith("sqlite"):
        version, columns = schema(f"sqlite:///{tmp_path}/grader.db.v1.bak")
        assert version == "1"
        assert "colour" not in columns
        assert sorted(path.name for path in tmp_path.iterdir()) == ["grader.db", "grader.db.v1.bak"]


@ON_SQLITE
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
    assert schema(old)[0] == "2"
    monkeypatch.setattr(migrations, "MIGRATIONS", (add_colour, add_taste))
    with Gradebook(old) as gradebook:
        read_all(gradebook)
        assert [e.action for e in gradebook.audit()].count("migration") == 2
    assert schema(old)[0] == "3"
    if old.startswith("sqlite"):
        assert schema(f"sqlite:///{tmp_path}/grader.db.v2.bak")[0] == "2"


def test_a_step_is_done_whole_or_not_at_all(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even what changes tables is taken back."""

    def half(connection: Connection) -> None:
        add_colour(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(migrations, "MIGRATIONS", (half,))
    with pytest.raises(KeyboardInterrupt):
        Gradebook(old)
    version, columns = schema(old)
    assert version == "1"
    assert "colour" not in columns


def test_a_new_gradebook_needs_no_step(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tables are of today."""
    monkeypatch.setattr(migrations, "MIGRATIONS", (fail,))
    for _ in range(2):
        with Gradebook(url, create=True) as gradebook:
            assert list(gradebook.audit()) == []


def test_of_a_newer_grader(gradebook: Gradebook, url: str) -> None:
    """It is neither read nor changed."""
    execute(gradebook, "UPDATE meta SET value = '7' WHERE name = 'schema_version'")
    gradebook.close()
    before = contents(url)
    for create in (False, True):
        with pytest.raises(UsageError, match="is of schema 7, and this grader knows 1; update"):
            Gradebook(url, create=create)
    assert contents(url) == before


def test_brought_up_to_date_by_several_at_once(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is done by one of them alone."""
    monkeypatch.setattr(migrations, "MIGRATIONS", (add_colour, add_taste))
    together(lambda _: Gradebook(old).close())
    with Gradebook(old) as gradebook:
        read_all(gradebook)
        assert [e.action for e in gradebook.audit()].count("migration") == 2
    assert schema(old)[0] == "3"


def contents(url: str) -> object:
    """The bytes of a file, or the layout and `meta` of another database."""
    file = make_url(url).database if url.startswith("sqlite") else None
    if file:
        return Path(file).read_bytes()
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM meta ORDER BY name").all()
    engine.dispose()
    return [tuple(row) for row in rows], layout(url)

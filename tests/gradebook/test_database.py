"""Where a gradebook is, and what is said when it cannot be had."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_mock_engine
from sqlalchemy.sql.ddl import ExecutableDDLElement

from grader.errors import UsageError
from grader.gradebook import database
from grader.gradebook.schema import metadata
from grader.gradebook.store import Cohort, Gradebook
from tests.gradebook.looking import counts, execute
from tests.gradebook.making import arrival, new_run
from tests.servers.databases import ON_SQLITE


def refusal(url: str, *, create: bool = False) -> str:
    """What is said instead of opening it: one sentence on one line."""
    with pytest.raises(UsageError) as caught:
        Gradebook(url, create=create)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "grader.db",
        "sqlite:/grader.db",
        "postgres://me:hunter2@host/db",
        "postgresql+psycopg://me:hunter2@host:port/db",
        "nonsense://me:hunter2@host/db",
        "mysql://me:hunter2@host/db",
        "sqlite+aiosqlite:///grader.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:grader.db?uri=true",
    ],
)
@pytest.mark.parametrize("create", [True, False])
def test_no_url_of_a_gradebook(url: str, create: bool) -> None:  # noqa: FBT001 - of this table
    """It says how one looks, and no password."""
    said = refusal(url, create=create)
    assert "sqlite:///grader.db" in said
    assert "postgresql+psycopg://USER@HOST/NAME" in said
    assert "hunter2" not in said


def test_a_driver_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install, and no password."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = refusal("postgresql+psycopg://me:hunter2@host/db")
    assert said == (
        "the driver 'psycopg' for postgresql+psycopg is not installed; "
        "`pip install 'psycopg[binary]'` brings it"
    )


@ON_SQLITE
def test_not_there(url: str, tmp_path: Path) -> None:
    """Nothing is made where nothing was to be."""
    assert "`grader batch` makes one" in refusal(url)
    assert list(tmp_path.iterdir()) == []


def test_no_folder(tmp_path: Path) -> None:
    """Folders are not made either; and a folder is no gradebook."""
    said = refusal(f"sqlite:///{tmp_path}/a/grader.db", create=True)
    assert said.endswith(f"there is no folder {tmp_path}/a")
    assert refusal(f"sqlite:///{tmp_path}", create=True).endswith("it is a folder")
    assert "no file of the name" in refusal("sqlite:///a\0b", create=True)


def test_made_and_opened_again(url: str) -> None:
    """With `create` or without; what is in it stays."""
    with Gradebook(url, create=True) as gradebook:
        gradebook.course("A", create=True).ingest(arrival("s1"))
    for create in (False, True):
        with Gradebook(url, create=create) as gradebook:
            assert gradebook.courses() == ["A"]
            assert len(list(gradebook.course("A").submissions())) == 1


def test_courses(gradebook: Gradebook) -> None:
    """By name; the only one without, and a sentence where that is not clear."""
    with pytest.raises(UsageError, match="no course in it yet"):
        gradebook.course(None)
    with pytest.raises(UsageError, match=r"no course 'B' .* no course in it yet"):
        gradebook.course("B")
    gradebook.course("B", create=True)
    assert gradebook.course(None).name == "B"
    assert gradebook.course("B", create=True).name == gradebook.course("B").name
    gradebook.course("A", create=True)
    assert gradebook.courses() == ["A", "B"]
    with pytest.raises(UsageError, match="the courses in it are A, B"):
        gradebook.course(None)
    with pytest.raises(UsageError, match=r"no course 'C' .* the courses in it are A, B"):
        gradebook.course("C")
    assert [entry.payload for entry in gradebook.audit()] == [{"course": "B"}, {"course": "A"}]


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"This is no database. " * 100, "it is no SQLite database"),
        (b"SQLite format 3\0" + b"\xff" * 5_000, "it is no SQLite database"),
        (b"", "there is nothing in it yet"),
    ],
)
def test_no_database(url: str, tmp_path: Path, content: bytes, said: str) -> None:
    """Some other file; it is left as it is."""
    path = tmp_path / "grader.db"
    path.write_bytes(content)
    assert refusal(url) == f"the gradebook {path}: {said}"
    assert path.read_bytes() == content


@ON_SQLITE
@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE song (title)",
        "CREATE TABLE meta (key, value)",
        "CREATE TABLE meta (name, value)",
        "CREATE TABLE meta (name, value); INSERT INTO meta VALUES ('kind', 'songs')",
    ],
)
@pytest.mark.parametrize("create", [True, False])
def test_a_database_of_others(
    url: str,
    tmp_path: Path,
    script: str,
    create: bool,  # noqa: FBT001 - of this table
) -> None:
    """Nothing is added to it."""
    with closing(sqlite3.connect(tmp_path / "grader.db")) as connection:
        connection.executescript(script)
    before = (tmp_path / "grader.db").read_bytes()
    assert refusal(url, create=create).endswith("it is a database, but no gradebook")
    assert (tmp_path / "grader.db").read_bytes() == before


# ---- SQLite ----


@ON_SQLITE
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 1), ("busy_timeout", 30_000)],
)
def test_every_connection_is_set_up(gradebook: Gradebook, pragma: str, value: object) -> None:
    """As the page of SQLite on write-ahead logs has it."""
    for transaction in (gradebook._database.reading, gradebook._database.writing):
        with transaction() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_without_a_write_ahead_log() -> None:
    """A place that cannot have one is refused; a database in memory is such a place."""
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(UsageError, match=r"network file system; .* several machines .* PostgreSQL"),
    ):
        database.log_ahead(connection)


@ON_SQLITE
def test_another_process_that_opens_it_now(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for."""
    with closing(sqlite3.connect(tmp_path / "grader.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waited: list[float] = []

        def sleep(seconds: float) -> None:
            waited.append(seconds)
            if len(waited) == 3:
                other.execute("ROLLBACK")

        monkeypatch.setattr(database, "sleep", sleep)
        monkeypatch.setattr(database, "BUSY_SECONDS", 0)
        monkeypatch.setattr(database, "monotonic", lambda: 0.0)
        Gradebook(url, create=True).close()
    assert len(waited) == 3


@ON_SQLITE
def test_locked(gradebook: Gradebook, cohort: Cohort, tmp_path: Path) -> None:
    """Another program that writes and does not end is a sentence; reading goes on."""
    with gradebook._database.alone() as connection:
        connection.execute("PRAGMA busy_timeout=0")
    with closing(sqlite3.connect(tmp_path / "grader.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UsageError, match="another program has been writing to it for 30 sec"):
            cohort.ingest(arrival("s1"))
        assert list(cohort.students()) == []
        other.execute("ROLLBACK")
    assert cohort.ingest(arrival("s1")).new


@ON_SQLITE
@pytest.mark.parametrize(
    ("pragma", "said"),
    [("query_only=ON", "it cannot be written to"), ("max_page_count=1", "the disk is full")],
)
def test_cannot_be_written(gradebook: Gradebook, cohort: Cohort, pragma: str, said: str) -> None:
    """One sentence; what is there can still be read."""
    with gradebook._database.alone() as connection:
        connection.execute(f"PRAGMA {pragma}")
    with pytest.raises(UsageError, match=said):
        cohort.ingest(arrival("s1", os.urandom(100_000)))
    assert list(cohort.students()) == []
    assert counts(gradebook) == {}


def test_no_sense_left_in_it(gradebook: Gradebook, cohort: Cohort) -> None:
    """A table that is gone is a sentence too."""
    execute(gradebook, "DROP TABLE override")
    with pytest.raises(UsageError, match=r"gradebook \S+: .*override"):
        list(cohort.students())


@ON_SQLITE
def test_a_fork_leaves_the_connections_alone(
    gradebook: Gradebook, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process opens its own, and does not close those that it was born with."""
    with gradebook._database.alone() as connection:
        born_with = connection
    monkeypatch.setattr("os.getpid", lambda: -1)
    with gradebook._database.alone() as connection:
        assert connection is not born_with
    cohort.ingest(arrival("s1"))
    with closing(born_with):
        assert born_with.execute("SELECT count(*) FROM submission").fetchone() == (1,)


@ON_SQLITE
def test_closed_means_closed(url: str, tmp_path: Path) -> None:
    """With the last connection the write-ahead log goes: the file can be copied."""
    with Gradebook(url, create=True) as gradebook:
        cohort = gradebook.course("A", create=True)
        cohort.add_run(cohort.ingest(arrival("s1")).id, new_run())
        assert len(list(tmp_path.iterdir())) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["grader.db"]


# ---- PostgreSQL ----


def test_the_tables_can_be_made_elsewhere() -> None:
    """What PostgreSQL would be told: its own triggers, nothing of SQLite, each table once."""
    said: list[str] = []

    def hear(element: ExecutableDDLElement, *_: object, **__: object) -> None:
        said.append(str(element.compile(dialect=engine.dialect)))

    engine = create_mock_engine("postgresql+psycopg://", hear)
    metadata.create_all(engine, checkfirst=False)
    text = "\n".join(said)
    assert text.count("CREATE TABLE") == len(metadata.tables)
    assert text.count("CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE") == 1
    assert text.index("CREATE FUNCTION") < text.index("CREATE TRIGGER")
    assert "RAISE(ABORT" not in text
    assert "data BYTEA NOT NULL" in text
    assert "SERIAL" in text

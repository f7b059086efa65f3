"""A database by URL -> an engine that is set up for it, and its transactions."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    insert,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError

from grader.errors import UsageError
from grader.gradebook import postgres
from grader.gradebook.faults import BUSY_SECONDS, LIKE, NETWORK, in_words

_BEGIN = "grader_begin"
_DRIVERS = {("sqlite", "pysqlite"), ("postgresql", "psycopg")}


@dataclass(frozen=True, slots=True)
class Database:
    """A database that can be read and written to.

    Attributes:
        engine: Its connections.
        place: What it is called in sentences: a path, or a URL without user and password.
    """

    engine: Engine
    place: str

    @property
    def path(self) -> Path | None:
        """The file, if it is one."""
        name = self.engine.url.database
        return Path(name) if self.engine.dialect.name == "sqlite" and name else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees the same state from its beginning to its end."""
        if self.path:
            engine = self.engine
        else:
            engine = self.engine.execution_options(isolation_level="REPEATABLE READ")
        with in_words(self.place), engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction beside which no other writes, so that what it reads stays so."""
        if self.path:
            engine = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        else:  # whatever the server's default: each statement has to see what was there at its turn
            engine = self.engine.execution_options(isolation_level="READ COMMITTED")
        with in_words(self.place), engine.begin() as connection:
            if not self.path:
                postgres.take_turn(connection)
            yield connection

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """A connection to an SQLite database, outside of any transaction."""
        with in_words(self.place), closing(self.engine.raw_connection()) as pooled:
            connection = pooled.driver_connection
            assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - or there is no path
            yield connection

    def close(self) -> None:
        """End all connections."""
        self.engine.dispose()


def connect(text: str, *, create: bool) -> Database:
    """The database of that URL; nothing is looked at yet.

    Raises:
        UsageError: The URL is none, its driver is not installed, or the file is not there.
    """
    url = _url(text)
    try:
        dialect = url.get_dialect()
    except NoSuchModuleError:
        raise UsageError(f"--db: '{url.drivername}' is no database known here; {LIKE}") from None
    if (dialect.name, dialect.driver) not in _DRIVERS:
        problem = f"a gradebook cannot be in '{url.drivername}', but in SQLite or PostgreSQL"
        raise UsageError(f"--db: {problem}; {LIKE}")
    if dialect.name == "sqlite":
        _look(url, create=create)
        arguments: dict[str, object] = {"timeout": BUSY_SECONDS}
    else:
        arguments = postgres.arguments(url)
    try:
        # A connection that was lost since it was last used is opened anew.
        engine = create_engine(url, connect_args=arguments, pool_pre_ping=dialect.name != "sqlite")
    except ImportError as error:
        name = error.name or url.get_driver_name()
        install = "psycopg[binary]" if name == "psycopg" else name
        problem = f"the driver '{name}' for {url.drivername} is not installed"
        raise UsageError(f"{problem}; `pip install '{install}'` brings it") from None
    if dialect.name == "sqlite":
        event.listen(engine, "connect", set_up)
        event.listen(engine, "begin", _begin)
    event.listen(engine, "connect", _note_process)
    event.listen(engine, "checkout", _same_process)
    return Database(engine, _place(url))


def add(connection: Connection, table: Table, values: Mapping[str, object]) -> int:
    """Insert a row; its number."""
    done = connection.execute(insert(table), dict(values))
    key: Any = done.inserted_primary_key
    return int(key[0])


def log_ahead(connection: sqlite3.Connection) -> None:
    """Give an SQLite file a write-ahead log, which it keeps from then on.

    SQLite does not wait by itself for another process that does the same at this moment.

    Raises:
        UsageError: It can have none.
    """
    last = monotonic() + BUSY_SECONDS
    while True:
        try:
            [mode] = connection.execute("PRAGMA journal_mode=WAL").fetchone()
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > last:
                raise
            sleep(0.02)
    if mode != "wal":
        raise UsageError(f"the gradebook cannot be used: {NETWORK}")


def set_up(connection: sqlite3.Connection, _: object = None) -> None:
    """What each connection to an SQLite file begins with."""
    # Transactions are begun by `_begin`, as SQLAlchemy's page on SQLite has it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def _note_process(_: object, record: Any) -> None:  # noqa: ANN401 - the pool's record
    record.info["process"] = os.getpid()


def _same_process(_: object, record: Any, proxy: Any) -> None:  # noqa: ANN401 - the pool's
    """A connection that was opened before a fork is left to the process that opened it."""
    if record.info["process"] != os.getpid():
        record.dbapi_connection = proxy.dbapi_connection = None
        raise DisconnectionError


def _url(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError(f"--db: this is no URL of a database; {LIKE}") from None
    # What SQLAlchemy takes for the driver of this name differs from version to version.
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _look(url: URL, *, create: bool) -> None:
    name = url.database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise UsageError(f"--db: a gradebook in SQLite is a file; {LIKE}")
    path = Path(name)
    if "\0" in name:
        raise UsageError(f"--db: there can be no file of the name {name!r}")
    if path.is_dir():
        raise UsageError(f"the gradebook {name}: it is a folder")
    if not path.exists() and not create:
        raise UsageError(
            f"there is no gradebook {name}; `grader batch` makes one, and --db names another"
        )
    if not path.parent.is_dir():
        raise UsageError(f"the gradebook {name}: there is no folder {path.parent}")


def _place(url: URL) -> str:
    if url.drivername.startswith("sqlite"):
        return str(url.database)
    plain = URL.create(url.drivername, host=url.host, port=url.port, database=url.database)
    return plain.render_as_string()

"""Schemas of earlier graders -> the one of today, one step after the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from sqlalchemy import Connection, insert, inspect, select, update

from grader.errors import UsageError
from grader.gradebook.audit import COUNT, LAST, note
from grader.gradebook.database import Database, log_ahead
from grader.gradebook.postgres import refuse_encoding
from grader.gradebook.schema import KIND, meta, metadata

Migration = Callable[[Connection], None]
MIGRATIONS: tuple[Migration, ...] = ()
"""The first makes schema 2 of schema 1, and so on; they may not use today's tables."""
BY = "grader"
"""Who the log says did what no person asked for."""


def prepare(database: Database, *, create: bool, migrations: tuple[Migration, ...]) -> None:
    """Bring a database to the schema of today: check it, migrate it, or with `create` make it.

    A step is a transaction, so that one that fails leaves the step before it. Before the first, a
    copy of an SQLite file is kept beside it, as NAME.vN.bak.

    Raises:
        UsageError: It is none of ours, was made by a newer grader, or is empty (and not `create`).
    """
    newest = len(migrations) + 1
    with database.reading() as connection:
        version = _version(connection, database.place)
    if version is None:
        if not create:
            raise UsageError(f"the gradebook {database.place}: there is nothing in it yet")
        _log_ahead(database)
        version = _make(database, newest)
    if version > newest:
        raise UsageError(
            f"the gradebook {database.place} is of schema {version}, and this grader knows "
            f"{newest}; update the grader"
        )
    _log_ahead(database)
    if version < newest:
        _copy(database, version)
    for step in range(version, newest):
        with database.writing() as connection:
            if _version(connection, database.place) == step:
                migrations[step - 1](connection)
                new = update(meta).where(meta.c.name == "schema_version")
                connection.execute(new.values(value=str(step + 1)))
                note(connection, BY, "migration", {"from": step, "to": step + 1})


def _version(connection: Connection, place: str) -> int | None:
    """The schema's number; None if there is nothing at all."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if meta.name in tables and {
        column["name"] for column in inspect(connection).get_columns(meta.name)
    } == {"name", "value"}:
        values = {row.name: row.value for row in connection.execute(select(meta))}
        if values.get("kind") == KIND:
            return int(values["schema_version"])
    raise UsageError(f"the gradebook {place}: it is a database, but no gradebook")


def _make(database: Database, newest: int) -> int:
    """The tables, but where another process was faster; the schema's number then."""
    with database.writing() as connection:
        version = _version(connection, database.place)
        if version is not None:
            return version
        if not database.path:
            refuse_encoding(connection, database.place)
        metadata.create_all(connection, checkfirst=False)  # there is nothing
        values = {"kind": KIND, "schema_version": str(newest), COUNT: "0", LAST: ""}
        connection.execute(
            insert(meta), [{"name": name, "value": value} for name, value in values.items()]
        )
    return newest


def _log_ahead(database: Database) -> None:
    """Only what is ours, or is to be, gets a write-ahead log."""
    if database.path:
        with database.alone() as connection:
            log_ahead(connection)


def _copy(database: Database, version: int) -> None:
    """Unless another process that does the same is further: it has kept one."""
    path = database.path
    if path is None:
        return
    kept = path.with_name(f"{path.name}.v{version}.bak")
    unfinished = kept.with_name(f"{kept.name}.new")
    with database.writing() as connection:
        if _version(connection, database.place) == version:
            with database.alone() as other, closing(sqlite3.connect(unfinished)) as copy:
                other.backup(copy)
            unfinished.replace(kept)

"""A look behind the gradebook's methods: at its tables, and at what is asked of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text

from grader.gradebook.schema import metadata
from grader.gradebook.store import Gradebook


def counts(gradebook: Gradebook) -> dict[str, int]:
    """How many rows each table has that has any; the log and what is known of it are left out."""
    found = {}
    with gradebook._database.reading() as connection:
        for table in metadata.sorted_tables:
            number = connection.scalar(text(f'SELECT count(*) FROM "{table.name}"'))  # noqa: S608
            if number and table.name not in {"meta", "audit", "course"}:
                found[table.name] = number
    return found


def execute(gradebook: Gradebook, *statements: str) -> None:
    """Run SQL as somebody would who goes around the grader; `:zero` is a byte that is no zlib."""
    with gradebook._database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement), {"zero": b"\0"} if ":zero" in statement else {})


def opening(gradebook: Gradebook) -> tuple[str, ...]:
    """SQL after which the log can be changed."""
    if gradebook._database.path is None:
        return ("DROP TRIGGER audit_only_grows ON audit",)
    return ("DROP TRIGGER audit_no_UPDATE", "DROP TRIGGER audit_no_DELETE")


@contextmanager
def statements(gradebook: Gradebook) -> Iterator[list[str]]:
    """What is executed in the block."""
    said: list[str] = []

    def hear(*heard: object) -> None:
        said.append(str(heard[2]))

    engine = gradebook._database.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)

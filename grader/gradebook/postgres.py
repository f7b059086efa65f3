"""What a gradebook in PostgreSQL needs besides its tables: turns, limits of waiting, UTF-8."""

from __future__ import annotations

from sqlalchemy import URL, Connection

from grader.errors import UsageError
from grader.gradebook.faults import BUSY_SECONDS

CONNECT_SECONDS = 20
ABANDONED_SECONDS = 120
"""After so long without a word a writer is taken for dead, and its transaction is undone."""
_TURN = int.from_bytes(b"gradbook")
"""The number of the lock that writers take, which must be the same for all of them."""


def arguments(url: URL) -> dict[str, object]:
    """What each connection begins with, where the URL says nothing else."""
    ours: dict[str, object] = {
        "connect_timeout": CONNECT_SECONDS,
        "fallback_application_name": "grader",
    }
    named = {name: value for name, value in ours.items() if name not in url.query}
    return {**named, "client_encoding": "UTF8"}


def take_turn(connection: Connection) -> None:
    """Hold off all other writers until the transaction ends; one exchange with the server.

    The lock stands in no table, so it holds in an empty database too, and taking it writes nothing.
    All of it ends with the transaction, as a pooler between needs it.
    """
    connection.exec_driver_sql(
        f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'; "
        f"SET LOCAL idle_in_transaction_session_timeout = '{ABANDONED_SECONDS}s'; "
        f"SELECT pg_advisory_xact_lock({_TURN})"
    )


def refuse_encoding(connection: Connection, place: str) -> None:
    """Names of any script must fit in.

    Raises:
        UsageError: The database is for the letters of some languages only.
    """
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise UsageError(
            f"the gradebook {place}: this database keeps {encoding}, which cannot hold every name; "
            "make one with `createdb -E UTF8 -T template0 NAME`"
        )

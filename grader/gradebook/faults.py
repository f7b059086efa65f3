"""What goes wrong with a database, in one sentence each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError

from grader.errors import UsageError

BUSY_SECONDS = 30
"""So long one program waits for another that writes."""
LIKE = "it looks like sqlite:///grader.db or postgresql+psycopg://USER@HOST/NAME"
NETWORK = (
    "SQLite cannot keep its write-ahead log there, as on a network file system; put the gradebook "
    "on a disk of this machine, and if several machines are to use it, into PostgreSQL"
)
_BUSY = f"another program has been writing to it for {BUSY_SECONDS} seconds; try again"
_SQLITE = (
    ("locked", _BUSY),
    ("disk is full", "the disk is full; make room and run this again"),
    ("readonly", "it cannot be written to; look at the rights of the file and its folder"),
    ("not a database", "it is no SQLite database"),
    ("malformed", "it is damaged; take it from a backup"),
    ("unable to open", "it cannot be opened; look at its folder and its rights"),
    ("locking protocol", NETWORK),
    ("disk i/o", "the disk does not read or write as it should, or " + NETWORK),
)
_GONE = "the connection to the server was lost; once it is back, the same command goes on"
_DEFAULT_USER = "the user's password is wrong or missing; ~/.pgpass or PGPASSWORD can hold it"
_STATES = (
    # By the beginning of PostgreSQL's five characters, see appendix A of its manual.
    ("55P03", _BUSY),
    ("40", "another program wrote to it at the same moment; run this again"),
    ("53100", "the disk of the server is full; make room and run this again"),
    ("53300", "the server has no connection left; end other programs, or raise max_connections"),
    (
        "25006",
        "the server only lets it be read, as a standby does; name the one that is written to",
    ),
    ("42501", "its user may not do that ({said}); grant it the right, or name its owner"),
    ("57014", "the server ended it as it took too long ({said})"),
    ("57P", _GONE),
    ("08", _GONE),
    ("25P03", _GONE),
)
_CONNECTING = (
    # libpq gives no state where a connection does not come about.
    ("connection refused", "no server answers there; is it running, and is the port right?"),
    ("no such file or directory", "no server answers there; is it running on this machine?"),
    ("could not translate host name", "there is no machine of that name; look at the URL"),
    ("failed to resolve host", "there is no machine of that name; look at the URL"),
    ("timeout expired", "the machine does not answer; look at the URL and the firewall"),
    ("password authentication failed", _DEFAULT_USER),
    ("no password supplied", _DEFAULT_USER),
    ("starting up", "the server is just starting; try again"),
    ("shutting down", "the server is being stopped; once it is back, the same command goes on"),
    ("too many clients", "the server has no connection left; end other programs"),
    ("remaining connection slots", "the server has no connection left; end other programs"),
)


@contextmanager
def in_words(place: str) -> Iterator[None]:
    """What goes wrong with the database is said in one sentence; faults of ours stay what they are.

    Raises:
        UsageError: It is locked, full, read-only, damaged, or cannot be reached.
    """
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            said = _GONE
        elif isinstance(error, DatabaseError) and error.orig is not None:
            said = _said(error.orig)
        else:
            raise
        raise UsageError(f"the gradebook {place}: {said}") from None
    except sqlite3.DatabaseError as error:
        raise UsageError(f"the gradebook {place}: {_said(error)}") from None


def _said(error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        return _first(_SQLITE, str(error).lower()) or _line(str(error))
    state = getattr(error, "sqlstate", None)
    if state is None:
        return _first(_CONNECTING, str(error).lower()) or _line(str(error))
    # The other lines of what the server says may hold values of the row, which are a person's.
    said = getattr(getattr(error, "diag", None), "message_primary", None) or type(error).__name__
    known = next((words for sign, words in _STATES if state.startswith(sign)), "{said}")
    return known.replace("{said}", _line(said))


def _first(known: tuple[tuple[str, str], ...], message: str) -> str | None:
    return next((words for sign, words in known if sign in message), None)


def _line(message: str) -> str:
    return " ".join(message.split())

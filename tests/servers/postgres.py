"""A PostgreSQL server for tests: a private one of this machine's programs, or one that is named."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, make_url

PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps them, by version."""
KEEPER = Path(__file__).with_name("keeper.py")
WAIT_SECONDS = 90.0


class NoServerError(Exception):
    """Says in a sentence what to install."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server in which databases can be made.

    Attributes:
        url: Of its first database, as its superuser.
    """

    url: URL

    def of(self, database: str) -> str:
        """The URL of one of its databases."""
        return self.url.set(database=database).render_as_string(hide_password=False)

    def run(self, *statements: str) -> list[object]:
        """Execute them one by one, each a transaction; the first values that they give."""
        import psycopg  # noqa: PLC0415 - it may be missing, which `find` says

        known = self.url
        with psycopg.connect(
            host=str(known.query.get("host") or known.host or ""),
            port=known.port,
            user=known.username,
            password=known.password,
            dbname=known.database,
            autocommit=True,
        ) as connection:
            done = [connection.execute(one.encode()) for one in statements]
            rows = [one.fetchone() for one in done if one.description]
            return [row[0] for row in rows if row]

    @contextmanager
    def database(self, how: str = "") -> Iterator[str]:
        """The URL of a new, empty database, which is gone afterwards whoever still uses it."""
        name = f"t{uuid4().hex}"
        self.run(f"CREATE DATABASE {name} {how}")
        try:
            yield self.of(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def find() -> Path | URL:
    """The server that `GRADER_POSTGRES` names, else the folder of this machine's programs.

    Raises:
        NoServerError: There is none, or no driver for it.
    """
    if find_spec("psycopg") is None:
        raise NoServerError("psycopg is not installed: run `make setup`")
    named = os.environ.get("GRADER_POSTGRES")
    if named:
        return make_url(named).set(drivername="postgresql+psycopg")
    versions = [path.parent for path in PROGRAMS.glob("*/bin/initdb")]
    versions = [path for path in versions if path.parent.name.isdecimal()]
    if not versions:
        raise NoServerError(
            f"no PostgreSQL in {PROGRAMS}: install it (Debian: apt-get install postgresql), or set "
            "GRADER_POSTGRES to the URL of a server, as its superuser"
        )
    return max(versions, key=lambda path: int(path.parent.name))


def server(run: str, pid: int, *, durable: bool = False) -> Server:
    """The server of a run of tests, which is started by the first process that asks.

    Args:
        run: What the processes have in common that share it.
        pid: It ends with this process.
        durable: Written through to the disk, as a server does that nobody has told otherwise.

    Raises:
        NoServerError: There is none, or it does not start.
    """
    found = find()
    if isinstance(found, URL):
        return Server(found)
    folder = Path(tempfile.gettempdir()) / f"grader-postgres-{run[:12]}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass  # another process was first
    else:
        words = [sys.executable, KEEPER, folder, found, str(pid), "durable" if durable else ""]
        subprocess.run(  # noqa: S603 - our own words
            list(map(str, words)),
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    until = time.monotonic() + WAIT_SECONDS
    while not (folder / "ready").exists():
        if (folder / "failed").exists():
            reason = (folder / "failed").read_text(encoding="utf-8")
            raise NoServerError(f"PostgreSQL of {found} does not start: {reason}")
        if time.monotonic() > until:
            raise NoServerError(f"PostgreSQL of {found} is not ready after {WAIT_SECONDS:.0f} s")
        time.sleep(0.02)
    return Server(
        URL.create(
            "postgresql+psycopg",
            username="grader",
            database="postgres",
            query={"host": str(folder)},
        )
    )

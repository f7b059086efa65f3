"""Zips that are the same for the same content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class Add(Protocol):
    """Adds an entry to a zip that is being written."""

    def __call__(self, name: str, content: bytes, *, program: bool = False) -> None:
        """The content under that name; a program may be run once it is unpacked."""


@contextmanager
def zipped(file: BinaryIO) -> Iterator[Add]:
    """A zip in a file, entry by entry; without times, so that it is the same each time."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes, *, program: bool = False) -> None:
            entry = ZipInfo(name)
            entry.create_system = 3  # Unix, on every system: only it knows programs
            entry.external_attr = (0o100755 if program else 0o100644) << 16
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)

        yield add

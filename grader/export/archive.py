"""Zips that are the same for the same content, and names in them that every system can unpack."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LONGEST = 200
"""Bytes of a name."""
_FORBIDDEN = frozenset('\\/:*?"<>|')


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


def safe(text: str, ending: str = "") -> str:
    """The text as the name of one file or folder, with this ending: not empty, hidden or a path."""
    kept = "".join(
        "_" if char in _FORBIDDEN or unicodedata.category(char)[0] == "C" else char for char in text
    )
    kept = kept.strip().lstrip(".") or "feedback"
    room = LONGEST - len(ending.encode())
    return kept.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + ending


def unique(name: str, taken: set[str]) -> str:
    """The name, numbered before its ending if some system takes it for one that was taken."""
    stem, dot, ending = name.rpartition(".")
    one, number = name, 1
    while _key(one) in taken:
        number += 1
        one = f"{stem}-{number}{dot}{ending}"
    taken.add(_key(one))
    return one


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())

"""A class as a description, from which `layouts` writes what each platform gives out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
Entries = dict[str, bytes]

FIRST = ("Jane", "Zoë", "Łukasz", "Bjørn", "Anne-Sophie", "Thị Hà", "Σοφία", "Д.")
LAST = ("Doe", "O'Roe", "Döe-Roe", "de la Doe", "LATE", "Doe 3", "Ñandú", "Ångström")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was handed in at one moment; a text may come with no file at all."""

    files: Mapping[str, bytes]
    at: dt.datetime = NOON
    late: bool = False
    text: bool = False


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody, or a group by its own name, as a platform knows them.

    Attributes:
        number: The platform's id.
        first: What comes first in the full name.
        last: What the platform sorts by.
        login: The username.
        attempts: In their order; platforms that keep one give out the last.
        partners: Who handed in together with them.
        sid: Whether they have a student's id.
    """

    number: int
    first: str
    last: str
    login: str
    attempts: tuple[HandedIn, ...]
    partners: tuple[Student, ...] = ()
    sid: bool = True

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        """The address."""
        return f"{self.login}@example.edu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a hand-in must be read as."""

    key: str
    files: Mapping[str, bytes]
    name: str = ""
    mark: str = ""
    at: dt.datetime | None = None
    late: bool = False
    origin: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around a download: folders, and what means nothing in any of them."""

    folders: str = ""
    junk: Mapping[str, bytes] = field(default_factory=dict)


BARE = Around()
JUNK = {
    "__MACOSX/._hw.ipynb": b"\0",
    ".DS_Store": b"\0",
    ".hidden/hw.ipynb": b"{}",
    "Thumbs.db": b"\0",
    ".ipynb_checkpoints/hw-checkpoint.ipynb": b"{}",
}


def a_class(count: int, files: Mapping[str, bytes]) -> list[Student]:
    """So many students who all handed in these files, each name and id another one's."""
    return [
        Student(
            number=1000 + at,
            first=FIRST[at % len(FIRST)],
            last=LAST[at // len(FIRST) % len(LAST)],
            login=f"student{at}",
            attempts=(HandedIn(files),),
        )
        for at in range(count)
    ]


def put(entries: Mapping[str, bytes], target: Path, around: Around = BARE) -> None:
    """Write these files below a folder, or into a zip if the target ends so."""
    every = {f"{around.folders}{path}": data for path, data in entries.items()}
    every |= around.junk
    if target.suffix == ".zip":
        target.write_bytes(zipped(every))
        return
    for path, data in every.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in entries.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def flat(files: Mapping[str, bytes]) -> Entries:
    """The files by the last part of their paths."""
    return {path.rpartition("/")[2]: data for path, data in files.items()}


def in_order(expected: Sequence[Expected]) -> list[Expected]:
    """By key, then by time."""
    return sorted(expected, key=lambda one: (one.key, one.at or NOON, one.mark))

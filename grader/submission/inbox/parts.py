"""What the layouts share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Layout, Recognised


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the files.

    Attributes:
        root: The folder of the inbox, if it is one.
        names: File names of the course's stubs.
        zone: Of times that name none.
        usernames: That are known.
        stripped: The folders around all files that were taken away from their paths.
    """

    root: Path | None = None
    names: tuple[str, ...] = ()
    zone: dt.tzinfo = dt.UTC
    usernames: frozenset[str] = frozenset()
    stripped: str = ""


def hidden(file: Found) -> bool:
    """Whether a file, or a folder that it lies in, is hidden: it counts nowhere."""
    return any(part.startswith(".") for part in file.path.split("/"))


def seen(files: Iterable[Found]) -> list[Found]:
    """The files that are not hidden."""
    return [file for file in files if not hidden(file)]


def recognised(
    layout: Layout,
    hand_ins: Iterable[HandIn],
    files: Sequence[Found],
    unknown: Sequence[str],
    remarks: Sequence[str] = (),
) -> Recognised:
    """What was made of the files, of which some are unknown."""
    total = len(files)
    ins = tuple(hand_ins)
    return Recognised(layout, ins, total - len(unknown), total, tuple(unknown), tuple(remarks))


def named(file: Found, path: str) -> Found:
    """The same file under another path."""
    return replace(file, path=path)


def unique(files: Iterable[tuple[str, Found]]) -> Iterator[Found]:
    """Files under these names; one that is taken gets a number before its ending."""
    taken: set[str] = set()
    for name, file in files:
        path, number = PurePosixPath(name), 1
        while str(path).casefold() in taken:
            number += 1
            pure = PurePosixPath(name)
            path = pure.with_name(f"{pure.stem}-{number}{pure.suffix}")
        taken.add(str(path).casefold())
        yield named(file, str(path))


def gradable(path: str) -> bool:
    """Whether a file of this name is likely to be what is graded."""
    return PurePosixPath(path).suffix.lower() in {".ipynb", ".py", ".zip"}


def first_gradable(names: Sequence[str]) -> str:
    """The first of these names that is likely graded, else the first."""
    return next((name for name in names if gradable(name)), names[0] if names else "")

"""What the layouts share."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grader.submission.files import Found, is_plain
from grader.submission.inbox.hand_in import HandIn, Layout, Recognised


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the files.

    Attributes:
        root: The folder of the inbox, if it is one.
        names: File names of the course's stubs.
        zone: Of times that name none.
        usernames: That are known, casefolded.
        stripped: The folders around all files that were taken away from their paths.
        told: Whether the layout was named, so that it need not be found out.
    """

    root: Path | None = None
    names: tuple[str, ...] = ()
    zone: dt.tzinfo = dt.UTC
    usernames: frozenset[str] = frozenset()
    stripped: str = ""
    told: bool = False


def hidden(file: Found) -> bool:
    """Whether a file, or a folder that it lies in, is hidden: it counts nowhere."""
    return file.path.startswith(".") or "/." in file.path


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
    """Files under these names; one that is taken gets a number before its ending.

    A name that leads elsewhere, as `..` cut out of a longer one does, becomes the whole one.
    """
    taken: set[str] = set()
    next_number: dict[str, int] = defaultdict(lambda: 2)
    for name, file in files:
        plain = name if is_plain(name) else file.name
        path, first = plain, plain.casefold()
        while path.casefold() in taken:
            pure = PurePosixPath(plain)
            path = str(pure.with_name(f"{pure.stem}-{next_number[first]}{pure.suffix}"))
            next_number[first] += 1
        taken.add(path.casefold())
        yield named(file, path)


def gradable(path: str) -> bool:
    """Whether a file of this name is likely to be what is graded."""
    return PurePosixPath(path).suffix.lower() in {".ipynb", ".py", ".zip"}


def first_gradable(names: Sequence[str]) -> str:
    """The first of these names that is likely graded, else the first."""
    return next((name for name in names if gradable(name)), names[0] if names else "")

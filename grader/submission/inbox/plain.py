"""A folder of files and folders that no platform has named: each is a hand-in, if it can be one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import SubmissionError
from grader.submission.choose import choose
from grader.submission.files import Found, Listing
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.parts import Context, named, seen
from grader.submission.sniff import is_notebook, sniff
from grader.submission.submission import MAX_FILE

_USUAL = frozenset({".ipynb", ".py", ".zip"})
_ENDINGS = frozenset({*_USUAL, ".pyw", ".json", ".txt", ".text", ".ipy"})


@dataclass(frozen=True, slots=True)
class _Unit:
    """A hand-in: where it lies, and its files from there; without files it is none."""

    path: str
    files: tuple[Found, ...] = ()


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a folder.

    A file is one if its name or its content says so. A folder is one if there is a file in it that
    would be graded; where there is no telling which, its files and folders are looked at one by
    one, as are those of a folder that holds only folders. An entry is a hand-in, a file that is
    none, or a folder in which there is none at any depth.
    """
    files = seen(files)
    units: list[_Unit] = []
    unknown: list[str] = []
    for unit in _below("", files, context.names):
        if unit.files:
            units.append(unit)
        else:
            unknown.append(unit.path)
    hand_ins = [
        HandIn(key=key, files=unit.files, layout="plain", origin=unit.path)
        for unit, key in zip(units, _keys(units), strict=True)
    ]
    total = len(units) + len(unknown)
    return Recognised("plain", tuple(hand_ins), len(units), total, tuple(unknown))


def _keys(units: Sequence[_Unit]) -> list[str]:
    """Each path without its ending, or with it where that is another one's."""
    prefix = _shared([unit.path for unit in units])
    paths = [unit.path.removeprefix(prefix) for unit in units]
    plain = [_without_ending(path) for path in paths]
    count = Counter([*plain, *paths])
    return [
        key if count[key] == 1 + (key == path) else path
        for key, path in zip(plain, paths, strict=True)
    ]


def _below(prefix: str, files: Sequence[Found], names: Sequence[str]) -> Iterator[_Unit]:
    """The units in a folder whose path is the prefix; one without files is no hand-in."""
    folders: dict[str, list[Found]] = defaultdict(list)
    for file in files:
        first, slash, rest = file.path.partition("/")
        if slash:
            folders[first].append(named(file, rest))
        elif _can_be_one(file):
            yield _Unit(prefix + first, (file,))
        else:
            yield _Unit(prefix + first)
    for name, inside in folders.items():
        if _is_one(inside, names):
            yield _Unit(prefix + name, tuple(inside))
        else:
            deeper = list(_below(f"{prefix}{name}/", inside, names))
            some = any(unit.files for unit in deeper)
            yield from deeper if some else [_Unit(prefix + name)]


def _is_one(files: Sequence[Found], names: Sequence[str]) -> bool:
    """Whether there is a file in a folder, or deeper, that would be graded."""
    if all("/" in file.path for file in files):
        return False
    try:
        choose(Listing(tuple(files), ()), names, Path("folder"))
    except SubmissionError:
        return False
    return True


def _can_be_one(file: Found) -> bool:
    """Whether a file can be a submission, though perhaps a broken one."""
    if file.suffix in _USUAL:
        return True
    try:
        data = file.read(MAX_FILE)
        if file.suffix == ".json":
            return is_notebook(data)
        sniff(data, file.name, file.name)
    except SubmissionError:
        return False
    return True


def _without_ending(text: str) -> str:
    path = PurePosixPath(text)
    return str(path.with_suffix("")) if path.suffix.lower() in _ENDINGS else text


def _shared(paths: Sequence[str]) -> str:
    """The folders that hold all of these, which tell nothing of any."""
    prefix = ""
    while (
        paths
        and len(parts := {path.removeprefix(prefix).partition("/")[:2] for path in paths}) == 1
    ):
        first, slash = next(iter(parts))
        if not slash:
            break
        prefix += f"{first}/"
    return prefix

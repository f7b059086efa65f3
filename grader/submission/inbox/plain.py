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
from grader.submission.inbox.parts import Context, named, recognised, seen
from grader.submission.sniff import is_notebook, sniff
from grader.submission.submission import MAX_FILE

_USUAL = frozenset({".ipynb", ".py", ".zip"})
_ENDINGS = frozenset({*_USUAL, ".pyw", ".json", ".txt", ".text", ".ipy"})


@dataclass(frozen=True, slots=True)
class _Unit:
    """A hand-in: where it lies, and its files from there."""

    path: str
    files: tuple[Found, ...]
    folder: bool


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a folder.

    A file is one if its name or its content says so. A folder is one if there is a file in it that
    would be graded; where there is none, or no telling which, its files and folders are looked at
    one by one, as are those of a folder that holds only folders.
    """
    files = seen(files)
    units: list[_Unit] = []
    unknown: list[str] = []
    for unit in _below("", files, context.names):
        if unit.files:
            units.append(unit)
        else:
            unknown.append(unit.path)
    prefix = _shared([unit.path for unit in units])
    plain = [_key(unit).removeprefix(prefix) for unit in units]
    count = Counter(plain)
    hand_ins = [
        HandIn(
            key=key if count[key] == 1 else unit.path.removeprefix(prefix),
            files=unit.files,
            layout="plain",
            origin=unit.path,
        )
        for unit, key in zip(units, plain, strict=True)
    ]
    return recognised("plain", hand_ins, files, unknown)


def _below(prefix: str, files: Sequence[Found], names: Sequence[str]) -> Iterator[_Unit]:
    """The units in a folder whose path is the prefix; one without files is no hand-in."""
    folders: dict[str, list[Found]] = defaultdict(list)
    for file in files:
        first, slash, rest = file.path.partition("/")
        if slash:
            folders[first].append(named(file, rest))
        elif _can_be_one(file):
            yield _Unit(prefix + first, (file,), folder=False)
        else:
            yield _Unit(prefix + first, (), folder=False)
    for name, inside in folders.items():
        if _is_one(inside, names):
            yield _Unit(prefix + name, tuple(inside), folder=True)
        else:
            yield from _below(f"{prefix}{name}/", inside, names)


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


def _key(unit: _Unit) -> str:
    """The path without the ending."""
    path = PurePosixPath(unit.path)
    return str(path.with_suffix("")) if path.suffix.lower() in _ENDINGS else unit.path


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

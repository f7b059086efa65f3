"""A folder of many -> the submissions in it: the files and the folders that can be graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError, UsageError
from grader.submission.choose import choose
from grader.submission.files import is_ignored, list_folder, read_file
from grader.submission.sniff import is_notebook, sniff
from grader.submission.submission import MAX_FILE

_USUAL = frozenset({".ipynb", ".py", ".zip"})
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Discovered:
    """What lies below a folder, as paths relative to it, sorted.

    Attributes:
        submissions: Files and folders that are each a submission.
        left_out: What is neither a submission nor holds one.
    """

    submissions: tuple[Path, ...]
    left_out: tuple[Path, ...]


def discover(folder: Path, *, names: Sequence[str] = (), without: Path | None = None) -> Discovered:
    """The submissions in a folder; nothing of them is run.

    A file is one if its name or its content says so. A folder below is one if there is a file in it
    that would be graded; where there is none, or no telling which, its files and folders are
    looked at one by one, as are those of a folder that holds only folders.

    Args:
        folder: Where they are.
        names: File names of the course's stubs, which decide among several files.
        without: A folder that is left alone, wherever it is.

    Raises:
        UsageError: The folder cannot be read.
    """
    submissions: list[Path] = []
    left_out: list[Path] = []
    away = None if without is None else without.resolve()
    try:
        todo = _entries(folder)
    except OSError as error:
        raise UsageError(f"{folder}: it cannot be read ({error.strerror})") from None
    while todo:
        path = todo.pop()
        relative = path.relative_to(folder)
        if path.is_symlink():
            left_out.append(relative)
        elif not path.is_dir():
            (submissions if _can_be_one(path) else left_out).append(relative)
        elif path.resolve() != away:
            below = _below(path, names, away, depth=len(relative.parts))
            if below is None:
                submissions.append(relative)
            elif below:
                todo += below
            else:
                left_out.append(relative)
    return Discovered(tuple(sorted(submissions)), tuple(sorted(left_out)))


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, without what is hidden or made by tools."""
    return [p for p in folder.iterdir() if not p.name.startswith(".") and not is_ignored(p.name)]


def _below(
    folder: Path, names: Sequence[str], without: Path | None, depth: int
) -> list[Path] | None:
    """What is to be looked at in a folder; None if the folder itself is a submission."""
    try:
        entries = _entries(folder)
    except OSError:
        return []
    holds_files = any(not path.is_dir() for path in entries)
    apart = without is not None and without.is_relative_to(folder.resolve())
    if holds_files and not apart and _is_one(folder, names):
        return None
    return entries if depth < _DEEPEST else []


def _is_one(folder: Path, names: Sequence[str]) -> bool:
    """Whether there is a file in a folder, or deeper, that would be graded."""
    try:
        choose(list_folder(folder), names, folder)
    except SubmissionError:
        return False
    return True


def _can_be_one(path: Path) -> bool:
    """Whether a file can be a submission, though perhaps a broken one."""
    if path.suffix.lower() in _USUAL:
        return True
    try:
        data = read_file(path, MAX_FILE)
        if path.suffix.lower() == ".json":
            return is_notebook(data)
        sniff(data, path.name, path)
    except SubmissionError:
        return False
    return True

"""Several files -> the one that is graded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import SubmissionError
from grader.submission.files import Found, Listing, shown
from grader.submission.sniff import is_notebook
from grader.submission.submission import MAX_FILE

_MOST_READ = 50  # modules whose imports are looked at
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+\.*([\w.]+)[ \t]+import\b|import[ \t]+([\w., \t]+))", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The file that is graded, and why it is that one.

    Attributes:
        file: The file.
        why: `only` of its kind, `name` of a stub, or `imports` the others.
        candidates: How many there were.
    """

    file: Found
    why: str
    candidates: int


def choose(listing: Listing, names: Sequence[str], where: Path) -> Choice:
    """The file to grade; raises `SubmissionError` if there is none, or no telling which."""
    notebooks = [file for file in listing.files if file.suffix == ".ipynb"]
    modules = [file for file in listing.files if file.suffix == ".py"]
    for files in (notebooks, modules):
        named = _named(files, names)
        if len(named) == 1:
            return Choice(named[0], "only" if len(files) == 1 else "name", len(files))
    candidates = notebooks or modules or _renamed_notebooks(listing.files)
    if len(candidates) == 1:
        return Choice(candidates[0], "only", 1)
    if not candidates:
        raise SubmissionError(where, _nothing(listing))
    top = _importer(candidates) if not notebooks else None
    if top is not None:
        return Choice(top, "imports", len(candidates))
    raise SubmissionError(
        where,
        f"it holds {len(candidates)} files that could be graded "
        f"({shown([file.path for file in candidates])}); hand in one of them, or name the file",
    )


def _named(files: Sequence[Found], names: Sequence[str]) -> list[Found]:
    """The files with a stub's name that lie highest."""
    wanted = {PurePosixPath(name).name for name in names}
    found = [file for file in files if file.name in wanted]
    top = min((file.path.count("/") for file in found), default=0)
    return [file for file in found if file.path.count("/") == top]


def _renamed_notebooks(files: Sequence[Found]) -> list[Found]:
    """Notebooks under another ending, such as `.ipynb.txt` or `.json`."""
    maybe = [file for file in files if file.suffix in {".json", ".txt", ""}]
    return [file for file in maybe[:_MOST_READ] if is_notebook(file.read(MAX_FILE))]


def _nothing(listing: Listing) -> str:
    if not listing.files:
        return "it holds no file that can be graded; hand in the .ipynb or .py file"
    found = shown([file.path for file in listing.files])
    return f"it holds no .ipynb or .py file, only {found}; hand in the .ipynb or .py file"


def _importer(files: Sequence[Found]) -> Found | None:
    """The module that imports all the others, directly or not, and is imported by none."""
    if len(files) > _MOST_READ:
        return None
    stems = {PurePosixPath(file.path).stem: file for file in files}
    if len(stems) < len(files):
        return None
    imports = {stem: _imported(file.read(MAX_FILE)) & stems.keys() for stem, file in stems.items()}
    tops = [stem for stem in stems if _reached(stem, imports) == stems.keys() - {stem}]
    return stems[tops[0]] if len(tops) == 1 else None


def _reached(stem: str, imports: Mapping[str, set[str]]) -> set[str]:
    """What a module imports, and what that imports."""
    seen: set[str] = set()
    todo = [stem]
    while todo:
        new = imports[todo.pop()] - seen
        seen |= new
        todo += new
    return seen - {stem}


def _imported(data: bytes) -> set[str]:
    """All parts of the module names that a source imports, whether or not it can be parsed."""
    found: set[str] = set()
    for match in _IMPORT.finditer(data):
        text = (match[1] or match[2]).decode("ascii", "replace")
        found.update(re.findall(r"\w+", text))
    return found

"""A file that a student works on, with the outline that came with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import is_zipfile

from grader.errors import SubmissionError, UsageError
from grader.outline.outline import (
    BESIDE,
    MAX_BYTES,
    METADATA,
    Document,
    chosen,
    from_json,
    from_metadata,
)
from grader.submission.blocks import Hint
from grader.submission.files import Listing, list_folder, list_zip, opened_zip, read_file
from grader.submission.load import load_submission
from grader.submission.notebook import MAX_NOTEBOOK
from grader.submission.submission import Submission

MOST_FILES = 50
"""In a folder or zip, so many are looked into for an outline."""

_NONE = (
    "no outline came with it, so that there is nothing to check it against; begin with the stub "
    "that you were given (its metadata holds it), put the stub's NAME.check.json beside a module, "
    "or name a stub or such a file by --outline"
)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be checked.

    Attributes:
        path: As it was named.
        submission: What it was read as.
        document: The outlines of the exercises.
    """

    path: Path
    submission: Submission
    document: Document


def read_work(path: Path, outline: Path | None = None, exercises: Sequence[str] = ()) -> Work:
    """Read a file and its outline; nothing is run.

    Args:
        path: A notebook, a module, a folder or a zip.
        outline: Where the outline is, if not with the file: a stub or a file of its own.
        exercises: Ids of the exercises to check; all by default.

    Raises:
        UsageError: The file does not exist, or there is no outline that can be read.
        SubmissionError: Nothing in it can be checked.
    """
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    document = _named(outline) if outline is not None else _found(path)
    submission = load_submission(path, names=_with_outline(path), word=document.word)
    return Work(path, submission, chosen(document, exercises))


def document_in(path: Path) -> Document | None:
    """The outline that a notebook or an outline's file holds, if it holds one.

    Raises:
        UsageError: It holds one that cannot be read.
    """
    try:
        with path.open("rb") as file:
            return _parsed(file.read(MAX_NOTEBOOK + 1), path)
    except OSError:
        return None


def _parsed(data: bytes, where: Path) -> Document | None:
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(plain, dict):
        return None
    if "nbformat" not in plain:
        return from_json(data, where) if len(data) <= MAX_BYTES and "schema" in plain else None
    metadata = plain.get("metadata")
    ours = metadata.get("grader") if isinstance(metadata, dict) else None
    inside = ours.get(METADATA) if isinstance(ours, dict) else None
    return None if inside is None else from_metadata(inside, where)


def hints_of(document: Document) -> list[Hint]:
    """What tells the cells of the exercises apart."""
    return [
        Hint(
            id=outline.id,
            number=outline.number,
            title=outline.title,
            names=frozenset(outline.names),
            stub_digests=frozenset(outline.stub_digests),
            helpers=frozenset(one.id for one in outline.asked if one.helper),
        )
        for outline in document.exercises
    ]


def _with_outline(path: Path) -> list[str]:
    """The files of a folder that an outline came with: they decide among several."""
    if not path.is_dir():
        return []
    modules = [found.name.removesuffix(BESIDE) + ".py" for found in sorted(path.glob(f"*{BESIDE}"))]
    books = [found.name for found in sorted(path.glob("*.ipynb")) if document_in(found) is not None]
    return [*books, *modules]


def _named(outline: Path) -> Document:
    if not outline.is_file():
        raise UsageError(f"{outline}: there is no such file")
    document = document_in(outline)
    if document is None:
        raise UsageError(f"{outline}: it holds no outline; name a stub or a NAME.check.json")
    return document


def _found(path: Path) -> Document:
    """In the file itself, or beside it; in a folder or zip, that of the files that have one."""
    if path.is_dir():
        found = list(_listed(list_folder(path), path))
    else:
        candidates = [path, path.with_name(path.stem + BESIDE)]
        found = [document for one in candidates if (document := document_in(one)) is not None]
        if not found and is_zipfile(path):
            with opened_zip(read_file(path, MAX_NOTEBOOK), path) as archive:
                found = list(_listed(list_zip(archive, path), path))
    if not found:
        raise SubmissionError(path, _NONE)
    if any(document != found[0] for document in found):
        raise UsageError(f"{path}: several outlines are here; name the one by --outline")
    return found[0]


def _listed(listing: Listing, where: Path) -> Iterator[Document]:
    """The outlines in a folder or zip."""
    maybe = [file for file in listing.files if file.path.endswith((".ipynb", BESIDE))]
    for file in maybe[:MOST_FILES]:
        document = _parsed(file.read(MAX_NOTEBOOK), where / file.path)
        if document is not None:
            yield document

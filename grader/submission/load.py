"""A path -> the submission there: a notebook, a module, or a folder or zip that holds one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from grader.errors import SubmissionError, UsageError
from grader.submission.choose import Choice, choose
from grader.submission.files import (
    Found,
    Listing,
    list_folder,
    list_zip,
    opened_zip,
    read_file,
    shown,
)
from grader.submission.module import read_module
from grader.submission.notebook import MAX_NOTEBOOK, read_notebook
from grader.submission.sniff import Sniffed, sniff
from grader.submission.submission import Remark, Submission, SubmittedFile

MAX_STATEMENTS = 50_000
MAX_HELPERS = 200
MAX_HELPER_BYTES = 20 * 2**20


def load_submission(path: Path, *, names: Sequence[str] = (), word: str = "Exercise") -> Submission:
    """Read what was handed in; nothing of it is run, unpacked or changed.

    Args:
        path: A notebook, a Python file, or a folder or zip that holds one.
        names: File names of the course's stubs, which decide among several files.
        word: What the course calls an exercise in its headings.

    Raises:
        UsageError: There is nothing at the path.
        SubmissionError: Nothing there can be graded.
    """
    try:
        there, folder = path.exists(), path.is_dir()
    except (OSError, ValueError):  # may not be looked at, or cannot be a path at all
        there, folder = False, False
    if not there:
        raise UsageError(f"{path}: there is no such file or folder; check the path")
    if folder:
        return _choose(list_folder(path), path, names, word)
    return _from_bytes(read_file(path, MAX_NOTEBOOK), path, names, word)


def load_content(
    data: bytes, file_name: str, *, names: Sequence[str] = (), word: str = "Exercise"
) -> Submission:
    """The same from memory: the bytes of a notebook, a Python file or a zip, and what it is called.

    Raises:
        SubmissionError: Nothing in it can be graded.
    """
    return _from_bytes(data, Path(file_name), names, word)


def _from_bytes(data: bytes, path: Path, names: Sequence[str], word: str) -> Submission:
    """The submission that a file is or holds."""
    sniffed = sniff(data, path.name, path)
    if sniffed.kind == "zip":
        with opened_zip(data, path) as archive:
            return _choose(list_zip(archive, path), path, names, word, sniffed.remarks)
    return _read(_File(data, path.name, path), sniffed, word)


def _choose(
    listing: Listing,
    where: Path,
    names: Sequence[str],
    word: str,
    remarks: Sequence[Remark] = (),
) -> Submission:
    """The submission in a folder or zip."""
    choice = choose(listing, names, where)
    file = choice.file
    inner = where / file.path
    data = file.read(MAX_NOTEBOOK)
    sniffed = sniff(data, file.name, inner)
    if sniffed.kind == "zip":
        raise SubmissionError(inner, "it is a zip under another name; hand in the file itself")
    submission = _read(_File(data, file.path, inner), sniffed, word)
    helpers = _helpers(listing, file)
    noticed = (*remarks, *listing.remarks, *_chosen(choice), *helpers.remarks)
    return replace(submission, helpers=helpers.files, remarks=noticed + submission.remarks)


def _chosen(choice: Choice) -> list[Remark]:
    if choice.candidates == 1:
        return []
    fields = {"file": choice.file.path, "of": str(choice.candidates), "why": choice.why}
    return [("file-chosen", fields)]


@dataclass(frozen=True, slots=True)
class _File:
    """The file that is graded: its bytes, its name in the submission, its place for messages."""

    data: bytes
    name: str
    where: Path


def _read(file: _File, sniffed: Sniffed, word: str) -> Submission:
    """The submission that a single file is."""
    kind: Literal["notebook", "module"]
    if sniffed.kind == "notebook":
        kind, reading = "notebook", read_notebook(file.data, file.where)
    else:
        _refuse_endless(file, file.data.count(b"\n") + file.data.count(b";"))
        kind, reading = "module", read_module(file.data, file.where, word)
    code = [cell.source for cell in reading.cells if cell.kind == "code"]
    _refuse_endless(file, sum(source.count("\n") + source.count(";") + 1 for source in code))
    remarks = [*sniffed.remarks, *reading.remarks]
    if not any(source.strip() for source in code):
        remarks.append(("no-code", {}))
    name = file.name.encode("utf-8", "replace").decode()
    return Submission(
        name=PurePosixPath(name).name,
        kind=kind,
        cells=reading.cells,
        main=SubmittedFile(name, hashlib.sha256(file.data).hexdigest(), len(file.data)),
        remarks=tuple(remarks),
    )


def _refuse_endless(file: _File, statements: int) -> None:
    if statements > MAX_STATEMENTS:
        raise SubmissionError(
            file.where,
            f"it has some {statements} lines of code, and at most {MAX_STATEMENTS} are read; "
            "move data to files of their own",
        )


@dataclass(frozen=True, slots=True)
class _Helpers:
    """The other files, by the path they get in the working folder of the run."""

    files: Mapping[str, bytes]
    remarks: tuple[Remark, ...]


def _helpers(listing: Listing, main: Found) -> _Helpers:
    """All files but the graded one, as far as they fit; what lies beside it lies at the top."""
    files: dict[str, bytes] = {}
    folders: set[str] = set()
    left_out: list[str] = []
    total = 0
    others = [file for file in listing.files if file is not main]
    here = main.path.rpartition("/")[0]
    beside = f"{here}/" if here else ""
    # Files beside the graded one come first, so that they are the ones that fit.
    for file in sorted(others, key=lambda f: (not f.path.startswith(beside), f.path)):
        path = file.path.removeprefix(beside)
        room = MAX_HELPER_BYTES - total
        fits = file.size <= room and len(files) < MAX_HELPERS
        clash = path in files or path in folders or not _folders(path).isdisjoint(files)
        if clash or not fits:
            left_out.append(file.path)
            continue
        try:
            data = file.read(room)
        except SubmissionError:  # a file that cannot be read is missed when the code opens it
            left_out.append(file.path)
            continue
        if len(data) > room:
            left_out.append(file.path)
            continue
        files[path] = data
        folders |= _folders(path)
        total += len(data)
    if not left_out:
        return _Helpers(files, ())
    fields = {"count": str(len(left_out)), "files": shown(left_out)}
    return _Helpers(files, (("helpers-left-out", fields),))


def _folders(path: str) -> set[str]:
    """The folders that a path needs."""
    return {str(parent) for parent in PurePosixPath(path).parents} - {"."}

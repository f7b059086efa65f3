"""A folder of cloned repositories, as GitHub Classroom, Classroom 50 and `git clone` leave them.

No git is run: what its files say of the commit is read, and nothing else of them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from grader.errors import SubmissionError
from grader.submission.files import Found, read_file
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.parts import Context, hidden, named, recognised

_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REF = re.compile(r"ref: (refs/[\w./-]{1,200})")
_LOGGED = re.compile(r"[0-9a-f]+ ([0-9a-f]+) .*> (\d{1,12}) ([+-]\d{4})(?:\t.*)?")
_MOST = 2**20
_MARKS = (".classroom50.yaml", ".github/classroom/autograding.json", ".github/workflows/")


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a folder in which each folder is a repository."""
    inside: dict[str, list[Found]] = defaultdict(list)
    loose = []
    marked = set()
    for file in files:
        folder, slash, rest = file.path.partition("/")
        if not slash:
            loose.append(file)
            continue
        if rest.startswith(_MARKS):
            marked.add(folder)
        inside[folder].append(named(file, rest))
    repositories = {
        name: found
        for name, found in inside.items()
        if name in marked or _commits(context, name) is not None
    }
    start = _shared_start(sorted(repositories))
    seen = [file for file in files if not hidden(file)]
    hand_ins = [
        _hand_in(name, name.removeprefix(start), found, context)
        for name, found in repositories.items()
    ]
    unknown = [file.path for file in seen if file.path.partition("/")[0] not in repositories]
    empty = [one.origin for one in hand_ins if not one.files]
    remarks = [f"{name}: the repository is empty" for name in empty]
    return recognised("git", [one for one in hand_ins if one.files], seen, unknown, remarks)


def _hand_in(name: str, key: str, files: Sequence[Found], context: Context) -> HandIn:
    commit, moment = _head(_commits(context, name))
    return HandIn(
        key=key,
        files=tuple(file for file in files if not hidden(file)),
        layout="git",
        origin=name,
        mark=commit,
        submitted_at=moment,
    )


def _shared_start(names: Sequence[str]) -> str:
    """What all names begin with, up to the last hyphen: `hw2-` of `hw2-doe` and `hw2-roe`."""
    pieces = [name.split("-") for name in names]
    start = ""
    while len(names) > 1 and all(len(one) > 1 for one in pieces):
        first = {one.pop(0) for one in pieces}
        if len(first) > 1:
            break
        start += f"{first.pop()}-"
    return start


def _commits(context: Context, name: str) -> Path | None:
    """The folder `.git` of a repository, if it is there and is one."""
    if context.root is None:
        return None
    path = context.root / context.stripped / name / ".git"
    return path if path.is_dir() and not path.is_symlink() else None


def _head(folder: Path | None) -> tuple[str, dt.datetime | None]:
    """The commit that is checked out, and when it was made, as far as the files tell."""
    if folder is None:
        return "", None
    head = _text(folder / "HEAD")
    ref = _REF.fullmatch(head)
    commit = head if ref is None else _resolved(folder, ref[1])
    if not _SHA.fullmatch(commit):
        return "", None
    last = _text(folder / "logs" / "HEAD").rpartition("\n")[2]
    logged = _LOGGED.fullmatch(last)
    if logged is None or logged[1] != commit:
        return commit, None
    try:
        return commit, dt.datetime.fromtimestamp(int(logged[2]), dt.UTC)
    except (OverflowError, ValueError, OSError):
        return commit, None


def _resolved(folder: Path, ref: str) -> str:
    if ".." in ref:
        return ""
    loose = _text(folder / ref)
    if loose:
        return loose
    for line in _text(folder / "packed-refs").splitlines():
        sha, _, name = line.partition(" ")
        if name == ref:
            return sha
    return ""


def _text(path: Path) -> str:
    if path.is_symlink():
        return ""
    try:
        return read_file(path, _MOST).decode("utf-8", "replace").strip()
    except SubmissionError:
        return ""

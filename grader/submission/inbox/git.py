"""A folder of cloned repositories, as GitHub Classroom, Classroom 50 and `git clone` leave them.

No git is run: what its files say of the commit is read, and nothing else of them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import SubmissionError
from grader.submission.files import Found, is_plain, read_file
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.parts import Context, hidden, named, recognised

_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REF = re.compile(r"ref: (refs/[\w./-]{1,200})")
_LOGGED = re.compile(r"[0-9a-f]+ ([0-9a-f]+) .*> (\d{1,12}) ([+-]\d{4})\tcommit\b.*")
"""A line of the log on a commit; others, as of a clone, tell when something else was done."""
_MOST = 2**20
CLASSROOM_50 = ".classroom50.yaml"
_MARKS = (CLASSROOM_50, ".github/classroom/autograding.json", ".github/workflows/")
_SETTING = re.compile(
    r"^(classroom|assignment):[ \t]*[\"']?([\w.-]{1,100})[\"']?[ \t\r]*$", re.MULTILINE
)


@dataclass(slots=True)
class _Repository:
    """The files of a clone, from there, and its folder `.git`, if it has one."""

    files: list[Found] = field(default_factory=list)
    marked: bool = False
    commits: Path | None = None


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a folder in which each folder is a repository."""
    folders: dict[str, _Repository] = defaultdict(_Repository)
    for file in files:
        folder, slash, rest = file.path.partition("/")
        if slash:
            folders[folder].files.append(named(file, rest))
            folders[folder].marked |= rest.startswith(_MARKS)
    for name, commits in _commits(context):
        folders[name].commits = commits
    repositories = {
        name: one
        for name, one in folders.items()
        if (one.marked or one.commits) and not name.startswith(".")
    }
    keys = _keys(repositories, context)
    visible = [file for file in files if not hidden(file)]
    hand_ins = [_hand_in(name, keys[name], one) for name, one in repositories.items()]
    unknown = [file.path for file in visible if file.path.partition("/")[0] not in repositories]
    empty = sorted(one.origin for one in hand_ins if not one.files)
    remarks = [f"{name}: the repository is empty" for name in empty]
    return recognised("git", [one for one in hand_ins if one.files], visible, unknown, remarks)


def _hand_in(name: str, key: str, repository: _Repository) -> HandIn:
    commit, moment = _head(repository.commits)
    return HandIn(
        key=key,
        files=tuple(file for file in repository.files if not hidden(file)),
        layout="git",
        origin=name,
        mark=commit,
        submitted_at=moment,
    )


def _commits(context: Context) -> Iterator[tuple[str, Path]]:
    """The folders `.git`, by the names of those that they lie in."""
    if context.root is None:
        return
    try:
        for folder in sorted((context.root / context.stripped).iterdir()):
            commits = folder / ".git"
            if (
                is_plain(folder.name)
                and not folder.is_symlink()
                and not commits.is_symlink()
                and commits.is_dir()
            ):
                yield folder.name, commits
    except OSError:
        return


def _keys(repositories: dict[str, _Repository], context: Context) -> dict[str, str]:
    """Who each repository belongs to: what is left of its name without the exercise's.

    Classroom 50 writes that in a file, GitHub Classroom in the name of the folder around them
    (`hw2-submissions`); else a known name decides, and then what all names begin with.
    """
    around = ""
    if context.root is not None:
        around = (context.root / context.stripped).name
    start = f"{around.removesuffix('-submissions')}-" if around.endswith("-submissions") else ""
    shared = _shared_start(sorted(repositories))
    keys = {}
    for name, one in repositories.items():
        starts = [_classroom_50(one.files), start]
        fitting = [s for s in starts if s and name.startswith(s) and name != s]
        pieces = name.split("-")
        ends = ["-".join(pieces[at:]) for at in range(1, len(pieces))]
        known = [end for end in ends if end.casefold() in context.usernames]
        keys[name] = name.removeprefix(fitting[0]) if fitting else (known or [""])[0]
        keys[name] = keys[name] or name.removeprefix(shared)
    if len(set(keys.values())) < len(keys):
        return {name: name for name in keys}
    return keys


def _classroom_50(files: Sequence[Found]) -> str:
    """What a repository's name begins with: `{classroom}-{assignment}-`."""
    marker = next((file for file in files if file.path == CLASSROOM_50), None)
    if marker is None:
        return ""
    try:
        text = marker.read(10_000).decode("utf-8", "replace")
    except SubmissionError:
        return ""
    found = dict(_SETTING.findall(text))
    return f"{found['classroom']}-{found['assignment']}-" if len(found) == 2 else ""


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


def _head(folder: Path | None) -> tuple[str, dt.datetime | None]:
    """The commit that is checked out, and when it was made, as far as the files tell."""
    if folder is None:
        return "", None
    head = _text(folder, "HEAD")
    ref = _REF.fullmatch(head)
    commit = head if ref is None else _resolved(folder, ref[1])
    if not _SHA.fullmatch(commit):
        return "", None
    last = _text(folder, "logs/HEAD").rpartition("\n")[2]
    logged = _LOGGED.fullmatch(last)
    if logged is None or logged[1] != commit:
        return commit, None
    try:
        return commit, dt.datetime.fromtimestamp(int(logged[2]), dt.UTC)
    except (OverflowError, ValueError, OSError):
        return commit, None


def _resolved(folder: Path, ref: str) -> str:
    if not is_plain(ref):
        return ""
    loose = _text(folder, ref)
    if loose:
        return loose
    for line in _text(folder, "packed-refs").splitlines():
        sha, _, name = line.partition(" ")
        if name == ref:
            return sha
    return ""


def _text(folder: Path, relative: str) -> str:
    """A file of `.git`, if it is one and no link leads to it."""
    path = folder / relative
    try:
        if path.resolve() != folder.resolve() / relative:
            return ""
        return read_file(path, _MOST).decode("utf-8", "replace").strip()
    except (SubmissionError, OSError, RuntimeError):
        return ""

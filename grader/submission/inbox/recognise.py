"""The files of an inbox -> whose download it is, and the hand-ins in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.errors import UsageError
from grader.submission.files import Found
from grader.submission.inbox import (
    blackboard,
    canvas,
    git,
    gradescope,
    moodle,
    nbgrader,
    pattern,
    plain,
)
from grader.submission.inbox.hand_in import Layout, Recognised
from grader.submission.inbox.opening import Inbox
from grader.submission.inbox.parts import Context

SOME = 0.2
"""The share of entries from which it is no plain folder: with less than most, it is asked for."""
_OTHERS: dict[Layout, Callable[[Sequence[Found], Context], Recognised]] = {
    "gradescope": gradescope.read,
    "nbgrader": nbgrader.read,
    "git": git.read,
    "moodle": moodle.read,
    "blackboard": blackboard.read,
    "canvas": canvas.read,
}
"""From the one that is hardest to mistake."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """What was made of the files by one layout, at one depth."""

    found: Recognised
    depth: int


def recognise(
    inbox: Inbox,
    *,
    layout: Layout | None = None,
    regex: str | None = None,
    names: Sequence[str] = (),
    zone: dt.tzinfo = dt.UTC,
    usernames: Sequence[str] = (),
) -> Recognised:
    """What an inbox is, and what is in it.

    Args:
        inbox: Its files.
        layout: Whose download it is; found out by default.
        regex: In place of a layout: what paths look like, with nbgrader's group names.
        names: File names of the course's stubs, which decide among several files.
        zone: Of times that name none.
        usernames: That are known, which tells where one ends.

    Raises:
        UsageError: The regular expression is none, or what belongs to a layout cannot be read.
    """
    context = Context(inbox.root, tuple(names), zone, frozenset(usernames))
    if regex is not None:
        return _with(inbox, pattern.read(inbox.files, context, regex))
    if layout == "plain":
        return _with(inbox, plain.read(inbox.files, context))
    tried, problems = _tried(inbox, context, [layout] if layout else list(_OTHERS))
    best = max(tried, key=lambda one: (one.found.share, -one.depth), default=None)
    if best is not None and (layout is not None or best.found.share > SOME):
        return _with(inbox, best.found)
    if problems:
        raise problems[0]
    return _with(inbox, plain.read(inbox.files, context))


def _tried(
    inbox: Inbox, context: Context, layouts: Sequence[Layout]
) -> tuple[list[_Tried], list[UsageError]]:
    """What each layout makes of the files at each depth, and why one that was begun is none."""
    tried, problems = [], []
    for layout in layouts:
        for depth, (prefix, files) in enumerate(_depths(inbox.files)):
            try:
                found = _OTHERS[layout](files, replace(context, stripped=prefix))
            except UsageError as error:
                problems.append(error)
            else:
                tried.append(_Tried(found, depth))
    return tried, problems


def _with(inbox: Inbox, found: Recognised) -> Recognised:
    """In order, with what was noticed when it was opened."""
    order = sorted(
        found.hand_ins,
        key=lambda one: (one.key, one.submitted_at is not None, one.submitted_at or 0, one.mark),
    )
    return replace(found, hand_ins=tuple(order), remarks=(*inbox.remarks, *found.remarks))


def _depths(files: Sequence[Found]) -> Iterator[tuple[str, Sequence[Found]]]:
    """The files as they lie, and without each folder that holds all of them."""
    prefix = ""
    yield prefix, files
    while files:
        first = files[0].path.partition("/")[0]
        if not all(file.path.startswith(f"{first}/") for file in files):
            return
        prefix += f"{first}/"
        files = [replace(file, path=file.path.removeprefix(f"{first}/")) for file in files]
        yield prefix, files

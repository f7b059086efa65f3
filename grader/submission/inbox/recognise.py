"""The files of an inbox -> whose download it is, and the hand-ins in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

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
from grader.submission.inbox.parts import Context, hidden, named

MAJORITY = 0.5
"""The share of entries from which a layout is thought of at all."""
MOST_AROUND = 5
"""Folders around all files that are looked into."""
EARLIEST, LATEST = 1980, 2200
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
    known = frozenset(name.casefold() for name in usernames)
    context = Context(inbox.root, tuple(names), zone, known, told=layout is not None)
    if regex is not None:
        return _with(inbox, pattern.read(inbox.files, context, regex))
    wanted = [layout] if layout is not None and layout != "plain" else list(_OTHERS)
    depths = list(_depths(inbox.files))
    tried = [
        _Tried(_OTHERS[one](files, replace(context, stripped=prefix)), depth)
        for one in wanted
        if layout != "plain"
        for depth, (prefix, files) in enumerate(depths)
    ]
    best = max(tried, key=lambda one: (one.found.share, -one.depth), default=None)
    if best is not None and (layout is not None or best.found.share > MAJORITY):
        return _with(inbox, best.found)
    return _with(inbox, plain.read(inbox.files, context))


def _with(inbox: Inbox, found: Recognised) -> Recognised:
    """In order, with what was noticed when it was opened, and without times that cannot be."""
    odd = {one.key for one in found.hand_ins if one.submitted_at and not _can_be(one.submitted_at)}
    hand_ins = [
        one
        if one.submitted_at is None or _can_be(one.submitted_at)
        else replace(one, submitted_at=None)
        for one in found.hand_ins
    ]
    order = sorted(
        hand_ins,
        key=lambda one: (one.key, one.submitted_at is not None, one.submitted_at or 0, one.mark),
    )
    said = [f"{key}: the time of an attempt cannot be, and is not kept" for key in sorted(odd)]
    remarks = (*inbox.remarks, *found.remarks, *said)
    return replace(found, hand_ins=tuple(order), remarks=remarks)


def _can_be(moment: dt.datetime) -> bool:
    """Whether a time is one of a course, which no time zone moves off the calendar."""
    return EARLIEST <= moment.year <= LATEST


def _depths(files: Sequence[Found]) -> Iterator[tuple[str, Sequence[Found]]]:
    """The files as they lie, and without each folder that holds all that are not hidden."""
    prefix = ""
    yield prefix, files
    for _ in range(MOST_AROUND):
        first = {file.path.partition("/")[:2] for file in files if not hidden(file)}
        folder, slash = first.pop() if len(first) == 1 else ("", "")
        if not slash:
            return
        start = f"{folder}/"
        prefix += start
        files = [
            named(file, file.path.removeprefix(start))
            for file in files
            if file.path.startswith(start)
        ]
        yield prefix, files

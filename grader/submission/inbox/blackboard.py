"""Blackboard, "Assignment File Download": `{column}_{username}_attempt_{time}[_{file name}]`.

The form is that of nbgrader's documented example and of public parsers; `attempt` is localised.
Every attempt is there, each with a receipt, a text file without a name of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Sequence

from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.parts import Context, first_gradable, recognised, seen, unique

FILE = re.compile(
    r"(?P<start>[^/]+?)_[^\W\d_]+_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<receipt>\.txt))"
)


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a Blackboard download, one for each attempt."""
    files = seen(files)
    attempts: dict[tuple[str, str], list[tuple[re.Match[str], Found]]] = defaultdict(list)
    receipts: set[tuple[str, str]] = set()
    unknown = []
    matches = [FILE.fullmatch(file.path) for file in files]
    names = _usernames({found["start"] for found in matches if found}, context)
    for file, found in zip(files, matches, strict=True):
        key = found and names[found["start"]]
        if found is None or not key:
            unknown.append(file.path)
        elif found["receipt"]:
            receipts.add((key, found["time"]))
        else:
            attempts[key, found["time"]].append((found, file))
    hand_ins = [
        HandIn(
            key=key,
            files=tuple(unique((found["file"], file) for found, file in pairs)),
            layout="blackboard",
            origin=first_gradable([file.path for _, file in pairs]),
            mark=time,
            submitted_at=_time(time, context.zone),
        )
        for (key, time), pairs in attempts.items()
    ]
    remarks = [
        f"{key}: the attempt of {time} has no file"
        for key, time in sorted(receipts - set(attempts))
    ]
    return recognised("blackboard", hand_ins, files, unknown, remarks)


def _usernames(starts: Collection[str], context: Context) -> dict[str, str]:
    """The username at the end of each `{column}_{username}`; empty where there is none.

    Either may have `_` in it. One that is known decides, else what all of them begin with, since
    the column is the same for all.
    """
    shared = _common(starts).rpartition("_")[0]
    return {start: _username(start, shared, context.usernames) for start in starts}


def _common(starts: Collection[str]) -> str:
    """What several texts begin with."""
    if len(starts) < 2:
        return ""
    first, last = min(starts), max(starts)
    pairs = zip(first, last, strict=False)
    length = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(first), len(last)))
    return first[:length]


def _username(start: str, shared: str, known: Collection[str]) -> str:
    pieces = start.split("_")
    for at in range(1, len(pieces)):
        name = "_".join(pieces[at:])
        if name.casefold() in known:
            return name
    if shared:
        return start.removeprefix(f"{shared}_")
    return pieces[-1] if len(pieces) > 1 and start[: -len(pieces[-1]) - 1] else ""


def _time(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    try:
        return dt.datetime(*map(int, text.split("-")), tzinfo=zone)  # type: ignore[arg-type, misc]
    except ValueError:
        return None

"""Blackboard, "Assignment File Download": `{column}_{username}_attempt_{time}[_{file name}]`.

The form is that of nbgrader's documented example and of public parsers; `attempt` is localised.
Every attempt is there, each with a receipt, a text file without a name of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence

from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.parts import Context, first_gradable, recognised, seen, unique

FILE = re.compile(
    r"(?P<start>[^/]+)_[^\W\d_]+_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<receipt>\.txt))"
)


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a Blackboard download, one for each attempt."""
    files = seen(files)
    attempts: dict[tuple[str, str], list[tuple[re.Match[str], Found]]] = defaultdict(list)
    receipts: set[tuple[str, str]] = set()
    unknown = []
    for file in files:
        found = FILE.fullmatch(file.path)
        key = found and _username(found["start"], context)
        if found is None or not key:
            unknown.append(file.path)
        elif found["receipt"]:
            receipts.add((key, found["time"]))
        else:
            attempts[key, found["time"]].append((found, file))
    hand_ins = [
        HandIn(
            key=key,
            files=tuple(unique((found["file"], file) for found, file in matches)),
            layout="blackboard",
            origin=first_gradable([file.path for _, file in matches]),
            mark=time,
            submitted_at=_time(time, context.zone),
        )
        for (key, time), matches in attempts.items()
    ]
    remarks = [
        f"{key}: the attempt of {time} has no file"
        for key, time in sorted(receipts - set(attempts))
    ]
    return recognised("blackboard", hand_ins, files, unknown, remarks)


def _username(start: str, context: Context) -> str:
    """The username at the end of `{column}_{username}`; one that is known may have `_` in it."""
    known = [name for name in context.usernames if start.endswith(f"_{name}")]
    if known:
        return max(known, key=len)
    column, _, username = start.rpartition("_")
    return username if column else ""


def _time(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    try:
        return dt.datetime(*map(int, text.split("-")), tzinfo=zone)  # type: ignore[arg-type, misc]
    except ValueError:
        return None

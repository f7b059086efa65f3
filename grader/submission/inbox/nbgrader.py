"""An nbgrader course: `[submitted/]{student}/{assignment}/...`, with its `timestamp.txt`.

The form is that of nbgrader's `coursedir.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grader.errors import SubmissionError, UsageError
from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.parts import Context, named, recognised, seen

TIMESTAMP = "timestamp.txt"
STEPS = ("source", "release", "submitted", "autograded", "feedback")
_STAMP = re.compile(rf"[^/]+/[^/]+/{re.escape(TIMESTAMP)}")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s*(.*)", re.DOTALL)


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a tree: everything below a folder `submitted`, or of a tree with timestamps.

    Raises:
        UsageError: It is one, and holds more than one assignment of nbgrader's, and no telling
            which.
    """
    files = seen(files)
    steps = {file.path.partition("/")[0] for file in files} & set(STEPS)
    top = "submitted/" if "submitted" in steps else ""
    stamped = any(_STAMP.fullmatch(file.path) for file in files)
    others = sorted(steps - {"submitted"}) if top else []
    remarks = [f"not looked at: {', '.join(others)}"] if others else []
    trees: dict[tuple[str, str], list[Found]] = defaultdict(list)
    unknown = []
    looked_at = [file for file in files if file.path.partition("/")[0] not in others]
    for file in looked_at:
        parts = file.path.removeprefix(top).split("/", 2) if top or stamped else []
        if len(parts) == 3 and file.path.startswith(top):
            trees[parts[0], parts[1]].append(named(file, parts[2]))
        else:
            unknown.append(file.path)
    chosen = _chosen(trees, context) if context.told or len(unknown) * 2 < len(looked_at) else ""
    hand_ins = [
        _hand_in(student, folder, found)
        for (student, folder), found in trees.items()
        if folder == chosen
    ]
    kept = [one for one in hand_ins if one.files]
    return recognised("nbgrader", kept, looked_at, unknown, remarks)


def _chosen(trees: dict[tuple[str, str], list[Found]], context: Context) -> str:
    """The assignment that is graded: the only one, or the only one with a file of a stub's name."""
    every = sorted({folder for _, folder in trees})
    if len(every) < 2:
        return every[0] if every else ""
    wanted = set(context.names)
    named_so = {
        folder for (_, folder), files in trees.items() if any(f.name in wanted for f in files)
    }
    if len(named_so) == 1:
        return named_so.pop()
    raise UsageError(
        f"the tree holds {len(every)} assignments ({', '.join(every[:5])}); name the files of one "
        "with --pattern"
    )


def _hand_in(student: str, folder: str, files: list[Found]) -> HandIn:
    stamp = next((file for file in files if file.path == TIMESTAMP), None)
    text = _text(stamp)
    return HandIn(
        key=student,
        files=tuple(file for file in files if file is not stamp),
        layout="nbgrader",
        origin=f"{student}/{folder}",
        mark=text[:100],
        submitted_at=parsed(text, dt.UTC),  # nbgrader's own default, whatever the course's
    )


def _text(file: Found | None) -> str:
    if file is None:
        return ""
    try:
        return file.read(1_000).decode("utf-8", "replace").strip()
    except SubmissionError:
        return ""


def parsed(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """A time as nbgrader writes it: ISO 8601, or with the name of a zone."""
    found = _TIME.fullmatch(text[:100])
    if found is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(found[1])
        return _zoned(moment, found[2].strip(), zone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None


def _zoned(moment: dt.datetime, zone: str, default: dt.tzinfo) -> dt.datetime:
    if not zone:
        return moment.replace(tzinfo=default)
    if zone in ("UTC", "Z", "GMT"):
        return moment.replace(tzinfo=dt.UTC)
    if zone[0] in "+-":
        return dt.datetime.fromisoformat(f"{moment.isoformat()}{zone}")
    return moment.replace(tzinfo=ZoneInfo(zone))

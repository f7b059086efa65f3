"""A sheet as Classroom 50's result.json (`classroom50/result/v1`), whose scores are whole numbers.

A check without any reference has no points: there each part that is there and fits counts 1, which
is no mark. What is not judged counts 0 of 0, since that is no fault of the student's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from math import ceil

from grader.errors import UsageError
from grader.report.formats.sheet import Line, Sheet
from grader.report.formats.whole import whole

SCHEMA = "classroom50/result/v1"
MOST_LETTERS = 2_000
_NEEDED = {
    "classroom": ("CLASSROOM",),
    "assignment": ("ASSIGNMENT",),
    "assignment_type": ("ASSIGNMENT_TYPE",),
    "owner": ("OWNER", "USERNAME"),
    "submission": ("SUBMISSION_TAG",),
    "commit": ("COMMIT_URL",),
    "release": ("RELEASE_URL",),
    "review": ("REVIEW_URL",),
}
"""Each field with the variables of the runner's that give it."""


def classroom50(sheet: Sheet, environment: Mapping[str, str], now: datetime) -> bytes:
    """The document.

    Args:
        sheet: What was found.
        environment: The variables of the runner's.
        now: With its time zone; when it was graded, and handed in where the tag does not say.

    Raises:
        UsageError: A variable is not set, so that this is not run by Classroom 50.
    """
    fields: dict[str, object] = {"schema": SCHEMA}
    for field, variables in _NEEDED.items():
        value = next((environment[name] for name in variables if environment.get(name)), None)
        if value is None:
            raise UsageError(
                f"classroom50: {' or '.join(variables)} is not set; this format is for the runner "
                "of Classroom 50, which sets it"
            )
        fields[field] = value
    earned, most = _scores(sheet)
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    fields |= {
        "datetime": _handed_in(str(fields["submission"])) or stamp,
        "graded_at": stamp,
        "score": sum(earned),
        "max-score": sum(most),
        "tests": [
            {
                "test-name": f"{line.exercise}: {line.title}"[:MOST_LETTERS],
                "passed": line.state == "passed",
                "score": got,
                "max-score": worth,
                "output": line.told[:MOST_LETTERS],
            }
            for line, got, worth in zip(sheet.lines, earned, most, strict=True)
        ],
    }
    return json.dumps(fields, indent=2, ensure_ascii=True).encode() + b"\n"


def _scores(sheet: Sheet) -> tuple[list[int], list[int]]:
    due = [_most(line) for line in sheet.lines]
    most = whole(due, [ceil(one) for one in due])  # half points make whole ones together
    shares = [
        worth * _share(line, one) for line, one, worth in zip(sheet.lines, due, most, strict=True)
    ]
    return whole(shares, most), most


def _most(line: Line) -> float:
    """A part's maximum; none as long as it is not judged."""
    if line.state == "skipped":
        return 0.0
    return 1.0 if line.max_points is None else line.max_points


def _share(line: Line, most: float) -> float:
    """What of it was earned."""
    if line.points is None:
        return float(line.state == "passed")
    return min(1.0, line.points / most) if most else 0.0


def _handed_in(tag: str) -> str | None:
    """The time in a tag such as submit/2026-06-01T14-32-05Z-a1b2c3d."""
    name = tag.rpartition("/")[2]
    try:
        moment = datetime.strptime(name[:20], "%Y-%m-%dT%H-%M-%SZ")  # noqa: DTZ007 - it is UTC
    except ValueError:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

"""What Blackboard's Grade Center makes of an upload, by its help for working offline.

A student is known by the username, a column by its whole header with the id; a column that is not
known becomes a new one. It imports nothing of the grader.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection

ABOUT_STUDENTS = {"Last Name", "First Name", "Student ID", "Last Access", "Availability", "Email"}
NOTES = {"Feedback to Learner", "Feedback Format", "Grading Notes", "Notes Format"}


class Refused(Exception):
    """The upload fails, or would make a new column."""


def upload(
    data: bytes, usernames: Collection[str], columns: Collection[str]
) -> dict[tuple[str, str], float]:
    """The scores that an upload sets, by username and column.

    Raises:
        Refused: It cannot be read, has no usernames, or has a column that is not known.
    """
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
        delimiter = "\t" if "\t" in text.splitlines()[0] else ","
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except (UnicodeDecodeError, csv.Error, IndexError) as error:
        raise Refused("unreadable") from error
    if "Username" not in header:
        raise Refused("no usernames")
    scores: dict[tuple[str, str], float] = {}
    for at, name in enumerate(header):
        if name == "Username" or name in ABOUT_STUDENTS | NOTES:
            continue
        if name not in columns:
            raise Refused(f"would make {name!r}")
        for row in filter(None, rows):
            user = row[header.index("Username")]
            if user not in usernames:
                raise Refused(f"unknown user {user!r}")
            if row[at]:
                scores[user, name] = _score(row[at])
    return scores


def _score(text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise Refused(f"no score: {text!r}")
    return float(text)

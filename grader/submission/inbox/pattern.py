"""Paths that a regular expression tells apart, with the group names of nbgrader's zip collector."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence

from grader.errors import UsageError
from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.nbgrader import parsed
from grader.submission.inbox.parts import Context, first_gradable, recognised, seen, unique

GROUPS = ("student_id", "file_id", "first_name", "last_name", "email", "timestamp")


def read(files: Sequence[Found], context: Context, regex: str) -> Recognised:
    """The hand-ins whose paths the expression matches, anywhere in them.

    Raises:
        UsageError: It is no regular expression, or has no group `student_id`.
    """
    try:
        wanted = re.compile(regex)
    except (re.error, OverflowError, RecursionError) as error:
        raise UsageError(f"--pattern: it is no regular expression ({error})") from None
    if "student_id" not in wanted.groupindex:
        raise UsageError(
            f"--pattern: it needs a group (?P<student_id>...), and may have {', '.join(GROUPS[1:])}"
        )
    files = seen(files)
    by_attempt: dict[tuple[str, str], list[tuple[re.Match[str], Found]]] = defaultdict(list)
    unknown = []
    for file in files:
        found = wanted.search(file.path)
        key = found and found["student_id"]
        if found is None or not key:
            unknown.append(file.path)
        else:
            by_attempt[key, _group(found, "timestamp")].append((found, file))
    hand_ins = [
        _hand_in(key, time, matches, context) for (key, time), matches in by_attempt.items()
    ]
    return recognised("plain", hand_ins, files, unknown)


def _hand_in(
    key: str, time: str, matches: Sequence[tuple[re.Match[str], Found]], context: Context
) -> HandIn:
    first = matches[0][0]
    name = f"{_group(first, 'first_name')} {_group(first, 'last_name')}".strip()
    email = _group(first, "email")
    return HandIn(
        key=key,
        files=tuple(unique((_file_name(found, file), file) for found, file in matches)),
        layout="plain",
        origin=first_gradable([file.path for _, file in matches]),
        name=name,
        mark=time,
        submitted_at=_time(time, context.zone),
        ids={"email": email} if email else {},
    )


def _file_name(found: re.Match[str], file: Found) -> str:
    """The name that the expression gives, with the file's own ending if it has none."""
    name = (_group(found, "file_id") or file.name).replace("\\", "/").rpartition("/")[2]
    return name if name.lower().endswith(file.suffix) else name + file.suffix


def _group(found: re.Match[str], name: str) -> str:
    if name not in found.re.groupindex:
        return ""
    return found[name] or ""


def _time(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """A time as platforms write it in names: ISO 8601, or with hyphens all through."""
    digits = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[-_T ](\d\d)[-:]?(\d\d)[-:]?(\d\d)", text)
    if digits is None:
        return parsed(text, zone)
    try:
        return dt.datetime(*map(int, digits.groups()), tzinfo=zone)  # type: ignore[arg-type, misc]
    except ValueError:
        return None

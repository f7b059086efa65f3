"""How late an attempt was, and what that costs. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil, inf

from grader.gradebook.rows import Attempt
from grader.grading.settings import Late

DAY = 86_400.0
_UNIT = {"day": DAY, "hour": 3_600.0, "once": inf}


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late an attempt was.

    Attributes:
        late: Whether it was, beyond the grace.
        by: How late, from the due date; None if it was not, or nobody knows.
        percent: What it costs.
        closed: Whether it came when nothing counted any more.
        note: A sentence on it; empty if it was on time.
    """

    late: bool = False
    by: dt.timedelta | None = None
    percent: float = 0.0
    closed: bool = False
    note: str = ""


def lateness(
    attempt: Attempt,
    due: dt.datetime | None,
    rules: Late,
    extra_days: float = 0.0,
    *,
    own_due: bool = False,
) -> Lateness:
    """How late an attempt was, and what that costs in percent.

    Args:
        attempt: With its time, or the platform's own mark.
        due: What holds for the student; None if nothing is due.
        rules: The course's.
        extra_days: Late days of the student's own, besides the course's; they also put off when
            nothing counts any more.
        own_due: Whether `due` holds for this student alone, of which the platform's mark may know
            nothing.
    """
    free = rules.free_days + extra_days
    if attempt.submitted_at is None or due is None:
        return _unknown(rules, free, own_due=own_due) if attempt.late else Lateness()
    by = attempt.submitted_at.astimezone(dt.UTC) - due  # of one zone, clocks would be compared
    seconds = by.total_seconds()
    if seconds <= rules.grace_minutes * 60:
        return Lateness()
    words = said(by)
    closed = (rules.closed_after_days + extra_days) * DAY
    if rules.closed_after_days and round(seconds - closed, 6) > 0:
        return Lateness(True, by, 100.0, closed=True, note=f"{words} late: too late to count")
    beyond = round(seconds - free * DAY, 6)  # 0.7 days are no whole number of seconds
    if beyond <= 0:
        return Lateness(True, by, note=f"{words} late: within {_days(free)} without penalty")
    percent = min(rules.penalty * ceil(beyond / _UNIT[rules.per] or 1), rules.most)
    note = f"{words} late" + (f", {_days(free)} of it without penalty" if free else "")
    return Lateness(True, by, percent, note=note)


def _unknown(rules: Late, free: float, *, own_due: bool) -> Lateness:
    """The platform marks it as late and does not say how late it was."""
    if own_due:
        return Lateness(
            late=True, note="late by an unknown time: no penalty, as it had a date of its own"
        )
    if free >= 1:
        return Lateness(late=True, note=f"late by an unknown time: taken as within {_days(free)}")
    percent = min(rules.penalty, rules.most)
    unit = f", taken as one {rules.per}" if percent and rules.per != "once" else ""
    return Lateness(late=True, percent=percent, note=f"late by an unknown time{unit}")


def said(span: dt.timedelta) -> str:
    """A span of time in words, rounded up: `20 minutes`, `1 day, 3 hours and 1 minute`."""
    minutes = max(1, -(-span // dt.timedelta(minutes=1)))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    counts = (_count(days, "day"), _count(hours, "hour"), _count(minutes, "minute"))
    *first, last = filter(None, counts)
    return f"{', '.join(first)} and {last}" if first else last


def _count(number: float, noun: str) -> str:
    if not number:
        return ""
    return f"{number:g} {noun}{'' if number == 1 else 's'}"


def _days(number: float) -> str:
    return _count(number, "day") or "0 days"

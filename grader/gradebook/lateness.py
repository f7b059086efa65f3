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
    attempt: Attempt, due: dt.datetime | None, rules: Late, extra_days: float = 0.0
) -> Lateness:
    """How late an attempt was, and what that costs in percent.

    Args:
        attempt: With its time, or the platform's own mark.
        due: What holds for the student; None if nothing is due.
        rules: The course's.
        extra_days: Late days of the student's own, besides the course's.
    """
    free = rules.free_days + extra_days
    if attempt.submitted_at is None or due is None:
        return _unknown(rules, free) if attempt.late else Lateness()
    by = attempt.submitted_at - due
    seconds = by.total_seconds()
    if seconds <= rules.grace_minutes * 60:
        return Lateness()
    words = said(by)
    if rules.closed_after_days and seconds > rules.closed_after_days * DAY:
        return Lateness(True, by, 100.0, closed=True, note=f"{words} late: too late to count")
    beyond = seconds - free * DAY
    if beyond <= 0:
        return Lateness(True, by, note=f"{words} late: within {_days(free)} without penalty")
    percent = min(rules.penalty * ceil(beyond / _UNIT[rules.per] or 1), rules.most)
    note = f"{words} late" + (f", {_days(free)} of it without penalty" if free else "")
    return Lateness(True, by, percent, note=note)


def _unknown(rules: Late, free: float) -> Lateness:
    """The platform marks it as late and does not say how late it was."""
    if free >= 1:
        return Lateness(late=True, note=f"late by an unknown time: taken as within {_days(free)}")
    percent = min(rules.penalty, rules.most)
    unit = f", taken as one {rules.per}" if percent and rules.per != "once" else ""
    return Lateness(late=True, percent=percent, note=f"late by an unknown time{unit}")


def said(span: dt.timedelta) -> str:
    """A span of time in words: `1 day and 3 hours`, `20 minutes`."""
    minutes = max(1, round(span.total_seconds() / 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    words = [_count(days, "day"), _count(hours, "hour"), "" if days else _count(minutes, "minute")]
    return " and ".join(filter(None, words))


def _count(number: float, noun: str) -> str:
    if not number:
        return ""
    return f"{number:g} {noun}{'' if number == 1 else 's'}"


def _days(number: float) -> str:
    return _count(number, "day") or "0 days"

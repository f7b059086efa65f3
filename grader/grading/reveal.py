"""What a result may show: hints by attempt, expected values by the course's policy."""

from __future__ import annotations

import datetime as dt

from grader.grading.result import Reveal

HINTS = 3
"""Levels: nudge, pointer, worked example."""


def resolve(
    policy: str, due: dt.datetime | None, attempt: int | None, at: dt.datetime | None
) -> Reveal:
    """What may be shown.

    A nudge is always shown; each further attempt shows one level more, and after the due date all
    are. Expected values are shown by the policy alone, and never by default.

    Args:
        policy: never, always, after_due, or after_attempts:n.
        due: The due date, with its time zone; None if there is none.
        attempt: Which attempt this is, from 1; None if the course does not count them.
        at: The time to resolve for, with its time zone; None for before any due date.
    """
    over = due is not None and at is not None and at >= due
    kind, _, number = policy.partition(":")
    expected = (
        kind == "always"
        or (kind == "after_due" and over)
        or (kind == "after_attempts" and attempt is not None and attempt > int(number))
    )
    hints = HINTS if over or expected else min(max(attempt or 1, 1), HINTS)
    moment = at.isoformat() if at is not None and due is not None else None
    return Reveal(hints=hints, expected=expected, attempt=attempt, at=moment)

"""What time it is, and times that come from elsewhere."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


def in_utc(moment: dt.datetime | None) -> dt.datetime | None:
    """The same time in UTC; one at an end of the calendar that has no such time is unknown.

    Raises:
        ValueError: It has no time zone.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        return None

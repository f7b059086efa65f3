"""How late, and what it costs: zones, clocks that change, exact borders, and words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.gradebook.lateness import Lateness, lateness, said
from grader.gradebook.standing import Extension
from grader.grading.settings import Late
from tests.gradebook.standings import DAY, DUE, HOUR, attempt, counted

BERLIN = ZoneInfo("Europe/Berlin")
FLAT = Late(penalty=10)
MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)


def berlin(month: int, day: int, hour: int, *, fold: int = 0) -> dt.datetime:
    """What clocks in Berlin show in 2026; `fold` 1 is the second time that they do."""
    return dt.datetime(2026, month, day, hour, tzinfo=BERLIN, fold=fold)


def late(by: dt.timedelta, rules: Late, extra_days: float = 0.0) -> Lateness:
    """Of an attempt so long after the date."""
    return lateness(attempt(late_by=by), DUE, rules, extra_days)


@pytest.mark.parametrize(
    ("due", "handed_in", "by"),
    [
        (berlin(10, 25, 0), berlin(10, 25, 4), 5 * HOUR),
        (berlin(3, 29, 0), berlin(3, 29, 4), 3 * HOUR),
        (berlin(10, 25, 2), berlin(10, 25, 2, fold=1), HOUR),
        (berlin(10, 24, 12), berlin(10, 25, 12), DAY + HOUR),
    ],
)
def test_when_clocks_change(due: dt.datetime, handed_in: dt.datetime, by: dt.timedelta) -> None:
    """Time that passed counts, and not what clocks show, also where both are of one zone."""
    for moment in (handed_in, handed_in.astimezone(dt.UTC)):
        assert lateness(replace(attempt(), submitted_at=moment), due, FLAT).by == by


@pytest.mark.parametrize("year", [1, 9999])
def test_a_date_at_an_end_of_the_calendar(year: int) -> None:
    """Is a date like others: much too late, or not at all."""
    zone = dt.timezone(dt.timedelta(hours=14 if year == 1 else -12))
    due = dt.datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, 23, tzinfo=zone)
    found = lateness(attempt(late_by=HOUR), due.replace(hour=0 if year == 1 else 23), FLAT)
    assert (found.late, found.percent) == ((True, 100) if year == 1 else (False, 0))


@pytest.mark.parametrize("days", [0.1, 0.3, 0.7, 1.1, 2.3, 1 / 3])
def test_days_that_are_no_round_number(days: float) -> None:
    """To the second: the last one that is free, and the last of the first unit."""
    free = Late(penalty=10, free_days=days)
    exact = dt.timedelta(days=days)
    assert late(exact, free).percent == 0
    assert late(exact + SECOND, free).percent == 10
    assert late(exact + DAY, free).percent == 10
    assert late(exact + DAY + SECOND, free).percent == 20
    own = Extension(late_days=days)
    assert counted(attempt(late_by=exact), late=FLAT, extension=own).penalty == 0
    closing = Late(closed_after_days=days)
    assert not late(exact, closing).closed
    assert late(exact + SECOND, closing).closed


def test_grace_is_of_the_date_alone() -> None:
    """What is later than that is late from the date on, as are free days."""
    rules = Late(penalty=10, per="hour", grace_minutes=90)
    assert late(90 * MINUTE, rules) == Lateness()
    assert late(91 * MINUTE, rules).percent == 20
    both = Late(penalty=10, grace_minutes=15, free_days=1)
    assert (late(15 * MINUTE, both).late, late(16 * MINUTE, both).late) == (False, True)
    assert late(DAY + MINUTE, both).percent == 10


def test_late_days_of_their_own_put_off_the_end() -> None:
    """Who was given five days is not shut out after three; free days of all move nothing."""
    rules = Late(penalty=10, closed_after_days=3)
    assert late(4 * DAY, rules).closed
    assert (late(4 * DAY, rules, 5).closed, late(4 * DAY, rules, 5).percent) == (False, 0)
    assert late(9 * DAY, rules, 5).closed
    assert late(4 * DAY, Late(free_days=5, closed_after_days=3)).closed


def test_days_of_the_course_and_of_their_own_are_added() -> None:
    """Both are free."""
    rules = Late(penalty=10, free_days=1)
    assert late(3 * DAY, rules, 2).percent == 0
    found = late(3 * DAY + HOUR, rules, 2)
    assert (found.percent, found.note) == (
        10,
        "3 days and 1 hour late, 3 days of it without penalty",
    )


def test_a_mark_of_the_platform_beside_a_date_of_their_own() -> None:
    """May be of the course's date: nothing is taken off for it; other extensions change nothing."""
    marked = attempt(marked=True)
    found = counted(marked, late=FLAT, extension=Extension(due=DUE + DAY))
    assert (found.late, found.penalty, found.points) == (True, 0, 13)
    assert "date of its own" in found.notes[-1]
    assert counted(marked, late=FLAT, extension=Extension(late_days=0.5)).penalty == 1.3
    assert counted(marked, late=FLAT, extension=Extension(late_days=1)).penalty == 0


@pytest.mark.parametrize(
    ("rules", "percent", "note"),
    [
        (FLAT, 10, "late by an unknown time, taken as one day"),
        (Late(penalty=10, per="hour"), 10, "late by an unknown time, taken as one hour"),
        (Late(penalty=10, per="once"), 10, "late by an unknown time"),
        (Late(), 0, "late by an unknown time"),
        (Late(penalty=30, most=20), 20, "late by an unknown time, taken as one day"),
        (Late(penalty=10, free_days=2), 0, "late by an unknown time: taken as within 2 days"),
        (Late(penalty=10, closed_after_days=0.1), 10, "late by an unknown time, taken as one day"),
    ],
)
def test_a_mark_of_the_platform(rules: Late, percent: float, note: str) -> None:
    """Is one unit, as far as nobody knows more."""
    found = lateness(attempt(marked=True), DUE, rules)
    assert (found.late, found.by, found.percent, found.closed) == (True, None, percent, False)
    assert found.note == note


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (SECOND, "1 minute"),
        (MINUTE, "1 minute"),
        (59 * MINUTE + SECOND, "1 hour"),
        (HOUR + MINUTE, "1 hour and 1 minute"),
        (DAY, "1 day"),
        (DAY + SECOND, "1 day and 1 minute"),
        (2 * DAY + 3 * HOUR + 20 * MINUTE, "2 days, 3 hours and 20 minutes"),
    ],
)
def test_words(span: dt.timedelta, words: str) -> None:
    """Rounded up, so that they never say less than what is paid for."""
    assert said(span) == words


RULES = st.builds(
    Late,
    penalty=st.floats(0, 100),
    per=st.sampled_from(["day", "hour", "once"]),
    grace_minutes=st.floats(0, 3000),
    free_days=st.floats(0, 3),
    most=st.floats(0, 100),
    closed_after_days=st.sampled_from([0.0, 0.5, 2.0]),
)
SPAN = st.timedeltas(min_value=-DAY, max_value=6 * DAY)


@settings(max_examples=150, deadline=None)
@given(RULES, SPAN, SPAN, st.floats(0, 3))
def test_later_never_costs_less(
    rules: Late, one: dt.timedelta, other: dt.timedelta, extra: float
) -> None:
    """Nor do late days ever cost; between nothing and all."""
    earlier, later = (late(by, rules, extra) for by in sorted([one, other]))
    assert 0 <= earlier.percent <= later.percent <= 100
    assert earlier.closed <= later.closed
    assert earlier.late <= later.late
    assert later.percent <= late(max(one, other), rules).percent

"""Which attempt counts, with every kind of attempt in every place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations, product
from typing import Literal

import pytest

from grader.gradebook.rows import TOTAL, Attempt
from grader.gradebook.standing import Standing
from grader.grading.settings import Late
from tests.gradebook.standings import DAY, HOUR, attempt, by_hand, counted

Fate = Literal["graded", "not-graded", "not-judged", "pending"]
FATES: tuple[Fate, ...] = ("graded", "not-graded", "not-judged", "pending")
CHOICES = ("last", "best", "first")


def made(number: int, fate: Fate, late_by: dt.timedelta | None = None) -> Attempt:
    """An attempt with this fate, an hour after the one before; the later, the fewer points."""
    when = (number - 10) * HOUR if late_by is None else late_by
    parts = [("a", "p", 20.0 - number, 20.0)]
    return attempt(number, parts, late_by=when, status=None if fate == "pending" else fate)


def expected(fates: Sequence[Fate], which: str) -> int:
    """The number of the attempt that counts, by the words of the rule.

    What can never have points is passed over; the best is the best of those that have some.
    """
    hopeful = [at for at, fate in enumerate(fates, 1) if fate != "not-graded"]
    graded = [at for at in hopeful if fates[at - 1] == "graded"]
    if not hopeful:
        return len(fates)
    if which == "best":
        return graded[0] if graded else hopeful[-1]
    return hopeful[0] if which == "first" else hopeful[-1]


@pytest.mark.parametrize("which", CHOICES)
@pytest.mark.parametrize("fates", [f for n in (1, 2, 3) for f in product(FATES, repeat=n)])
def test_every_fate_in_every_place(fates: tuple[Fate, ...], which: str) -> None:
    """A fault of ours is never a zero, and never stepped over for an older or a later attempt."""
    tries = [made(at, fate) for at, fate in enumerate(fates, 1)]
    found = counted(*tries, attempts=which)
    number = expected(fates, which)
    assert (found.number, found.status) == (number, fates[number - 1])
    assert found.points == (20 - number if found.status == "graded" else None)
    assert found.attempt == tries[number - 1]
    waits = any(fate in ("pending", "not-judged") for fate in fates)
    assert found.provisional == (which == "best" and found.status == "graded" and waits)
    if number < len(fates) or found.status != "graded":
        assert found.notes
    for order in permutations(tries):
        assert counted(*order, attempts=which) == found


def said(found: Standing) -> str:
    """All notes."""
    return "; ".join(found.notes)


def test_a_broken_upload_after_a_fault_of_ours() -> None:
    """Leaves the one that could not be judged; both are said."""
    tries = made(1, "graded"), made(2, "not-judged"), made(3, "not-graded")
    found = counted(*tries)
    assert (found.number, found.status, found.points) == (2, "not-judged", None)
    assert "attempt 2 of 3: what came later holds nothing that can be graded" in found.notes
    assert "attempt 2 could not be judged, which is no fault of the student's" in found.notes


def test_the_best_may_become_better() -> None:
    """While another waits, unless all points are there already or it came too late."""
    waiting = made(2, "not-judged")
    found = counted(made(1, "graded"), waiting, attempts="best")
    assert found.provisional
    assert "attempt 2 could not be judged" in said(found)
    full = attempt(1, [("a", "p", 20, 20)], late_by=-9 * HOUR)
    assert not counted(full, waiting, attempts="best").provisional
    closing = Late(closed_after_days=1)
    too_late = made(2, "not-judged", 2 * DAY)
    assert not counted(made(1, "graded"), too_late, attempts="best", late=closing).provisional


@pytest.mark.parametrize("which", CHOICES)
def test_too_late_is_not_the_zero_of_one_that_waits(which: str) -> None:
    """What was in time and is not judged yet goes before what counts nothing."""
    closing = Late(closed_after_days=1)
    tries = made(1, "not-judged"), made(2, "graded", 2 * DAY)
    found = counted(*tries, attempts=which, late=closing)
    assert (found.number, found.status, found.points) == (1, "not-judged", None)


@pytest.mark.parametrize("fate", ["graded", "not-judged", "pending"])
def test_what_came_too_late_takes_nothing_away(fate: Fate) -> None:
    """Judged or not: the one in time counts, and why is said."""
    tries = made(1, "graded"), made(2, fate, 2 * DAY)
    found = counted(*tries, late=Late(closed_after_days=1))
    assert (found.number, found.points) == (1, 19)
    assert found.notes == ("attempt 1 of 2: what came later was too late to count",)


@pytest.mark.parametrize("fate", ["not-graded", "not-judged", "pending"])
def test_all_points_by_hand_where_there_is_no_result(fate: Fate) -> None:
    """Count: a person has read what we could not; lateness is as for all."""
    given = replace(made(1, fate, HOUR), overrides=(by_hand(15, TOTAL, "", automatic=0),))
    found = counted(given, late=Late(penalty=10, of="maximum"))
    assert (found.status, found.raw, found.penalty, found.points) == (fate, 15, 1.5, 13.5)
    assert not found.provisional
    assert "all points by hand: 15" in said(found)
    assert "no fault" not in said(found)


def test_points_of_a_part_are_no_result() -> None:
    """Where the rest could not be judged."""
    given = replace(made(1, "not-judged"), overrides=(by_hand(4),))
    assert counted(given).points is None


def test_attempts_of_a_group_and_alone() -> None:
    """Of the same number and time are in the order of the gradebook, however they are given."""
    one = made(1, "graded")
    other = replace(
        attempt(1, [("a", "p", 3.0, 20.0)], late_by=-9 * HOUR),
        submission=replace(one.submission, id=9, key="team"),
    )
    assert counted(one, other) == counted(other, one)
    assert counted(one, other).points == 3


@pytest.mark.parametrize("fate", FATES)
def test_how_late_is_known_without_a_result(fate: Fate) -> None:
    """From the time, whatever the platform says."""
    found = counted(made(1, fate, 3 * HOUR), late=Late(penalty=10))
    assert (found.late, found.late_by) == (True, 3 * HOUR)

"""What may be shown: hints by attempt, expected values by policy."""

from __future__ import annotations

import datetime as dt

import pytest

from grader.grading.reveal import resolve
from grader.grading.settings import is_reveal

DUE = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
BEFORE, AFTER = DUE - dt.timedelta(seconds=1), DUE


@pytest.mark.parametrize(
    ("policy", "attempt", "at", "hints", "expected"),
    [
        ("never", None, None, 1, False),
        ("never", 1, BEFORE, 1, False),
        ("never", 2, BEFORE, 2, False),
        ("never", 7, BEFORE, 3, False),
        ("never", 1, AFTER, 3, False),
        ("always", None, None, 3, True),
        ("after_due", 9, BEFORE, 3, False),
        ("after_due", None, BEFORE, 1, False),
        ("after_due", None, None, 1, False),
        ("after_due", None, AFTER, 3, True),
        ("after_attempts:3", 3, BEFORE, 3, False),
        ("after_attempts:3", 4, BEFORE, 3, True),
        ("after_attempts:3", None, AFTER, 3, False),
    ],
)
def test_what_each_policy_shows(
    policy: str, attempt: int | None, at: dt.datetime | None, hints: int, *, expected: bool
) -> None:
    """A nudge always, a level more each attempt, all when it is over; values by policy alone."""
    found = resolve(policy, DUE, attempt, at)
    assert (found.hints, found.expected) == (hints, expected)


def test_without_a_due_date_the_time_is_not_stored() -> None:
    """So that the same submission gives the same bytes at any time."""
    assert resolve("never", None, None, AFTER).at is None
    assert resolve("after_due", None, None, AFTER).expected is False


@pytest.mark.parametrize("text", ["sometimes", "after_attempts", "after_attempts:0", "Never", ""])
def test_other_words_are_no_policy(text: str) -> None:
    """Only the four words are read."""
    assert not is_reveal(text)

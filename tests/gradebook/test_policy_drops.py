"""Exercises that are left out, and decisions beside them, where their maxima differ."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.gradebook.policy import standings
from grader.gradebook.rows import TOTAL, Person, StudentRow
from grader.gradebook.scores import score
from grader.gradebook.standing import Extension
from grader.grading.settings import Policy, Settings
from tests.gradebook.standings import Given, attempt, by_hand, counted, voided

NAMES = "abcde"
EXERCISE = st.tuples(st.integers(0, 100), st.sampled_from([1.0, 2.0, 10.0, 25.0]))
EXERCISES = st.lists(EXERCISE, min_size=1, max_size=5).map(
    lambda drawn: [
        (name, f"{name}1", round(most * percent / 100, 2), most)
        for name, (percent, most) in zip(NAMES, drawn, strict=False)
    ]
)
"""Up to five exercises of one part each, of very different maxima."""


def test_more_points_in_a_large_exercise_do_not_cost_a_small_one() -> None:
    """49 % and 51 % of 10 beside 50 % of 1: by shares alone the better would count less."""
    small: list[Given] = [("a", "a1", 0.5, 1), ("b", "b1", 1, 1)]
    less = counted(attempt(1, [*small, ("c", "c1", 4.9, 10)]), drop=1)
    more = counted(attempt(1, [*small, ("c", "c1", 5.1, 10)]), drop=1)
    assert less.points == more.points == 9  # 1.5 of 2, of 12
    assert [one.dropped for one in more.exercises] == [False, False, True]


def test_of_equal_ones_the_later_goes() -> None:
    """However many: also where nothing or everything was earned."""
    for share in (0.0, 0.5, 1.0):
        parts: list[Given] = [
            (name, "p", share * most, most) for name, most in zip("abcd", (4, 1, 9, 2), strict=True)
        ]
        found = counted(attempt(1, parts), drop=2)
        assert [one.dropped for one in found.exercises] == [False, False, True, True]
        assert (found.points, found.max_points) == (16 * share, 16)


@settings(max_examples=80, deadline=None)
@given(EXERCISES, st.integers(0, 6))
def test_what_is_left_out_is_best_left_out(parts: list[Given], drop: int) -> None:
    """No other choice of as many gives more, and one at least stays."""
    found = score(attempt(1, parts), drop=drop)
    keep = max(1, len(parts) - drop)
    assert sum(not one.dropped for one in found.exercises) == keep
    most = sum(part[3] for part in parts)
    shares = [
        sum(p[2] for p in kept) / sum(p[3] for p in kept) for kept in combinations(parts, keep)
    ]
    assert found.points == pytest.approx(max(shares) * most)
    assert found.max_points == most


@settings(max_examples=80, deadline=None)
@given(EXERCISES, st.integers(0, 4), st.data())
def test_more_points_never_lower_the_sum(
    parts: list[Given], drop: int, data: st.DataObject
) -> None:
    """Earned, or given to all."""
    at = data.draw(st.integers(0, len(parts) - 1))
    exercise, part, points, most = parts[at]
    more = data.draw(st.floats(points, most))
    better = [*parts[:at], (exercise, part, more, most), *parts[at + 1 :]]
    before = score(attempt(1, parts), drop=drop).points
    assert score(attempt(1, better), drop=drop).points >= before - 1e-6
    for_all = [voided("full", part, exercise)]
    assert score(attempt(1, parts), for_all, drop).points >= before - 1e-6


def test_what_is_open_in_an_exercise_that_is_left_out() -> None:
    """Keeps the score open: marked, it may no longer be the lowest."""
    tried = attempt(open_part="r", parts=[("a", "p", 5, 10), ("b", "r", 0, 10)])
    found = counted(tried, drop=1)
    assert (found.points, found.provisional) == (10, True)
    assert not counted(tried, drop=1, voids=[voided("drop", "r", "b")]).provisional


def test_an_exercise_that_counts_for_nobody_is_not_one_of_the_lowest() -> None:
    """So nobody gains by it: one of the others is left out as before."""
    parts: list[Given] = [("a", "p", 9, 10), ("b", "q", 2, 10), ("c", "r", 1, 10)]
    found = counted(attempt(1, parts), drop=1, voids=[voided("drop", "r", "c")])
    assert [one.dropped for one in found.exercises] == [False, True, False]
    assert (found.points, found.max_points) == (18, 20)


def test_more_than_there_is_by_hand_is_scaled_with_its_exercise() -> None:
    """And is then above the maximum, as a person wanted."""
    parts: list[Given] = [("a", "p", 2, 4), ("a", "q", 6, 6)]
    tried = attempt(1, parts, overrides=[by_hand(9, "q", automatic=6)])
    assert counted(tried).points == 11
    assert counted(tried, voids=[voided("drop")]).points == 15


def test_all_points_by_hand_go_before_voids_and_drops() -> None:
    """Nothing is scaled or given on top."""
    tried = attempt(overrides=[by_hand(7, TOTAL, "")])
    assert counted(tried, drop=1, voids=[voided("full")]).points == 7


def test_a_void_part_is_not_open_and_names_of_others_do_nothing() -> None:
    """The exercise belongs to a part's name."""
    assert not counted(attempt(open_part="p"), voids=[voided("full")]).provisional
    assert (
        counted(attempt(), voids=[voided("full", "p", "b"), voided("drop", "r", "a")]).points == 13
    )
    assert counted(attempt(overrides=[by_hand(10, "p", "b")])).points == 13


def test_a_name_that_is_a_key_is_nobody_elses() -> None:
    """An id of one student may be the key of another, as numbers of two systems may."""
    course = Settings(name="course", exercises=[], policy=Policy())
    people = Person("2001", ids={"sis": "1001"}), Person("1001", ids={"sis": "3001"})
    rows = [StudentRow(at, person, (attempt(),)) for at, person in enumerate(people)]
    found = standings(rows, course, {"1001": Extension(excused=True)})
    assert [one.status for one in found] == ["graded", "excused"]
    own = replace(people[0], key="1001", ids={"sis": "2001"})
    again = [StudentRow(0, own, (attempt(),)), StudentRow(1, Person("x"), ())]
    assert standings(again, course, {"2001": Extension(excused=True)})[0].status == "excused"

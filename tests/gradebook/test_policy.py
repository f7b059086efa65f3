"""What counts: decisions, choice of the attempt, lateness, drops; and what must never happen."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.gradebook.policy import due_of, standings, unmatched
from grader.gradebook.rows import TOTAL, Person, RunStatus, StudentRow
from grader.gradebook.standing import Extension
from grader.grading.settings import Late, Policy, Settings
from tests.gradebook.standings import DAY, DUE, HOUR, attempt, by_hand, counted, voided

FLAT = Late(penalty=10)
PLAIN = Settings(name="course", exercises=[])


def test_one_attempt_counts_as_it_was_graded() -> None:
    """All of it, with no word on it."""
    found = counted(attempt())
    assert (found.status, found.points, found.max_points) == ("graded", 13, 20)
    assert (found.number, found.attempts, found.notes, found.penalty) == (1, 1, (), 0)
    assert [(one.exercise, one.points) for one in found.exercises] == [("a", 8), ("b", 5)]


# decisions by hand


def test_an_override_takes_the_place_of_a_part() -> None:
    """And says so, with its reason."""
    found = counted(attempt(overrides=[by_hand(4)]))
    assert found.points == 15
    assert found.notes == ("p: 4 by hand instead of 2 (a good reason)",)
    assert found.exercises[0].parts[0].automatic == 2


def test_an_override_of_other_points_than_there_are_now_warns() -> None:
    """The part was judged anew since."""
    [note] = counted(attempt(overrides=[by_hand(4, automatic=0)])).notes
    assert "it had earned 0 when that was decided" in note


def test_all_points_by_hand() -> None:
    """In place of the sum, before lateness; the score is no longer provisional."""
    given = by_hand(20, TOTAL, "")
    found = counted(attempt(late_by=HOUR, overrides=[given], open_part="q"), late=FLAT)
    assert (found.raw, found.penalty, found.points, found.provisional) == (20, 2, 18, False)


@pytest.mark.parametrize("automatic", [13, 12, 0])
def test_all_points_by_hand_warn_as_those_of_a_part_do(automatic: float) -> None:
    """What was judged since may deserve another look; a part taken out is no new judgement."""
    given = by_hand(20, TOTAL, "", automatic)
    for voids in ([], [voided("drop", "q")]):
        said = counted(attempt(overrides=[given]), voids=voids).notes[-1]
        assert said.startswith("all points by hand: 20 instead of ")
        assert (f"it had earned {automatic} when that was decided" in said) == (automatic != 13)


def test_a_void_part_is_given_to_all() -> None:
    """As many points as it has; more that was given by hand stays."""
    assert counted(attempt(), voids=[voided("full")]).points == 15
    more = attempt(overrides=[by_hand(5)])
    assert counted(more, voids=[voided("full")]).points == 16


def test_a_dropped_part_is_made_up_for() -> None:
    """By the others of its exercise: q has earned all, and so the whole exercise does."""
    found = counted(attempt(overrides=[by_hand(4)]), voids=[voided("drop")])
    assert (found.points, found.max_points) == (15, 20)
    assert "have no effect" in found.notes[0]
    other = counted(attempt(), voids=[voided("drop", "q")])
    assert other.points == 10  # 2 of 4 becomes 5 of 10


def test_an_exercise_without_parts_counts_nothing() -> None:
    """Its maximum goes too."""
    found = counted(attempt(), voids=[voided("drop"), voided("drop", "q")])
    assert (found.points, found.max_points) == (5, 10)
    everything = counted(
        attempt(), voids=[voided("drop"), voided("drop", "q"), voided("drop", "r", "b")]
    )
    assert (everything.points, everything.max_points) == (0, 0)


def test_a_part_that_waits_is_open_until_somebody_decides() -> None:
    """By points, or by taking it out."""
    assert counted(attempt(open_part="p")).provisional
    assert not counted(attempt(open_part="p", overrides=[by_hand(1)])).provisional
    assert not counted(attempt(open_part="p"), voids=[voided("drop")]).provisional


# drops


def test_the_lowest_exercise_is_dropped() -> None:
    """The other is scaled to the whole; of equal ones the later goes; never all."""
    found = counted(attempt(), drop=1)
    assert (found.points, found.max_points) == (16, 20)
    assert [one.dropped for one in found.exercises] == [False, True]
    equal = attempt(parts=[("a", "p", 1, 2), ("b", "q", 2, 4)])
    assert [one.dropped for one in counted(equal, drop=1).exercises] == [False, True]
    assert [one.dropped for one in counted(equal, drop=9).exercises] == [False, True]


# which attempt


@pytest.mark.parametrize(
    ("which", "number", "points"), [("last", 3, 13), ("first", 1, 10), ("best", 2, 20)]
)
def test_the_attempt_that_counts(which: str, number: int, points: float) -> None:
    """Is said where it is not the newest."""
    tries = [
        attempt(1, [("a", "p", 10, 20)], late_by=-3 * HOUR),
        attempt(2, [("a", "p", 20, 20)], late_by=-2 * HOUR),
        attempt(3, [("a", "p", 13, 20)], late_by=-HOUR),
    ]
    found = counted(*tries, attempts=which)
    assert (found.number, found.points, found.attempts) == (number, points, 3)
    assert bool(found.notes) == (number != 3)
    assert found == counted(*reversed(tries), attempts=which)


def test_the_best_is_what_is_best_after_the_penalty() -> None:
    """And of equal ones the earlier."""
    on_time = attempt(1, [("a", "p", 19, 20)], late_by=-HOUR)
    late = attempt(2, [("a", "p", 20, 20)], late_by=HOUR)
    assert counted(on_time, late, attempts="best", late=FLAT).number == 1
    assert counted(on_time, late, attempts="best").number == 2
    same = replace(late, run=on_time.run)
    assert counted(on_time, same, attempts="best").number == 1


@pytest.mark.parametrize(("run", "status"), [(None, "pending"), ("not-judged", "not-judged")])
def test_a_fault_of_ours_is_never_another_attempt(run: RunStatus | None, status: str) -> None:
    """Where the last counts and is not judged, nothing counts yet, and above all no zero."""
    tries = attempt(1, late_by=-2 * HOUR), attempt(2, late_by=-HOUR, status=run)
    found = counted(*tries)
    assert (found.status, found.points, found.raw, found.number) == (status, None, None, 2)
    assert found.notes
    assert counted(*tries, attempts="best").points == 13
    alone = counted(attempt(1, status=run))
    assert (alone.status, alone.points) == (status, None)


def test_what_cannot_be_graded_lets_the_one_before_count() -> None:
    """A broken upload does not take away what was there, and that is said."""
    found = counted(attempt(1, late_by=-2 * HOUR), attempt(2, late_by=-HOUR, status="not-graded"))
    assert (found.status, found.number, found.points) == ("graded", 1, 13)
    assert "holds nothing that can be graded" in found.notes[0]
    alone = counted(attempt(1, status="not-graded"))
    assert (alone.status, alone.points) == ("not-graded", None)
    assert "the reason" in alone.notes[0]


def test_nobody_and_excused() -> None:
    """Neither has points; an excuse goes before all that was handed in."""
    assert (counted().status, counted().points) == ("missing", None)
    found = counted(attempt(), extension=Extension(excused=True, reason="ill"))
    assert (found.status, found.points, found.notes) == ("excused", None, ("excused (ill)",))


# lateness


@pytest.mark.parametrize(
    ("late", "rules", "penalty"),
    [
        (dt.timedelta(0), FLAT, 0),
        (dt.timedelta(seconds=1), FLAT, 1.3),
        (DAY, FLAT, 1.3),
        (DAY + HOUR, FLAT, 2.6),
        (30 * DAY, FLAT, 13),
        (30 * DAY, Late(penalty=10, most=40), 5.2),
        (30 * DAY, Late(penalty=10, per="once"), 1.3),
        (90 * dt.timedelta(minutes=1), Late(penalty=5, per="hour"), 1.3),
        (DAY, Late(penalty=10, of="maximum"), 2),
        (9 * DAY, Late(penalty=10, of="maximum"), 13),
        (10 * dt.timedelta(minutes=1), Late(penalty=10, grace_minutes=10), 0),
        (11 * dt.timedelta(minutes=1), Late(penalty=10, grace_minutes=10), 1.3),
        (2 * DAY, Late(penalty=10, free_days=2), 0),
        (2 * DAY + HOUR, Late(penalty=10, free_days=2), 1.3),
        (8 * DAY, Late(penalty=10, closed_after_days=7), 13),
        (7 * DAY, Late(penalty=10, closed_after_days=7), 9.1),
    ],
)
def test_what_lateness_costs(late: dt.timedelta, rules: Late, penalty: float) -> None:
    """Of 13 points out of 20."""
    found = counted(attempt(late_by=late), late=rules)
    assert found.penalty == pytest.approx(penalty)
    assert found.points == pytest.approx(13 - penalty)
    assert found.raw == 13


def test_an_extension_moves_the_date_and_gives_days() -> None:
    """In whatever time zone it was written."""
    tokyo = dt.timezone(dt.timedelta(hours=9))
    later = Extension(due=(DUE + DAY).astimezone(tokyo))
    assert counted(attempt(late_by=DAY), late=FLAT, extension=later).late is False
    days = Extension(late_days=1.5)
    found = counted(attempt(late_by=36 * HOUR), late=FLAT, extension=days)
    assert (found.late, found.penalty) == (True, 0)
    assert counted(attempt(late_by=37 * HOUR), late=FLAT, extension=days).penalty == 1.3


def test_a_mark_of_the_platform_without_a_time() -> None:
    """Is one unit, unless a late day covers it; a time within the own date says more."""
    found = counted(attempt(marked=True), late=FLAT)
    assert (found.late, found.late_by, found.penalty) == (True, None, 1.3)
    assert "unknown" in found.notes[-1]
    assert counted(attempt(marked=True), late=Late(penalty=10, free_days=1)).penalty == 0
    assert counted(attempt(marked=True, late_by=-HOUR), late=FLAT).late is False
    assert counted(attempt(marked=True), due=None, late=FLAT).late is True
    assert counted(attempt(late_by=DAY), due=None, late=FLAT).late is False


def test_what_came_too_late_counts_only_if_there_is_nothing_else() -> None:
    """And then nothing is left of it."""
    rules = Late(closed_after_days=1)
    tries = attempt(1, late_by=-HOUR), attempt(2, late_by=2 * DAY)
    assert counted(*tries, late=rules).number == 1
    found = counted(tries[1], late=rules)
    assert (found.points, found.status) == (0, "graded")
    assert "too late to count" in found.notes[-1]


def test_the_words_of_lateness() -> None:
    """Days and hours, and what they cost."""
    [note] = counted(attempt(late_by=DAY + 3 * HOUR), late=FLAT).notes
    assert note == "1 day and 3 hours late: 2.6 points less"


# a class


def rows(*people: Person) -> list[StudentRow]:
    """Students of whom the first has handed in something."""
    return [
        StudentRow(at, person, (attempt(),) if at == 0 else ()) for at, person in enumerate(people)
    ]


def test_who_has_nothing_is_told_the_maximum() -> None:
    """That of the others."""
    found = standings(rows(Person("a"), Person("b")), PLAIN, {})
    assert [(one.status, one.max_points) for one in found] == [("graded", 20), ("missing", 20)]
    assert standings(rows(), PLAIN, {}) == []


@pytest.mark.parametrize("name", ["s1", "JDOE", "doe@example.org"])
def test_an_extension_is_found_by_any_id(name: str) -> None:
    """In any case."""
    person = Person("s1", "Doe", "doe@example.org", {"login": "jdoe"})
    extension = Extension(excused=True)
    assert standings(rows(person), PLAIN, {name: extension})[0].status == "excused"
    assert standings(rows(person), PLAIN, {"other": extension})[0].status == "graded"
    assert unmatched(rows(person), {name: extension, "s2": extension}) == ["s2"]


def test_the_date_of_each_is_ones_own() -> None:
    """Whoever is called as another's key keeps the common date; who comes twice is one."""
    later = {"s1": Extension(due=DUE + DAY), "doe": Extension(due=DUE + 2 * DAY)}
    dated = Settings(name="course", exercises=[], due=DUE)
    people = [Person("s1"), Person("s2", ids={"sis": "S1"}), Person("s3"), Person("s3", "Doe")]
    due = due_of([*people, Person("s3", ids={"login": "doe"})], dated, later)
    assert [due(one) for one in people[:3]] == [DUE + DAY, DUE, DUE + 2 * DAY]
    assert due(Person("s9")) == DUE
    assert due_of([], PLAIN, {})(people[0]) is None


def test_a_name_that_several_share_is_nobodys() -> None:
    """A room or an address of two excuses neither of them, and that can be said."""
    ill = Extension(excused=True)
    people = (
        Person("s1", email="team@example.org", ids={"room": "4", "sis": "9"}),
        Person("s2", email="Team@example.org", ids={"room": "4", "sis": "s1"}),
    )
    for name in ("4", "TEAM@example.org"):
        found = standings(rows(*people), PLAIN, {name: ill})
        assert [one.status for one in found] == ["graded", "missing"]
        assert unmatched(rows(*people), {name: ill}) == [name]
    own = {"9": ill}
    assert [one.status for one in standings(rows(*people), PLAIN, own)] == ["excused", "missing"]
    assert unmatched(rows(*people), own) == []


def test_a_name_twice_in_one_student_is_one_name() -> None:
    """A login is often the address."""
    ill = {"doe@example.org": Extension(excused=True)}
    twice = rows(Person("s1", email="Doe@example.org", ids={"login": "doe@example.org"}))
    assert standings(twice, PLAIN, ill)[0].status == "excused"
    assert unmatched(twice, ill) == []


def test_of_two_lines_for_one_student_that_of_the_key_holds() -> None:
    """Wherever it stands in the file; the other has no effect, and that can be said."""
    lines = [("s1", Extension(late_days=1)), ("doe@example.org", Extension(excused=True))]
    one = rows(Person("s1", email="doe@example.org"))
    for extensions in (dict(lines), dict(reversed(lines))):
        assert standings(one, PLAIN, extensions)[0].status == "graded"
        assert unmatched(one, extensions) == ["doe@example.org"]


# what must never happen

POINTS = st.floats(0, 10).map(lambda x: round(x, 2))
PART = st.tuples(st.sampled_from("ab"), POINTS).map(lambda p: (p[0], p[1], 10.0))
LATE = st.builds(
    Late,
    penalty=st.floats(0, 100),
    per=st.sampled_from(["day", "hour", "once"]),
    of=st.sampled_from(["points", "maximum"]),
    grace_minutes=st.floats(0, 100),
    free_days=st.floats(0, 3),
    most=st.floats(0, 100),
    closed_after_days=st.sampled_from([0.0, 1.0]),
)
WHEN = st.integers(-100, 200).map(lambda hours: hours * HOUR)


@st.composite
def tries(draw: Any) -> list[Any]:
    """Some attempts with two exercises of a few parts, at different times."""
    found = []
    moments = draw(st.lists(WHEN, min_size=1, max_size=4, unique=True))
    for number, when in enumerate(moments, 1):
        parts = [
            (exercise, f"{exercise}{at}", draw(POINTS), 10.0)
            for exercise in "ab"
            for at in range(draw(st.integers(1, 3)))
        ]
        found.append(attempt(number, parts, late_by=when))
    return found


@settings(max_examples=60, deadline=None)
@given(tries(), LATE, st.integers(0, 3), st.sampled_from(["last", "best", "first"]))
def test_points_stay_within_bounds(found: Any, late: Late, drop: int, which: str) -> None:
    """From nothing to the maximum, and a number; the best is the best; order does not matter."""
    one = counted(*found, late=late, drop=drop, attempts=which)
    assert one.points is not None
    assert math.isfinite(one.points)
    assert -0.0 <= one.points <= one.max_points + 0.01
    assert str(one.points) != "-0.0"
    assert one == counted(*reversed(found), late=late, drop=drop, attempts=which)
    best = counted(*found, late=late, drop=drop, attempts="best")
    assert best.points is not None
    closed = late.closed_after_days and one.late_by is not None
    assert closed or best.points >= one.points - 0.01


@settings(max_examples=60, deadline=None)
@given(tries(), LATE, st.integers(0, 2), POINTS)
def test_more_points_never_lower_the_sum(
    found: Any,
    late: Late,
    drop: int,
    more: float,
) -> None:
    """Given by hand to any part."""
    before = counted(found[0], late=late, drop=drop)
    part = before.exercises[0].parts[0]
    given_points = min(10.0, part.points + more)
    override = by_hand(given_points, part.part, part.exercise, part.points)
    after = counted(replace(found[0], overrides=(override,)), late=late, drop=drop)
    assert before.points is not None
    assert after.points is not None
    assert after.points >= before.points - 0.01


@settings(max_examples=60, deadline=None)
@given(tries(), LATE, WHEN, WHEN)
def test_later_never_costs_less(found: Any, late: Late, one: Any, other: Any) -> None:
    """The same attempt."""
    earlier, later = sorted([one, other])
    points = [
        counted(replace(found[0], submitted_at=DUE + when), late=late).points
        for when in (earlier, later)
    ]
    assert points[0] is not None
    assert points[1] is not None
    assert points[0] >= points[1] - 0.01


@settings(max_examples=60, deadline=None)
@given(tries(), st.integers(0, 2))
def test_a_part_for_everyone_lowers_nobody(found: Any, drop: int) -> None:
    """Whatever is dropped besides."""
    before = counted(found[0], drop=drop)
    part = before.exercises[-1].parts[-1]
    after = counted(found[0], drop=drop, voids=[voided("full", part.part, part.exercise)])
    assert before.points is not None
    assert after.points is not None
    assert after.points >= before.points - 0.01


def test_a_policy_is_that_of_the_last_by_default() -> None:
    """As platforms show it."""
    assert Policy() == Policy(attempts="last", drop=0, late=Late())

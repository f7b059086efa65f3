"""Students with their attempts: in order, with what was decided by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from grader.errors import UsageError
from grader.gradebook.rows import Override, Void
from grader.gradebook.store import Cohort, Gradebook
from tests.gradebook.making import NOON, arrival, new_run, person

HOUR = dt.timedelta(hours=1)


def decide(cohort: Cohort, points: float | None, part: str = "z", student: int = 1) -> None:
    """Give points for a part of the first submission."""
    cohort.override(
        student, 1, exercise="ex1", part=part, points=points, automatic=1.0, reason="r", by="me"
    )


def overrides(cohort: Cohort, student: int = 0) -> tuple[Override, ...]:
    """Those of the student's first attempt."""
    return list(cohort.students())[student].attempts[0].overrides


def test_in_the_order_of_their_keys(cohort: Cohort) -> None:
    """As code points, whatever the database thinks of letters; those without attempts too."""
    cohort.enrol([person(key) for key in ("b", "a", "Z", "ä")])
    assert [row.person.key for row in cohort.students()] == ["Z", "a", "b", "ä"]
    assert all(row.attempts == () for row in cohort.students())


def test_attempts_are_in_the_order_of_their_times(cohort: Cohort) -> None:
    """When they were handed in counts, not when they were read, or by which key."""
    for key, content, at in (
        ("s1", "second", NOON + HOUR),
        ("s1", "first", NOON),
        ("team", "third", NOON + 2 * HOUR),
    ):
        cohort.ingest(arrival(key, content, people=[person("s1")], at=at))
    [row] = cohort.students()
    contents = [cohort.content(one.submission.id) for one in row.attempts]
    assert contents == [b"first", b"second", b"third"]
    assert [one.submission.number for one in row.attempts] == [2, 1, 1]


def test_at_the_same_time_the_number_decides(cohort: Cohort) -> None:
    """And without a time, when it arrived."""
    for content in ("a", "b", "c"):
        cohort.ingest(arrival("s1", content, at=NOON))
        cohort.ingest(arrival("s2", content))
    for row in cohort.students():
        assert [one.submission.number for one in row.attempts] == [1, 2, 3]


def test_where_it_came_from(cohort: Cohort) -> None:
    """Layout and name in the download are kept for the way back."""
    cohort.ingest(arrival("s1"))
    [attempt] = next(cohort.students()).attempts
    assert (attempt.layout, attempt.origin, attempt.run) == ("plain", "s1.py", None)


def test_the_latest_override_of_a_part_holds(cohort: Cohort) -> None:
    """Of that student alone; what was taken back is gone, and can be given again."""
    cohort.ingest(arrival("team", people=[person("s1"), person("s2")]))
    decide(cohort, 0.5)
    decide(cohort, 0.7)
    decide(cohort, 0.2, "a")
    held = {one.part: one.points for one in overrides(cohort)}
    assert held == {"z": 0.7, "a": 0.2}
    assert overrides(cohort, 1) == ()
    decide(cohort, None)
    assert [one.part for one in overrides(cohort)] == ["a"]
    decide(cohort, 0.0)
    assert {one.part: one.points for one in overrides(cohort)} == {"z": 0.0, "a": 0.2}
    [one] = [one for one in overrides(cohort) if one.part == "z"]
    assert (one.exercise, one.automatic, one.reason, one.by) == ("ex1", 1.0, "r", "me")
    assert one.at.tzinfo is dt.UTC


def test_an_override_stays_with_a_new_run(cohort: Cohort) -> None:
    """It is of the submission, not of a run."""
    stored = cohort.ingest(arrival("s1"))
    cohort.add_run(stored.id, new_run())
    decide(cohort, 0.5)
    cohort.add_run(stored.id, new_run(), beside=True)
    assert [one.points for one in overrides(cohort)] == [0.5]


def test_of_a_submission_of_others(gradebook: Gradebook, cohort: Cohort) -> None:
    """Nothing is decided about what is not theirs, or not of this course."""
    cohort.ingest(arrival("s1"))
    cohort.enrol([person("s2")])
    with pytest.raises(UsageError, match="submission 1 does not count for student 2"):
        decide(cohort, 1.0, student=2)
    other = gradebook.course("Other", create=True)
    with pytest.raises(UsageError, match="no submission 1"):
        decide(other, 1.0)
    assert [entry.action for entry in gradebook.audit()] == ["course", "course"]


def test_the_latest_void_of_a_part_holds(gradebook: Gradebook, cohort: Cohort) -> None:
    """In this course; what was taken back is gone."""
    cohort.void("ex1", "z", "full", reason="typo", by="me")
    cohort.void("ex1", "z", "drop", reason="unfair", by="you")
    cohort.void("ex2", "z", "full", reason="typo", by="me")
    first, second = cohort.voids()
    assert first == Void("ex1", "z", "drop", "unfair", "you", first.at)
    assert (second.exercise, second.how) == ("ex2", "full")
    cohort.void("ex1", "z", None, reason="fair after all", by="me")
    assert [one.exercise for one in cohort.voids()] == ["ex2"]
    assert gradebook.course("Other", create=True).voids() == ()

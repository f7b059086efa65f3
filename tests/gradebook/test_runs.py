"""What came of submissions: added beside what there is, and read back as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

import pytest

from grader.errors import GradingError, UsageError
from grader.gradebook import runs
from grader.gradebook.rows import NewRun, RunStatus
from grader.gradebook.store import Cohort, Gradebook
from grader.grading.result import from_json
from tests.gradebook.looking import counts, execute, statements
from tests.gradebook.making import (
    arrival,
    exercise,
    new_run,
    observed,
    part,
    person,
    result,
    run_key,
)

PNG = b"\x89PNG picture"
DIGEST = hashlib.sha256(PNG).hexdigest()


@pytest.fixture
def submission(cohort: Cohort) -> int:
    """One that was handed in."""
    return cohort.ingest(arrival("s1")).id


def test_it_comes_back_as_it_was(cohort: Cohort, submission: int) -> None:
    """Result with its staff part, observations in order, pictures, and parts as rows."""
    made = result(
        exercise("ex1", part("z"), part("a", "wrong", misconception="sign"), pictures=[DIGEST]),
        exercise("ex2", part("f", "not-judged", max_points=2.0)),
    )
    seen = (observed("{}"), observed('{"b": 1}'))
    new = new_run(made, observations=seen, pictures={DIGEST: PNG}, seconds=2.5)
    number = cohort.add_run(submission, new)
    assert number is not None
    assert from_json(cohort.result(number) or b"") == made
    assert cohort.observations(number) == seen
    assert cohort.picture(DIGEST) == PNG
    [row] = cohort.students()
    run = row.attempts[0].run
    assert run is not None
    assert (run.id, run.submission, run.key) == (number, submission, new.key.digest)
    assert (run.points, run.max_points, run.highest_points) == (1.0, 4.0, 3.0)
    assert (run.provisional, run.how, run.seconds, run.status) == (True, "executed", 2.5, "graded")
    assert [(p.exercise, p.part, p.title, p.status, p.points, p.max_points) for p in run.parts] == [
        ("ex1", "z", "Part z", "right", 1.0, 1.0),
        ("ex1", "a", "Part a", "wrong", 0.0, 1.0),
        ("ex2", "f", "Part f", "not-judged", 0.0, 2.0),
    ]
    assert [p.misconception for p in run.parts] == ["", "sign", ""]


def test_without_a_result(cohort: Cohort, submission: int) -> None:
    """What could not be graded has a reason, no points and nothing else."""
    number = cohort.add_run(submission, new_run(status="not-graded", reason="It is empty."))
    assert number is not None
    assert cohort.result(number) is None
    assert cohort.observations(number) == ()
    [(_, run)] = cohort.submissions()
    assert run is not None
    assert (run.status, run.reason, run.points, run.max_points) == (
        *("not-graded", "It is empty."),
        *(0.0, 0.0),
    )


def test_what_is_not_there(cohort: Cohort) -> None:
    """No result and no picture is None; no submission is a sentence."""
    assert cohort.result(7) is None
    assert cohort.observations(7) == ()
    assert cohort.picture(DIGEST) is None
    with pytest.raises(UsageError, match="there is no submission 7"):
        cohort.add_run(7, new_run())
    with pytest.raises(UsageError, match="there is no submission 7"):
        cohort.content(7)


def test_a_content_is_no_picture(cohort: Cohort) -> None:
    """Whoever asks for a picture gets nothing that was handed in."""
    assert cohort.picture(cohort.ingest(arrival("s1")).digest) is None


def test_the_same_key_again_is_not_added(
    gradebook: Gradebook, cohort: Cohort, submission: int
) -> None:
    """Nor any part of it; another key is another run."""
    key = run_key()
    assert not cohort.has_run(submission, key.digest)
    assert cohort.add_run(submission, new_run(key=key)) == 1
    assert cohort.has_run(submission, key.digest)
    before = counts(gradebook)
    assert cohort.add_run(submission, new_run(key=key, observations=[observed()])) is None
    assert counts(gradebook) == before
    other = run_key(grader="0.2.0")
    assert not cohort.has_run(submission, other.digest)
    assert cohort.add_run(submission, new_run(key=other)) == 2


def test_beside(gradebook: Gradebook, cohort: Cohort, submission: int) -> None:
    """Grading again adds a run of the same key, which then counts; the old ones stay."""
    for points in (0.0, 0.5, 1.0):
        made = result(exercise("ex1", part("z", points=points)))
        assert cohort.add_run(submission, new_run(made), beside=True) is not None
    [(_, run)] = cohort.submissions()
    assert run is not None
    assert (run.id, run.points) == (3, 1.0)
    assert counts(gradebook)["run"] == 3
    assert from_json(cohort.result(1) or b"").points == 0.0


G, F, N = "graded", "not-graded", "not-judged"


@pytest.mark.parametrize(
    ("order", "counts_"),
    [([G, G], 2), ([G, N], 1), ([N, G], 2), ([N, N], 2), ([G, F], 2), ([F, N], 1), ([N, F, N], 2)],
)
def test_which_run_counts(
    cohort: Cohort, submission: int, order: Sequence[RunStatus], counts_: int
) -> None:
    """The newest, but what we failed at only where there is no other."""
    for status in order:
        cohort.add_run(submission, new_run(status=status), beside=True)
    [(_, run)] = cohort.submissions()
    assert run is not None
    assert run.id == counts_
    [row] = cohort.students()
    assert row.attempts[0].run is not None
    assert row.attempts[0].run.id == counts_


def test_the_same_picture_in_two_runs(
    gradebook: Gradebook, cohort: Cohort, submission: int
) -> None:
    """It is kept once, for both."""
    for _ in range(2):
        cohort.add_run(submission, new_run(pictures={DIGEST: PNG}), beside=True)
    assert counts(gradebook)["picture"] == 2
    assert counts(gradebook)["artifact"] == 2
    assert cohort.picture(DIGEST) == PNG


@pytest.mark.parametrize("how", ["executed", "rejudged"])
def test_how(cohort: Cohort, submission: int, how: Literal["executed", "rejudged"]) -> None:
    """It is known whether code ran."""
    cohort.add_run(submission, NewRun(key=run_key(), status="not-judged", how=how))
    [(_, run)] = cohort.submissions()
    assert run is not None
    assert run.how == how


def test_all_or_nothing(
    gradebook: Gradebook, cohort: Cohort, submission: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An end just before the pictures leaves no run, no part and no observation."""

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    before = counts(gradebook)
    monkeypatch.setattr(runs, "keep", fail)
    with pytest.raises(KeyboardInterrupt):
        cohort.add_run(submission, new_run(observations=[observed()], pictures={DIGEST: PNG}))
    assert counts(gradebook) == before


def test_a_run_is_few_statements(gradebook: Gradebook, cohort: Cohort, submission: int) -> None:
    """However many parts it has."""
    made = result(*(exercise(f"ex{at}", *(part(f"p{n}") for n in range(20))) for at in range(3)))
    with statements(gradebook) as said:
        cohort.add_run(submission, new_run(made, observations=[observed()] * 3))
    assert len(said) <= 8


def test_the_class_is_few_queries(gradebook: Gradebook, cohort: Cohort) -> None:
    """As many for thirty students as for one."""
    numbers = []
    for until in (1, 30):
        for at in range(until):
            stored = cohort.ingest(arrival(f"s{at}", people=[person(f"s{at}"), person("x")]))
            cohort.add_run(stored.id, new_run())
        with statements(gradebook) as said:
            assert len(list(cohort.students())) == until + 1
            assert len(list(cohort.submissions())) == until
        numbers.append(len(said))
    assert numbers[0] == numbers[1] <= 12


def test_a_run_can_be_added_while_students_are_gone_through(cohort: Cohort) -> None:
    """No transaction is left open behind an iterator."""
    stored = [cohort.ingest(arrival(f"s{at}", f"{at}")) for at in range(3)]
    for (one, run), _ in zip(cohort.submissions(), cohort.students(), strict=True):
        assert run is None
        cohort.add_run(one.id, new_run())
    assert all(cohort.has_run(one.id, run_key().digest) for one in stored)


def test_a_damaged_result_is_a_sentence(
    gradebook: Gradebook, cohort: Cohort, submission: int
) -> None:
    """It names the run."""
    number = cohort.add_run(submission, new_run(observations=[observed()]))
    assert number is not None
    execute(gradebook, "UPDATE run SET result = :zero", "UPDATE observation SET data = :zero")
    with pytest.raises(GradingError, match="the result of run 1 is damaged"):
        cohort.result(number)
    with pytest.raises(GradingError, match="observed in run 1 is damaged"):
        cohort.observations(number)

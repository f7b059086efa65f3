"""`grader override`: points by hand, for a part or for all of an attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.cli.books import Books
from grader.cli.main import COMMANDS
from grader.gradebook.rows import Override
from grader.gradebook.standing import Standing
from grader.gradebook.store import Cohort, Gradebook
from tests.cli.conftest import Command, Ran
from tests.gradebook.making import (
    NOON,
    arrival,
    course_folder,
    exercise,
    new_run,
    part,
    person,
    result,
)
from tests.servers.databases import ON_SQLITE

Overriding = Callable[..., Ran]


@pytest.fixture
def gradebook(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gradebook]:
    """A class of two: the first has two attempts, of which the first counts."""
    monkeypatch.setitem(COMMANDS, "override", "Give points by hand.")
    monkeypatch.setattr(Books, "standings", standings)
    monkeypatch.setattr("getpass.getuser", lambda: "teacher")
    with Gradebook(url, create=True) as opened:
        cohort = opened.course("Networks", create=True)
        made = result(
            exercise("ex1", part("z", "wrong", max_points=2.0), part("a")),
            exercise("ex2", part("a", "partial", max_points=3.0)),
        )
        for content in ("first", "second"):
            stored = cohort.ingest(
                arrival("s1", content, people=[person("s1", "Jane Doe")], at=NOON)
            )
            cohort.add_run(stored.id, new_run(made))
        cohort.enrol([person("s2")])
        yield opened


@pytest.fixture
def override(grader: Command, gradebook: Gradebook, url: str, tmp_path: Path) -> Overriding:
    """Runs `grader override` with these arguments and a reason."""
    del gradebook
    course = course_folder(tmp_path / "course")

    def call(*arguments: object, reason: str = "nearly right") -> Ran:
        options = ("--reason", reason, "--db", url, "--course", course)
        return grader("override", *options, *arguments)

    return call


def standings(books: Books) -> list[Standing]:
    """The first attempt of each counts, if there is one."""
    return [
        Standing(
            student=row.id,
            person=row.person,
            status="graded" if row.attempts else "missing",
            attempt=row.attempts[0] if row.attempts else None,
            number=1 if row.attempts else 0,
        )
        for row in books.cohort.students()
    ]


def held(gradebook: Gradebook, attempt: int = 1) -> tuple[Override, ...]:
    """What holds for an attempt of the first student."""
    cohort: Cohort = gradebook.course(None)
    return next(cohort.students()).attempts[attempt - 1].overrides


def test_a_part_of_the_attempt_that_counts(override: Overriding, gradebook: Gradebook) -> None:
    """One line says what it was and what it is; who it was is the login name."""
    ran = override("s1", "ex1.z", 1.5)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "s1, attempt 1, ex1.z: 0 (automatic) -> 1.5 (by hand) of 2\n"
    [one] = held(gradebook)
    assert (one.exercise, one.part, one.points, one.automatic) == ("ex1", "z", 1.5, 0.0)
    assert (one.reason, one.by) == ("nearly right", "teacher")
    assert held(gradebook, 2) == ()


def test_again_and_taken_back(override: Overriding, gradebook: Gradebook) -> None:
    """It was what was given last; then what it is by itself."""
    override("s1", "z", 1)
    assert override("s1", "z", 2, "--by", "you").out == (
        "s1, attempt 1, ex1.z: 1 (by hand) -> 2 (by hand) of 2\n"
    )
    assert [one.by for one in held(gradebook)] == ["you"]
    assert override("s1", "z", "--undo").out == (
        "s1, attempt 1, ex1.z: 2 (by hand) -> 0 (automatic) of 2\n"
    )
    assert held(gradebook) == ()
    assert [entry.action for entry in gradebook.audit()] == ["course"] + ["override"] * 3
    ran = override("s1", "z", "--undo")
    assert (ran.code, ran.sentence) == (2, "nothing was given by hand for ex1.z")


def test_another_attempt_by_the_students_name(override: Overriding, gradebook: Gradebook) -> None:
    """Whatever `Books.student` finds."""
    assert override("jane doe", "ex2.a", 3, "--attempt", 2).out == (
        "s1, attempt 2, ex2.a: 1.5 (automatic) -> 3 (by hand) of 3\n"
    )
    assert held(gradebook) == ()
    assert [one.points for one in held(gradebook, 2)] == [3.0]


def test_the_total(override: Overriding, gradebook: Gradebook) -> None:
    """All points of the attempt at once."""
    assert override("s1", "total", 5).out == (
        "s1, attempt 1, total: 2.5 (automatic) -> 5 (by hand) of 6\n"
    )
    [one] = held(gradebook)
    assert (one.exercise, one.part, one.automatic) == ("", "total", 2.5)


def test_more_than_there_is(override: Overriding, gradebook: Gradebook) -> None:
    """Only where that is said."""
    ran = override("s1", "z", 2.5)
    assert (ran.code, ran.sentence) == (
        2,
        "ex1.z has at most 2 points; --allow-extra gives more",
    )
    assert held(gradebook) == ()
    assert override("s1", "z", 2.5, "--allow-extra").code == 0
    assert [one.points for one in held(gradebook)] == [2.5]


@ON_SQLITE
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("s1", "b", 1), "there is no part 'b'; there are: ex1.z, ex1.a, ex2.a"),
        (("s1", "a", 1), "there are 2 parts 'a': ex1.a, ex2.a"),
        (("s2", "z", 1), "s2 has handed in nothing"),
        (("s1", "z", 1, "--attempt", 3), "s1 has only 2 attempts"),
        (("s1", "z"), "give either POINTS or --undo"),
        (("s1", "z", 1, "--undo"), "give either POINTS or --undo"),
        (("s1", "z", 1, "--by", " "), "it is not known who decides this: name someone with --by"),
        (("s1", "z", "nan"), "POINTS is a number from 0 on"),
        (("s1", "z", "inf", "--allow-extra"), "POINTS is a number from 0 on"),
        (("--allow-extra", "--", "s1", "z", "-1"), "POINTS is a number from 0 on"),
    ],
)
def test_what_cannot_be(
    override: Overriding, gradebook: Gradebook, arguments: tuple[object, ...], said: str
) -> None:
    """A sentence, and nothing is decided."""
    ran = override(*arguments)
    assert (ran.code, ran.sentence) == (2, said)
    assert [entry.action for entry in gradebook.audit()] == ["course"]


@ON_SQLITE
def test_without_a_reason(override: Overriding) -> None:
    """It must be given, and not be empty."""
    ran = override("s1", "z", 1, reason=" ")
    assert (ran.code, ran.sentence) == (2, "--reason: it needs a word or two")


def test_nobody_is_logged_in(
    override: Overriding, gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container: then somebody must be named."""

    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert "name someone with --by" in override("s1", "z", 1).sentence
    assert override("s1", "z", 1, "--by", "me").code == 0
    assert [one.by for one in held(gradebook)] == ["me"]


def test_what_was_not_graded(override: Overriding, gradebook: Gradebook) -> None:
    """It has no parts, but a total can be given."""
    cohort = gradebook.course(None)
    cohort.add_run(cohort.ingest(arrival("s2", "x")).id, new_run(status="not-graded"))
    assert override("s2", "z", 1).sentence == (
        "this attempt has no result, and so no parts: give points for 'total'"
    )
    assert override("s2", "total", 4, "--allow-extra").out == (
        "s2, attempt 1, total: 0 (automatic) -> 4 (by hand) of 0\n"
    )


@ON_SQLITE
def test_nothing_that_a_terminal_obeys(override: Overriding, gradebook: Gradebook) -> None:
    """What a platform calls a student is shown and not followed."""
    cohort = gradebook.course(None)
    cohort.add_run(cohort.ingest(arrival("\x1b[2Jevil", "x")).id, new_run())
    assert "\x1b" not in override("Student \x1b[2Jevil", "z", 1).out

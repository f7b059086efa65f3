"""`grader void`: a part that is taken out of everyone's score."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cli.main import COMMANDS
from grader.gradebook.store import Gradebook
from tests.cli.conftest import Command, Ran
from tests.gradebook.making import arrival, course_folder, exercise, new_run, part, result
from tests.servers.databases import ON_SQLITE

Voiding = Callable[..., Ran]


@pytest.fixture
def void(grader: Command, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Voiding:
    """Runs `grader void` for a class in which some parts are only in one run."""
    monkeypatch.setitem(COMMANDS, "void", "Take a part out of everyone's score.")
    monkeypatch.setattr("getpass.getuser", lambda: "teacher")
    course = course_folder(tmp_path / "course")
    with Gradebook(url, create=True) as gradebook:
        cohort = gradebook.course("Networks", create=True)
        for key, held in (("s1", [exercise("ex1")]), ("s2", [exercise("ex2", part("a"), part())])):
            cohort.add_run(cohort.ingest(arrival(key, key)).id, new_run(result(*held)))
        cohort.ingest(arrival("s3", "not graded yet"))

    def call(*arguments: object) -> Ran:
        return grader("void", *arguments, "--db", url, "--course", course)

    return call


def held(url: str) -> list[tuple[str, str, str | None, str, str]]:
    """What is void now."""
    with Gradebook(url) as gradebook:
        return [
            (one.exercise, one.part, one.how, one.reason, one.by)
            for one in gradebook.course(None).voids()
        ]


def test_full_then_drop_then_undone(void: Voiding, url: str) -> None:
    """One line says what it was and what it is."""
    ran = void("ex2.z", "--full", "--reason", "a typo")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "ex2.z: it counts as it was judged -> it counts in full for everyone\n"
    assert held(url) == [("ex2", "z", "full", "a typo", "teacher")]
    ran = void("ex2.z", "--drop", "--reason", "unfair", "--by", "me")
    assert ran.out == "ex2.z: it counts in full for everyone -> it counts for nobody\n"
    assert held(url) == [("ex2", "z", "drop", "unfair", "me")]
    ran = void("ex2.z", "--undo", "--reason", "fair")
    assert ran.out == "ex2.z: it counts for nobody -> it counts as it was judged\n"
    assert held(url) == []


def test_a_part_that_only_one_run_has(void: Voiding, url: str) -> None:
    """By its own name, if no other exercise has one like it."""
    assert void("a", "--drop", "--reason", "r").code == 0
    assert [one[:3] for one in held(url)] == [("ex2", "a", "drop")]


@ON_SQLITE
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("z", "--full"), "there are 2 parts 'z': ex1.z, ex2.z"),
        (("b", "--full"), "there is no part 'b'; there are: ex1.z, ex2.a, ex2.z"),
        (("total", "--full"), "there is no part 'total'; there are: ex1.z, ex2.a, ex2.z"),
        (("a",), "say what becomes of the part: --full, --drop or --undo"),
        (("a", "--undo"), "ex2.a was not taken out"),
        (("a", "--full", "--by", ""), "it is not known who decides this: name someone with --by"),
    ],
)
def test_what_cannot_be(void: Voiding, url: str, arguments: tuple[object, ...], said: str) -> None:
    """A sentence, and nothing is decided."""
    ran = void(*arguments, "--reason", "r")
    assert (ran.code, ran.sentence) == (2, said)
    assert held(url) == []


def test_without_a_reason(void: Voiding) -> None:
    """It must be given, and not be empty."""
    assert void("a", "--full").code == 2
    assert void("a", "--full", "--reason", "").sentence == "--reason: it needs a word or two"

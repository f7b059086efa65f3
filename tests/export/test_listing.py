"""The table of our own: nbgrader's columns first, and no score where none counts."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.export.filled import Choices, Filled, Left
from grader.export.listing import NBGRADER, listing
from grader.gradebook.standing import Standing
from tests.export.people import (
    NAMES,
    NOON,
    attempt,
    by_hand,
    cents,
    names,
    part,
    person,
    standing,
    stored,
)

PLAIN = Choices()


def rows(done: Filled) -> list[dict[str, str]]:
    """The rows by the names of their columns."""
    text = done.document.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def row(one: Standing, choices: Choices = PLAIN, **options: Any) -> dict[str, str]:
    """The row of one student."""
    return rows(listing("Course", [one], choices, **options))[0]


def test_the_first_columns_are_nbgraders() -> None:
    """By name and in order, in UTC, with the name in two pieces where it has two."""
    berlin = dt.timezone(dt.timedelta(hours=1))
    late = attempt(submitted_at=NOON.astimezone(berlin))
    one = standing(
        person("s1", "Doe, Jane", "jane@uni.example"),
        27.25,
        raw=28.0,
        penalty=0.75,
        due=NOON - dt.timedelta(days=1),
        late=True,
        attempt=late,
        attempts=3,
        number=2,
    )
    done = listing("Course", [one], PLAIN)
    header = done.document.decode().splitlines()[0]
    assert header.startswith(",".join(f'"{name}"' for name in NBGRADER))
    assert list(rows(done)[0].values()) == [
        "Course", "2026-11-30 12:00:00", "2026-12-01 12:00:00", "s1", "Doe", "Jane",
        "jane@uni.example", "28.0", "0.75", "27.25", "30.0",
        "graded", "3", "1", "no", "yes", "",
    ]  # fmt: skip


def test_a_name_is_not_guessed_apart() -> None:
    """Without a comma it stays in one piece."""
    found = row(standing(person("s1", "Jane van Doe")))
    assert (found["last_name"], found["first_name"]) == ("Jane van Doe", "")


@pytest.mark.parametrize("status", ["not-judged", "pending", "not-graded", "missing", "excused"])
def test_no_score_is_no_zero(status: str) -> None:
    """The cells are empty, and the status says why."""
    done = listing("C", [standing("s1", None, status)], PLAIN)  # type: ignore[arg-type]
    found = rows(done)[0]
    assert [found[name] for name in ("raw_score", "late_submission_penalty", "score")] == [""] * 3
    assert found["status"] == status
    assert (done.filled, len(done.left)) == (0, 1)
    assert done.waiting == (status in {"not-judged", "pending"})


def test_a_zero_that_is_no_result_is_no_zero() -> None:
    """Even if something calls it points."""
    assert row(standing("s1", 0.0, "not-judged"))["score"] == ""


def test_missing_as_zero() -> None:
    """For those who have handed in nothing, and for nobody else."""
    choices = Choices(missing_as_zero=True)
    assert row(standing("s1", None, "missing"), choices)["score"] == "0.0"
    assert row(standing("s1", None, "missing"), choices)["raw_score"] == "0.0"
    assert row(standing("s1", None, "not-judged"), choices)["score"] == ""
    assert row(standing("s1", None, "excused"), choices)["score"] == ""


def test_provisional_scores_only_if_asked_for() -> None:
    """And marked."""
    one = standing("s1", 5.0, provisional=True)
    assert (row(one)["score"], row(one)["provisional"]) == ("", "yes")
    assert row(one, Choices(provisional=True))["score"] == "5.0"
    assert listing("C", [one], PLAIN).left == (Left("s1", "provisional"),)


def test_a_column_for_each_part() -> None:
    """As it counts; empty where nobody can say yet, or nobody may."""
    one = standing(
        "s1",
        exercises=(
            part("ex1", "a", 1.5),
            part("ex2", "b", 0.0, status="to-mark"),
            part("ex3", "c", 2.0, status="not-judged", how="override"),
        ),
    )
    other = standing("s2", None, "pending", number=2)
    first, second = rows(listing("C", [one, other], PLAIN, parts=True))
    assert [first[name] for name in ("ex1/a", "ex2/b", "ex3/c")] == ["1.5", "", "2.0"]
    assert [second[name] for name in ("ex1/a", "ex2/b", "ex3/c")] == ["", "", ""]
    assert "ex1/a" not in rows(listing("C", [one], PLAIN))[0]


def test_parts_of_a_provisional_result_stay_out() -> None:
    """They add up to what is left out."""
    one = standing("s1", 5.0, provisional=True, exercises=(part("ex1", "a", 1.5),))
    assert row(one, parts=True)["ex1/a"] == ""
    assert row(one, Choices(provisional=True), parts=True)["ex1/a"] == "1.5"


def test_what_was_changed_by_hand_is_marked() -> None:
    """Overrides and voids."""
    assert row(standing("s", exercises=(part("e", "a", how="override"),)))["changed"] == "override"
    assert row(standing("s", exercises=(part("e", "a", how="drop"),)))["changed"] == "void"
    both = (part("e", "a", how="full"), part("f", "b", how="override"))
    assert row(standing("s", exercises=both))["changed"] == "override void"
    total = standing("s", attempt=attempt(overrides=(by_hand(1.0),)))
    assert row(total)["changed"] == "override"


def test_the_mark_for_excel() -> None:
    """Only if asked for."""
    assert listing("C", [], PLAIN, bom=True).document.startswith(b"\xef\xbb\xbf")
    assert listing("C", [], PLAIN).document.startswith(b'"assignment"')


@pytest.mark.parametrize(
    ("digests", "scores"), [("fa", ["20.0", "10.0", ""]), ("af", ["10.0", "20.0", ""])]
)
def test_anonymous(digests: str, scores: list[str]) -> None:
    """Nothing tells who it is: no name, id, address or time; the order is that of the digests."""
    secret = ("s1", "Doe", "Jane", "jane@uni.example", "2026")
    first, second = (attempt(submission=stored(digest=letter * 64)) for letter in digests)
    jane = person("s1", "Doe, Jane", "jane@uni.example", {"id": "s1"})
    people = [
        standing("s0", None, "missing", number=3),
        standing(jane, 10.0, due=NOON, attempt=first),
        standing("s2", 20.0, number=2, attempt=second),
    ]
    done = listing("C", people, PLAIN, anonymous=True)
    assert not any(word in done.document.decode() for word in secret)
    assert [one["student_id"] for one in rows(done)] == ["001", "002", "003"]
    assert [one["score"] for one in rows(done)] == scores


SIGNS = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001 - a spreadsheet takes them for formulas


@given(st.lists(st.tuples(names, names, cents), min_size=1, max_size=5), st.sampled_from(",;\t"))
@settings(max_examples=100)
def test_no_cell_is_a_formula(people: list[tuple[str, str, float]], delimiter: str) -> None:
    """Names, ids and parts, at whatever separator it is opened; each score is the student's."""
    standings = [
        standing(person(key, name, f"{name}@x"), points, number=at, exercises=(part(name, key),))
        for at, (key, name, points) in enumerate(people)
    ]
    done = listing("=C", standings, PLAIN, parts=True)
    lines = csv.reader(io.StringIO(done.document.decode(), newline=""), delimiter=delimiter)
    for line in lines:
        assert not any(cell.startswith(SIGNS) or cell.strip().startswith(SIGNS) for cell in line)
    assert [float(one["score"]) for one in rows(done)] == [points for *_, points in people]


@pytest.mark.parametrize("name", NAMES)
def test_a_row_is_a_line(name: str) -> None:
    """Whatever somebody is called."""
    done = listing("C", [standing(person("s1", name))], PLAIN)
    assert done.document.count(b"\r\n") == len(done.document.splitlines()) == 2

"""An outline holds names, forms and relations; it is read strictly, and gives nothing away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader import Slope
from grader.checks.calls import Returned
from grader.checks.judge import Judge
from grader.checks.relation import RELATIONS, Derivative, Descent, Smallest
from grader.errors import UsageError
from grader.exercise.exercise import Exercise
from grader.grading.course import Course
from grader.grading.outline import document_of, outline_document
from grader.outline.outline import (
    MAX_BYTES,
    Held,
    chosen,
    from_json,
    from_metadata,
    related,
    relations_of,
    to_json,
    to_metadata,
)


def plain(course: Course) -> dict[str, Any]:
    """The course's own outline, as data."""
    found: dict[str, Any] = json.loads(outline_document(course, course.exercises))
    return found


def test_there_and_back(course: Course) -> None:
    """As a file and as metadata; the same course gives the same bytes."""
    document = document_of(course, course.exercises)
    assert from_json(to_json(document), "x") == document
    assert from_metadata(json.loads(json.dumps(to_metadata(document))), "x") == document
    assert to_json(document) == outline_document(course, course.exercises)


def test_every_part_is_asked_for(course: Course) -> None:
    """With its form; helpers are called that. What a function returns is asked for by it."""
    for outline, entry in zip(
        document_of(course, course.exercises).exercises, course.exercises, strict=True
    ):
        exercise: Exercise = entry.exercise
        checks = {p.id: p.check for p in exercise.everything}
        names = {k: c.calls.fn if isinstance(c, Returned) else k for k, c in checks.items()}
        assert [one.id for one in outline.asked] == list(dict.fromkeys(names.values()))
        assert [one.id for one in outline.asked if one.helper] == [p.id for p in exercise.helpers]
        without = {one.id for one in outline.asked if one.form == "any"}
        assert without <= {names[k] for k, c in checks.items() if isinstance(c, Judge | Returned)}


def test_relations_are_found(course: Course) -> None:
    """Those that are declared, and those that a check brings along."""
    first, second, third = document_of(course, course.exercises[:3]).exercises
    assert Held("dL_dw", Slope("L", "w")) in relations_of(first)
    assert Held("df", Derivative("f")) in relations_of(second)
    assert Held("trajectory_x", Descent("df", 0.0, "lr", "n_iterations")) in relations_of(second)
    assert Held("final_x", Descent("df", 0.0, "lr", 30)) in relations_of(third)
    assert Held("fastest_lr", Smallest("results", "converged_iter")) in relations_of(third)


@pytest.mark.parametrize("name", RELATIONS)
def test_every_kind_is_written_and_read(name: str) -> None:
    """By its name and its fields."""
    kind = RELATIONS[name]
    fields: dict[str, Any] = dict.fromkeys(kind.__slots__, "x")
    fields |= {"start": 0.5} if "start" in fields else {}
    relation = kind(**fields)
    written = related("p", relation)
    assert written.kind == name
    assert msgspec.convert(written.fields, kind) == relation


def broken(course: Course, **fields: object) -> dict[str, Any]:
    """The course's outline with fields of its first exercise changed."""
    found = plain(course)
    found["exercises"][0] |= fields
    return found


def test_what_is_no_outline_is_refused(course: Course) -> None:
    """In one sentence with the place; nothing is guessed."""
    wrong: list[tuple[object, str]] = [
        ([], "cannot be read"),
        ({}, "cannot be read"),
        ({**plain(course), "schema": "grader.outline/2"}, "cannot be read"),
        ({**plain(course), "more": 1}, "cannot be read"),
        (broken(course, number="one"), "cannot be read"),
        (broken(course, relations=[{"part": "z", "kind": "new", "fields": {}}]), "kind 'new'"),
        (broken(course, relations=[{"part": "z", "kind": "slope", "fields": {}}]), "do not fit"),
    ]
    for data, words in wrong:
        with pytest.raises(UsageError, match=words) as caught:
            from_metadata(data, "hw.ipynb")
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 10**5, b"\xff\xfe", b" " * (MAX_BYTES + 1)])
def test_what_is_no_file_of_one_is_refused(data: bytes) -> None:
    """Neither a traceback nor a long wait."""
    with pytest.raises(UsageError):
        from_json(data, "hw.check.json")


def test_exercises_are_chosen(course: Course) -> None:
    """By id; an unknown one is answered with those there are."""
    document = document_of(course, course.exercises)
    assert [one.id for one in chosen(document, ["learning-rates"]).exercises] == ["learning-rates"]
    assert chosen(document, []) == document
    with pytest.raises(UsageError, match="there are: manual-gradients, gradient-descent"):
        chosen(document, ["nine"])


def test_the_reference_is_not_in_it(course: Course) -> None:
    """No true number, and none of the source that makes them."""
    text = outline_document(course, course.exercises).decode()
    for entry in course.exercises:
        exercise = entry.exercise
        true = exercise.graph.true_values({**exercise.givens, **exercise.fixed})
        for name, value in true.items():
            if isinstance(value, float) and value not in {*exercise.givens.values(), 0.0}:
                assert f"{value:.4g}" not in text, name
    for path in (Path(__file__).parents[2] / "reference").glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            formula = line.strip().removeprefix("return ")
            if line.strip().startswith("return ") and len(formula) > 6:
                assert formula not in text


def column(of: str) -> dict[str, Any]:
    """A column of a table that is not there."""
    return {"id": of, "title": of, "form": "column", "table": "no"}


HOSTILE: list[tuple[str, object]] = [
    ("asked", [{"id": "z", "title": "z", "form": "number", "shape": [10**12]}]),
    ("asked", [{"id": "z", "title": "z", "form": "number", "shape": [10**30]}]),
    ("asked", [{"id": "z", "title": "z", "form": "number", "shape": [5_000, 5_000]}]),
    ("asked", [{"id": "z", "title": "z", "form": "number", "shape": [0]}]),
    ("asked", [{"id": "z", "title": "z", "form": "number", "shape": [1] * 100}]),
    ("asked", [{"id": "z\n::error::x", "title": "z", "form": "number"}]),
    ("asked", [{"id": "z", "title": "\ud800", "form": "number"}]),
    ("asked", [{"id": "z", "title": "z", "form": "number"}] * 2),
    ("asked", [{"id": f"z{i}", "title": "z", "form": "number"} for i in range(1_000)]),
    ("asked", [column("z")]),
    ("number", -1),
    ("number", 2**40),
    ("title", "x" * 1_000),
    ("names", ["x"] * 10_000),
    ("givens", {"lr": float("nan")}),
    ("relations", [{"part": "no", "kind": "last", "fields": {"of": "z"}}]),
    ("relations", [{"part": "z", "kind": "smallest", "fields": {"table": "t", "column": "c"}}]),
    ("relations", [{"part": "z", "kind": "slope", "fields": {"of": "L\nimport os", "wrt": "w"}}]),
    ("relations", [{"part": "z", "kind": "last", "fields": {"of": "z"}}] * 10_000),
    ("relations", [{"part": "z", "kind": "descent",
                    "fields": {"slope": "f", "start": 0.0, "lr": "lr", "n": 10**12}}]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), HOSTILE)
def test_what_would_break_or_hang_a_check_is_refused(
    course: Course, field: str, value: object
) -> None:
    """An outline may come with somebody else's file."""
    with pytest.raises(UsageError) as caught:
        from_metadata(broken(course, **{field: value}), "hw.ipynb")
    assert len(str(caught.value)) < 500

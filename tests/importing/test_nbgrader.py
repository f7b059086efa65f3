"""nbgrader's notebooks: what is a part, how it is graded, and what students get."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.errors import UsageError
from grader.importing.assignment import Assignment, PlannedPart, Share, shares
from grader.importing.book import read_book
from grader.importing.nbgrader import read_assignment
from tests.importing.assignments import (
    Cell,
    book,
    code,
    descent,
    judged,
    known,
    marked,
    solution,
    text,
)

FILL = code(
    "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION", **solution("f")
)


def assignment(*cells: Cell, released: bytes = b"") -> Assignment:
    """What is read of a notebook with these cells."""
    beside = read_book(released, "released") if released else ()
    return read_assignment(read_book(book(cells), "one"), "one two.ipynb", {}, beside)


def part(*cells: Cell, released: bytes = b"") -> PlannedPart:
    """Its only part."""
    [one] = assignment(*cells, released=released).parts
    return one


def test_the_shares_of_our_own_assignment() -> None:
    """All tests but the one with a `while`; texts, plots and tasks are for people as before."""
    found = assignment(*descent())
    counted = shares(found.parts)
    assert counted == {"automatic": Share(6, 10), "by hand": Share(3, 5), "left": Share(1, 1)}
    [left] = [one for one in found.parts if one.how == "left"]
    assert (left.id, left.cell) == ("loss_positive", "loss")
    assert "while" in left.reason
    assert left.quoted.startswith("while loss")
    titles = [one.title for one in found.parts]
    assert len(set(titles)) == len(titles)
    assert "Part 4: the path: path right" in titles
    assert found.title == "A line by gradient descent"
    assert (set(found.tests), set(found.locked)) == (
        {"predict_right", "loss_right", "gradient_right", "path_right", "path_refuses", "end_right",
         "loss_positive"}, {"data"},
    )  # fmt: skip


def test_what_students_get() -> None:
    """Solutions and hidden tests are out, the rest stays; the solution has no marks."""
    found = {one.mark: one for one in assignment(*descent()).cells if one.mark}
    assert found["loss"].stub == (
        "def loss(w, b, x, y):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    )
    assert found["loss"].solution == (
        "def loss(w, b, x, y):\n    return float(np.mean((w * x + b - y) ** 2))"
    )
    assert "1.875" not in str(found["loss_right"].stub)
    assert "21.0" in str(found["loss_right"].stub)
    assert found["loss_right"].solution is None
    assert found["words"].stub == "YOUR ANSWER HERE"
    assert found["plot"].stub == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert found["data"].stub == found["data"].solution


@pytest.mark.parametrize(
    ("metadata", "points"),
    [
        (judged("t", 2), 2),
        (judged("t", 0.5), 0.5),
        ({"nbgrader": {"grade": True, "grade_id": "t", "points": "2"}}, 2),
        ({"nbgrader": {"grade": True, "grade_id": "t", "points": 1.0, "schema_version": 1}}, 1),
    ],
)
def test_points_of_all_versions(metadata: dict[str, Any], points: float) -> None:
    """Older ones write texts, and leave out what is false."""
    found = part(FILL, code("assert f(1) == 1", **metadata))
    assert (found.points, found.how) == (points, "automatic")


@pytest.mark.parametrize("points", [0, -1, None, "x", float("inf"), [2], 1e-9])
def test_a_cell_without_points_is_no_part(points: Any) -> None:
    """And it is said, if there are others."""
    given = code("assert f(1) == 1", **judged("t", points))
    found = assignment(FILL, given, code("assert f(2) == 2", **judged("u", 1)))
    assert [one.id for one in found.parts] == ["u"]
    assert any("'t' has no points" in note for note in found.notes)


def test_ids_are_made_unique_and_plain() -> None:
    """A notebook whose cells were copied has some twice."""
    cells = [code(f"assert f({k}) == {k}", **judged("a b/c", 1)) for k in range(2)]
    found = assignment(FILL, *cells)
    assert [one.id for one in found.parts] == ["a-b-c", "a-b-c_2"]
    assert any("twice" in note for note in found.notes)
    assert found.name == "one_two"


def test_what_cells_before_define_is_brought_along() -> None:
    """Functions of plain cells and of tests, data of tests; never what students write."""
    helper = "def near(a, b):\n    return abs(a - b) < 1e-6\n\ndef f(x):\n    return 0"
    first = "import math as m\nwant = 3.0\nassert f(1) == 1"
    found = assignment(
        code(helper), FILL, code(first, **judged("a", 1)),
        code("assert near(f(want), m.sqrt(9))", **judged("b", 1)),
    )  # fmt: skip
    text_of = found.parts[1].trials[0].text
    assert "def near(a, b)" in text_of
    assert "want = 3.0" in text_of
    assert "import math as m" in text_of
    assert "def f(x)" not in text_of
    assert {one.how for one in found.parts} == {"automatic"}


def test_tests_that_nbgrader_writes_are_taken_from_the_release() -> None:
    """They rest on the solution's values, which are not worked out here."""
    given = code("### AUTOTEST f(3)", **judged("t", 1))
    left = part(FILL, given)
    assert left.how == "left"
    assert "nbgrader writes these tests itself" in left.reason
    written = 'from hashlib import sha1\nassert str(f(3)) == """3""", """no"""\nprint(\'Success!\')'
    released = book([FILL, code(written, **judged("t", 1))])
    found = part(FILL, given, released=released)
    assert (found.how, found.trials[0].text) == ("automatic", written)


def test_mark_schemes_are_for_those_who_mark() -> None:
    """Students do not get them; the author of the exercise does."""
    scheme = "Do it.\n\n=== BEGIN MARK SCHEME ===\n- 1 for tidiness\n=== END MARK SCHEME ==="
    found = assignment(text(scheme, **known("t", task=True, points=2)))
    [one] = found.parts
    assert (one.how, one.after, one.cell) == ("by hand", True, "t")
    assert "tidiness" in one.quoted
    assert all("tidiness" not in f"{cell.stub}{cell.solution}" for cell in found.cells)


def test_what_is_imported_is_required() -> None:
    """As far as its package is known; the rest is said."""
    source = "import pandas as pd, os, nose\nfrom sklearn.linear_model import Ridge\nimport odd_one"
    found = assignment(code(source), FILL, code("assert f(1) == 1", **judged("t", 1)))
    assert found.requirements == ("pandas", "scikit-learn")
    assert [note for note in found.notes if "odd_one" in note]


def test_a_notebook_of_nobodys_is_refused() -> None:
    """No cell has metadata."""
    with pytest.raises(UsageError, match="no cell has metadata of nbgrader's"):
        assignment(code("x = 1"))


BROKEN = {
    "no JSON": b"{",
    "no notebook": b"[]",
    "no cells": b'{"nbformat": 4}',
    "not UTF-8": b"\xff\xfe\x00",
    "nested": b"[" * 100_000,
    "of another language": json.dumps(
        {"cells": [], "metadata": {"kernelspec": {"language": "R"}}}
    ).encode(),
    "long": book([code("x" * 300_000)]),
    "with many cells": book([code("x")] * 3_000),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_broken_notebooks_are_refused_in_a_sentence(name: str) -> None:
    """That names the file."""
    with pytest.raises(UsageError, match=r"^one\.ipynb: ") as caught:
        read_book(BROKEN[name], "one.ipynb")
    assert "\n" not in str(caught.value)


def test_old_notebooks_are_read() -> None:
    """Of nbformat 3, whose cells stand in worksheets, with `input` in the place of `source`."""
    sheet = {
        "cells": [
            {"cell_type": "heading", "level": 2, "source": ["A"]},
            {"cell_type": "code", "input": ["x = 1\r\n", "y"], "metadata": 3},
        ]
    }
    found = read_book(json.dumps({"nbformat": 3, "worksheets": [sheet, 7]}).encode(), "one")
    assert [(one.kind, one.source) for one in found] == [("markdown", "## A"), ("code", "x = 1\ny")]


def test_odd_metadata_harm_nothing() -> None:
    """Whatever stands where something else is due."""
    odd: list[dict[str, Any]] = [
        {"nbgrader": 3},
        {"nbgrader": {"grade_id": 4, "grade": "yes"}},
        {"nbgrader": {"grade": True}},
    ]
    found = assignment(
        *(code("x = (", **one) for one in odd), FILL, code("assert f(1) == 1", **judged("t", 1)),
        text("words", **marked("w", 1)),
    )  # fmt: skip
    assert [one.id for one in found.parts] == ["t", "w"]

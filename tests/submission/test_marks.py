"""Notebooks made for another tool: whose they are, what of them runs, and where answers stand."""

from __future__ import annotations

import json

import pytest

from grader.submission.blocks import Hint
from grader.submission.marks import (
    claimed,
    is_otters,
    mark_of,
    owner_of,
    text_mark,
    without_otter,
    written,
)
from grader.submission.module import read_module
from grader.submission.notebook import read_notebook
from grader.submission.submission import Cell

ONE = Hint(
    "one", 1, "One", frozenset({"f"}), notebook="one.ipynb",
    cells=frozenset({"f", "f_tests", "data"}),
    tests=frozenset({"f_tests"}), locked={"data": "x = 1"},
)  # fmt: skip
TWO = Hint("two", 2, "Two", frozenset({"g"}), notebook="two.ipynb", cells=frozenset({"g", "data"}))
OWN = Hint("own", 3, "Own", frozenset({"h"}))


def cells(*found: tuple[str, str, str | None]) -> list[Cell]:
    """Cells of a kind and text, with a mark or None."""
    return [
        Cell(k, "code" if kind == "code" else "markdown", source, mark=mark)
        for k, (kind, source, mark) in enumerate(found, start=1)
    ]


@pytest.mark.parametrize(
    ("name", "marks", "hints", "owner"),
    [
        ("x.ipynb", ["f", "f_tests"], [ONE, TWO, OWN], "one"),
        ("one.ipynb", ["g", "data"], [ONE, TWO, OWN], "two"),
        ("x.ipynb", ["data"], [ONE, TWO, OWN], None),
        ("Two.ipynb", ["data"], [ONE, TWO, OWN], "two"),
        ("Two.ipynb", [None], [ONE, TWO], "two"),
        ("x.ipynb", [None], [ONE, TWO], None),
        ("x.ipynb", [None], [ONE], "one"),
        ("x.ipynb", ["f"], [OWN], None),
    ],
)
def test_whose_a_notebook_is(
    name: str, marks: list[str | None], hints: list[Hint], owner: str | None
) -> None:
    """By its ids, where they speak for one; else by its name; else it is anybody's."""
    assert owner_of(name, cells(*(("code", "x = 1", mark) for mark in marks)), hints) == owner


def test_a_notebook_of_ours_names_its_exercises_itself() -> None:
    """Its own metadata decide, whatever marks are in it."""
    [cell] = cells(("code", "f = 1", "f"))
    ours = Cell(2, "code", "g = 1", exercise="two")
    assert owner_of("one.ipynb", [cell, ours], [ONE, TWO]) is None


def test_the_tools_own_cells_are_left_out_and_locked_ones_are_as_they_were() -> None:
    """Tests are not run, and data that students changed is put back."""
    found = claimed(
        "x.ipynb",
        cells(("code", "f = 2", "f"), ("code", "assert f == 1", "f_tests"),
              ("code", "x = 9", "data"),
              ("code", "mine = 3", None), ("markdown", "words", None)),
        [ONE, TWO],
    )  # fmt: skip
    code = [cell for cell in found if cell.kind == "code"]
    assert [cell.source for cell in code] == ["f = 2", "x = 1", "mine = 3"]
    assert {cell.exercise for cell in code} == {"one"}


def test_tests_that_came_with_a_stub_of_ours_are_left_out_too() -> None:
    """They are for students to run; of another exercise, a cell of that id is anybody's."""
    ours = [
        Cell(k, "code", f"x = {k}", exercise=exercise, mark="f_tests")
        for k, exercise in enumerate(("one", "two", None), start=1)
    ]
    assert [cell.source for cell in claimed("x.ipynb", ours, [ONE, TWO])] == ["x = 2", "x = 3"]


OTTERS = [
    "# Initialize Otter\nimport otter\ngrader = otter.Notebook('hw.ipynb')",
    'grader.check("q1")',
    "grader.check_all()",
    "# Save first\ngrader.export(run_tests=True)",
]


@pytest.mark.parametrize("source", OTTERS)
def test_what_otter_put_there_is_known(source: str) -> None:
    """A cell that does nothing else."""
    assert is_otters(source)


@pytest.mark.parametrize(
    "source",
    ["", "# otter", "grader = 3", "x = grader.check", "import otters", "f(otter", "grader.x()"],
)
def test_what_is_the_students_stays(source: str) -> None:
    """Whatever it is called."""
    assert not is_otters(source)
    assert without_otter(source) == source


def test_otters_lines_are_taken_out_of_other_code() -> None:
    """A cell would end at the import; lines keep their numbers."""
    source = "import otter\nimport numpy as np\ngrader = otter.Notebook()\nx = 1; grader.check('q')"
    kept = without_otter(source)
    assert kept == "\nimport numpy as np\n\nx = 1; grader.check('q')"


STUB = cells(
    ("markdown", "Describe it.", "words"),
    ("code", "# YOUR CODE HERE\nraise NotImplementedError()", "plot"),
    ("markdown", "**Q1** Why?", None),
    ("markdown", "_Type your answer here, replacing this text._", None),
    ("markdown", "**Q2** How?\n\n_Points:_ 2", None), ("code", "...", None),
    ("code", "y = 3", None),
)  # fmt: skip
WHY, HOW = text_mark("**Q1** Why?"), text_mark("**Q2** How?")


@pytest.mark.parametrize(
    ("changed", "mark", "after", "answer"),
    [
        ({}, "words", False, None),
        ({0: "It falls."}, "words", False, "It falls."),
        ({0: "  "}, "words", False, None),
        ({1: "plot(x)"}, "plot", False, "plot(x)"),
        ({1: "# YOUR CODE HERE\nraise NotImplementedError()  "}, "plot", False, None),
        ({}, "nowhere", False, None),
        ({}, WHY, True, None),
        ({3: "Because."}, WHY, True, "Because."),
        ({2: "<!-- BEGIN QUESTION -->\n\n**Q1**   Why?", 3: "Because."}, WHY, True, "Because."),
        ({3: "..."}, WHY, True, None),
        ({}, HOW, True, None),
        ({5: "plt.plot(x)"}, HOW, True, "plt.plot(x)"),
        ({5: "grader.check('q2')"}, HOW, True, None),
    ],
)
def test_what_stands_in_the_place_of_an_answer(
    changed: dict[int, str],
    mark: str,
    after: bool,  # noqa: FBT001 - pytest passes by name
    answer: str | None,
) -> None:
    """By an id, or below a text that was handed out; nothing where it is as it was handed out."""
    submitted = [
        Cell(cell.index, cell.kind, changed.get(k, cell.source), mark=cell.mark)
        for k, cell in enumerate(STUB)
    ]
    assert written(submitted, STUB, mark, after=after) == answer


def test_answers_may_have_several_cells() -> None:
    """All that stands before the next cell that was handed out."""
    extra = cells(
        ("markdown", "**Q1** Why?", None), ("markdown", "One.", None), ("code", "two", None)
    )
    assert written([*extra, STUB[4]], STUB, WHY, after=True) == "One.\n\ntwo"


def test_marks_are_read_from_notebooks_and_modules() -> None:
    """Those of nbgrader and ours; odd ones are none."""
    metadata = [{"nbgrader": {"grade_id": "a"}}, {"grader": {"mark": "b"}}, {"nbgrader": 3}, {}]
    metadata.append({"nbgrader": {"grade_id": ["c"]}})
    book = [{"cell_type": "code", "source": "x", "metadata": one} for one in metadata]
    data = json.dumps({"nbformat": 4, "cells": book}).encode()
    assert [cell.mark for cell in read_notebook(data, "x").cells] == ["a", "b", None, None, None]
    module = b'# %% mark="a"\nx = 1\n# %% [markdown] mark="b"\n# text\n# %%\ny = 2\n'
    found = read_module(module, "x.py").cells
    assert [cell.mark for cell in found] == ["a", "b", None]
    assert mark_of(found[2]) == text_mark("y = 2")

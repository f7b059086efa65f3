"""Lessons between exercises: their cells answer nothing, and run only if they are needed."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from grader.submission.module import read_module
from grader.submission.notebook import read_notebook
from grader.submission.sections import Hint, Sections, cut, source_digest
from grader.submission.submission import Cell, Submission, SubmittedFile

HINTS = (
    Hint("hand", 1, "Gradients by hand", frozenset({"z", "a"})),
    Hint("descent", 2, "Gradient descent", frozenset({"f", "df"})),
)
DEMO = "def demo_bowl():\n    return 1\n\n\ndemo_bowl()"
NAMED = "z = 5\na = 6"
LESSONS = frozenset({source_digest(DEMO), source_digest(NAMED)})


def lesson(source: str, kind: str = "code") -> Cell:
    """A cell that says that it came with a lesson."""
    return Cell(0, "code" if kind == "code" else "markdown", source, lesson=True)


def text(source: str) -> Cell:
    """A text of the student's or of an exercise."""
    return Cell(0, "markdown", source)


def code(source: str) -> Cell:
    """A code cell without any mark."""
    return Cell(0, "code", source)


def sections(*cells: Cell, lessons: frozenset[str] = LESSONS) -> Sections:
    """The sections of a notebook of these cells."""
    numbered = [
        Cell(at, one.kind, one.source, one.exercise, one.solution, lesson=one.lesson)
        for at, one in enumerate(cells, 1)
    ]
    file = SubmittedFile("hw.ipynb", "0" * 64, 1)
    return cut(Submission("hw.ipynb", "notebook", tuple(numbered), file), HINTS, lessons=lessons)


def ran(found: Sections) -> list[tuple[int, str | None]]:
    """Cell and section of what runs."""
    return [(piece.cell, piece.section) for piece in found.pieces]


def answered(*between: Cell) -> list[Cell]:
    """Both exercises, answered, with something in between."""
    first = [text("## Exercise 1"), code("z = 1\na = 2")]
    return [*first, *between, text("## Exercise 2"), code("def f(x): return x\ndf = f")]


@pytest.mark.parametrize("marked", [True, False])
def test_untouched_lessons_do_not_run(marked: bool) -> None:  # noqa: FBT001
    """Be they marked or known by their text alone, wherever they stand; it needs no remark."""
    found = sections(*answered(lesson(DEMO) if marked else code(DEMO)))
    assert ran(found) == [(2, "hand"), (5, "descent")]
    assert found.skipped == ()


@pytest.mark.parametrize("marked", [True, False])
def test_names_of_a_lesson_answer_nothing(marked: bool) -> None:  # noqa: FBT001
    """Even those that are asked for, below the heading of an exercise that is not answered."""
    stub = code("z = None\na = None")
    found = sections(text("## Exercise 1"), stub, lesson(NAMED) if marked else code(NAMED))
    assert ran(found) == [(2, "hand"), (3, None)]
    assert found.bound("hand") == {"z", "a"}
    alone = sections(text("## Exercise 1"), lesson(NAMED) if marked else code(NAMED), code("f = 1"))
    assert ran(alone) == [(3, "descent")]


def test_blanks_and_comments_do_not_touch_a_lesson() -> None:
    """As for stubs; nothing else is skipped, however much it looks like a lesson."""
    noted = "# what a nice bowl\n" + DEMO.replace("    return", "    return ")
    assert ran(sections(*answered(lesson(noted)))) == [(2, "hand"), (5, "descent")]
    changed = DEMO.replace("1", "2")
    assert (3, None) in ran(sections(*answered(lesson(changed))))
    assert (3, None) in ran(sections(*answered(lesson("# only a comment"))))


def test_a_changed_lesson_is_not_the_exercise_above_it() -> None:
    """Nor are the cells after it, until the next heading of an exercise."""
    cells = answered(lesson(DEMO + "\nseen = 1"), code("seen += z"), lesson("z = 7"))
    assert ran(sections(*cells)) == [
        (2, "hand"),
        (3, None),
        (4, None),
        (5, None),
        (7, "descent"),
    ]


def test_the_text_of_a_lesson_ends_the_exercise_above_it() -> None:
    """Even without a heading; and the title of an exercise in its heading is no exercise."""
    for said in ("Just a word.", "## Gradient descent in pictures", "### Gradients by hand"):
        found = sections(*answered(lesson(said, "markdown"), code("seen = 1")))
        assert ran(found) == [(2, "hand"), (4, None), (6, "descent")]


def test_a_heading_that_was_merged_into_a_lesson_counts() -> None:
    """Jupyter keeps the mark of the first of the cells that it merges."""
    merged = lesson("Some text.\n\n## Exercise 2\n\nTask.", "markdown")
    found = sections(text("## Exercise 1"), code("z = 1"), merged, code("f = abs"))
    assert ran(found) == [(2, "hand"), (4, "descent")]


def test_an_answer_that_was_typed_into_a_lesson_is_found() -> None:
    """By the names that it binds, as under no heading; but not beside an answer in its place."""
    typed = lesson(DEMO + "\ndef f(x): return x\ndef df(x): return 1")
    found = sections(text("## Exercise 1"), code("z = 1"), typed)
    assert (3, "descent") in ran(found)
    assert ran(sections(*answered(typed)))[1] == (3, None)


def test_the_mark_of_an_exercise_wins() -> None:
    """A cell of an exercise is one, whatever else it says, untouched lessons aside."""
    both = Cell(0, "code", "z = 1", exercise="hand", lesson=True)
    assert ran(sections(both)) == [(1, "hand")]


@pytest.mark.parametrize(
    "use",
    [
        "demo_bowl()",
        "def mine():\n    return demo_bowl()",
        "globals()['demo_bowl']",
        "del demo_bowl",
    ],
)
def test_a_lesson_that_is_used_runs(use: str) -> None:
    """Wherever its name occurs: in a function, or in a string."""
    found = sections(*answered(lesson(DEMO), code(use)))
    assert ran(found) == [(2, "hand"), (3, None), (4, None), (6, "descent")]
    longer = sections(*answered(lesson(DEMO), code(use.replace("bowl", "bowls"))))
    assert (3, None) not in ran(longer)


def test_a_lesson_that_a_used_lesson_uses_runs() -> None:
    """But not because of one that does not run."""
    uses = "demo_twice = 2 * demo_bowl()"
    lessons = LESSONS | {source_digest(uses)}
    cells = answered(lesson(DEMO), lesson(uses))
    assert ran(sections(*cells, lessons=lessons)) == [(2, "hand"), (6, "descent")]
    found = sections(*cells, code("print(demo_twice)"), lessons=lessons)
    assert [cell for cell, _ in ran(found)] == [2, 3, 4, 6, 7]


def test_a_stub_that_equals_a_lesson_is_a_stub() -> None:
    """What is handed out in an exercise belongs to it."""
    hints = (Hint("hand", 1, "By hand", frozenset({"z"}), stub_digests=LESSONS),)
    file = SubmittedFile("hw.ipynb", "0" * 64, 1)
    cells = (Cell(1, "markdown", "## Exercise 1"), Cell(2, "code", NAMED))
    found = cut(Submission("hw.ipynb", "notebook", cells, file), hints, lessons=LESSONS)
    assert ran(found) == [(2, "hand")]


def marks(cells: Sequence[Cell]) -> list[tuple[str, bool]]:
    """Kind and mark of each cell."""
    return [(cell.kind, cell.lesson) for cell in cells]


def test_marks_are_read_from_a_notebook() -> None:
    """Of texts and of code; anything but a name is no mark."""
    cells = [
        {"cell_type": kind, "source": "x", "metadata": {"grader": {"lesson": name}}}
        for kind in ("code", "markdown")
        for name in ("losses", "", 3, None)
    ]
    book = json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}).encode()
    read = marks(read_notebook(book, "hw.ipynb").cells)
    expected = [True, False, False, False]
    assert [mark for _, mark in read] == [*expected, *expected]


def test_marks_are_read_from_a_module() -> None:
    """As jupytext writes a cell's metadata."""
    source = (
        '# %% [markdown] lesson="losses"\n# Text\n# %% lesson="losses"\nx = 1\n'
        '# %% {"grader": {"lesson": "losses"}}\nx = 2\n# %%\nx = 3\n'
    )
    expected = [("markdown", True), ("code", True), ("code", True), ("code", False)]
    assert marks(read_module(source.encode(), "hw.py").cells) == expected

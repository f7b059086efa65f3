"""Which exercise a heading or a comment names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.submission.headings import Words, headings

WORDS = Words("Übung")


@pytest.mark.parametrize(
    "text",
    [
        "Exercise 2",
        "EXERCISE 2: Gradient descent",
        "exercise 2.",
        "Exercise 2)",
        "Exercise #2",
        "Exercise No. 2",
        "Exercise 02 - descent",
        "Exercise-2",
        "Exercise_2",
        "Exercise2",
        "Exercise 2.1",
        "Exercise 2a",
        "Exercise (2)",
        "Ex. 2",
        "Ex 2",
        "ex2",
        "Übung 2",
        "ÜBUNG Nr. 2",
        "6.2 Exercise 2",
        "Module 02: Exercise 2",
        "Homework - Exercise 2",
        "Gradient descent (Exercise 2)",
        "My solution to Exercise 2",
        "\N{MEMO} Exercise 2",
        "---- Ex. 2 ----",
    ],
)
def test_headings_that_name_an_exercise(text: str) -> None:
    """Any case and numbering is understood, also after a lead or in brackets."""
    assert WORDS.in_heading(text) == 2


@pytest.mark.parametrize(
    "text",
    [
        "6. Exercises",
        "Exercises 1-3",
        "Exercise",
        "Exercise one",
        "Exercise II",
        "Comparison with Exercise 2",
        "As in exercise 2",
        "Index 2",
        "Exam 2",
        "Exercise 2's function",
        "Exercise 2000",
        "Task 2",
        "",
    ],
)
def test_headings_that_name_none(text: str) -> None:
    """Plurals, words for numbers and mentions in passing are no exercise."""
    assert WORDS.in_heading(text) is None


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("# Exercise 3: Your solution here", 3),
        ("#exercise 3", 3),
        ("# ---- Ex. 3 ----", 3),
        ("# === EXERCISE 3 ===", 3),
        ("# %% Exercise 3", 3),
        ("#@title Exercise 3", 3),
        ("# Solution to Exercise 3", 3),
        ("    # Ex 3", 3),
        ("# same function as in Exercise 2", None),
        ("# reuse f (exercise 2)", None),
        ("# see exercise 2", None),
        ("x = 1  # Exercise 3", None),
        ("print('Exercise 3')", None),
    ],
)
def test_comments(line: str, number: int | None) -> None:
    """A comment names an exercise only at its beginning."""
    assert WORDS.in_comment(line) == number


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("# Solution to Exercise 1", True),
        ("Solution for exercise 1", True),
        ("Solution Exercise 1", True),
        ("Exercise 1: Solution", True),
        ("Exercise 1 solution", True),
        ("Sample solution to Ex. 1", True),
        ("Musterlösung zu Übung 1", True),
        ("# Exercise 1: Your solution here", False),
        ("# My solution to Exercise 1", False),
        ("Exercise 1", False),
        ("Solutions", False),
    ],
)
def test_solutions(text: str, is_one: bool) -> None:  # noqa: FBT001 -- a column of the table
    """Only the course's way to call a solution counts, not the student's."""
    assert WORDS.is_solution(text) is is_one


def test_first_comment_of_a_cell() -> None:
    """It may stand below other comments and a cell magic, but not below code."""
    assert WORDS.first_comment("%%time\n# Jane Doe\n\n# Exercise 1\nx = 1") == "# Exercise 1"
    assert WORDS.first_comment("x = 1\n# Exercise 1") is None


def test_kinds_of_headings() -> None:
    """`#`, underlined, HTML and bold are headings; what stands in a fence is code."""
    text = (
        "# One\nprose\n\n###Exercise 2\n\nThree\n=====\n\n<h4 class='x'>Four &amp; more</h4>\n"
        "**Five** and prose\n```python\n# no heading\n```\n#### Six ####\n"
    )
    assert [(h.level, h.text) for h in headings(text)] == [
        (1, "One"),
        (None, "Exercise 2"),
        (1, "Three"),
        (4, "Four & more"),
        (None, "Five"),
        (4, "Six"),
    ]


def test_a_first_line_alone() -> None:
    """A short first line without markup may be a heading that lost its `#`; prose is not."""
    assert [h.text for h in headings("Exercise 2: descent\n\nprose")] == ["Exercise 2: descent"]
    assert not list(headings("In this exercise we look at the slope of a curve."))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """No text whatever raises."""
    assert all(isinstance(heading.text, str) for heading in headings(text))
    assert isinstance(WORDS.in_heading(text), int | None)
    assert isinstance(WORDS.first_comment(text), str | None)
    assert isinstance(WORDS.is_solution(text), bool)


@pytest.mark.parametrize("unit", ["- ", "my ", "# ", "solution to ", "1", "**", "<h1", "ex "])
def test_long_lines_cost_nothing(unit: str) -> None:
    """No line makes the patterns try again and again."""
    text = unit * 100_000
    assert len(list(headings(text))) <= 1
    WORDS.in_heading(text)
    WORDS.in_comment("#" + text)
    WORDS.is_solution(text)

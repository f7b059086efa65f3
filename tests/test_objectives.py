"""docs/objectives.md is current: every exercise, every part, and the points of the definitions."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import CourseError
from grader.grading.course import Course
from tools.objectives import OBJECTIVES, REST, Objective, page, shares

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "objectives.md"


@pytest.fixture(scope="session")
def course(whole_course: Course) -> Course:
    """All exercises."""
    return whole_course


def test_the_page_is_current(course: Course) -> None:
    """`make objectives` would change nothing."""
    assert PAGE.read_text(encoding="utf-8") == page(course)


def test_every_part_is_on_the_page_with_its_points(course: Course) -> None:
    """Once, below a link to its exercise; read from the page, not from what wrote it."""
    rows = re.findall(
        r"^\| \[(\d+)\. .*?\]\(\.\./exercises/(\w+)/README\.md\) \| `(\w+)` \|.*\| (\d+) \|$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    expected = [
        (str(entry.number), entry.folder.name, part.id, str(part.points))
        for entry in course.exercises
        for part in entry.exercise.parts
    ]
    assert sorted(rows) == sorted(expected)


def test_the_points_of_the_objectives_add_up(course: Course) -> None:
    """To those of the course; there are seven, as in the course text."""
    text = PAGE.read_text(encoding="utf-8")
    points = [int(found) for found in re.findall(r"^\| \d \| .* \| (\d+) \|$", text, re.MULTILINE)]
    assert len(points) == 7
    total = sum(entry.exercise.max_points for entry in course.exercises)
    assert sum(points) == total
    assert f"| **{total}** |" in text


def test_lessons_of_objectives_exist(course: Course) -> None:
    """And every lesson serves an objective."""
    named = {name for objective in OBJECTIVES for name in objective.lessons}
    assert named == {lesson.name for lesson in course.lessons}


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"manual_gradients": ("z",)},
        {"manual_gradients": ("z", "no_part")},
    ],
    ids=["an exercise is missing", "parts are missing", "a part is none"],
)
def test_what_is_forgotten_is_an_error(course: Course, parts: dict[str, tuple[str, ...]]) -> None:
    """The sentence names the exercise."""
    one = replace(course, exercises=course.exercises[:1])
    with pytest.raises(CourseError, match="manual_gradients: each part must count towards one"):
        shares(one, (Objective("o", (), parts),))


def test_a_part_counts_once(course: Course) -> None:
    """Named by one objective, it is not in the rest of another; named by two, it is an error."""
    one = replace(course, exercises=course.exercises[:1])
    first = Objective("o", (), {"manual_gradients": ("z", "a")})
    rest = Objective("p", (), {"manual_gradients": REST, "later": REST})
    found = shares(one, (first, rest))
    assert [part.id for part in found[0][0].parts] == ["z", "a"]
    assert found[0][0].points + found[1][0].points == one.exercises[0].exercise.max_points
    with pytest.raises(CourseError):
        shares(one, (first, first, rest))

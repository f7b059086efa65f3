"""An exercise that is not as it should be says so, in one sentence, when it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from grader.checks.judge import Judge, Written
from grader.checks.misconception import Misconception
from grader.checks.number import Number
from grader.checks.verdict import right
from grader.errors import CourseError
from grader.exercise.exercise import Exercise, Part


def part(name: str, rule: Callable[..., Any] = lambda x: x, points: float = 1) -> Part:
    """A number that follows from x; points of any kind, as an author may write them."""
    return Part(name, points, Number(rule))


GOOD = Exercise(
    id="good",
    title="A good one",
    givens={"x": 2.0, "lr": 0.1},
    fixed={"x0": 0.0},
    alternative_givens={"x": 3.0},
    helpers=(Part("f", 0, Number(lambda: 1.0)),),
    parts=(
        part("b", lambda a, f: a + f, 3),
        part("a", lambda x, x0: x - x0, 2),
        Part("text", 1, Written()),
        Part("free", 4, Judge({}, lambda _seen: right()), "Something else"),
    ),
    misconceptions=(Misconception("slip", "b", lambda a: -a, "a slip", "Is it?"),),
)


def test_a_good_one() -> None:
    """Parts in the order written, the graph in the order of parents, points added up."""
    assert [one.id for one in GOOD.parts] == ["b", "a", "text", "free"]
    assert [one.id for one in GOOD.everything] == ["f", "b", "a", "text", "free"]
    assert GOOD.max_points == 10
    order = GOOD.graph.order
    assert set(order) == {"f", "a", "b"}
    assert order.index("b") > max(order.index("a"), order.index("f"))
    assert GOOD.graph.true_values({**GOOD.givens, **GOOD.fixed})["b"] == 3.0


def test_parts_are_found_by_their_id() -> None:
    """Helpers too; there is no part of another name."""
    assert GOOD.part("a") is GOOD.parts[1]
    assert GOOD.part("f") is GOOD.helpers[0]
    with pytest.raises(KeyError):
        GOOD.part("x")


def test_a_part_is_called_by_its_title_or_id() -> None:
    """The title where there is one."""
    assert [one.label for one in GOOD.parts[-2:]] == ["text", "Something else"]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"parts": (part("a"), part("b"), part("a"))}, "the names a are used twice"),
        ({"parts": (part("a"), part("x"))}, "the names x are used twice"),
        ({"parts": (part("f"),)}, "the names f are used twice"),
        ({"fixed": {"x": 1.0, "lr": 1.0}}, "the names lr, x are used twice"),
        ({"parts": (part("a", points=0),)}, "part 'a' must have positive points"),
        ({"parts": (part("a", points=-2),)}, "part 'a' must have positive points"),
        (
            {"parts": (part("a", points=0.125),)},
            "part 'a' must have positive points of at most two",
        ),
        ({"alternative_givens": {"x": 1.0, "q": 2.0}}, "alternative givens ['q'] are no givens"),
        ({"alternative_givens": {"x0": 1.0}}, "alternative givens ['x0'] are no givens"),
        (
            {"misconceptions": (Misconception("odd", "q", lambda x: x, "", ""),)},
            "misconception 'odd' is of no part",
        ),
        (
            {"misconceptions": (Misconception("odd", "x", lambda x: x, "", ""),)},
            "misconception 'odd' is of no part",
        ),
        ({"parts": (part("a", lambda q: q),)}, "part 'a' rests on 'q', which is no part"),
        (
            {"parts": (part("a", lambda text: text), Part("text", 1, Written()))},
            "part 'a' rests on 'text', which is no part",
        ),
        (
            {"helpers": (part("f", lambda a: a),), "parts": (part("a", lambda f: f),)},
            "rules go round in a circle: ",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(changed: dict[str, Any], problem: str) -> None:
    """It says where and what; the exercise is never made."""
    changes = {"misconceptions": (), **changed}
    with pytest.raises(CourseError) as caught:
        replace(GOOD, **changes)
    assert str(caught.value).startswith(f"good: {problem}")
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_points_may_be_halves() -> None:
    """Assignments of other tools have them; sums do not show how floats round."""
    parts = (part("a", points=0.1), part("b", points=0.2))
    assert replace(GOOD, parts=parts, misconceptions=()).max_points == 0.3


@pytest.mark.parametrize(
    "points", [float("nan"), float("inf"), "2", True], ids=["nan", "inf", "text", "truth"]
)
def test_points_that_are_no_number_are_a_course_error(points: Any) -> None:
    """Whatever an author writes there, the sentence is ours."""
    with pytest.raises(CourseError, match="part 'a' must have positive points"):
        replace(GOOD, parts=(part("a", points=points),), misconceptions=())


def test_a_misconception_may_be_of_a_helper() -> None:
    """Helpers are judged, so that what rests on them can follow through."""
    wrong_rule = Misconception("h", "f", lambda: 2.0, "", "")
    assert replace(GOOD, misconceptions=(wrong_rule,)).misconceptions == (wrong_rule,)


def test_a_misconception_has_named_parents_too() -> None:
    """They may be others than those of the right rule."""
    rule = Misconception("m", "b", lambda lr, x: lr * x, "", "").as_rule()
    assert rule.parents == ("lr", "x")
    assert rule({"x": 2.0, "lr": 0.5, "a": 9.0}) == 1.0

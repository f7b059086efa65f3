"""Rules with named parents: what follows from what, and what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.checks.rule import Rule
from grader.errors import CourseError
from grader.exercise.graph import Graph


def graph(*known: str, **functions: Callable[..., Any]) -> Graph:
    """The graph of these rules."""
    rules = {name: Rule.of(function) for name, function in functions.items()}
    return Graph.build("an-exercise", rules, known)


def test_parents_come_first() -> None:
    """However the rules are listed."""
    found = graph("x", d=lambda c, a: c + a, c=lambda b: b, b=lambda a: a, a=lambda x: x)
    assert found.order == ("a", "b", "c", "d")


def test_true_values_follow_from_the_givens() -> None:
    """Each part's value from its parents' values, the givens among them."""
    found = graph(
        "x",
        "k",
        z=lambda y, k: y - k,
        y=lambda x: x * x,
        f=lambda k: lambda t: k * t,
        two=lambda: 2,
    )
    values = found.true_values({"x": 3.0, "k": 2.0})
    f = values.pop("f")
    assert values == {"x": 3.0, "k": 2.0, "y": 9.0, "z": 7.0, "two": 2}
    assert f(5.0) == 10.0
    assert found.true_values({"x": 1.0, "k": 0.5})["z"] == 0.5


def test_true_values_leave_the_givens_alone() -> None:
    """The mapping that is handed in is not written to."""
    givens = {"x": 1.0}
    graph("x", y=lambda x: x).true_values(givens)
    assert givens == {"x": 1.0}


def test_a_rule_without_parents_is_a_constant() -> None:
    """It needs no givens."""
    assert graph(one=lambda: 1).true_values({}) == {"one": 1}
    assert graph().true_values({}) == {}


def test_an_unknown_parent_is_a_course_error() -> None:
    """The sentence names the exercise, the part and the parent."""
    with pytest.raises(CourseError) as caught:
        graph("x", y=lambda x: x, z=lambda y, q: y + q)
    assert str(caught.value) == (
        "an-exercise: part 'z' rests on 'q', which is no part, given or fixed value"
    )
    assert caught.value.where == "an-exercise"


@pytest.mark.parametrize(
    ("rules", "members"),
    [
        ({"a": lambda a: a}, {"a"}),
        ({"a": lambda b: b, "b": lambda a: a}, {"a", "b"}),
        (
            {"a": lambda c: c, "b": lambda a, x: a + x, "c": lambda b: b, "d": lambda x: x},
            set("abc"),
        ),
    ],
)
def test_a_circle_is_a_course_error(
    rules: dict[str, Callable[..., Any]], members: set[str]
) -> None:
    """The sentence walks round it once, back to where it began."""
    with pytest.raises(CourseError) as caught:
        graph("x", **rules)
    start = "an-exercise: rules go round in a circle: "
    assert str(caught.value).startswith(start)
    walk = str(caught.value).removeprefix(start).split(" -> ")
    assert walk[0] == walk[-1]
    assert set(walk) == members
    assert len(walk) == len(members) + 1


def test_parents_are_the_parameter_names() -> None:
    """In their order, with keyword-only ones and ones that have a default."""

    def rule(b: float, a: float = 2.0, *, c: float) -> float:
        return b + 10 * a + 100 * c

    found = Rule.of(rule)
    assert found.parents == ("b", "a", "c")
    assert found({"a": 1.0, "b": 2.0, "c": 3.0, "unused": 9.0}) == 312.0


def all_at_once(*args: float) -> float:
    """A rule whose parents have no names."""
    return sum(args)


def by_any_name(**named: float) -> float:
    """A rule whose parents could be anything."""
    return sum(named.values())


def by_place(a: float, /, b: float) -> float:
    """A rule with a parent that cannot be given by its name."""
    return a + b


@pytest.mark.parametrize(
    ("function", "parameter"),
    [(all_at_once, "args"), (by_any_name, "named"), (by_place, "a")],
)
def test_parameters_without_a_name_of_their_own_are_refused(
    function: Callable[..., float], parameter: str
) -> None:
    """The sentence names the function and the parameter."""
    with pytest.raises(CourseError) as caught:
        Rule.of(function)
    name = function.__name__
    problem = f"the parameter '{parameter}' of the rule '{name}' must be a plain name"
    assert str(caught.value) == f"{name}: {problem}"


def test_a_missing_value_is_not_made_up() -> None:
    """A rule takes nothing from elsewhere, defaults included."""
    with pytest.raises(KeyError):
        Rule.of(lambda a, b=1: a + b)({"a": 1})

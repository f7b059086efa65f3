"""Rules made of rules: a step that nobody is asked for, and slips left out."""

from __future__ import annotations

from inspect import signature

import pytest

from exercises.families.rule import carried, inside, over, unfolded, without
from grader.checks.misconception import Misconception

SUM = over(("w", "x"), lambda w, x: w + x)
"""Of a step s that nobody is asked for."""
TWICE = over(("s", "x"), lambda s, x: 2 * s * x)


def slip(name: str, part: str, *parents: str) -> Misconception:
    """The product of its parents."""

    def product(*values: float) -> float:
        found = 1.0
        for value in values:
            found *= value
        return found

    return Misconception(name, part, over(parents, product), "a product", "Why?")


def test_a_step_inside() -> None:
    """Parents of both, each once; the step itself is none of them."""
    rule = inside(TWICE, "s", SUM)
    assert tuple(signature(rule).parameters) == ("w", "x")
    assert rule(w=3.0, x=4.0) == 2 * (3 + 4) * 4


def test_slips_after_a_step() -> None:
    """They keep their names; those that do not rest on it stay as they are."""
    after, beside = unfolded((slip("after", "t", "s", "y"), slip("beside", "t", "x")), "s", SUM)
    assert (after.id, after.part) == ("after", "t")
    assert after.as_rule()({"w": 3.0, "x": 4.0, "y": 5.0}) == (3 + 4) * 5
    assert beside.as_rule().parents == ("x",)


def test_slips_of_a_step() -> None:
    """They are seen in the part that is made of it."""
    [found] = carried((slip("product", "s", "w", "x"),), "t", TWICE)
    assert (found.id, found.part) == ("product", "t")
    assert found.as_rule()({"w": 3.0, "x": 4.0}) == 2 * (3 * 4) * 4


def test_slips_left_out() -> None:
    """In order; one that is not there is a misprint."""
    found = (slip("a", "t", "x"), slip("b", "t", "y"))
    assert without(found, "a") == found[1:]
    with pytest.raises(ValueError, match=r"no misconceptions \['c'\]"):
        without(found, "a", "c")

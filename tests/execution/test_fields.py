"""Contours, images and meshes are counted when a figure is taken down; lines and points are not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from grader.checks.figure import count_fields
from grader.execution.inside.figures import _is_field
from grader.observation.observation import Missing, Value


def artist(*names: str) -> Any:
    """An object whose class and base classes have these names."""
    made: type = object
    for name in reversed(names):
        made = type(name, (made,), {})
    return made()


@pytest.mark.parametrize(
    ("names", "is_one"),
    [
        (("QuadContourSet", "ContourSet", "Collection"), True),
        (("TriContourSet", "ContourSet"), True),
        (("AxesImage",), True),
        (("QuadMesh", "Collection"), True),
        (("PathCollection", "Collection"), False),
        (("LineCollection", "Collection"), False),
        (("Line2D",), False),
    ],
)
def test_what_counts(names: tuple[str, ...], is_one: bool) -> None:  # noqa: FBT001
    """By class, or by one that it is made from."""
    assert _is_field(artist(*names)) is is_one


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ([], 0),
        (None, 0),
        ([{"axes": [{"fields": 1, "lines": []}, {"fields": 2}]}, {"axes": [{}]}], 3),
        ([{"axes": [{"fields": "many"}, 7]}, 3, {"axes": None}], 0),
        ([{"axes": [{"fields": -4}, {"fields": 1}]}], 1),
    ],
)
def test_counting(data: Any, count: int) -> None:
    """Over all axes of all figures; what is said by other code may have any form."""
    assert count_fields(Value(data)) == count


def test_no_figures() -> None:
    """A fault holds none."""
    assert count_fields(Missing("figure")) == 0
    assert not _is_field(SimpleNamespace())

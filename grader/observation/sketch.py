"""A figure of a student's as plain data, whole enough to be drawn again from it.

It comes from the process of the student's code, so that everything in it is bounded and nothing of
it is trusted.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

MAX_SERIES = 60
MAX_POINTS = 1_000
Text = Annotated[str, Meta(max_length=500)]
Number = Annotated[float, Meta(ge=-1e300, le=1e300)]
Coordinates = Annotated[list[Number | None], Meta(max_length=MAX_POINTS)]
Colour = Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")]
Stroke = Literal["solid", "dashed", "dotted", "dashdot", "none"]
Marker = Literal["none", "dot", "cross", "square", "star", "triangle"]
Scale = Literal["linear", "log"]


class SketchSeries(Struct, frozen=True, forbid_unknown_fields=True):
    """A line or a set of points; None is a point that is no number, at which a line is broken."""

    x: Coordinates
    y: Coordinates
    label: Text
    line: Stroke
    marker: Marker
    colour: Colour


class SketchRule(Struct, frozen=True, forbid_unknown_fields=True):
    """A line through the whole plot, at one value of x or of y."""

    across: Literal["x", "y"]
    at: Number
    label: Text
    line: Stroke
    colour: Colour


class SketchAxes(Struct, frozen=True, forbid_unknown_fields=True):
    """One plot; `place` is left, bottom, width and height as shares of the figure."""

    place: tuple[Number, Number, Number, Number]
    title: Text
    xlabel: Text
    ylabel: Text
    xscale: Scale
    yscale: Scale
    xlim: tuple[Number, Number]
    ylim: tuple[Number, Number]
    legend: bool
    series: Annotated[list[SketchSeries], Meta(max_length=MAX_SERIES)]
    rules: Annotated[list[SketchRule], Meta(max_length=MAX_SERIES)]


class Sketch(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure; its width over its height, and its plots."""

    aspect: Annotated[float, Meta(ge=0.1, le=10)]
    axes: Annotated[list[SketchAxes], Meta(max_length=16)]


def parse_sketch(data: bytes) -> Sketch | None:
    """The sketch in JSON; None if it is not of the form."""
    try:
        return msgspec.json.decode(data, type=Sketch)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None

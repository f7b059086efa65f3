"""What a chart shows, as plain data. Numbers may be odd and texts untrusted: drawing sees to both.

A colour is a tone, which follows the reader's colour scheme, or "#rrggbb".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Line: TypeAlias = Literal["solid", "dashed", "dotted", "dashdot", "none"]
Marker: TypeAlias = Literal["none", "dot", "ring", "cross", "square", "star", "triangle"]

TONES = ("ink", "soft", "yours", "expected", "wrong", "s1", "s2", "s3", "s4", "s5", "s6")

KEPT = 128
"""So many are kept as they were drawn, some 40 KB each: a class makes the same mistakes."""


@dataclass(frozen=True, slots=True)
class Series:
    """Points in order, joined by a line; `errors` are symmetric bars in y."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    label: str = ""
    line: Line = "solid"
    marker: Marker = "none"
    colour: str = "ink"
    errors: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A line over the whole panel where x, or y, has a value."""

    at: float
    across: Literal["x", "y"]
    label: str = ""
    colour: str = "soft"
    line: Line = "dashed"


@dataclass(frozen=True, slots=True)
class Note:
    """A ring around a point, with a few words beside it."""

    x: float
    y: float
    text: str
    colour: str = "wrong"


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis; without limits it is fitted to what is drawn, and limits may be reversed."""

    label: str = ""
    scale: Literal["linear", "log"] = "linear"
    limits: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes.

    Attributes:
        place: Left, bottom, width and height of the plot area as fractions of the chart, made
            smaller where labels need the room; without, panels stand side by side.
    """

    title: str
    x: Axis
    y: Axis
    series: tuple[Series, ...] = ()
    rules: tuple[Rule, ...] = ()
    notes: tuple[Note, ...] = ()
    legend: bool = False
    place: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels on a canvas; title and description are read out to those who do not see it."""

    panels: tuple[Panel, ...]
    width: int
    height: int
    title: str
    description: str

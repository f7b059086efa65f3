"""Figures that are lines, points and words only: as data from which they can be drawn again.

Drawing takes matplotlib far longer than anything that students compute. A figure with anything else
in it (images, bars, formulas, notes, colour maps, axes of its own making) is no sketch.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from .plain import Foreign

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_AXES = 16
MAX_SERIES = 60
MAX_POINTS = 1_000
MAX_TEXT = 500
_LARGEST = 1e300
_STROKES = {
    "-": "solid",
    "--": "dashed",
    ":": "dotted",
    "-.": "dashdot",
    "None": "none",
    "": "none",
    " ": "none",
}
_MARKERS = {
    "None": "none", "": "none", " ": "none", "none": "none",
    "o": "dot", ".": "dot", ",": "dot", "x": "cross", "X": "cross", "+": "cross", "s": "square",
    "D": "square", "d": "square", "*": "star", "^": "triangle", "v": "triangle", "<": "triangle",
    ">": "triangle",
}  # fmt: skip


class NoSketch(Exception):
    """There is something in the figure that a sketch would not show."""


def sketch(figure: Foreign) -> dict[str, Any] | None:
    """The figure as data; None if that would not be all of it."""
    try:
        return _figure(figure)
    except Exception:  # noqa: BLE001 - a figure may hold anything
        return None


def _figure(figure: Foreign) -> dict[str, Any]:
    more = [figure.texts, figure.images, figure.patches, figure.lines, figure.legends]
    axes = figure.axes
    if any([*more, figure.artists, figure.subfigs]) or not 0 < len(axes) <= MAX_AXES:
        raise NoSketch
    width, height = figure.get_size_inches()
    found: dict[str, Any] = {"aspect": _number(width / height), "axes": [_axes(ax) for ax in axes]}
    places = {tuple(one["place"]) for one in found["axes"]}
    if len(places) < len(axes):  # two scales in one place
        raise NoSketch
    return found


def _axes(ax: Foreign) -> dict[str, Any]:
    others = (ax.images, ax.patches, ax.texts, ax.tables, ax.artists, ax.child_axes)
    plain = ax.name == "rectilinear" and ax.axison and ax.get_visible()
    if any(others) or not plain or ax.get_aspect() != "auto":
        raise NoSketch
    for axis in (ax.xaxis, ax.yaxis):
        _ticks(axis)
    place = ax.get_position()
    titles = [ax.get_title(where) for where in ("center", "left", "right")]
    series = [_line(line, ax) for line in ax.lines if line.get_transform() == ax.transData]
    rules = [_rule(line, ax) for line in ax.lines if line.get_transform() != ax.transData]
    series += [_points(some, ax) for some in ax.collections]
    if len(series) + len(rules) > MAX_SERIES or sum(map(bool, titles)) > 1:
        raise NoSketch
    legend = ax.get_legend()
    if legend is not None:
        _name([entry.get_text() for entry in legend.get_texts()], [*series, *rules])
    else:
        for one in (*series, *rules):
            one["label"] = "" if one["label"].startswith("_") else one["label"]
    return {
        "place": [_number(v) for v in (place.x0, place.y0, place.width, place.height)],
        "title": _text("".join(titles)),
        "xlabel": _text(ax.get_xlabel()),
        "ylabel": _text(ax.get_ylabel()),
        "xscale": _scale(ax.get_xscale()),
        "yscale": _scale(ax.get_yscale()),
        "xlim": [_number(v) for v in ax.get_xlim()],
        "ylim": [_number(v) for v in ax.get_ylim()],
        "legend": legend is not None,
        "series": series,
        "rules": rules,
    }


def _ticks(axis: Foreign) -> None:
    """Names at the ticks are part of the figure; numbers are not."""
    ticker = sys.modules["matplotlib.ticker"]
    if not isinstance(axis.get_major_formatter(), ticker.ScalarFormatter | ticker.LogFormatter):
        raise NoSketch


def _name(shown: list[str], series: list[dict[str, Any]]) -> None:
    """Leave the labels that the legend shows; those that only the legend knows go by order."""
    if {_text(text) for text in shown} <= {one["label"] for one in series}:
        for one in series:
            one["label"] = one["label"] if one["label"] in shown else ""
        return
    if len(shown) > len(series):
        raise NoSketch
    for at, one in enumerate(series):
        one["label"] = _text(shown[at]) if at < len(shown) else ""


def _line(line: Foreign, ax: Foreign) -> dict[str, Any]:
    if type(line) is not sys.modules["matplotlib.lines"].Line2D or not line.get_visible():
        raise NoSketch
    if line.get_drawstyle() != "default":
        raise NoSketch
    return {
        "x": _numbers(line.get_xdata(orig=False), *_seen(ax, "x")),
        "y": _numbers(line.get_ydata(orig=False), *_seen(ax, "y")),
        "label": _text(str(line.get_label())),
        "line": _STROKES[line.get_linestyle()],
        "marker": _MARKERS[line.get_marker()],
        "colour": _colour(line.get_color()),
    }


def _rule(line: Foreign, ax: Foreign) -> dict[str, Any]:
    """What `axhline` and `axvline` draw."""
    found = _line(line, ax)
    x, y = found["x"], found["y"]
    for across, at, along in (("y", y, x), ("x", x, y)):
        transform = ax.get_yaxis_transform if across == "y" else ax.get_xaxis_transform
        whole = along == [0.0, 1.0] and at[0] == at[1] and at[0] is not None
        if whole and line.get_transform() == transform(which="grid"):
            kept = {name: found[name] for name in ("label", "line", "colour")}
            return {"across": across, "at": at[0], **kept}
    raise NoSketch


def _points(some: Foreign, ax: Foreign) -> dict[str, Any]:
    collections = sys.modules["matplotlib.collections"]
    colours = some.get_facecolor()
    if not isinstance(some, collections.PathCollection) or some.get_array() is not None:
        raise NoSketch
    if len(colours) != 1 or len(some.get_sizes()) != 1:
        raise NoSketch
    offsets: NDArray[np.float64] = np.ma.filled(
        np.ma.asarray(some.get_offsets(), dtype=float), np.nan
    )
    return {
        "x": _numbers(offsets[:, 0], *_seen(ax, "x")),
        "y": _numbers(offsets[:, 1], *_seen(ax, "y")),
        "label": _text(str(some.get_label())),
        "line": "none",
        "marker": "dot",
        "colour": _colour(colours[0]),
    }


def _seen(ax: Foreign, axis: str) -> tuple[float, bool]:
    """How much of an axis is seen, and whether its scale is one of powers."""
    low, high = ax.get_xlim() if axis == "x" else ax.get_ylim()
    powers = (ax.get_xscale() if axis == "x" else ax.get_yscale()) == "log"
    return abs(_number(high) - _number(low)), powers


def _numbers(values: Foreign, spread: float, powers: bool) -> list[float | None]:  # noqa: FBT001
    """Numbers as exact as they are seen: to a thousandth of the axis, or to four digits."""
    array: NDArray[np.float64] = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).ravel()
    if array.size > MAX_POINTS:
        raise NoSketch
    decimals = 3 - math.floor(math.log10(spread)) if spread > 0 and not powers else None
    return [_shown(x, decimals) if abs(x) < _LARGEST else None for x in array.tolist()]


def _shown(x: float, decimals: int | None) -> float:
    return float(f"{x:.4g}" if decimals is None else f"{round(x, decimals):.12g}")


def _number(value: Foreign) -> float:
    number = float(value)
    if not math.isfinite(number) or abs(number) > _LARGEST:
        raise NoSketch
    return number


def _scale(name: Foreign) -> str:
    if name not in ("linear", "log"):
        raise NoSketch
    return str(name)


def _colour(colour: Foreign) -> str:
    return str(sys.modules["matplotlib.colors"].to_hex(colour))


def _text(text: Foreign) -> str:
    """A text as it is; formulas are laid out by matplotlib."""
    if type(text) is not str or text.count("$") > 1 or len(text) > MAX_TEXT:
        raise NoSketch
    return text.encode("utf-8", "replace").decode("utf-8")

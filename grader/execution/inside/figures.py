"""Figures as plain data, and for the report. Imports matplotlib only when the student has."""

from __future__ import annotations

import base64
import io
import sys
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np

from .plain import Foreign, clean
from .sketch import sketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

BACKEND = "module://_grader_inside.backend"
MAX_POINTS = 5_000
MAX_SERIES = 200
MAX_FIGURES = 50
MAX_NUMBERS = 200_000  # in all figures of a section, below what one answer may hold
MAX_TEXT = 500
FIELDS = ("ContourSet", "QuadContourSet", "TriContourSet", "QuadMesh", "AxesImage", "PolyQuadMesh")
"""Artists that show a height over a plane, by the names of their classes."""
DPI = 80.0  # a figure of matplotlib's own size is then drawn with 512 by 384 pixels


class Recorder:
    """The figures of each section, each recorded once."""

    def __init__(self) -> None:
        self.pictures: list[dict[str, Any]] = []
        self.max_pictures = 0
        self.max_bytes = 0
        self.max_pixels = 1_000
        self._cell = 0
        self._section: str | None = None
        self._figures: dict[str | None, list[Any]] = {}
        self._drawn: dict[str | None, int] = {}
        self._numbers: dict[str | None, int] = {}
        self._seen: WeakSet[Any] = WeakSet()
        self._quiet = False

    def begin(self, section: str | None, cell: int, *, quiet: bool) -> None:
        """From here on, figures belong to this cell; a quiet one keeps data and no pictures."""
        self._section, self._cell, self._quiet = section, cell, quiet
        self.pictures = []

    def of(self, section: str | None) -> list[Any]:
        """The figures of a section."""
        return self._figures.get(section, [])

    def close(self) -> None:
        """Close, and thereby record, every figure that is still open."""
        helpers = sys.modules.get("matplotlib._pylab_helpers")
        if helpers is not None:
            helpers.Gcf.destroy_all()

    def discard(self) -> None:
        """Close every open figure without a record: drawn by a probe, not by the section."""
        helpers = sys.modules.get("matplotlib._pylab_helpers")
        if helpers is not None and helpers.Gcf.figs:
            self._seen.update(manager.canvas.figure for manager in helpers.Gcf.figs.values())
            helpers.Gcf.destroy_all()

    def record(self, figure: Foreign) -> None:
        """Take a figure down; an oddity of the figure is never an error in the student's code."""
        try:
            if figure in self._seen or not figure.axes:
                return
            self._seen.add(figure)
            figures = self._figures.setdefault(self._section, [])
            if len(figures) < MAX_FIGURES:
                figures.append({"cell": self._cell, "axes": self._describe(figure)})
            if not self._quiet:
                self._keep(figure)
        except Exception:  # noqa: BLE001 - a figure may hold anything
            return

    def _describe(self, figure: Foreign) -> list[Any]:
        left = MAX_NUMBERS - self._numbers.get(self._section, 0)
        axes = [_axes(ax) for ax in figure.axes[:50]]
        for series in (entry for ax in axes for kind in ("lines", "points") for entry in ax[kind]):
            size = 2 * len(series["x"])
            if size > left:
                series["x"], series["y"], size = [], [], 0
            left -= size
        self._numbers[self._section] = MAX_NUMBERS - left
        return axes

    def _keep(self, figure: Foreign) -> None:
        """Keep a figure for the report, if there is room for it there.

        As a sketch if that shows all of it, else drawn.
        """
        drawn = self._drawn.get(self._section, 0)
        if drawn >= self.max_pictures:
            return
        sketched = sketch(figure)
        if sketched is not None:
            self._drawn[self._section] = drawn + 1
            self.pictures.append({"cell": self._cell, "png": "", "sketch": sketched})
            return
        for scale in (1.0, 0.5):
            png = self.draw(figure, scale)
            if len(png) <= self.max_bytes:
                self._drawn[self._section] = drawn + 1
                text = base64.b64encode(png).decode("ascii")
                self.pictures.append({"cell": self._cell, "png": text, "sketch": None})
                return

    def draw(self, figure: Foreign, scale: float = 1.0) -> bytes:
        """The figure as a PNG, once and small: without the second pass that trims its margins."""
        width, height = figure.get_size_inches()
        dpi = min(DPI, self.max_pixels / width, 2 * self.max_pixels / height)
        buffer = io.BytesIO()
        figure.canvas.print_figure(buffer, format="png", dpi=dpi * scale)
        return buffer.getvalue()


RECORDER = Recorder()
"""Reachable by name, since matplotlib is told the name of a backend and makes its own objects."""


def _axes(ax: Foreign) -> dict[str, Any]:
    legend = ax.get_legend()
    return {
        "title": _text(ax.get_title() or ax.get_title("left") or ax.get_title("right")),
        "xlabel": _text(ax.get_xlabel()),
        "ylabel": _text(ax.get_ylabel()),
        "xscale": _text(ax.get_xscale()),
        "yscale": _text(ax.get_yscale()),
        "xlim": [float(x) for x in ax.get_xlim()],
        "ylim": [float(y) for y in ax.get_ylim()],
        "legend": [_text(entry.get_text()) for entry in legend.get_texts()] if legend else [],
        "lines": [_line(line, ax) for line in ax.lines[:MAX_SERIES]],
        "points": [_points(some) for some in ax.collections if _is_points(some)][:MAX_SERIES],
        "fields": sum(_is_field(some) for some in (*ax.collections, *ax.images)),
        "texts": [_text(text.get_text()) for text in ax.texts[:MAX_SERIES]],
    }


def _line(line: Foreign, ax: Foreign) -> dict[str, Any]:
    return {
        "label": _text(line.get_label()),
        "x": _numbers(line.get_xdata(orig=False)),
        "y": _numbers(line.get_ydata(orig=False)),
        "data_coords": line.get_transform() == ax.transData,
        "marker": _text(line.get_marker()),
        "color": _color(line.get_color()),
    }


def _is_points(collection: Foreign) -> bool:
    collections = sys.modules["matplotlib.collections"]
    return isinstance(collection, collections.PathCollection)


def _is_field(artist: Foreign) -> bool:
    return any(base.__name__ in FIELDS for base in type(artist).__mro__)


def _points(collection: Foreign) -> dict[str, Any]:
    offsets: NDArray[np.float64] = np.ma.filled(
        np.ma.asarray(collection.get_offsets(), dtype=float), np.nan
    )
    colors = collection.get_facecolor()
    return {
        "label": _text(collection.get_label()),
        "x": _numbers(offsets[:, 0]),
        "y": _numbers(offsets[:, 1]),
        "color": _color(colors[0]) if len(colors) else None,
    }


def _numbers(values: Foreign) -> list[float]:
    array: NDArray[np.float64] = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)
    return [float(x) for x in array.ravel()[:MAX_POINTS]]


def _color(color: Foreign) -> str | None:
    colors = sys.modules["matplotlib.colors"]
    return str(colors.to_hex(color)) if colors.is_color_like(color) else None


def _text(value: Foreign) -> str | None:
    return clean(value, MAX_TEXT) if isinstance(value, str) else None

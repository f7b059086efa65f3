"""A stand-in for `matplotlib.pyplot` that records lines and points and draws nothing.

The grader's own environment has no matplotlib. What is recorded has the form that
`grader.execution.inside.figures` gives, with the fields that the checks read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Self
from unittest.mock import patch

import numpy as np

NAMES = ("cm", "colors", "figure", "gridspec", "lines", "patches", "ticker")
"""Modules of matplotlib that may be imported and do nothing."""
LINES = ("plot", "semilogy", "semilogx", "loglog", "step")
FIELDS = ("contour", "contourf", "imshow", "pcolormesh", "pcolor", "tricontourf")


class Nothing:
    """Stands for artists, axes' spines, styles: whatever is asked of it, it gives itself."""

    def __getattr__(self, _name: str) -> Nothing:
        return self

    def __call__(self, *_args: object, **_kwargs: object) -> Nothing:
        """Itself."""
        return self

    def __getitem__(self, _key: object) -> Nothing:
        return self

    def __setitem__(self, _key: object, _value: object) -> None:
        return

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return


class Axes:
    """One pair of axes: what changes no data does nothing."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.lines: list[dict[str, Any]] = []
        self.points: list[dict[str, Any]] = []
        self.fields = 0

    def __getattr__(self, name: str) -> Any:
        if name in LINES:
            return self._plot
        if name in FIELDS:
            self.fields += 1
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __setattr__(self, name: str, value: object) -> None:
        if name in ("figure", "lines", "points", "fields"):
            super().__setattr__(name, value)

    def scatter(self, x: object, y: object, *_args: object, **options: Any) -> Nothing:
        """One collection of points."""
        label = str(options.get("label") or "")
        color = _color(options.get("color", options.get("c")), len(self.points))
        self.points.append({"label": label, "x": _flat(x), "y": _flat(y), "color": color})
        return Nothing()

    def errorbar(self, x: object, y: object, *_args: object, **options: Any) -> Nothing:
        """The line alone."""
        return self._plot(x, y, **options)[0]

    def axhline(self, y: float = 0, *_args: object, **_options: object) -> Nothing:
        """A line whose x are shares of the width of the axes."""
        self.lines.append(_line([0.0, 1.0], [float(y)] * 2, "", None, data=False))
        return Nothing()

    def axvline(self, x: float = 0, *_args: object, **_options: object) -> Nothing:
        """A line whose y are shares of the height of the axes."""
        self.lines.append(_line([float(x)] * 2, [0.0, 1.0], "", None, data=False))
        return Nothing()

    def twinx(self) -> Axes:
        """Further axes of the same figure."""
        return self.figure.add_subplot()

    def _plot(self, *args: Any, **options: Any) -> list[Nothing]:
        given = list(args)
        made: list[Nothing] = []
        while given:
            first = given.pop(0)
            if given and not isinstance(given[0], str):
                x, y = _columns(first), _columns(given.pop(0))
            else:
                y = _columns(first)
                x = np.arange(y.shape[0], dtype=float).reshape(-1, 1)
            style = given.pop(0) if given and isinstance(given[0], str) else ""
            label, color = options.get("label", ""), options.get("color", options.get("c", style))
            for k in range(max(x.shape[1], y.shape[1])):
                xs, ys = x[:, min(k, x.shape[1] - 1)], y[:, min(k, y.shape[1] - 1)]
                if xs.shape != ys.shape:
                    raise ValueError(f"x and y must have the same first dimension: {xs.shape}")
                name = label[k] if isinstance(label, list | tuple) else str(label or "")
                tone = _color(color, len(self.lines))
                self.lines.append(_line(xs.tolist(), ys.tolist(), name, tone, data=True))
                made.append(Nothing())
        return made


class Figure:
    """A figure that remembers its axes."""

    def __init__(self) -> None:
        self.axes: list[Axes] = []
        self.places: dict[object, Axes] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def add_subplot(self, *place: Any, **_options: object) -> Axes:
        """New axes; those of a place that was taken before are given again."""
        if not place or place not in self.places:
            self.axes.append(Axes(self))
            if place:
                self.places[place] = self.axes[-1]
        return self.axes[-1] if not place else self.places[place]

    def gca(self) -> Axes:
        """The axes in use."""
        return self.axes[-1] if self.axes else self.add_subplot()

    def subplots(self, nrows: int = 1, ncols: int = 1, **options: Any) -> Any:
        """An array of axes, squeezed as matplotlib does."""
        grid = np.empty((nrows, ncols), dtype=object)
        for place in np.ndindex(nrows, ncols):
            grid[place] = self.add_subplot()
        if not options.get("squeeze", True):
            return grid
        return grid[0, 0] if grid.size == 1 else grid.squeeze()


class FakePyplot(ModuleType):
    """The module: its functions go to the axes in use, as those of pyplot do."""

    def __init__(self) -> None:
        super().__init__("matplotlib.pyplot")
        self.shown: list[dict[str, Any]] = []
        self.open: list[Figure] = []
        self.current: Axes | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.gca(), name) if name in _DRAWING else Nothing()

    def figure(self, *_args: object, **_options: object) -> Figure:
        """A new figure."""
        self.open.append(Figure())
        self.current = None
        return self.open[-1]

    def gcf(self) -> Figure:
        """The figure in use."""
        return self.open[-1] if self.open else self.figure()

    def gca(self) -> Axes:
        """The axes in use."""
        if self.current is None:
            self.current = self.gcf().gca()
        return self.current

    def sca(self, axes: Axes) -> None:
        """Use these axes."""
        self.current = axes

    def subplots(self, nrows: int = 1, ncols: int = 1, **options: Any) -> tuple[Figure, Any]:
        """A new figure with its axes."""
        figure = self.figure()
        grid = figure.subplots(nrows, ncols, **options)
        self.current = figure.axes[-1]
        return figure, grid

    def subplot_mosaic(self, layout: str, **_options: object) -> tuple[Figure, dict[str, Axes]]:
        """A new figure with axes by letter."""
        figure = self.figure()
        return figure, {name: figure.add_subplot() for name in sorted(set(layout))}

    def subplot(self, *place: Any, **_options: object) -> Axes:
        """The axes of a place in the figure in use."""
        self.current = self.gcf().add_subplot(*place)
        return self.current

    def show(self, *_args: object, **_options: object) -> None:
        """Record and close every open figure."""
        self.shown += [_described(figure) for figure in self.open if figure.axes]
        self.open, self.current = [], None

    close = show


_DRAWING = (*LINES, *FIELDS, "scatter", "errorbar", "axhline", "axvline", "twinx")


@contextmanager
def installed() -> Iterator[FakePyplot]:
    """Within, matplotlib is the stand-in; at the end all open figures are recorded."""
    fake = FakePyplot()
    root = ModuleType("matplotlib")
    modules: dict[str, ModuleType] = {"matplotlib": root, "matplotlib.pyplot": fake}
    for name in NAMES:
        module = ModuleType(f"matplotlib.{name}")
        module.__dict__["__getattr__"] = lambda _name: Nothing()
        modules[module.__name__] = module
    root.__path__ = []
    root.__dict__.update({name.rpartition(".")[2]: module for name, module in modules.items()})
    root.__dict__["rcParams"] = {}
    with patch.dict(sys.modules, modules):
        yield fake
        fake.show()


def _described(figure: Figure) -> dict[str, Any]:
    axes = [
        {"lines": ax.lines, "points": ax.points, "texts": [], "fields": ax.fields}
        for ax in figure.axes
    ]
    return {"cell": 1, "axes": axes}


def _line(
    x: list[float], y: list[float], label: str, color: str | None, *, data: bool
) -> dict[str, Any]:
    return {"label": label, "x": x, "y": y, "data_coords": data, "marker": "", "color": color}


def _color(said: object, count: int) -> str:
    """A name that tells colours apart; without one, the cycle of matplotlib."""
    return str(said) if isinstance(said, str) and said else f"C{count % 10}"


def _columns(values: object) -> np.ndarray[Any, Any]:
    """Values as matplotlib reads them: shape (k, number of lines)."""
    array = np.asarray(values, dtype=float)
    return array.reshape(-1, 1) if array.ndim < 2 else array


def _flat(values: object) -> list[float]:
    return [float(value) for value in np.asarray(values, dtype=float).ravel()]

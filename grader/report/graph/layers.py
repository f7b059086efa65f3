"""A directed graph in layers from top to bottom, with few crossings and short lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import inf
from typing import TypeAlias

Rows: TypeAlias = list[list[int]]
Beside: TypeAlias = list[list[int]]

GAP = 20.0
THREAD = 8.0
"""The room of a line that passes a layer."""
SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """Where nodes lie: the layer of each, from 0 at the top, and its middle from the left.

    `routes` holds, for a line by its two ends, where it passes each layer between them.
    """

    layers: tuple[int, ...]
    middles: tuple[float, ...]
    routes: Mapping[tuple[int, int], tuple[float, ...]]
    width: float


def layout(parents: Sequence[Sequence[int]], widths: Sequence[float]) -> Layout:
    """The layout of nodes of these widths; the parents of each stand before it."""
    layers = _layers(parents)
    rows: Rows = [[] for _ in range(max(layers, default=-1) + 1)]
    for node, layer in enumerate(layers):
        rows[layer].append(node)
    wide = list(widths)
    above: Beside = [[] for _ in layers]
    threads: dict[tuple[int, int], list[int]] = {}
    for child, its in enumerate(parents):
        for parent in its:
            passing: list[int] = []
            for layer in range(layers[parent] + 1, layers[child]):
                rows[layer].append(len(wide))
                above.append([[parent, *passing][-1]])
                passing.append(len(wide))
                wide.append(THREAD)
            above[child].append([parent, *passing][-1])
            threads[parent, child] = passing
    below: Beside = [[] for _ in above]
    for one, its in enumerate(above):
        for other in its:
            below[other].append(one)
    rows = _ordered(rows, above, below)
    middles = _middles(rows, wide, above, below)
    for passing in sorted(threads.values(), key=len, reverse=True):
        _straighten(passing, rows, wide, middles)
    left = min((middle - width / 2 for middle, width in zip(middles, wide, strict=True)), default=0)
    middles = [middle - left for middle in middles]
    ends = [middle + width / 2 for middle, width in zip(middles, wide, strict=True)]
    return Layout(
        tuple(layers),
        tuple(middles[: len(layers)]),
        {line: tuple(middles[at] for at in passing) for line, passing in threads.items()},
        max(ends, default=0.0),
    )


def _layers(parents: Sequence[Sequence[int]]) -> list[int]:
    """The longest way from the top; what has no parents stands right above its first use."""
    layers: list[int] = []
    for its in parents:
        layers.append(1 + max((layers[parent] for parent in its), default=-1))
    first = [len(parents)] * len(parents)
    for child, its in enumerate(parents):
        for parent in its:
            first[parent] = min(first[parent], layers[child] - 1)
    return [
        layer if its or use == len(parents) else use
        for layer, its, use in zip(layers, parents, first, strict=True)
    ]


def _ordered(rows: Rows, above: Beside, below: Beside) -> Rows:
    """The rows in the order with the fewest crossings that sweeping down and up finds."""
    best, fewest = rows, _crossings(rows, below)
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        rows = _swept(rows, above) if sweep % 2 == 0 else _swept(rows[::-1], below)[::-1]
        count = _crossings(rows, below)
        if count < fewest:
            best, fewest = rows, count
    return best


def _swept(rows: Rows, beside: Beside) -> Rows:
    """Each row by the mean place of the neighbours in the row before."""
    places: dict[int, float] = {}
    swept: Rows = []
    for row in rows:
        wanted = {node: (at + 0.5) / len(row) for at, node in enumerate(row)}
        for node in row:
            if beside[node]:
                wanted[node] = _mean([places[other] for other in beside[node]])
        row_now = sorted(row, key=wanted.__getitem__)
        places |= {node: (at + 0.5) / len(row) for at, node in enumerate(row_now)}
        swept.append(row_now)
    return swept


def _crossings(rows: Rows, below: Beside) -> int:
    count = 0
    for row, under in pairwise(rows):
        place = {node: at for at, node in enumerate(under)}
        lines = [(at, place[other]) for at, node in enumerate(row) for other in below[node]]
        count += sum(
            (one[0] - other[0]) * (one[1] - other[1]) < 0 for one, other in combinations(lines, 2)
        )
    return count


def _middles(rows: Rows, wide: list[float], above: Beside, below: Beside) -> list[float]:
    """Each node near the mean of its neighbours, and no two of a row too near to each other."""
    middles = [0.0] * len(wide)
    for row in rows:
        _place(row, [0.0] * len(row), wide, middles)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [
                _mean([middles[other] for other in (*above[node], *below[node])] or [middles[node]])
                for node in row
            ]
            _place(row, wanted, wide, middles)
    return middles


def _place(row: list[int], wanted: list[float], wide: list[float], middles: list[float]) -> None:
    """Put a row as near to where it is wanted as its widths allow, by least squares."""
    offsets = [0.0]
    for one, other in pairwise(row):
        offsets.append(offsets[-1] + (wide[one] + wide[other]) / 2 + GAP)
    runs: list[tuple[float, int]] = []  # neighbours that touch: their sum, and how many they are
    for want, offset in zip(wanted, offsets, strict=False):
        total, count = want - offset, 1
        while runs and runs[-1][0] / runs[-1][1] >= total / count:
            before, many = runs.pop()
            total, count = total + before, count + many
        runs.append((total, count))
    means = [total / count for total, count in runs for _ in range(count)]
    for node, mean, offset in zip(row, means, offsets, strict=False):
        middles[node] = mean + offset


def _straighten(passing: list[int], rows: Rows, wide: list[float], middles: list[float]) -> None:
    """Let a long line run upright as far as there is room for it, with few bends."""
    run: list[int] = []
    low, high = -inf, inf
    for node in passing:
        left, right = _room(node, rows, wide, middles)
        if max(low, left) > min(high, right):
            _set_upright(run, low, high, middles)
            run, low, high = [], -inf, inf
        run.append(node)
        low, high = max(low, left), min(high, right)
    _set_upright(run, low, high, middles)


def _set_upright(run: list[int], low: float, high: float, middles: list[float]) -> None:
    if run:
        middle = max(low, min(high, _mean([middles[node] for node in run])))
        for node in run:
            middles[node] = middle


def _room(node: int, rows: Rows, wide: list[float], middles: list[float]) -> tuple[float, float]:
    """How far to the left and to the right a node may stand, between its neighbours."""
    row = next(row for row in rows if node in row)
    at = row.index(node)
    left = [middles[one] + (wide[one] + wide[node]) / 2 + GAP for one in row[max(0, at - 1) : at]]
    right = [middles[one] - (wide[one] + wide[node]) / 2 - GAP for one in row[at + 1 : at + 2]]
    return max(left, default=-inf), min(right, default=inf)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)

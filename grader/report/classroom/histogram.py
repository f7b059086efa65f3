"""Percentages -> the bars of a histogram, each with its number, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from grader.report.classroom.page import Bar, Histogram, Tick
from grader.report.classroom.stats import BINS

WIDTH, HEIGHT = 420, 178
_LEFT, _RIGHT, _TOP, _FLOOR = 14, 14, 22, 140
_GAP = 3


def histogram_of(counts: Sequence[int]) -> Histogram:
    """The histogram of a class, from how many are in each tenth."""
    step = (WIDTH - _LEFT - _RIGHT) / BINS
    tallest = max(*counts, 1)
    bars = []
    for at, count in enumerate(counts):
        height = round((_FLOOR - _TOP) * count / tallest, 1)
        x = round(_LEFT + at * step + _GAP / 2, 1)
        bars.append(
            Bar(_label(at), count, x, round(_FLOOR - height, 1), round(step - _GAP, 1), height)
        )
    return Histogram(
        title="How many submissions earned which share of the points",
        description=_words(counts),
        width=WIDTH,
        height=HEIGHT,
        floor=_FLOOR,
        bars=tuple(bars),
        ticks=tuple(
            Tick(str(at * 100 // BINS), round(_LEFT + at * step, 1)) for at in range(BINS + 1)
        ),
    )


def _label(at: int) -> str:
    first, after = at * 100 // BINS, (at + 1) * 100 // BINS
    return f"{first} to {100 if at == BINS - 1 else after - 1} %"


def _words(counts: Sequence[int]) -> str:
    said = [f"{_label(at)}: {count}" for at, count in enumerate(counts) if count]
    return f"Of {sum(counts)} submissions, by the percentage that they earned: {', '.join(said)}."

"""From numbers to pixels: limits that can be drawn, ticks that can be read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from grader.report.chart.model import Axis
from grader.report.chart.numerals import TIMES, alike, power

FAR = 1e6
"""No coordinate is farther away than this; a line that leads there looks the same."""

_STRIDES = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500)
_HUGE = 1e300
_TINY = 1e-290
_NARROW = 1e-9  # of the numbers themselves: below that, labels would not tell ticks apart


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Limits of an axis and the pixels where they lie; both may be reversed."""

    lo: float
    hi: float
    log: bool
    start: float = 0.0
    end: float = 1.0

    def over(self, start: float, end: float) -> Scale:
        """The same limits over other pixels."""
        return Scale(self.lo, self.hi, self.log, start, end)

    def raised(self, share: float) -> Scale:
        """The same lower limit and a higher upper one, which frees a share of the axis."""
        if self.log:
            lo, hi = math.log10(self.lo), math.log10(self.hi)
            hi = min(math.log10(_HUGE), lo + (hi - lo) / (1 - share))
            return Scale(self.lo, 10**hi, self.log, self.start, self.end)
        hi = min(_HUGE, self.lo + (self.hi - self.lo) / (1 - share))
        return Scale(self.lo, hi, self.log, self.start, self.end)

    def shows(self, value: float) -> bool:
        """Whether the value has a place on this axis, within the limits or not."""
        return math.isfinite(value) and (value > 0 or not self.log)

    def within(self, value: float) -> bool:
        """Whether the value lies between the limits."""
        return self.shows(value) and min(self.lo, self.hi) <= value <= max(self.lo, self.hi)

    def pixels(self, values: Iterable[float]) -> list[float]:
        """A coordinate for each value; not a number for those that have no place."""
        lo, start = self.lo, self.start
        if self.log:
            log, lo = math.log10, math.log10(lo)
            factor = (self.end - start) / (math.log10(self.hi) - lo)
            return [
                max(-FAR, min(FAR, start + (log(value) - lo) * factor))
                if 0 < value < math.inf
                else math.nan
                for value in values
            ]
        factor = (self.end - start) / (self.hi - lo)
        return [
            max(-FAR, min(FAR, start + (value - lo) * factor))
            if -math.inf < value < math.inf
            else math.nan
            for value in values
        ]

    def pixel(self, value: float) -> float:
        """The coordinate of one value."""
        return self.pixels((value,))[0]

    def ticks(self, count: int = 6) -> tuple[Tick, ...]:
        """About `count` ticks between the limits, from the lower one up."""
        lo, hi = sorted((self.lo, self.hi))
        return _log_ticks(lo, hi, count) if self.log else _linear_ticks(lo, hi, count)


def scale(axis: Axis, values: Iterable[float]) -> Scale:
    """The scale of an axis: its own limits, where they can be drawn, or those of the values."""
    log = axis.scale == "log"
    kept = [v for v in values if math.isfinite(v) and (v > 0 or not log)]
    lo, hi = _fitted(min(kept), max(kept), log=log) if kept else (0.1, 10.0) if log else (0.0, 1.0)
    if axis.limits is not None:
        given = axis.limits
        usable = [math.isfinite(v) and (v > 0 or not log) for v in given]
        if all(usable):
            return Scale(*_drawable(*given, log=log), log=log)
        if usable[0] and given[0] < hi:
            lo = given[0]
        if usable[1] and given[1] > lo:
            hi = given[1]
    return Scale(*_drawable(lo, hi, log=log), log=log)


def _fitted(lo: float, hi: float, *, log: bool) -> tuple[float, float]:
    """The range with a margin of 5% on both sides."""
    lo, hi = _drawable(lo, hi, log=log)
    if log:
        margin = 10 ** ((math.log10(hi) - math.log10(lo)) / 20)
        return lo / margin, hi * margin
    margin = (hi - lo) / 20
    return lo - margin, hi + margin


def _drawable(lo: float, hi: float, *, log: bool) -> tuple[float, float]:
    """The limits kept from overflow, and apart from each other."""
    if log:
        lo, hi = (max(1 / _HUGE, min(_HUGE, value)) for value in (lo, hi))
        if abs(math.log10(hi) - math.log10(lo)) < _NARROW:
            return lo / 2, hi * 2
        return lo, hi
    lo, hi = (max(-_HUGE, min(_HUGE, value)) for value in (lo, hi))
    size = max(abs(lo), abs(hi))
    if abs(hi - lo) > max(_TINY, size * _NARROW):
        return lo, hi
    apart = size * (0.05 if lo == hi else _NARROW) if size > _TINY else 1.0
    return (hi - apart, lo + apart) if lo <= hi else (lo + apart, hi - apart)


def _linear_ticks(lo: float, hi: float, count: int) -> tuple[Tick, ...]:
    """Multiples of 1, 2 or 5 times a power of ten, as many as come nearest to `count`."""
    top = math.floor(math.log10(hi - lo)) + 1
    steps = [(digit, top - down) for down in range(4) for digit in (5, 2, 1)]
    few = min(4, count)
    counts = {step: _count(lo, hi, *step) for step in steps}
    digit, exponent = min(steps, key=lambda s: abs(counts[s] - count) + 2 * (counts[s] < few))
    step = float(f"{digit}e{exponent}")
    first, last = (math.ceil(lo / step - 1e-9), math.floor(hi / step + 1e-9))
    values = [Decimal(k * digit).scaleb(exponent) for k in range(first, last + 1)]
    places = [max(lo, min(hi, float(value))) for value in values]
    labels = alike(values, exponent)
    return tuple(Tick(at, label) for at, label in zip(places, labels, strict=True))


def _count(lo: float, hi: float, digit: int, exponent: int) -> int:
    step = float(f"{digit}e{exponent}")
    return math.floor(hi / step + 1e-9) - math.ceil(lo / step - 1e-9) + 1


def _log_ticks(lo: float, hi: float, count: int) -> tuple[Tick, ...]:
    """Powers of ten, fewer where there are many; 2 and 5 between them where there are few."""
    first, last = math.ceil(math.log10(lo) - 1e-9), math.floor(math.log10(hi) + 1e-9)
    if last - first >= 2:
        stride = next(s for s in _STRIDES if (last - first) // s <= count)
        return _decades([k for k in range(first, last + 1) if k % stride == 0], lo, hi)
    finer = [(digit, k) for k in range(first - 1, last + 1) for digit in (1, 2, 5)]
    ticks = [(d, k) for d, k in finer if lo * (1 - 1e-9) <= float(f"{d}e{k}") <= hi * (1 + 1e-9)]
    if not 3 <= len(ticks) <= count + 1:
        return _linear_ticks(lo, hi, count)
    places = [max(lo, min(hi, float(f"{d}e{k}"))) for d, k in ticks]
    wide = any(abs(k) > 4 for _, k in ticks)
    labels = [_times(d, k) if wide else f"{Decimal(d).scaleb(k):f}" for d, k in ticks]
    return tuple(Tick(at, label) for at, label in zip(places, labels, strict=True))


def _decades(exponents: list[int], lo: float, hi: float) -> tuple[Tick, ...]:
    wide = any(abs(k) > 4 for k in exponents)
    labels = [power(k) if wide else f"{Decimal(1).scaleb(k):f}" for k in exponents]
    places = [max(lo, min(hi, float(f"1e{k}"))) for k in exponents]
    return tuple(Tick(at, label) for at, label in zip(places, labels, strict=True))


def _times(digit: int, exponent: int) -> str:
    return power(exponent) if digit == 1 else f"{digit}{TIMES}{power(exponent)}"

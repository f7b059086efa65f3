"""Colours and kinds of line as attributes; no style attribute, which the page's policy forbids."""

from __future__ import annotations

import re

from grader.report.chart.model import TONES

_NUMBER = re.compile(r"#[0-9a-fA-F]{6}")
_LINES = ("dashed", "dotted", "dashdot")


def paint(colour: str) -> str:
    """The attribute that colours all in a group: a class for a tone, else the number, else ink."""
    if colour in TONES:
        return f'class="c-{colour}"'
    if _NUMBER.fullmatch(colour):
        return f'color="{colour.lower()}"'
    return 'class="c-ink"'


def stroke(line: str) -> str:
    """The classes of a line."""
    return f' class="chart-line chart-{line}"' if line in _LINES else ' class="chart-line"'

"""Text in a drawing: made safe, cut to the room there is, escaped."""

from __future__ import annotations

import unicodedata

from markupsafe import escape

from grader.report.safe import one_line

SIZE = 14
"""Height of text in units of the drawing; the style sheet may show it smaller, never larger."""

_WIDE = frozenset("WF")
_SLIM = frozenset("iljtfrI.,:;|!'`() \u2212-1")
_BROAD = frozenset("mwMWOQ%@…")


def width(text: str) -> float:
    """About how wide a text is drawn, rather more than less."""
    return SIZE * sum(map(_share, text))


def fitted(text: str, room: float) -> str:
    """The text on one line, cut to the room."""
    line = one_line(text, 120)
    if width(line) <= room:
        return line
    used, kept = width("…"), ""
    for char in line:
        used += SIZE * _share(char)
        if used > room:
            break
        kept += char
    return kept.rstrip() + "…"


def element(text: str, x: float, y: float, attributes: str = "") -> str:
    """A text element at its baseline; the attributes are our own."""
    return f"<text{attributes} x={q(x)} y={q(y)}>{escape(text)}</text>"


def q(value: float) -> str:
    """A coordinate as an attribute's value."""
    return f'"{coordinate(value)}"'


def coordinate(value: float) -> str:
    """A coordinate, to a tenth of a unit."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _share(char: str) -> float:
    if char in _SLIM:
        return 0.42
    if char in _BROAD:
        return 0.95
    if char.isascii():
        return 0.7 if char.isupper() else 0.58
    return 1.05 if unicodedata.east_asian_width(char) in _WIDE else 0.62

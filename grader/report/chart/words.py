"""Rules and notes: lines and rings with a few words beside them."""

from __future__ import annotations

from grader.report.chart.curve import Rect
from grader.report.chart.layout import GAP, Frame
from grader.report.chart.model import Note, Rule
from grader.report.chart.numerals import number
from grader.report.chart.paint import paint, stroke
from grader.report.chart.room import Room, box
from grader.report.chart.text import SIZE, coordinate, element, fitted, q, width

_HIGH = SIZE + 4
_RING = 7.0


def rule(one: Rule, frame: Frame) -> str:
    """The line over the whole plot, or nothing where it lies outside."""
    plot, at = frame.plot, number(one.at)
    if not (frame.x if one.across == "x" else frame.y).within(at):
        return ""
    if one.across == "x":
        data = f"M{coordinate(frame.x.pixel(at))} {coordinate(plot.top)}V{coordinate(plot.bottom)}"
    else:
        data = f"M{coordinate(plot.left)} {coordinate(frame.y.pixel(at))}H{coordinate(plot.right)}"
    return f'<g {paint(one.colour)}><path{stroke(one.line)} d="{data}"/></g>'


def rule_words(one: Rule, frame: Frame, room: Room) -> str:
    """What is written beside a rule."""
    plot, at = frame.plot, number(one.at)
    text = fitted(one.label, plot.width * 0.6)
    if not text or not (frame.x if one.across == "x" else frame.y).within(at):
        return ""
    wide = width(text)
    if one.across == "x":
        x = frame.x.pixel(at)
        tops = [plot.top + 2 + row * _HIGH for row in range(6)]
        tops += [plot.bottom - 2 - _HIGH]
        places = [box(left, top, wide, _HIGH) for top in tops for left in (x + 4, x - 4 - wide)]
    else:
        y = frame.y.pixel(at)
        lefts = (plot.right - 4 - wide, plot.left + 4, plot.left + (plot.width - wide) / 2)
        places = [box(left, top, wide, _HIGH) for left in lefts for top in (y - 2 - _HIGH, y + 2)]
    return _written(text, one.colour, places, room)


def note(one: Note, frame: Frame, room: Room) -> str:
    """A ring and its words; for a point out of view only the words, at the nearest edge."""
    plot, x, y = frame.plot, number(one.x), number(one.y)
    if not (frame.x.shows(x) and frame.y.shows(y)):
        return ""
    at = frame.x.pixel(x), frame.y.pixel(y)
    seen = frame.x.within(x) and frame.y.within(y)
    place = f"cx={q(at[0])} cy={q(at[1])}"
    ring = f'<circle class="chart-open" {place} r="{_RING:g}"/>' if seen else ""
    left, top = max(plot.left, min(plot.right, at[0])), max(plot.top, min(plot.bottom, at[1]))
    room.boxes.append(Rect(left - _RING, top - _RING, left + _RING, top + _RING))
    text = fitted(one.text, plot.width * 0.6)
    words = _written(text, one.colour, _around(left, top, width(text)), room) if text else ""
    return f"<g {paint(one.colour)}>{ring}</g>{words}"


def _around(x: float, y: float, wide: float) -> list[Rect]:
    """Boxes beside a point: right and left of it, then above and below, then farther off."""
    places = []
    for away in (_RING + 3, _RING + 3 + _HIGH, _RING + 3 + 2 * _HIGH):
        rows = (y - _HIGH / 2, y - away - _HIGH / 2, y + away - _HIGH / 2)
        places += [
            box(left, top, wide, _HIGH) for top in rows for left in (x + away, x - away - wide)
        ]
        places += [box(x - wide / 2, top, wide, _HIGH) for top in (y - away - _HIGH, y + away)]
    return places


def _written(text: str, colour: str, places: list[Rect], room: Room) -> str:
    place = places[room.take(places)]
    inside = max(room.plot.left + 2, min(room.plot.right - 2 - place.width, place.left))
    words = element(text, inside, place.bottom - GAP + 1.5)
    return f'<g {paint(colour)}><g class="chart-words">{words}</g></g>'

"""Findings -> lines for a terminal, a line a part."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from grader.outline.finding import TROUBLE, Checked, Checkup, Finding
from grader.report.checkup.states import NO_MARK, SIGNS, STATES, said, verdict
from grader.report.safe import one_line
from grader.report.text import WIDTH
from grader.report.wording import word

_COLOURS = {"good": "32", "bad": "31", "open": "35", "plain": "2", "some": "33"}


def render_text(checkup: Checkup, *, colour: bool = False) -> str:
    """The findings as lines; the only control sequences are our own colours."""
    return "\n".join(_lines(checkup, colour=colour)) + "\n"


def _lines(checkup: Checkup, *, colour: bool) -> Iterator[str]:
    yield f"{one_line(checkup.file)}: {verdict(checkup)}"
    for message in checkup.messages:
        yield from _wrapped(f"  ! {word(message)}", 4)
    for exercise in checkup.exercises:
        yield ""
        yield from _exercise(exercise, colour=colour)
    yield ""
    yield from _wrapped(NO_MARK, 0)


def _exercise(exercise: Checked, *, colour: bool) -> Iterator[str]:
    yield f"{exercise.number}. {one_line(exercise.title)}"
    for message in exercise.messages:
        yield from _wrapped(f"  ! {word(message)}", 4)
    for finding in exercise.findings:
        yield from _finding(finding, colour=colour)


def _finding(finding: Finding, *, colour: bool) -> Iterator[str]:
    look, sign = STATES[finding.state], SIGNS[finding.state]
    place = where(finding) if finding.state in TROUBLE else ""
    words = " ".join(filter(None, [f"{look.word}.", said(finding), place and f"({place})"]))
    line = f"  {sign} {one_line(finding.part)}: {words}"
    first, *rest = _wrapped(line, 6)
    if colour:
        first = first.replace(sign, f"\x1b[{_COLOURS[look.tone]}m{sign}\x1b[0m", 1)
    yield first
    yield from rest


def where(finding: Finding) -> str:
    """Where it stands, in words; empty if that is not known."""
    if finding.spot is None:
        return ""
    cell = f"cell {finding.spot.cell}, " if finding.spot.cell else ""
    return f"{cell}line {finding.spot.line}"


def _wrapped(text: str, hang: int) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="",
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )

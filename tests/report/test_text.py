"""The terminal report: short lines, no control characters but our own colours."""

from __future__ import annotations

import re
import unicodedata

import msgspec

from grader.grading.result import Result, public
from grader.report.text import WIDTH, render_text

COLOUR = re.compile(r"\x1b\[(1|3[1235]|0)m")


def controls(text: str) -> set[str]:
    """Control and format characters, the line end apart."""
    return {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs")} - {"\n"}


def test_a_typical_report(result: Result) -> None:
    """Score, next step, a line a part, where to look."""
    text = render_text(result)
    assert text.startswith("hw.ipynb: 8 of 30 points (26 %)\n")
    assert "\nNext: Exercise 1, L. " in text
    assert "Not right                0 of 2  dL_dz: The size" in text
    assert "(cell 4, lines 12 to 16)" in text
    assert "(cell 8, line 3)" not in text  # the sentence of the crash says it
    assert "Exercise 3: Which learning rate?, 0 of 9 points" in text
    assert all(part.title in text for part in result.exercises[1].parts)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_lines_are_short_and_plain(result: Result) -> None:
    """Within 100 columns, without trailing space or control characters."""
    text = render_text(result)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert not re.search(r" $", text, re.MULTILINE)
    assert controls(text) == set()


def test_colour_is_only_added(result: Result) -> None:
    """Without its colours the coloured report is the plain one."""
    coloured = render_text(result, colour=True)
    assert COLOUR.search(coloured)
    assert COLOUR.sub("", coloured) == render_text(result)


def test_no_isolation_is_said_at_the_top(result: Result) -> None:
    """And only if it is so."""
    run = msgspec.structs.replace(result.run, isolation="none")
    lines = render_text(msgspec.structs.replace(result, run=run)).splitlines()
    assert "without isolation" in lines[1]
    assert "isolation" not in render_text(result)


def test_nothing_left_to_do(all_right: Result) -> None:
    """Then it says so."""
    assert "There is nothing left to do: every part is right." in render_text(all_right)


def test_staff(for_staff: Result) -> None:
    """Expected values are there for staff alone."""
    assert "expected -0.21416501695744142" in render_text(for_staff)
    assert "-0.21416501695744142" not in render_text(public(for_staff))


def test_hostile_text_cannot_speak_to_the_terminal(hostile: Result) -> None:
    """No escape sequence, direction change or carriage return gets through."""
    text = render_text(hostile)
    assert controls(text) == set()
    assert len(text.encode()) < 100_000
    assert controls(COLOUR.sub("", render_text(hostile, colour=True))) == set()


def test_a_name_with_a_colour_stays_a_name(result: Result) -> None:
    """Colours by a student are written out."""
    named = msgspec.structs.replace(result.submission, name="\x1b[32mhw\x1b[0m")
    text = render_text(msgspec.structs.replace(result, submission=named), colour=True)
    assert "\\x1b[32mhw\\x1b[0m" in text

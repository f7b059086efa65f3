"""Scores into a platform's own file: the steps that all platforms share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isclose

from grader.errors import UsageError
from grader.export.filled import Choices, Filled, Left, Unmatched, Why, score_of
from grader.export.matching import match
from grader.export.numbers import few_decimals, read_number, two_decimals
from grader.export.table import Table
from grader.gradebook.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A student's row in the file.

    Attributes:
        row: Which one, from 0.
        ids: What the columns of ids say, the same columns in each line.
        maximum: Out of how many points; None if the file does not say.
        now: What stands in the column of scores.
        locked: Whether the platform keeps the score from being changed.
        shown: What to call it if it is in no gradebook; nothing if it need not be told.
    """

    row: int
    ids: tuple[str, ...]
    maximum: float | None
    now: str
    locked: bool = False
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is where in a platform's file.

    Attributes:
        name: What messages call the file.
        table: All of it.
        score: The column of scores.
        lines: The students' rows.
        comma: Whether numbers have a decimal comma.
        excused: What the platform writes for an excused student, if it has a word for that.
        decided: Words in the column of scores that a person decided and no score may replace.
        bounded: Whether the platform refuses more than the maximum.
        comment: The column for a summary, and what to write there if what is there is given.
    """

    name: str
    table: Table
    score: int
    lines: tuple[Line, ...]
    comma: bool
    excused: str = ""
    decided: frozenset[str] = frozenset()
    bounded: bool = False
    comment: tuple[int, Callable[[Standing, str], str]] | None = None


@dataclass(frozen=True, slots=True)
class _Written:
    """What goes into a line."""

    line: Line
    standing: Standing
    text: str


def fill(sheet: Sheet, standings: Sequence[Standing], choices: Choices) -> Filled:
    """The file with the scores of all students that are in it; nothing else is changed.

    Raises:
        UsageError: A maximum in the file is another one than ours, and `scale` was not chosen.
    """
    matches = match([line.ids for line in sheet.lines], standings)
    written: list[_Written] = []
    left: list[Left] = []
    strangers: list[str] = []
    for at, (line, standing) in enumerate(zip(sheet.lines, matches.standings, strict=True)):
        if at in matches.unclear:
            left.append(Left(next(filter(None, line.ids), f"row {line.row + 1}"), "unclear"))
        elif standing is None:
            strangers += [line.shown] if line.shown else []
        else:
            text = _text(sheet, line, standing, choices)
            if isinstance(text, _Because):
                left.append(Left(standing.person.key, text.why))
            else:
                written.append(_Written(line, standing, text))
    there = {standing.student for standing in matches.standings if standing is not None}
    absent = [s.person.key for s in standings if s.student not in there]
    table = sheet.table.changed(_changes(sheet, written))
    return Filled(
        document=table.document(),
        filled=len(written),
        left=tuple(left),
        unmatched=Unmatched(tuple(strangers), tuple(absent)),
        remarks=tuple(_remarks(sheet, written, matched=len(there), of=len(standings))),
    )


@dataclass(frozen=True, slots=True)
class _Because:
    """Nothing is written, for this reason."""

    why: Why


def _text(sheet: Sheet, line: Line, standing: Standing, choices: Choices) -> str | _Because:
    """What to write into a line."""
    score = score_of(standing, choices)
    if line.locked:
        return _Because("locked")
    if score == "excused" and sheet.excused:
        return sheet.excused
    if not isinstance(score, float):
        return _Because(score)
    if line.now.strip().casefold() in sheet.decided:
        return _Because("decided there")
    points = _scaled(sheet, line, standing, score, choices)
    text = two_decimals(points, comma=sheet.comma)
    most = line.maximum
    if sheet.bounded and most is not None and points > most and not isclose(points, most):
        return _Because("over the maximum")
    return text


def _scaled(sheet: Sheet, line: Line, standing: Standing, score: float, choices: Choices) -> float:
    ours, theirs = standing.max_points, line.maximum
    if theirs is None or not ours or isclose(ours, theirs, abs_tol=0.005):
        return score
    if choices.scale:
        return score * theirs / ours
    raise UsageError(
        f"{sheet.name}: it counts out of {few_decimals(theirs)} points and the gradebook out of "
        f"{few_decimals(ours)}; make them the same, or scale the scores with --scale"
    )


def _changes(sheet: Sheet, written: Iterable[_Written]) -> dict[tuple[int, int], str]:
    texts: dict[tuple[int, int], str] = {}
    for one in written:
        row = one.line.row
        columns = [sheet.score, *([sheet.comment[0]] if sheet.comment else [])]
        if max(columns) >= len(sheet.table.rows[row].cells):
            raise UsageError(f"{sheet.name}, row {row + 1}: it ends before the column to fill")
        texts[row, sheet.score] = one.text
        if sheet.comment is not None:
            column, worded = sheet.comment
            texts[row, column] = worded(one.standing, sheet.table.text(row, column))
    return {at: text for at, text in texts.items() if sheet.table.text(*at) != text}


def _remarks(sheet: Sheet, written: Sequence[_Written], *, matched: int, of: int) -> Iterable[str]:
    other = sum(
        1
        for one in written
        if (was := read_number(one.line.now, comma=sheet.comma)) is not None
        and was != read_number(one.text, comma=sheet.comma)
    )
    if other:
        yield f"{other} had another score in the file, which is replaced"
    if written and all(one.line.maximum is None for one in written):
        yield "the file does not say how many points are possible, so that was not compared"
    if of and matched * 2 < of:
        yield f"only {matched} of {of} students of the gradebook are in this file"

"""A part of a result -> what a report shows of it. Pure."""

from __future__ import annotations

from textwrap import dedent

from grader.grading.result import Misconception, PartResult, Where
from grader.observation.evidence import RunsEvidence
from grader.report.evidence.picture import Picture
from grader.report.evidence.show import show
from grader.report.looks import NOT_RIGHT, RIGHT
from grader.report.page import Cause, Hint, PartView, Place, Prose
from grader.report.safe import block, one_line
from grader.report.said import points, sentences
from grader.report.wording import names, word

HINT_LABELS = ("A hint", "Where to look", "A worked example")
SENTENCE_LIMIT, SYMBOL_LIMIT = 600, 48
VALUE_LINES, VALUE_LIMIT = 12, 800
CODE_LINES, CODE_LIMIT = 12, 2_000
CHECK_LINES, CHECK_LIMIT = 30, 3_000


def part_view(part: PartResult, anchor: str) -> PartView:
    """The part; what it rests on and how to check it only where it is not right."""
    follow = part.follow_through_from if part.message.code != "follow-through" else []
    return PartView(
        anchor=anchor,
        title=one_line(part.title),
        symbol=_symbol(part.symbol),
        status=part.status,
        points=f"{points(part.points)} of {points(part.max_points)}",
        verdict=Prose(word(part.message)),
        follow=Prose(f"Worked out from your own {names(follow)}.") if follow else None,
        value=_shortened(part.value),
        expected=_shortened(part.expected),
        remarks=sentences(part.remarks),
        cause=None if part.misconception is None else _cause(part.misconception),
        place=None if part.where is None else _place(part.where),
        picture=_picture(part),
        self_check=_self_check(part),
    )


def _picture(part: PartResult) -> Picture | None:
    """The picture of the evidence; runs are shown with the figures, for all parts at once."""
    if part.status in RIGHT or part.evidence is None or isinstance(part.evidence, RunsEvidence):
        return None
    return show(part.evidence)


def _self_check(part: PartResult) -> str | None:
    """What to try; there is nothing to try with what is not there."""
    absent = {"missing", "crashed", "timed-out"}
    if part.self_check is None or part.status not in NOT_RIGHT - absent:
        return None
    return block(dedent(part.self_check).strip("\n"), lines=CHECK_LINES, limit=CHECK_LIMIT)


def _shortened(text: str | None) -> str | None:
    return None if text is None else block(text, lines=VALUE_LINES, limit=VALUE_LIMIT)


def _cause(found: Misconception) -> Cause:
    return Cause(
        lead="What happened" if found.sure else "This looks like",
        name=Prose(one_line(found.name, SENTENCE_LIMIT), ours=True),
        hints=tuple(
            Hint(label, Prose(one_line(text, SENTENCE_LIMIT), ours=True))
            for label, text in zip(HINT_LABELS, found.hints, strict=False)
        ),
    )


def _place(where: Where) -> Place:
    lines = f"line {where.line}"
    if where.end_line > where.line:
        lines = f"lines {where.line} to {where.end_line}"
    found = f"{lines} of {one_line(where.path, 120)}"
    if where.cell is not None:
        found = f"cell {where.cell}, {lines}"
    return Place(found, block(dedent(where.excerpt), lines=CODE_LINES, limit=CODE_LIMIT))


def _symbol(latex: str | None) -> str | None:
    """A symbol, unless it is too long to stand beside a title: a formula does not wrap."""
    shown = one_line(latex or "", 2 * SYMBOL_LIMIT)
    return shown if 0 < len(shown) <= SYMBOL_LIMIT else None

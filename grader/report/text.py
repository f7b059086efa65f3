"""Result -> the report for a terminal: a line a part, at most 100 columns where words allow."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from grader.grading.result import Result
from grader.report.looks import LOOKS, Tone
from grader.report.page import Cause, ExerciseView, Page, PartView, StaffView, Step
from grader.report.view import view

WIDTH = 100
MARGIN = "  "
STATUS_COLUMNS = max(len(look.word) for look in LOOKS.values())

_BOLD = "1"
_TONES: Mapping[Tone, str] = MappingProxyType(
    {"good": "32", "some": "33", "bad": "31", "open": "35"},
)


def render_text(result: Result, *, colour: bool = False) -> str:
    """The report of a result as lines of text; the only control sequences are our own colours."""
    return "\n".join(_lines(view(result), colour=colour)) + "\n"


def _lines(page: Page, *, colour: bool) -> Iterator[str]:
    score = f"{page.points} of {page.max_points} points ({page.percent} %)"
    yield from _wrapped(f"{page.name}: {score}", code=_BOLD if colour else "")
    for sentence in (page.warning, page.provisional):
        if sentence is not None:
            yield from _wrapped(f"! {sentence.text}", hang=2)
    yield ""
    yield from _next(page.step) if page.step else _wrapped(page.rest.text)
    for exercise in page.exercises:
        yield ""
        yield from _exercise(exercise, colour=colour)
    if page.notes:
        yield ""
    for note in page.notes:
        yield from _wrapped(note.text)
    if page.staff:
        yield ""
        yield from _staff(page.staff)


def _next(step: Step) -> Iterator[str]:
    said = [f"Next: {step.label}, {step.part}.", step.verdict.text]
    said += [_cause(step.cause)] if step.cause else []
    said += [f"Look at {step.where}."] if step.where else []
    yield from _wrapped(" ".join(said), hang=6)


def _cause(cause: Cause) -> str:
    return f"{cause.lead}: {cause.name.text.rstrip('.')}."


def _exercise(exercise: ExerciseView, *, colour: bool) -> Iterator[str]:
    title = f"{exercise.label}: {exercise.title}"
    yield from _wrapped(f"{title}, {exercise.points} points", code=_BOLD if colour else "")
    for note in exercise.notes:
        yield from _wrapped(f"{MARGIN}{note.text}", hang=2)
    if not exercise.attempted and exercise.parts:
        yield f"{MARGIN}{exercise.summary}."
        return
    columns = max((len(part.points) for part in exercise.parts), default=0)
    for part in exercise.parts:
        yield from _part(part, columns, colour=colour)


def _part(part: PartView, columns: int, *, colour: bool) -> Iterator[str]:
    said = [part.verdict.text]
    said += [part.follow.text] if part.follow else []
    said += [_cause(part.cause)] if part.cause else []
    said += [remark.text for remark in part.remarks]
    if part.place and not part.right and part.place.words not in part.verdict.text:
        said.append(f"({part.place.words})")
    status = part.look.word.ljust(STATUS_COLUMNS)
    line = f"{MARGIN}{status}  {part.points.rjust(columns)}  "
    first, *rest = _wrapped(f"{line}{part.title}: {' '.join(said)}", hang=len(line))
    if colour:
        first = first.replace(status, _coloured(status, _TONES[part.look.tone]), 1)
    yield first
    yield from rest


def _staff(staff: StaffView) -> Iterator[str]:
    yield "For staff: not for students"
    for fault in staff.faults:
        yield from _wrapped(f"{MARGIN}fault: {' '.join(fault.split())}", hang=4)
    for row in staff.rows:
        held = f"expected {' '.join(row.expected.split())}" if row.expected else ""
        facts = [held, row.tolerance, *row.tried, *row.notes]
        listed = "; ".join(fact for fact in facts if fact)
        yield from _wrapped(f"{MARGIN}{row.exercise} / {row.part}: {listed}", hang=4)


def _wrapped(text: str, *, hang: int = 0, code: str = "") -> list[str]:
    """The lines of a paragraph, later ones indented; words too long for a line stay whole."""
    lines = textwrap.wrap(
        text,
        WIDTH,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )
    return [_coloured(line, code) if code else line for line in lines] or [""]


def _coloured(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"

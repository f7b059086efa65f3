"""Findings -> HTML: a fragment for a notebook's output, or a page of its own; without script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.outline.finding import TROUBLE, Checked, Checkup, Finding
from grader.report.checkup.states import NO_MARK, SIGNS, STATES, said, verdict
from grader.report.checkup.text import where
from grader.report.looks import Tone
from grader.report.safe import one_line
from grader.report.spans import code_only
from grader.report.wording import word

_COLOURS: Mapping[Tone, str] = MappingProxyType(
    {"good": "#1a8a4f", "bad": "#d0382c", "open": "#7a70d8", "some": "#b26a00", "plain": "inherit"}
)
"""Each is told from white and from black by 4.5:1 or as much as both allow; words say it too."""


@dataclass(frozen=True, slots=True)
class _Row:
    part: str
    sign: str
    colour: str
    word: str
    told: str
    where: str


def render_fragment(checkup: Checkup, notes: Sequence[str] = ()) -> str:
    """What `%check` shows in a notebook; all text in it is escaped."""
    context = _context(checkup, (NO_MARK, *notes))
    return _environment().get_template("fragment.html.j2").render(context)


def render_page(checkup: Checkup) -> str:
    """The same as a page that needs nothing else."""
    context = _context(checkup, (NO_MARK,))
    return _environment().get_template("page.html.j2").render(context)


def _context(checkup: Checkup, notes: Sequence[str]) -> dict[str, object]:
    return {
        "file": one_line(checkup.file),
        "headline": verdict(checkup),
        "warnings": [word(message) for message in checkup.messages],
        "exercises": [_exercise(exercise) for exercise in checkup.exercises],
        "notes": list(notes),
    }


def _exercise(exercise: Checked) -> dict[str, object]:
    stopped = [
        _Row("", SIGNS["fails"], _COLOURS["bad"], "", word(message), "")
        for message in exercise.messages
    ]
    rows = [*stopped, *(_row(finding) for finding in exercise.findings)]
    return {"number": exercise.number, "title": one_line(exercise.title), "rows": rows}


def _row(finding: Finding) -> _Row:
    look = STATES[finding.state]
    return _Row(
        part=one_line(finding.part),
        sign=SIGNS[finding.state],
        colour=_COLOURS[look.tone],
        word=f"{look.word}.",
        told=said(finding),
        where=where(finding) if finding.state in TROUBLE else "",
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["code_only"] = code_only
    return made

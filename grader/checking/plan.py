"""What to run and ask: the sections of a student's file and their outlines become a job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from grader.checking.reading import Work, hints_of
from grader.errors import SubmissionError
from grader.execution.sandbox import CodeCell, Job, Limits, Step
from grader.outline.outline import Outline
from grader.outline.questions import Questions, questions
from grader.submission.sections import Sections, cut

SEED = 20260101


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """A file, cut and ready to run.

    Attributes:
        work: What it is.
        sections: Its code by exercise; piece i is the job's cell i + 1, helpers come after them.
        asked: What to ask of each section that is there, by exercise.
        job: What to run and ask.
    """

    work: Work
    sections: Sections
    asked: Mapping[str, Questions]
    job: Job


def plan_check(work: Work, limits: Limits) -> CheckPlan:
    """Cut the file into sections and lay out the run.

    Raises:
        SubmissionError: No exercise of the outline was found in it.
    """
    outlines = {outline.id: outline for outline in work.document.exercises}
    document = work.document
    sections = cut(work.submission, hints_of(document), document.word, document.lessons)
    asked = questions_of(sections, outlines)
    if not asked:
        names = ", ".join(f"{one.number} ({one.title})" for one in outlines.values())
        reason = f"no code of exercise {names} was found; keep the stub's headings or names"
        raise SubmissionError(work.path, reason)
    job = Job(
        steps=tuple(_steps(sections, asked)),
        files=work.submission.helpers,
        limits=limits,
        seed=SEED,
        script=work.submission.name if work.submission.kind == "module" else None,
    )
    return CheckPlan(work, sections, asked, job)


def questions_of(sections: Sections, outlines: Mapping[str, Outline]) -> dict[str, Questions]:
    """What to ask of each section that is there, by exercise."""
    there = {piece.section for piece in sections.pieces}
    return {
        name: questions(outline, [piece.source for piece in sections.of(name)])
        for name, outline in outlines.items()
        if name in there
    }


def key_of(part: str, key: str) -> str:
    """The name of a probe in its section's answers."""
    return f"{part}/{key}"


def _steps(sections: Sections, asked: Mapping[str, Questions]) -> Iterator[Step]:
    numbered = list(enumerate(sections.pieces, start=1))
    last = {piece.section: index for index, piece in numbered}
    bound = {name: sections.bound(name) for name in asked}
    extra = len(numbered)
    for section, group in groupby(numbered, key=lambda pair: pair[1].section):
        members = list(group)
        cells = [CodeCell(index, piece.source) for index, piece in members]
        probes = None
        if section in asked and last[section] == members[-1][0] and section is not None:
            ours = asked[section]
            for helper in ours.helpers:
                extra += 1
                cells.append(CodeCell(extra, helper.source))
            probes = {key_of(part, key): probe for part, key, probe in ours.in_order()}
        yield Step(section, tuple(cells), bound.get(section or "", frozenset()), probes)

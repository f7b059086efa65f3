"""What to run and what to ask: a submission's sections and the exercises' probes become a job."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypedDict

from grader.errors import SubmissionError
from grader.execution.sandbox import CodeCell, Job, Limits, Step
from grader.grading.course import Course, CourseExercise
from grader.observation.probe import Const, Probe, Text
from grader.submission.marks import owner_of, written
from grader.submission.sections import Hint, Sections, cut
from grader.submission.submission import Submission


@dataclass(frozen=True, slots=True)
class Plan:
    """A submission, cut and ready to run.

    Attributes:
        submission: What was handed in.
        sections: Its code by exercise; piece i is the job's cell i + 1.
        asked: The exercises that are graded.
        job: What to run and ask.
    """

    submission: Submission
    sections: Sections
    asked: tuple[CourseExercise, ...]
    job: Job


def key_of(part: str, key: str) -> str:
    """The name of a probe in its section's answers."""
    return f"{part}/{key}"


def hints_of(course: Course) -> list[Hint]:
    """What sectioning may know of the exercises: names and digests, nothing that judges.

    Names that another exercise asks for or hands out tell nothing: `x` is a given of one exercise
    and the answer of another.
    """
    return [
        Hint(
            id=entry.exercise.id,
            number=entry.number,
            title=entry.exercise.title,
            names=own_names(course, entry),
            stub_digests=entry.stub_digests,
            solution_digests=entry.exercise.solution_digests,
            helpers=frozenset(helper.id for helper in entry.exercise.helpers),
            **_released(entry),
        )
        for entry in course.exercises
    ]


class _Released(TypedDict, total=False):
    notebook: str
    cells: frozenset[str]
    tests: frozenset[str]
    locked: Mapping[str, str]


def _released(entry: CourseExercise) -> _Released:
    """What is known of the notebook in which another tool handed the exercise out."""
    released = entry.exercise.released
    if released is None:
        return {}
    sources = {cell.mark: cell.source for cell in entry.stub_cells if cell.kind == "code"}
    locked = {one: sources[one] for one in released.locked if one in sources}
    return {
        "notebook": released.notebook,
        "cells": released.cells,
        "tests": released.tests,
        "locked": locked,
    }


def own_names(course: Course, entry: CourseExercise) -> frozenset[str]:
    """The names that no other exercise of the course asks for or hands out."""
    others = [other for other in course.exercises if other is not entry]
    return entry.names.difference(
        *(other.names for other in others), *(other.exercise.givens for other in others)
    )


def plan(
    submission: Submission,
    course: Course,
    asked: Sequence[CourseExercise],
    limits: Limits,
    seed: int,
) -> Plan:
    """Cut the submission into sections and lay out the run.

    All code runs, whatever is asked, since later exercises may use names of earlier ones.

    Raises:
        SubmissionError: None of the asked exercises was found.
    """
    hints = hints_of(course)
    sections = cut(submission, hints, course.settings.word, course.lesson_digests)
    wanted = {entry.exercise.id: entry for entry in asked}
    owner = owner_of(submission.name, submission.cells, hints)
    if owner in wanted:  # a notebook of its own holds nothing of the others' notebooks
        wanted = {
            id_: one for id_, one in wanted.items() if id_ == owner or not one.exercise.released
        }
        asked = tuple(wanted.values())
    texts = {id_ for id_, entry in wanted.items() if id_ == owner or _is_written(entry, submission)}
    if not texts and not any(piece.section in wanted for piece in sections.pieces):
        names = ", ".join(f"{e.number} ({e.exercise.title})" for e in asked)
        skipped = " besides left-in solutions" if sections.skipped else ""
        reason = (
            f"no code of exercise {names} was found{skipped}; keep the headings of the stub or "
            "the names that it asks for"
        )
        raise SubmissionError(submission.name, reason)
    job = Job(
        steps=(*_steps(sections, wanted, submission), *_unrun(sections, texts, wanted, submission)),
        files=_files(submission, asked),
        limits=limits,
        seed=seed,
        script=submission.name if submission.kind == "module" else None,
    )
    return Plan(submission, sections, tuple(asked), job)


def _steps(
    sections: Sections, wanted: Mapping[str, CourseExercise], submission: Submission
) -> Iterator[Step]:
    numbered = list(enumerate(sections.pieces, start=1))
    last = {piece.section: index for index, piece in numbered}
    bound = {section: sections.bound(section) for section in last if section is not None}
    for section, group in groupby(numbered, key=lambda pair: pair[1].section):
        members = list(group)
        ends = section in wanted and last[section] == members[-1][0]
        probes = None
        if ends and section is not None:
            probes = _asked(wanted[section], submission)
        yield Step(
            section=section,
            cells=tuple(CodeCell(index, piece.source) for index, piece in members),
            bound=bound[section] if section is not None else frozenset(),
            probes=probes,
        )


def _unrun(
    sections: Sections,
    texts: Collection[str],
    wanted: Mapping[str, CourseExercise],
    submission: Submission,
) -> Iterator[Step]:
    """The questions of exercises that have texts, and no code."""
    for id_ in sorted(texts):
        if id_ in wanted and not sections.of(id_):
            yield Step(id_, (), frozenset(), _asked(wanted[id_], submission))


def _is_written(entry: CourseExercise, submission: Submission) -> bool:
    """Whether a text that the exercise asks for is there."""
    asked = [probe for probes in entry.probes.values() for probe in probes.values()]
    cells = submission.cells, entry.stub_cells
    return any(
        isinstance(probe, Text) and written(*cells, probe.cell, after=probe.after) is not None
        for probe in asked
    )


def _asked(entry: CourseExercise, submission: Submission) -> dict[str, Probe]:
    """All probes of an exercise; texts are taken from the file."""
    found = {}
    for part, probes in entry.probes.items():
        for key, probe in probes.items():
            asked = probe
            if isinstance(probe, Text):
                cells = submission.cells, entry.stub_cells
                asked = Const(written(*cells, probe.cell, after=probe.after))
            found[key_of(part, key)] = asked
    return found


def _files(submission: Submission, asked: Sequence[CourseExercise]) -> Mapping[str, bytes]:
    """The student's helpers, and over them what the exercises bring along."""
    files = dict(submission.helpers)
    for entry in asked:
        files.update(entry.files)
    return files

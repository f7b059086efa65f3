"""What to run and what to ask: a submission's sections and the exercises' probes become a job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from grader.errors import SubmissionError
from grader.execution.sandbox import CodeCell, Job, Limits, Step
from grader.grading.course import Course, CourseExercise
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
        )
        for entry in course.exercises
    ]


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
    if not any(piece.section in wanted for piece in sections.pieces):
        names = ", ".join(f"{e.number} ({e.exercise.title})" for e in asked)
        skipped = " besides left-in solutions" if sections.skipped else ""
        reason = (
            f"no code of exercise {names} was found{skipped}; keep the headings of the stub or "
            "the names that it asks for"
        )
        raise SubmissionError(submission.name, reason)
    job = Job(
        steps=tuple(_steps(sections, wanted)),
        files=_files(submission, asked),
        limits=limits,
        seed=seed,
        script=submission.name if submission.kind == "module" else None,
    )
    return Plan(submission, sections, tuple(asked), job)


def _steps(sections: Sections, wanted: Mapping[str, CourseExercise]) -> Iterator[Step]:
    numbered = list(enumerate(sections.pieces, start=1))
    last = {piece.section: index for index, piece in numbered}
    bound = {section: sections.bound(section) for section in last if section is not None}
    for section, group in groupby(numbered, key=lambda pair: pair[1].section):
        members = list(group)
        ends = section in wanted and last[section] == members[-1][0]
        probes = None
        if ends and section is not None:
            by_part = wanted[section].probes
            probes = {key_of(p, k): probe for p, ks in by_part.items() for k, probe in ks.items()}
        yield Step(
            section=section,
            cells=tuple(CodeCell(index, piece.source) for index, piece in members),
            bound=bound[section] if section is not None else frozenset(),
            probes=probes,
        )


def _files(submission: Submission, asked: Sequence[CourseExercise]) -> Mapping[str, bytes]:
    """The student's helpers, and over them what the exercises bring along."""
    files = dict(submission.helpers)
    for entry in asked:
        files.update(entry.files)
    return files

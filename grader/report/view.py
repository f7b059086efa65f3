"""Result -> page: chooses, words and bounds what a report shows. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import UnsetType

from grader.grading.result import (
    CellRef,
    ExerciseResult,
    Message,
    PartResult,
    Result,
    Run,
    Staff,
    SubmissionRef,
)
from grader.report.figures import figure, runs_pictures
from grader.report.graph.model import graph
from grader.report.looks import LOOKS, NOT_RIGHT
from grader.report.page import (
    Counted,
    CountedView,
    ExerciseView,
    Fact,
    Page,
    Prose,
    StaffRow,
    StaffView,
    Step,
)
from grader.report.parts import (
    CODE_LIMIT,
    CODE_LINES,
    SENTENCE_LIMIT,
    VALUE_LIMIT,
    VALUE_LINES,
    part_view,
)
from grader.report.safe import block, one_line
from grader.report.said import MANY, percent, points, sentences
from grader.report.wording import names, word

ISOLATION = {
    "full": (
        "isolation full: namespaces of its own, no network, no files of others, no other "
        "processes, limited time and memory"
    ),
    "restricted": (
        "isolation restricted: no network, no files of others, no other processes, limited time "
        "and memory"
    ),
    "limits": (
        "isolation limits: limited time and memory, but its code could reach everything that the "
        "grader can reach"
    ),
    "none": "without isolation: its code could reach everything that the grader can reach",
}
HOW = {
    "metadata": "found by its own mark",
    "heading": "found below its heading",
    "names": "found by the names in it",
}


def view(result: Result, counted: Counted | None = None) -> Page:
    """The page of a result, with the staff section if and only if the result has one.

    Args:
        result: What was earned.
        counted: What counts in the end, if that is to be said.
    """
    kind = result.submission.kind
    exercises = tuple(
        _exercise(exercise, f"e{at}", kind) for at, exercise in enumerate(result.exercises, 1)
    )
    isolation = f"isolation.{result.run.isolation}"
    bare = result.run.isolation in ("limits", "none")
    notes = [note for note in result.messages if note.code != isolation]
    waiting = result.provisional and not (counted is not None and counted.final)
    return Page(
        name=one_line(result.submission.name, 120),
        course=one_line(result.run.course, 120),
        points=points(result.points),
        max_points=points(result.max_points),
        percent=percent(result.points, result.max_points),
        warning=Prose(word(Message(isolation))) if bare else None,
        provisional=_provisional(result) if waiting else None,
        step=_next_step(exercises),
        rest=_rest(waiting=waiting),
        exercises=exercises,
        notes=sentences(notes),
        facts=tuple(_facts(result.run, result.submission)),
        contest=Prose(
            "If you think that a part was judged wrongly, tell your teacher which part and why, "
            f"with the digest `{one_line(result.submission.digest[:16])}`. The answers that your "
            "code gave are stored and can be judged again."
        ),
        staff=None if isinstance(result.staff, UnsetType) else _staff(result.staff),
        counted=None if counted is None else _counted(counted),
    )


def _counted(counted: Counted) -> CountedView:
    return CountedView(
        points="" if counted.points is None else points(counted.points),
        max_points=points(counted.max_points),
        notes=tuple(one_line(note, SENTENCE_LIMIT) for note in counted.notes[:MANY]),
    )


def _exercise(exercise: ExerciseResult, anchor: str, kind: str) -> ExerciseView:
    parts = tuple(part_view(part, f"{anchor}-p{at}") for at, part in enumerate(exercise.parts, 1))
    figures = [figure(picture, at) for at, picture in enumerate(exercise.pictures[:MANY], 1)]
    said = [message for part in exercise.parts for message in (part.message, *part.remarks)]
    return ExerciseView(
        anchor=anchor,
        label=f"Exercise {exercise.number}",
        title=one_line(exercise.title),
        points=f"{points(exercise.points)} of {points(exercise.max_points)}",
        percent=percent(exercise.points, exercise.max_points),
        summary=_counts(exercise.parts),
        follow=_follow(exercise.parts),
        attempted=any(part.status != "missing" for part in exercise.parts),
        graph=graph(exercise),
        parts=parts,
        pictures=runs_pictures(exercise.parts),
        figures=tuple(figures),
        read=sentences(message for message in said if message.code.startswith("figure.")),
        notes=sentences(exercise.messages),
        taken=_taken(exercise.taken[:MANY], kind),
    )


def _counts(parts: Sequence[PartResult]) -> str:
    count = Counter(part.status for part in parts)
    if not parts:
        return "No parts"
    if count["missing"] == len(parts):
        return "No part was found"
    said = [f"{count[status]} {LOOKS[status].short}" for status in LOOKS if count[status]]
    return f"{len(parts)} {'part' if len(parts) == 1 else 'parts'}: {', '.join(said)}"


def _follow(parts: Sequence[PartResult]) -> Prose | None:
    own = [part.title for part in parts if part.status == "follow-through"]
    if not own:
        return None
    return Prose(
        f"Right, worked out from your own values: {names(own)}. An earlier difference costs points "
        "once, where it arose."
    )


def _taken(taken: Sequence[CellRef], kind: str) -> tuple[str, ...]:
    """What was taken, gathered by how it was found: "cells 3, 4: found below its heading"."""
    found: dict[str, list[str]] = {}
    for ref in taken:
        shown = str(ref.cell) if kind == "notebook" else str(ref.first_line)
        found.setdefault(HOW[ref.how], []).append(shown)
    one = "cell" if kind == "notebook" else "code from line"
    many = "cells" if kind == "notebook" else "code from lines"
    return tuple(
        f"{one if len(where) == 1 else many} {', '.join(where)}: {how}"
        for how, where in found.items()
    )


def _next_step(exercises: Sequence[ExerciseView]) -> Step | None:
    """The first part that is not right; exercises with an attempt come before those without."""
    for exercise in sorted(exercises, key=lambda each: not each.attempted):
        for part in exercise.parts:
            if part.status in NOT_RIGHT:
                return Step(
                    anchor=part.anchor,
                    label=exercise.label,
                    part=part.title,
                    verdict=part.verdict,
                    cause=part.cause,
                    where=part.place.words if part.place else "",
                )
    return None


def _provisional(result: Result) -> Prose:
    waiting = sum(
        part.status in ("to-mark", "not-judged")
        for exercise in result.exercises
        for part in exercise.parts
    )
    which = "1 part is" if waiting == 1 else f"{waiting or 'some'} parts are"
    return Prose(
        f"This score is not final: {which} not judged yet. It may still rise to "
        f"{points(result.highest_points)} of {points(result.max_points)} points."
    )


def _rest(*, waiting: bool) -> Prose:
    if waiting:
        return Prose("There is nothing to do now: the parts that are left are not judged yet.")
    return Prose("There is nothing left to do: every part is right.")


def _facts(run: Run, submission: SubmissionRef) -> Iterable[Fact]:
    yield Fact("Graded", f"{one_line(submission.name, 120)} ({submission.kind})")
    yield Fact("Digest of the submission", one_line(submission.digest, 80))
    for file in submission.files[:MANY]:
        yield Fact("File", f"{one_line(file.path, 120)}, {file.bytes} bytes")
    yield Fact("Run", ISOLATION[run.isolation])
    for name, limit in sorted(run.limits.items()):
        yield Fact(
            f"Limit: {one_line(name, 60).replace('_', ' ')}", f"{limit:,}".removesuffix(".0")
        )
    for name, version in sorted(run.versions.items()):
        yield Fact(f"Version of {one_line(name, 60)}", one_line(version, 80))
    yield Fact("Seed", str(run.seed))
    digest = one_line(run.course_digest, 80)
    yield Fact("Course", f"{one_line(run.course, 120)}, digest {digest}")


def _staff(staff: Staff) -> StaffView:
    rows = [
        StaffRow(
            exercise=one_line(row.exercise),
            part=one_line(row.part),
            expected=_value(row.expected),
            tolerance=one_line(row.tolerance or ""),
            tried=tuple(one_line(each, SENTENCE_LIMIT) for each in row.tried[:MANY]),
            notes=tuple(one_line(each, SENTENCE_LIMIT) for each in row.notes[:MANY]),
        )
        for row in staff.parts
    ]
    faults = tuple(
        block(fault, lines=CODE_LINES, limit=CODE_LIMIT) for fault in staff.faults[:MANY]
    )
    return StaffView(tuple(rows), faults)


def _value(text: str | None) -> str:
    return "" if text is None else block(text, lines=VALUE_LINES, limit=VALUE_LIMIT)

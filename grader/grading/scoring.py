"""Verdicts -> the result of one exercise: points, places in the submission, what was taken."""

from __future__ import annotations

import hashlib

from grader.checks.asserts import Asserts
from grader.checks.figure import describe_figure
from grader.checks.verdict import Verdict
from grader.execution.sandbox import Execution
from grader.exercise.exercise import Exercise, Part
from grader.grading.course import CourseExercise
from grader.grading.mark import Marked, points_of
from grader.grading.places import located, of_cell, place_of
from grader.grading.plan import Plan
from grader.grading.result import (
    CellRef,
    ExerciseResult,
    Message,
    Misconception,
    PartResult,
    PictureRef,
    Reveal,
    StaffPart,
    Where,
)
from grader.observation.evidence import GraphNode
from grader.observation.observation import Data, Value
from grader.submission.names import calls_of

OPEN = ("to-mark", "not-judged")


def highest(exercise: Exercise, marked: Marked) -> float:
    """The most that an exercise can still earn, when all that is open turns out right."""
    return sum(
        part.points if marked.verdicts[part.id].status in OPEN else points_of(v, part)
        for part in exercise.parts
        for v in (marked.verdicts[part.id],)
    )


def exercise_result(
    entry: CourseExercise, marked: Marked, planned: Plan, execution: Execution, reveal: Reveal
) -> ExerciseResult:
    """All parts of one exercise, scored, with what was taken for it and what was drawn."""
    exercise = entry.exercise
    parts = [
        _part(entry, part, marked.verdicts[part.id], planned, reveal) for part in exercise.parts
    ]
    return ExerciseResult(
        id=exercise.id,
        title=exercise.title,
        number=entry.number,
        points=round(sum(part.points for part in parts), 2),
        max_points=float(exercise.max_points),
        parts=parts,
        taken=_taken(exercise.id, planned),
        pictures=_pictures(exercise.id, planned, execution),
        messages=_messages(exercise.id, marked, planned, execution),
        graph=_graph(exercise),
    )


def _part(
    entry: CourseExercise, part: Part, verdict: Verdict, planned: Plan, reveal: Reveal
) -> PartResult:
    named = verdict.misconception
    return PartResult(
        id=part.id,
        title=part.label,
        status=verdict.status,
        points=points_of(verdict, part),
        max_points=float(part.points),
        message=located(verdict.message, planned.sections, planned.submission),
        follow_through_from=list(verdict.follow_through_from),
        misconception=None
        if named is None
        else Misconception(
            named.id, named.name, [h for h in named.hints[: reveal.hints] if h], named.sure
        ),
        where=_where(entry, part, planned),
        value=verdict.value,
        expected=verdict.staff.expected if reveal.expected else None,
        remarks=[located(one, planned.sections, planned.submission) for one in verdict.remarks],
        symbol=part.symbol or None,
        self_check=part.self_check or None,
        evidence=verdict.evidence,
    )


def _graph(exercise: Exercise) -> list[GraphNode]:
    """The quantities that are numbers: givens that something rests on, and parts with a rule."""
    graph = exercise.graph
    used = {parent for rule in graph.rules.values() for parent in rule.parents}
    givens = [name for name in exercise.givens if name in used]
    parts = {part.id for part in exercise.parts}
    return [
        *(GraphNode(name, "given", []) for name in givens),
        *(
            GraphNode(
                name, "part", [p for p in graph.rules[name].parents if p in (*givens, *parts)]
            )
            for name in graph.order
            if name in parts
        ),
    ]


def _where(entry: CourseExercise, part: Part, planned: Plan) -> Where | None:
    asked = part.check.names if isinstance(part.check, Asserts) else ()
    for name in (part.id, _table(part), *asked):
        if name not in entry.names:
            continue
        place = planned.sections.place(entry.exercise.id, name)
        if place is not None:
            cell = None if planned.submission.kind == "module" else place.cell
            path = planned.submission.name
            return Where(path, cell, place.line, place.end_line, place.excerpt)
    return None


def _table(part: Part) -> str:
    """The name of the table that a column part is read from; empty if it is none."""
    layout = getattr(part.check, "layout", None)
    return "" if layout is None else str(layout.name)


def _taken(exercise_id: str, planned: Plan) -> list[CellRef]:
    pieces = planned.sections.of(exercise_id)
    return [CellRef(piece.cell, piece.first_line, piece.how or "names") for piece in pieces]


def _pictures(exercise_id: str, planned: Plan, execution: Execution) -> list[PictureRef]:
    drawn = [picture for picture in execution.pictures if picture.section == exercise_id]
    data = _figure_data(exercise_id, execution)
    described = data if len(data) == len(drawn) else [None] * len(drawn)
    return [
        PictureRef(
            cell=place_of(picture.cell, 1, planned.sections, planned.submission)[0],
            alt=describe_figure(figure),
            sha256=hashlib.sha256(picture.png).hexdigest() if picture.png else None,
            sketch=picture.sketch,
        )
        for picture, figure in zip(drawn, described, strict=True)
    ]


def _figure_data(exercise_id: str, execution: Execution) -> list[Data]:
    """The figures of the section as data, from whichever part asked for them."""
    for key, observation in execution.answers.get(exercise_id, {}).items():
        if key.startswith("figure") and isinstance(observation, Value):
            return observation.data if isinstance(observation.data, list) else []
    return []


def _messages(
    exercise_id: str, marked: Marked, planned: Plan, execution: Execution
) -> list[Message]:
    """Changed givens, cells that stopped, commands that were not run, cells that were left out."""
    messages = [
        Message("given.changed", {"name": name, "value": value})
        for name, value in marked.changed.items()
    ]
    for cell in execution.cells:
        if cell.section == exercise_id:
            messages += of_cell(cell, planned.sections, planned.submission)
    for skipped in (*planned.sections.skipped, *planned.sections.copied):
        if skipped.exercise == exercise_id:
            code = f"taken.{skipped.reason}"
            messages.append(Message(code, {"cell": skipped.cell, "exercise": exercise_id}))
    return messages


def staff_parts(exercise: Exercise, marked: Marked, planned: Plan) -> list[StaffPart]:
    """What each part was held against, and what only its source tells."""
    return [
        StaffPart(
            exercise=exercise.id,
            part=part,
            expected=verdict.staff.expected,
            tolerance=verdict.staff.tolerance,
            tried=list(verdict.staff.tried),
            notes=[*verdict.staff.notes, *_source_notes(exercise, part, planned)],
        )
        for part, verdict in marked.verdicts.items()
    ]


def _source_notes(exercise: Exercise, part: str, planned: Plan) -> list[str]:
    """A derivative that calls its function is worked out numerically: right, but no formula."""
    of = getattr(exercise.part(part).check, "of", None)
    pieces = planned.sections.of(exercise.id)
    if isinstance(of, str) and any(of in calls_of(piece.source, part) for piece in pieces):
        return [f"`{part}` calls `{of}`: it is worked out numerically, not by a formula"]
    return []

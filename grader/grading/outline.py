"""A course -> the outlines that travel with its stubs: names, forms and relations, and no rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from grader.checks.check import Check
from grader.checks.figure import Figure
from grader.checks.functions import Matches
from grader.checks.gradient import Gradient
from grader.checks.judge import Written
from grader.checks.number import Number
from grader.checks.pointwise import Pointwise
from grader.checks.relation import Derivative, Descent, Relation, Values
from grader.checks.table import Table as TableCheck
from grader.checks.trajectory import Trajectory
from grader.exercise.exercise import Exercise, Part
from grader.grading.course import Course, CourseExercise
from grader.grading.plan import hints_of
from grader.grading.stubs import stub_digests
from grader.outline.outline import Asked, Document, Outline, Table, related, to_json
from grader.outline.questions import HIGH, LOW


def outline_document(course: Course, entries: Sequence[CourseExercise]) -> bytes:
    """The document of `document_of`, as a file."""
    return to_json(document_of(course, entries))


def document_of(course: Course, entries: Sequence[CourseExercise]) -> Document:
    """The outlines of these exercises, in order."""
    return Document(
        course=course.settings.name,
        word=course.settings.word,
        exercises=[_outline(course, entry) for entry in entries],
    )


def _outline(course: Course, entry: CourseExercise) -> Outline:
    exercise = entry.exercise
    names = next(hint.names for hint in hints_of(course) if hint.id == exercise.id)
    relations = [
        related(part.id, relation)
        for part in exercise.everything
        if (relation := part.relation or _own_relation(exercise, part.check)) is not None
    ]
    return Outline(
        id=exercise.id,
        number=entry.number,
        title=exercise.title,
        asked=[_asked(exercise, part) for part in exercise.everything],
        relations=relations,
        names=sorted(names),
        givens=dict(exercise.givens),
        tables=_tables(exercise),
        stub_digests=sorted(stub_digests(entry)),
    )


def _own_relation(exercise: Exercise, check: Check) -> Relation | None:
    """The relation that a check brings along."""
    match check:
        case Gradient(of=of):
            return Derivative(of)
        case Trajectory(slope=slope, start=start, lr=lr, n=n):
            known = {**exercise.givens, **exercise.fixed}
            return Descent(slope, float(known[start]), lr, n) if start in known else None
        case Pointwise(fn=fn, over=over):
            return Values(fn, over)
        case _:
            return None


def _asked(exercise: Exercise, part: Part) -> Asked:
    return replace(
        Asked(id=part.id, title=part.label, form="any", helper=part in exercise.helpers),
        **_form(exercise, part),
    )


def _form(exercise: Exercise, part: Part) -> dict[str, Any]:
    """The form of a part's value, as its check asks for it."""
    match part.check:
        case Number():
            return {"form": "number", "shape": _shape(exercise, part)}
        case Matches(interval=interval) | Gradient(interval=interval):
            own = [] if interval == (LOW, HIGH) else list(interval)
            return {"form": "function", "interval": own}
        case Trajectory(n=n):
            return {"form": "list", "length": n}
        case Pointwise():
            return {"form": "list"}
        case TableCheck(layout=layout):
            return {"form": "column", "table": layout.name}
        case Figure():
            return {"form": "figure"}
        case Written():
            return {"form": "text"}
        case _:
            return {}


def _shape(exercise: Exercise, part: Part) -> list[int]:
    """The shape of the true value, which tells nothing of its numbers."""
    true = exercise.graph.true_values({**exercise.givens, **exercise.fixed})
    return list(np.shape(true[part.id])) if part.id in true else []


def _tables(exercise: Exercise) -> list[Table]:
    layouts = {
        part.check.layout.name: part.check.layout
        for part in exercise.everything
        if isinstance(part.check, TableCheck)
    }
    return [
        Table(
            name=one.name,
            key=one.key,
            keys=list(one.keys),
            columns=list(one.columns),
            synonyms={column: list(names) for column, names in one.synonyms.items()},
        )
        for one in layouts.values()
    ]

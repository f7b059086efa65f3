"""A course -> the outlines that travel with its stubs: names, forms and relations, and no rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from grader.checks.asserts import Asserts
from grader.checks.calls import Calls, Returned
from grader.checks.cases import Argument, Cases
from grader.checks.check import Check
from grader.checks.figure import Figure
from grader.checks.functions import Matches
from grader.checks.gradient import Gradient
from grader.checks.judge import Judge, Written
from grader.checks.number import Number
from grader.checks.pointwise import Pointwise
from grader.checks.relation import ByArgument, Derivative, Descent, Relation, Values
from grader.checks.table import Table as TableCheck
from grader.checks.trajectory import Trajectory
from grader.exercise.exercise import Exercise, Part
from grader.grading.course import Course, CourseExercise
from grader.grading.plan import own_names
from grader.outline.call import Shaped, Signature
from grader.outline.outline import Asked, Document, Outline, Table, related, to_json
from grader.outline.questions import HIGH, LOW

_TELLING = (7, 5, 11, 13)
"""Sizes by which named axes are told apart in what a function returns."""


def outline_document(course: Course, entries: Sequence[CourseExercise]) -> bytes:
    """The document of `document_of`, as a file."""
    return to_json(document_of(course, entries))


def document_of(course: Course, entries: Sequence[CourseExercise]) -> Document:
    """The outlines of these exercises, in order."""
    return Document(
        course=course.settings.name,
        word=course.settings.word,
        exercises=[_outline(course, entry) for entry in entries],
        lessons=sorted(course.lesson_digests) if len(entries) > 1 else [],
    )


def _outline(course: Course, entry: CourseExercise) -> Outline:
    exercise = entry.exercise
    relations = [
        related(part.id, relation)
        for part in exercise.everything
        if (relation := part.relation or _own_relation(exercise, part.check)) is not None
    ]
    return Outline(
        id=exercise.id,
        number=entry.number,
        title=exercise.title,
        asked=_all_asked(exercise),
        relations=relations,
        names=sorted(own_names(course, entry)),
        givens=dict(exercise.givens),
        tables=_tables(exercise),
        calls=_calls(exercise),
        stub_digests=sorted(entry.stub_digests),
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
        case Returned(calls=calls, of=of, wrt=wrt) if of and signature_of(calls) is not None:
            return ByArgument(of, wrt)
        case _:
            return None


def _all_asked(exercise: Exercise) -> list[Asked]:
    """What is asked for, in order; a function that cannot be called from data is asked for once."""
    found: dict[str, Asked] = {}
    for part in exercise.everything:
        if isinstance(part.check, Written) and part.check.cell:
            continue  # no name of the code's stands for it
        if isinstance(part.check, Asserts):
            helper = part in exercise.helpers
            for name in part.check.names:
                found.setdefault(name, Asked(id=name, title=name, form="any", helper=helper))
            continue
        asked = _asked(exercise, part)
        if isinstance(part.check, Returned) and signature_of(part.check.calls) is None:
            name = part.check.calls.fn
            asked = replace(asked, id=name, title=name)
        found.setdefault(asked.id, asked)
    return list(found.values())


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
        case Returned(calls=calls) if signature_of(calls) is not None:
            return {"form": "call", "fn": calls.fn}
        case Judge(within=name) if name:
            return {"form": "entry", "table": name}
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


def _calls(exercise: Exercise) -> list[Signature]:
    found: dict[str, Signature] = {}
    for part in exercise.everything:
        if isinstance(part.check, Returned):
            signature = signature_of(part.check.calls)
            if signature is not None:
                found[signature.fn] = signature
    return list(found.values())


def signature_of(calls: Calls) -> Signature | None:
    """How a function is called, as data; None where an argument is drawn in a way of its own.

    What is returned has its shape by names: it is looked at in sizes that tell the names apart.
    """
    drawn = {n: a for n, a in calls.cases.arguments.items() if type(a) is Argument}
    if len(drawn) < len(calls.cases.arguments) or calls.cases.hidden:
        return None
    names = sorted({size for one in drawn.values() for size in one.shape if isinstance(size, str)})
    told = dict(zip(names, _TELLING, strict=False))
    sizes = [{**one} for one in calls.cases.sizes]
    [case] = Cases(drawn, (told,)).draw(np.random.default_rng(0))
    with np.errstate(all="ignore"):
        true = calls.true_values(case)
    back: dict[int, str | int] = {count: name for name, count in told.items()}
    return Signature(
        fn=calls.fn,
        arguments=[
            Shaped(name=n, shape=list(a.shape), kind=a.kind, low=a.low, high=a.high)
            for n, a in drawn.items()
        ],
        items=[Shaped(name=item, shape=_named(np.shape(true[item]), back)) for item in calls.rules],
        sizes=sizes,
        symmetric=list(calls.symmetric),
        mean=list(calls.mean),
    )


def _named(shape: Sequence[int], names: Mapping[int, str | int]) -> list[str | int]:
    """A shape with names in the place of the sizes that tell them."""
    return [names.get(count, count) for count in shape]

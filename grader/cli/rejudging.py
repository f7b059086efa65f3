"""`grader batch --rejudge`: stored observations judged again, and a list of whose points change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from grader.cli.options import open_course
from grader.cli.output import FORMATS, deliver, deliver_pictures, render
from grader.errors import GraderError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.cli.queue import Choice
    from grader.cli.worker import Setup
    from grader.gradebook.packed import Packed
    from grader.gradebook.rows import RunRow, Stored
    from grader.gradebook.standing import Extension
    from grader.gradebook.store import Cohort
    from grader.grading.course import Course
    from grader.grading.rejudge import Change

SECONDS = 120.0
"""For judging one submission."""


@dataclass(frozen=True, slots=True)
class ToJudge:
    """A submission with what was observed of it.

    Attributes:
        stored: Which one.
        run: The one that counts.
        content: The file, or a zip of several.
        observations: Of the run, then of each re-run.
        result: The document of the result that there is.
        due: When attempts of this student end.
    """

    stored: Stored
    run: RunRow
    content: bytes
    observations: tuple[bytes, ...]
    result: bytes
    due: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of judging it again: a run if it differs in anything, and whose points changed."""

    run: Packed | None = None
    changes: tuple[Change, ...] = ()
    problem: str = ""


@contextmanager
def opened(setup: Setup) -> Iterator[tuple[Callable[[ToJudge], Judged], None]]:
    """A course: the function that judges with it."""
    course = open_course(setup.course)
    yield (lambda item: judge_one(item, setup, course)), None


def judge_one(item: ToJudge, setup: Setup, course: Course) -> Judged:
    """Judge a submission again; its files are written anew if anything in the result differs."""
    from grader.gradebook.packed import Packed
    from grader.gradebook.rows import NewRun
    from grader.grading.grade import prepare_content
    from grader.grading.rejudge import changes, rejudge
    from grader.grading.result import from_json
    from grader.grading.reveal import resolve
    from grader.grading.variants import for_student

    attempt = setup.attempt or item.stored.number
    reveal = resolve(course.settings.reveal, item.due, attempt, setup.at)
    try:
        own = for_student(course, item.stored.key)
        planned = prepare_content(
            item.content, item.stored.file_name, own, exercises=setup.exercises
        )
        graded = rejudge(planned, own, item.observations, reveal)
    except GraderError as error:
        return Judged(problem=str(error))
    before = from_json(item.result)
    if graded.result == before and item.run.key == setup.key.digest:
        return Judged()
    for name in ("json", "html"):
        file = setup.output / f"{item.stored.name}.{FORMATS[name]}"
        deliver(render(name, graded, staff=False, target=file), file)
    deliver_pictures(graded, setup.output)
    faults = graded.result.staff.faults if graded.result.staff else []
    new = NewRun(
        key=setup.key,
        status="not-judged" if faults else "graded",
        reason=faults[0] if faults else "",
        result=graded.result,
        observations=item.observations,
        pictures=graded.pictures,
        how="rejudged",
    )
    return Judged(Packed.of(new), changes(before, graded.result))


def rejudge_all(
    cohort: Cohort,
    course: Course,
    setup: Setup,
    extensions: Mapping[str, Extension],
    choice: Choice,
    jobs: int,
) -> int:
    """Judge all that was executed again, and list whose points change; gives the exit code."""
    from grader.execution.workers import Done, work

    counts = {"judged again": 0, "changed": 0, "to be executed again": 0}
    items = _items(cohort, course, extensions, choice)
    with closing(work(items, partial(opened, setup), jobs, SECONDS)) as outcomes:
        for outcome in outcomes:
            name = one_line(outcome.item.stored.name)
            judged = outcome.value if isinstance(outcome, Done) else Judged(problem=outcome.reason)
            if judged.problem:
                counts["to be executed again"] += 1
                click.echo(f"{name}: {one_line(judged.problem, 500)}", err=True)
                continue
            counts["judged again"] += 1
            if judged.run is not None:
                cohort.add_run(outcome.item.stored.id, judged.run, beside=True)
            if judged.changes:
                counts["changed"] += 1
                click.echo(f"{name}:")
                for change in judged.changes:
                    click.echo(f"  {said(change)}")
    click.echo(", ".join(f"{count} {words}" for words, count in counts.items()))
    if counts["to be executed again"]:
        click.echo("`grader batch --regrade changed` executes those again")
    return 3 if counts["to be executed again"] else 0


def _items(
    cohort: Cohort, course: Course, extensions: Mapping[str, Extension], choice: Choice
) -> Iterator[ToJudge]:
    """Every submission that has a result, with all that is needed to judge it."""
    from grader.gradebook.policy import due_of

    rows = list(cohort.students())
    people = {one.submission.id: row.person for row in rows for one in row.attempts}
    due = due_of((row.person for row in rows), course.settings, extensions)
    for stored, run in list(cohort.submissions()):
        person = people.get(stored.id)
        if run is None or person is None or not choice.is_about(stored.key, person.key):
            continue
        result = cohort.result(run.id)
        if result is None:
            continue
        yield ToJudge(
            stored,
            run,
            cohort.content(stored.id),
            cohort.observations(run.id),
            result,
            due(person),
        )


def said(change: Change) -> str:
    """A change in words: which part, its points before and after, and what differs."""
    from grader.report.said import points

    name = f"{change.exercise}.{change.part}" if change.exercise else change.part
    sides = []
    for side in (change.before, change.after):
        if side is None:
            sides.append("nothing")
            continue
        verdict = ", ".join(filter(None, [side.status, side.misconception]))
        sides.append(
            f"{points(side.points)} of {points(side.max_points)}" + f" ({verdict})" * bool(verdict)
        )
    return f"{one_line(name)}: {sides[0]} -> {sides[1]}; {', '.join(change.differs)}"

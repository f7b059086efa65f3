"""What counts for a student -> the page about it, and what the class overview keeps of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from grader.cli.naming import unique_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.gradebook.rows import RunRow, Stored
    from grader.gradebook.standing import PartStanding, Standing
    from grader.gradebook.store import Cohort
    from grader.grading.result import Result, Status
    from grader.report.classroom.record import PartRecord, Record, Without
    from grader.report.page import Counted


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to be written: of which run, what counts, what it is called, and whose it is."""

    standing: Standing
    run: RunRow
    name: str
    students: tuple[int, ...]


def sheets(standings: Sequence[Standing]) -> list[Sheet]:
    """A page for each submission that counts and was graded.

    Members of a group share a page, but where other points count for one of them than for the
    first: that page has the member's own id in its name, since the others shall not read it.
    """
    pages: dict[int, list[list[Standing]]] = {}
    for standing in standings:
        attempt = standing.attempt
        if attempt is None or attempt.run is None or attempt.run.status != "graded":
            continue
        several = pages.setdefault(attempt.submission.id, [])
        for page in several:
            if _what_counts(page[0]) == _what_counts(standing):
                page.append(standing)
                break
        else:
            several.append([standing])
    return list(_sheets(pages.values()))


def _sheets(pages: Iterable[Sequence[Sequence[Standing]]]) -> Iterator[Sheet]:
    for several in pages:
        for at, page in enumerate(several):
            attempt = page[0].attempt
            if attempt is not None and attempt.run is not None:
                own = _own_name(attempt.submission, page[0].person.key)
                name = own if at else attempt.submission.name
                yield Sheet(page[0], attempt.run, name, tuple(one.student for one in page))


def _what_counts(standing: Standing) -> tuple[object, ...]:
    return standing.status, standing.points, standing.exercises, standing.notes


def _own_name(submission: Stored, key: str) -> str:
    (own,) = unique_names([PurePath(key)])
    return f"{submission.name}.{own}"


def result_of(cohort: Cohort, run: RunRow) -> Result:
    """The result of a run that was graded, with its staff part.

    Raises:
        UsageError: It is not in the gradebook, or cannot be read.
    """
    import msgspec

    from grader.errors import UsageError
    from grader.grading.result import from_json

    stored = cohort.result(run.id)
    try:
        if stored is not None:
            return from_json(stored)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise UsageError(f"run {run.id} of the gradebook cannot be read: {error}") from None
    raise UsageError(f"run {run.id} of the gradebook has no result")


def counted_of(standing: Standing, result: Result) -> Counted | None:
    """What counts, if there is something to say beside what the result says itself."""
    from grader.report.page import Counted

    same = standing.points == result.points and standing.max_points == result.max_points
    if same and not standing.notes:
        return None
    final = not standing.provisional
    return Counted(standing.points, standing.max_points, standing.notes, final=final)


def pictures_of(cohort: Cohort, result: Result) -> Iterator[tuple[str, bytes]]:
    """The pictures that a result refers to, by digest, as far as they are there."""
    for digest in sorted({p.sha256 for e in result.exercises for p in e.pictures if p.sha256}):
        png = cohort.picture(digest)
        if png is not None:
            yield digest, png


def page_of(
    cohort: Cohort,
    standing: Standing,
    result: Result,
    *,
    staff: bool,
    alias: str | None = None,
    counts: bool = True,
) -> bytes:
    """The page of a result, with what counts at its head.

    Args:
        cohort: Where pictures are.
        standing: What counts.
        result: What was earned.
        staff: Whether it shows what students must not read.
        alias: The name to use in place of all that tells whose it is; the notes on what counts,
            which may tell it too, are left out.
        counts: Whether it says what counts, where that is not just what was earned.
    """
    from grader.grading.result import public
    from grader.report.classroom.anonymous import anonymous_result
    from grader.report.html import render_html

    counted = counted_of(standing, result) if counts else None
    if not staff:
        result = public(result)
    if alias is not None:
        result = anonymous_result(result, alias)
        counted = None if counted is None else replace(counted, notes=())
    pictures = dict(pictures_of(cohort, result))
    return render_html(result, pictures, counted).encode("utf-8", "replace")


def record_of(result: Result, sheet: Sheet) -> Record:
    """What the overview keeps of a result: the points that count, and parts as they were judged.

    A part with points that were given by hand was judged by a person. One that was taken out of
    the score still tells what the class made of it, so that it stays as it is.
    """
    from grader.report.classroom.record import record

    found = record(result, sheet.name)
    standing = sheet.standing
    counts = {one.exercise: one for one in standing.exercises}
    by_hand = {
        (part.exercise, part.part): part
        for one in standing.exercises
        for part in one.parts
        if part.how == "override"
    }
    return replace(
        found,
        points=found.points if standing.points is None else standing.points,
        max_points=standing.max_points or found.max_points,
        provisional=standing.provisional,
        exercises=tuple(
            replace(
                exercise,
                points=counts[exercise.id].points,
                max_points=counts[exercise.id].max_points,
                parts=tuple(
                    _judged(part, by_hand.get((exercise.id, part.id))) for part in exercise.parts
                ),
            )
            if exercise.id in counts
            else exercise
            for exercise in found.exercises
        ),
    )


def _judged(part: PartRecord, by_hand: PartStanding | None) -> PartRecord:
    """The part as the person who gave points saw it."""
    if by_hand is None:
        return part
    earned, most = by_hand.points, by_hand.max_points
    status: Status = "right" if earned >= most else "partial" if earned > 0 else "wrong"
    return replace(
        part,
        status=status,
        points=earned,
        max_points=most,
        slip=None if status == "right" else part.slip,
        answer=None,
    )


def without_of(standing: Standing) -> Without | None:
    """What the overview says of a student who has no points that count; None for all others."""
    from grader.report.classroom.record import Without

    attempt, who = standing.attempt, called(standing)
    match standing.status:
        case "graded":
            return None
        case "missing" | "excused" | "pending" as kind:
            return Without(who, kind, "")
        case "not-graded" | "not-judged" as kind:
            reason = attempt.run.reason if attempt is not None and attempt.run is not None else ""
            return Without(who, kind, reason)


def called(standing: Standing) -> str:
    """The student by name and id, as far as they are known."""
    person = standing.person
    return f"{person.name} ({person.key})" if person.name else person.key


def renamed(
    records: Sequence[Record], without: Sequence[Without]
) -> tuple[list[Record], list[Without]]:
    """The same without names."""
    from grader.report.classroom.anonymous import anonymous_names, anonymous_problems

    names = anonymous_names(records)
    numbered = [replace(one, name=name) for one, name in zip(records, names, strict=True)]
    return numbered, list(anonymous_problems(without))


def linked_if_there(record: Record, output: Path) -> Record:
    """The record, that leads to a report only if there is one in the folder."""
    from grader.report.classroom.view import report_file

    return replace(record, linked=(output / report_file(record.name)).is_file())

"""An attempt in the gradebook -> the explanation of one of its parts, or of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.cli.asked import asked_about
from grader.cli.matter import Matter, moment, run_lines, subject
from grader.errors import GradingError
from grader.gradebook.rows import TOTAL
from grader.grading.result import Staff, StaffPart
from grader.report.appeal.page import Asked, Explanation, PartLine
from grader.report.looks import LOOKS
from grader.report.page import Fact
from grader.report.parts import part_view
from grader.report.safe import one_line
from grader.report.said import MANY, points
from grader.report.wording import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.gradebook.rows import Override, Void
    from grader.grading.result import ExerciseResult, PartResult

LIMIT = 600


def explain_total(matter: Matter) -> Explanation:
    """How all points of the attempt came about."""
    result, standing, run = matter.result, matter.standing, matter.attempt.run
    status = "pending" if run is None else run.status
    most = standing.max_points if matter.counts else 0.0
    return Explanation(
        subject=subject(matter),
        exercise="",
        part=TOTAL,
        title=TOTAL,
        status=status,
        automatic=None if result is None else result.points,
        points=standing.points if matter.counts else None,
        max_points=most or (result.max_points if result is not None else 0.0),
        parts=tuple(_part_lines(matter)),
        judged=(Fact("Reason", one_line(run.reason, LIMIT)),) if run and run.reason else (),
        decided=tuple(_decided(matter, "", TOTAL)),
        steps=tuple(_steps(matter, "")),
        again=matter.again,
        runs=tuple(run_lines(matter, "", TOTAL)),
    )


def explain_part(matter: Matter, exercise: ExerciseResult, part: PartResult) -> Explanation:
    """How the points of one part came about."""
    held = matter.parts.get((exercise.id, part.id))
    place = part_view(part, "").place
    asked, more = _asked(matter, exercise, part)
    return Explanation(
        subject=subject(matter),
        exercise=one_line(exercise.id),
        part=one_line(part.id),
        title=one_line(part.title),
        status=LOOKS[part.status].word,
        automatic=part.points,
        points=None if held is None else held.points,
        max_points=part.max_points if held is None else held.max_points,
        place=place.words if place else "",
        code=place.code if place else "",
        asked=asked,
        more_asked=more,
        judged=tuple(fact for fact in _judged(matter, exercise, part) if fact.value),
        decided=tuple(_decided(matter, exercise.id, part.id)),
        steps=tuple(_steps(matter, exercise.id)),
        again=matter.again,
        runs=tuple(run_lines(matter, exercise.id, part.id)),
    )


def _asked(
    matter: Matter, exercise: ExerciseResult, part: PartResult
) -> tuple[tuple[Asked, ...], int]:
    """Nothing where the observations cannot be read: judging again says why."""
    parents = next((node.parents for node in exercise.graph if node.id == part.id), [])
    try:
        return asked_about(matter.documents, exercise.id, part.id, parents)
    except GradingError:
        return (), 0


def _judged(matter: Matter, exercise: ExerciseResult, part: PartResult) -> Iterator[Fact]:
    """What the result says of the part, with what is for staff; some values may be empty."""
    shown = part_view(part, "")
    found = part.misconception
    staff = _staff(matter)
    own = next(
        (one for one in staff.parts if (one.exercise, one.part) == (exercise.id, part.id)),
        StaffPart(exercise=exercise.id, part=part.id),
    )
    yield Fact("Status", shown.look.word)
    yield Fact("Said", shown.verdict.text)
    yield Fact("Points", shown.points)
    yield Fact("Value", shown.value or "")
    yield Fact("Expected", one_line(own.expected or "", LIMIT))
    yield Fact("Tolerance", one_line(own.tolerance or ""))
    yield Fact("Rests on own", one_line(", ".join(part.follow_through_from)))
    yield Fact("Tried", _each(own.tried))
    if found is not None:
        sure = "" if found.sure else " (looks like it)"
        yield Fact("Misconception", one_line(f"{found.id}{sure}: {found.name}", LIMIT))
    yield Fact("Remarks", _each(word(message) for message in part.remarks))
    yield Fact("Notes", _each(own.notes))
    yield Fact("The exercise", _each(word(message) for message in exercise.messages))
    faults = [one for one in staff.faults if one.startswith(f"{exercise.id}/{part.id}:")]
    yield Fact("Fault of ours", _each(faults))


def _staff(matter: Matter) -> Staff:
    staff = None if matter.result is None else matter.result.staff
    return staff if isinstance(staff, Staff) else Staff()


def _each(texts: Iterable[str]) -> str:
    """A line a text."""
    return "\n".join(one_line(text, LIMIT) for text in list(texts)[:MANY])


def _part_lines(matter: Matter) -> Iterator[PartLine]:
    """Every part of the result, with what it counts where this attempt counts."""
    held = matter.parts
    for each in matter.result.exercises if matter.result else ():
        for part in each.parts:
            counts = held.get((each.id, part.id))
            yield PartLine(
                exercise=one_line(each.id),
                part=one_line(part.id),
                title=one_line(part.title),
                status=LOOKS[part.status].word,
                automatic=part.points,
                points=part.points if counts is None else counts.points,
                max_points=part.max_points if counts is None else counts.max_points,
                how="automatic" if counts is None else counts.how,
            )


def _decided(matter: Matter, exercise: str, part: str) -> Iterator[str]:
    """Points by hand and parts that are taken out, with who decided it and when."""
    for one in matter.attempt.overrides:
        if not exercise or (one.exercise, one.part) in ((exercise, part), ("", TOTAL)):
            yield _override_line(matter, one)
    for void in matter.voids:
        if not exercise or (void.exercise, void.part) == (exercise, part):
            yield _void_line(matter, void)


def _steps(matter: Matter, exercise: str) -> Iterator[str]:
    """From what was earned to what counts; nothing if another attempt counts."""
    if not matter.counts:
        return
    standing = matter.standing
    yield from (one_line(note, LIMIT) for note in standing.notes)
    yield from _of_exercises(matter, exercise)
    if standing.penalty and standing.raw is not None:
        raw, most = points(standing.raw), points(standing.max_points)
        yield f"All parts: {raw} of {most}; lateness takes off {points(standing.penalty)}"
    total = "nothing" if standing.points is None else points(standing.points)
    rest = " so far" if standing.provisional else ""
    yield f"In the end {total} of {points(standing.max_points)} counts{rest}"


def _of_exercises(matter: Matter, exercise: str) -> Iterator[str]:
    for one in matter.standing.exercises:
        if exercise in ("", one.exercise):
            dropped = ", but it is one of the lowest, which do not count" if one.dropped else ""
            earned = f"{points(one.points)} of {points(one.max_points)}"
            yield f"Exercise {one_line(one.exercise)}: {earned}{dropped}"


def _override_line(matter: Matter, one: Override) -> str:
    name = f"{one.exercise}.{one.part}" if one.exercise else "all points"
    given = "nothing" if one.points is None else points(one.points)
    when = moment(one.at, matter.zone)
    line = f"{name}: {given} by hand, it was {points(one.automatic)}: {one.reason}"
    return f"{one_line(line, LIMIT)} ({one_line(one.by)}, {when})"


def _void_line(matter: Matter, void: Void) -> str:
    how = "all points to everybody" if void.how == "full" else "left out for everybody"
    line = f"{void.exercise}.{void.part}: {how}: {void.reason}"
    return f"{one_line(line, LIMIT)} ({one_line(void.by)}, {moment(void.at, matter.zone)})"

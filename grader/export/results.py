"""Result -> the results.json of a Gradescope autograder.

The fields and their rules are those of Gradescope's specification (autograder_samples,
docs/specs.md): a score at the top holds instead of the sum of the tests'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.export.guard import plain
from grader.export.numbers import few_decimals
from grader.gradebook.standing import PartStanding, Standing
from grader.grading.result import ExerciseResult, PartResult, Result

Said = Callable[[PartResult], str]
"""What a part's test says to the student, as plain text."""
RIGHT = frozenset({"right", "follow-through"})
WAITING = frozenset({"not-judged", "to-mark"})
MOST_LETTERS = 4_000


def results_document(
    result: Result, said: Said, standing: Standing | None = None
) -> dict[str, object]:
    """The document of a result, to be written as JSON.

    Args:
        result: Its public part is all that is used.
        said: The words for a part.
        standing: What counts of it in the gradebook, after overrides and penalties; the result as
            it is without.
    """
    score = standing.points if standing is not None else None
    return {
        "score": _round(result.points if score is None else score),
        "output": "\n".join(map(_text, _output(result, standing))),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            _test(exercise, part, at, said, _counted(standing, exercise, part))
            for exercise in result.exercises
            for at, part in enumerate(exercise.parts, 1)
        ],
    }


def _test(
    exercise: ExerciseResult,
    part: PartResult,
    at: int,
    said: Said,
    counted: PartStanding | None,
) -> dict[str, object]:
    points = part.points if counted is None else counted.points
    most = part.max_points if counted is None else counted.max_points
    by_hand = counted is not None and counted.how != "automatic"
    waits = part.status in WAITING and not by_hand
    test: dict[str, object] = {
        "name": plain(f"{exercise.title}: {part.title}"),
        "number": f"{exercise.number}.{at}",
        "output": _text(said(part)),
        "visibility": "visible",
    }
    if waits:  # a test without a score is neither passed nor failed
        return test
    right = points >= most if by_hand else part.status in RIGHT
    return test | {
        "score": _round(points),
        "max_score": _round(most),
        "status": "passed" if right else "failed",
    }


def _output(result: Result, standing: Standing | None) -> Iterator[str]:
    if standing is None or standing.points is None:
        yield f"{few_decimals(result.points)} of {few_decimals(result.max_points)} points"
    else:
        yield f"{few_decimals(standing.points)} of {few_decimals(standing.max_points)} points"
        if standing.penalty:
            yield f"Penalty for lateness: {few_decimals(standing.penalty)} points"
        yield from standing.notes
    if standing.provisional if standing is not None else result.provisional:
        yield "This score may still rise: some parts are not judged yet"


def _counted(
    standing: Standing | None, exercise: ExerciseResult, part: PartResult
) -> PartStanding | None:
    for one in standing.exercises if standing is not None else ():
        if one.exercise == exercise.id:
            return next((p for p in one.parts if p.part == part.id), None)
    return None


def _text(text: str) -> str:
    """Without control characters, line by line, and not endless."""
    return "\n".join(map(plain, text[:MOST_LETTERS].splitlines()))


def _round(points: float) -> float:
    """Five decimals are as many as the platform keeps apart."""
    return round(points, 5)

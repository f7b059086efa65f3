"""Stored observations -> questions and answers as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

from grader.checks.reading import fault_problem, show
from grader.execution.recorded import Recorded, load
from grader.grading.result import Message
from grader.observation.codec import decode_observation
from grader.observation.observation import Data, Fault, Observation, Value
from grader.report.appeal.page import Asked
from grader.report.safe import one_line
from grader.report.wording import word

QUESTION_LIMIT, ANSWER_LIMIT = 160, 300
MOST_POINTS, MOST = 12, 60
"""Lines of one question, and of all of them."""
How = Literal["part", "parent", "re-run"]


def asked_about(
    documents: Sequence[bytes], exercise: str, part: str, parents: Sequence[str]
) -> tuple[tuple[Asked, ...], int]:
    """What was asked about a part and what came back, with the number of lines left out.

    Args:
        documents: `grader.observations/1` of the run, then of each re-run.
        exercise: The exercise's id.
        part: The part's id.
        parents: What its rule rests on: their values are told too.

    Raises:
        GradingError: The documents cannot be read.
    """
    found: list[Asked] = []
    more = 0
    for at, data in enumerate(documents):
        recorded = load(data)
        for how, key in _keys(recorded, exercise, part, parents):
            lines = _lines(recorded, exercise, key, "re-run" if at else how)
            kept = list(islice(lines, max(0, min(MOST_POINTS, MOST - len(found)))))
            found += kept
            more += sum(1 for _ in lines)
    return tuple(found), more


def _keys(
    recorded: Recorded, exercise: str, part: str, parents: Sequence[str]
) -> Iterator[tuple[How, str]]:
    """The part's own questions in the order in which they were asked, then its parents' values."""
    known = recorded.probes.get(exercise, {})
    yield from (("part", key) for key in known if key.startswith(f"{part}/"))
    yield from (("parent", key) for name in parents if (key := f"{name}/value") in known)


def _lines(recorded: Recorded, exercise: str, key: str, how: How) -> Iterator[Asked]:
    """A line a question; one a point where the same is asked at many."""
    raw = recorded.probes[exercise][key]
    seen = recorded.execution.answers.get(exercise, {}).get(key)
    if seen is None:
        return
    match raw, seen:
        case ["batch", expression, str(name), [*points]], Value([*answers]) if len(points) == len(
            answers
        ):
            for point, data in zip(points, answers, strict=True):
                yield _asked(question(expression, {name: _constant(point)}), _seen(data), how)
        case _:
            yield _asked(question(raw), seen, how)


def _asked(asks: str, seen: Observation, how: How) -> Asked:
    return Asked(one_line(asks, QUESTION_LIMIT), answer(seen), how)


def _seen(data: Data) -> Observation:
    return data if isinstance(data, Fault) else Value(data)


def question(raw: Any, bound: Mapping[str, str] | None = None) -> str:  # noqa: ANN401 - JSON
    """A probe in its JSON form (see `observation.codec`) as an expression, a path in words.

    Args:
        raw: The probe as it was stored.
        bound: Variables with what stands in their place.
    """
    known = bound or {}
    match raw:
        case ["ref", str(name), *_]:
            return known.get(name, name)
        case ["const", value]:
            return _constant(value)
        case ["call", function, [*arguments]]:
            listed = ", ".join(question(one, known) for one in arguments)
            return f"{question(function, known)}({listed})"
        case ["item", of, key]:
            return f"{question(of, known)}[{key!r}]"
        case ["along", function, over]:
            return f"{question(function, known)} at each number of {question(over, known)}"
        case ["batch", expression, str(name), [*points]]:
            return f"{question(expression, known)} at {len(points)} values of {name}"
        case ["descend", function, start, rate, steps]:
            slope = question(function, known)
            return f"the path of {steps} steps x - {rate} * {slope}(x) from {start}"
        case ["figures"]:
            return "the figures that were drawn"
        case _:
            return "a question that this grader does not know"


def answer(seen: Observation) -> str:
    """What came back: a value, or in words how asking ended."""
    if isinstance(seen, Value):
        return one_line(_shown(seen.data), ANSWER_LIMIT)
    code, fields = _problem(seen)
    return one_line(word(Message(code, fields)), ANSWER_LIMIT)


def _problem(fault: Fault) -> tuple[str, dict[str, str | int | float | bool | list[str]]]:
    """The message of a fault; cells and lines of the run are not those of the student's file."""
    said = fault_problem(fault).remark
    fields = {name: v for name, v in said.fields.items() if name not in ("cell", "line")}
    return said.code, {name: list(v) if isinstance(v, list) else v for name, v in fields.items()}


def _constant(raw: Any) -> str:  # noqa: ANN401 - JSON
    return answer(decode_observation(raw))


def _shown(data: Data) -> str:
    """In all digits where it is one number."""
    return repr(data) if isinstance(data, float) else show(Value(data)) or "nothing"

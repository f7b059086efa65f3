"""The grader grades itself: every misconception is tried as an answer, refused, and named.

A mutant is the correct sample with one part's answer replaced by what a wrong rule gives. The
mutation score is the share of mutants that are refused; it has to be all of them. A mutant should
also be named as the misconception that made it, or as one of its family.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.checks.calls import Returned
from grader.checks.check import VALUE
from grader.checks.functions import Matches
from grader.checks.gradient import Gradient
from grader.checks.misconception import Misconception
from grader.checks.number import Number
from grader.checks.pointwise import Pointwise
from grader.checks.slips import SLIPS
from grader.checks.table import Table, read_table
from grader.checks.trajectory import Trajectory
from grader.checks.verdict import Verdict
from grader.exercise.exercise import Exercise
from grader.grading.mark import SectionSeen, mark
from grader.observation.codec import decode_observation, encode_value
from grader.observation.observation import Data, Key, Observation, Opaque, Raised, Value
from grader.observation.probe import Batch


@dataclass(frozen=True, slots=True)
class Mutant:
    """A misconception tried as an answer, and what became of it.

    Attributes:
        misconception: What was tried.
        verdict: On the part that it explains; None where it could not be tried.
        named: The misconceptions that count as its own name.
    """

    misconception: Misconception
    verdict: Verdict | None
    named: frozenset[str]

    @property
    def refused(self) -> bool:
        """Whether it lost points."""
        return self.verdict is not None and self.verdict.fraction < 1

    @property
    def recognised(self) -> bool:
        """Whether it was named as itself or its family."""
        found = None if self.verdict is None else self.verdict.misconception
        return found is not None and found.id in self.named


def mutants(exercise: Exercise, correct: SectionSeen) -> Iterator[Mutant]:
    """Every declared misconception of an exercise, tried on its correct sample."""
    for misconception in exercise.misconceptions:
        family = {
            other.id
            for other in exercise.misconceptions
            if other.part == misconception.part
            and misconception.family
            and other.family == misconception.family
        }
        verdict = _try(exercise, correct, misconception)
        yield Mutant(misconception, verdict, frozenset({misconception.id} | family))


@dataclass(frozen=True, slots=True)
class Score:
    """The mutation score of an exercise: mutants by what became of them."""

    tried: int
    passed: tuple[str, ...]
    unnamed: tuple[str, ...]

    def __str__(self) -> str:
        refused, named = self.tried - len(self.passed), self.tried - len(self.unnamed)
        text = f"{refused} of {self.tried} misconceptions refused, {named} named"
        return f"{text} (not named: {', '.join(self.unnamed)})" if self.unnamed else text


def mutation_score(exercise: Exercise, correct: SectionSeen) -> Score:
    """Try all misconceptions and all generic slips; slips need not be named."""
    tried = list(mutants(exercise, correct))
    passed = [mutant.misconception.id for mutant in tried if not mutant.refused]
    passed += [
        f"{part}:any-{slip}" for part, slip, v in slipped(exercise, correct) if v.fraction == 1
    ]
    unnamed = [mutant.misconception.id for mutant in tried if not mutant.recognised]
    return Score(len(tried), tuple(passed), tuple(unnamed))


def slipped(exercise: Exercise, correct: SectionSeen) -> Iterator[tuple[str, str, Verdict]]:
    """Every generic slip of every number: part, slip, verdict; where it changes the number."""
    true = exercise.graph.true_values({**exercise.givens, **exercise.fixed})
    for part in exercise.parts:
        if isinstance(part.check, Returned):
            yield from _slipped_calls(exercise, correct, part.id, part.check)
        if not isinstance(part.check, Number):
            continue
        value = np.asarray(true[part.id], dtype=float)
        for slip in SLIPS:
            with np.errstate(all="ignore"):
                wrong = np.asarray(slip.change(value), dtype=float)
            if _same(wrong, value):
                continue
            seen = _replaced(correct, part.id, {VALUE: _observed(wrong)})
            yield part.id, slip.id, mark(exercise, seen).verdicts[part.id]


def _slipped_calls(
    exercise: Exercise, correct: SectionSeen, part: str, check: Returned
) -> Iterator[tuple[str, str, Verdict]]:
    """The same for what a function returns; where a slip changes it in some case."""
    cases = [check.calls.true_values(c) for c in check.asked_of(correct.asked[part]).values()]
    for slip in SLIPS:
        if slip.arrays_only and any(np.ndim(case[check.item]) == 0 for case in cases):
            continue

        def rule(true: Mapping[str, Any], change: Callable[[Any], Any] = slip.change) -> Any:  # noqa: ANN401
            return change(np.asarray(true[check.item], dtype=float))

        with np.errstate(all="ignore"):
            if all(_same(rule(case), case[check.item]) for case in cases):
                continue
            seen = _replaced(correct, part, _returned(correct, part, check, rule))
        yield part, slip.id, mark(exercise, seen).verdicts[part]


def _same(wrong: object, true: object) -> bool:
    """Whether two hold the same numbers; a row is a column in another form."""
    one, other = np.asarray(wrong, dtype=float), np.asarray(true, dtype=float)
    shapes = [tuple(n for n in array.shape if n != 1) for array in (one, other)]
    return shapes[0] == shapes[1] and np.allclose(one.ravel(), other.ravel(), rtol=1e-3)


def _try(exercise: Exercise, correct: SectionSeen, misconception: Misconception) -> Verdict | None:
    stated = {**exercise.givens, **exercise.fixed}
    mutated = _mutated(exercise, correct, misconception, exercise.graph.true_values(stated))
    if mutated is None:
        return None
    rerun = None
    if exercise.alternative_givens and isinstance(exercise.part(misconception.part).check, Number):
        givens = {**exercise.givens, **exercise.alternative_givens}
        other = exercise.graph.true_values({**givens, **exercise.fixed})
        again = _mutated(exercise, _all_true(correct, other), misconception, other)
        rerun = None if again is None else mark(exercise, again, givens=givens)
    return mark(exercise, mutated, rerun=rerun).verdicts[misconception.part]


def _mutated(
    exercise: Exercise,
    base: SectionSeen,
    misconception: Misconception,
    true: Mapping[str, object],
) -> SectionSeen | None:
    """The observations with the part's answers as the wrong rule gives them."""
    part = exercise.part(misconception.part)
    check = part.check
    with np.errstate(all="ignore"):
        match check:
            case Number():
                changed = {VALUE: _observed(misconception.as_rule()(true))}
            case Matches() | Gradient():
                changed = _function_answers(base, part.id, misconception)
            case Returned():
                changed = _returned(base, part.id, check, misconception.as_rule())
            case Trajectory():
                path = [float(x) for x in misconception.as_rule()(true)]
                slope = exercise.part(check.slope).check.rule
                df = None if slope is None else slope(true)
                slopes = [float(df(x)) for x in path] if callable(df) else []
                changed = {VALUE: _observed(path), "slopes": _observed(slopes)}
            case Pointwise():
                changed = {VALUE: _observed([float(y) for y in misconception.as_rule()(true)])}
            case Table():
                return _mutated_table(base, part.id, check, misconception)
            case _:
                return None
    return _replaced(base, part.id, changed)


def _function_answers(
    base: SectionSeen, part: str, misconception: Misconception
) -> dict[str, Observation]:
    """A wrong function at all the points at which it is asked."""
    changed: dict[str, Observation] = {VALUE: Value(Opaque("function"))}
    for key in ("points", "again", "close"):
        probe = base.asked[part][key]
        if isinstance(probe, Batch):
            points = np.array(probe.points, dtype=float).tolist()
            changed[key] = _observed([float(misconception.rule(x)) for x in points])
    return changed


def _returned(
    base: SectionSeen, part: str, check: Returned, rule: Callable[..., Any]
) -> dict[str, Observation]:
    """What a function returns that has one thing wrong, in all cases; all else it returns is right.

    Args:
        base: The correct sample.
        part: The part.
        check: Its check.
        rule: The wrong rule: from the true values of a case to the wrong one.
    """
    changed: dict[str, Observation] = {VALUE: Value(Opaque("function"))}
    for key, case in check.asked_of(base.asked[part]).items():
        true = check.calls.true_values(case)
        try:
            true[check.item] = rule(true)
        except (ArithmeticError, ValueError, IndexError, TypeError) as error:
            changed[key] = Raised(type(error).__name__, str(error))
            continue
        items = {name: true[name] for name in check.calls.rules}
        given = items[check.item] if check.only else items
        changed[key] = decode_observation(encode_value(_plain(given)))
    changed["again"] = changed["case 0"]
    return changed


def _plain(value: object) -> Any:  # noqa: ANN401 - what may be sent
    """Numbers and arrays of ours as a function of a student's would return them."""
    if isinstance(value, Mapping):
        return {name: _plain(entry) for name, entry in value.items()}
    array = np.asarray(value, dtype=float)
    return float(array) if array.ndim == 0 else array


def _mutated_table(
    base: SectionSeen, part: str, check: Table, misconception: Misconception
) -> SectionSeen | None:
    rows = read_table(base.answers[part][VALUE], check.layout)
    column = misconception.rule()
    if not isinstance(rows, Mapping):
        return None
    table: list[Data] = []
    for key, row in rows.items():
        entries: dict[Key, Data] = dict(row.items())
        entries[check.layout.key] = key
        if key in column:
            entries[check.column] = column[key]
        table.append(entries)
    return _replaced(base, part, {VALUE: Value(table)})


def _replaced(base: SectionSeen, part: str, changed: Mapping[str, Observation]) -> SectionSeen:
    answers = {**base.answers, part: {**base.answers.get(part, {}), **changed}}
    return replace(base, answers=answers)


def _all_true(base: SectionSeen, true: Mapping[str, object]) -> SectionSeen:
    """The observations of somebody who has every number right on other givens."""
    answers = {
        name: {VALUE: _observed(true[name])} if not callable(true.get(name)) else keys
        for name, keys in base.answers.items()
        if name in true
    }
    return replace(base, answers={**base.answers, **answers})


def _observed(value: object) -> Observation:
    """Data of ours as an observation."""
    plain = value if isinstance(value, list | float) else np.asarray(value, dtype=float)
    if isinstance(plain, np.ndarray) and plain.ndim == 0:
        plain = float(plain)
    return decode_observation(encode_value(plain))

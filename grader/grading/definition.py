"""Whether an exercise's definition can work, before anything of it runs: each fault is a sentence.

What is found here would otherwise end a run in the middle, or make everything after it look wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from grader.checks.calls import Calls, Returned
from grader.checks.cases import Argument, Case
from grader.checks.check import Ask
from grader.checks.misconception import Misconception
from grader.checks.number import Number
from grader.checks.pointwise import Pointwise
from grader.checks.relation import Values
from grader.checks.rule import Quantity, Rule
from grader.checks.trajectory import Trajectory
from grader.errors import CourseError, meant
from grader.exercise.exercise import Exercise, Part
from grader.grading.course import CourseExercise, place_in
from grader.grading.questions import asked_names
from grader.grading.variants import varied

DEFINITION = "exercise.py"
STUB = "stub.py"
SOME_STUDENTS = 5
"""So many are drawn for, if students get numbers of their own."""
_BY_NAME = (Number, Trajectory, Pointwise)
"""Checks whose misconceptions take parts, givens and fixed values by name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of the contract: the exercise, the file or sample, and what is the matter."""

    exercise: str
    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.exercise}: {self.where}: {self.problem}"


def check_definition(entry: CourseExercise) -> list[Finding]:
    """All that can be said of exercise.py and what it imports."""
    exercise = entry.exercise
    if not exercise.parts:
        return [Finding(exercise.id, DEFINITION, "there are no parts: nothing is graded")]
    faults = [*_asked(entry)] or [*_rules(entry), *_called(entry)] or [*_misconceptions(entry)]
    if exercise.variants and not faults:
        return list(_variants(entry))
    where = {True: DEFINITION, False: "misconceptions.py"}
    own = (entry.folder / "misconceptions.py").is_file()
    return [
        Finding(exercise.id, where[not fault.wrong_rule or not own], fault.problem)
        for fault in faults
    ]


def check_stub_names(entry: CourseExercise) -> list[Finding]:
    """Whether all names that are asked for, or that relations speak of, stand in the stub."""
    exercise = entry.exercise
    words = set(re.findall(r"\w+", entry.stub))
    found = [
        Finding(exercise.id, STUB, f"the name '{name}' is asked for but not there")
        for name in sorted(asked_names(exercise, inherited=True) | set(exercise.givens))
        if name not in words
    ]
    known = [*(part.id for part in exercise.everything), *exercise.givens]
    for part in exercise.parts:
        for name in sorted(_related(part) - words - set(known)):
            problem = f"the relation of '{part.id}' speaks of '{name}', which is no part, given or "
            problem += f"name in {STUB}{meant(name, known)}"
            found.append(Finding(exercise.id, DEFINITION, problem))
    return found


def _variants(entry: CourseExercise) -> Iterator[Finding]:
    """Whether numbers can be drawn for some students, and filled into the stub."""
    for k in range(SOME_STUDENTS):
        try:
            varied(entry, f"student {k}")
        except CourseError as error:
            where = error.where.name if isinstance(error.where, Path) else DEFINITION
            yield Finding(entry.exercise.id, where, error.problem)
            return


@dataclass(frozen=True, slots=True)
class _Fault:
    problem: str
    wrong_rule: bool = False


def _related(part: Part) -> set[str]:
    """The names of the student's that a part's relation speaks of; columns are none."""
    if part.relation is None:
        return set()
    columns = {"lr", "column"} | ({"over"} if isinstance(part.relation, Values) else set())
    values = {one.name: getattr(part.relation, one.name) for one in fields(part.relation)}
    names = {value for name, value in values.items() if name not in columns}
    return {name for name in names if isinstance(name, str)}


def _asked(entry: CourseExercise) -> Iterator[_Fault]:
    """Whether each check can be asked at all."""
    for part in entry.exercise.everything:
        if isinstance(part.check, Returned):
            problem = next(_arguments(entry, part, part.check), None)
            if problem is not None:
                yield _Fault(problem)
                continue
        try:
            part.check.probes(Ask(part.id, np.random.default_rng(0)))
        except Exception as error:  # noqa: BLE001 - whatever an author's check raises
            yield _Fault(f"part '{part.id}' cannot be asked {_because(entry, error)}")


def _arguments(entry: CourseExercise, part: Part, check: Returned) -> Iterator[str]:
    """Whether cases can be drawn, and whether rules take arguments that there are."""
    cases = check.calls.cases
    named = {n for a in cases.arguments.values() if isinstance(a, Argument) for n in a.shape}
    missing = sorted(str(n) for s in cases.sizes for n in named - set(s) if isinstance(n, str))
    if missing:
        problem = f"part '{part.id}': every entry of `sizes` needs '{missing[0]}'"
        yield f"{problem}, which is in the shape of an argument"
        return
    try:
        known = list(_drawn(check.calls, _cases(check)[0]))
    except Exception as error:  # noqa: BLE001 - whatever an author's function raises
        yield f"part '{part.id}': its cases cannot be drawn {_because(entry, error)}"
        return
    if check.of and check.wrt not in known:
        problem = f"part '{part.id}': wrt='{check.wrt}' is none of its arguments "
        yield f"{problem}{', '.join(known)}{meant(check.wrt, known)}"
    others = [one.id for one in entry.exercise.everything if one is not part]
    if check.of and check.of not in others:
        yield f"part '{part.id}': of='{check.of}' is no other part{meant(check.of, others)}"
    if check.item not in check.calls.rules:
        yield f"part '{part.id}': '{check.calls.fn}' has no rule for '{check.item}'"
    for name, rule in check.calls.rules.items():
        for parent in Rule.of(rule).parents:
            if parent not in known:
                problem = f"part '{part.id}': the rule of '{name}' takes '{parent}', which is none "
                yield f"{problem}of {', '.join(known)}{meant(parent, known)}"
        known.append(name)


def _cases(check: Returned) -> list[Case]:
    """Cases that it may be called with, without those at the edge."""
    return [case for case in check.calls.cases.draw(np.random.default_rng(0)) if not case.edge]


def _drawn(calls: Calls, case: Case) -> dict[str, Quantity]:
    """What rules may take in a case, before any of them gave something."""
    return replace(calls, rules={}).true_values(case)


def _rules(entry: CourseExercise) -> Iterator[_Fault]:
    """Whether each rule gives something that is finite, on the givens and the alternative ones."""
    exercise = entry.exercise
    for givens in _givens(exercise):
        values: dict[str, Quantity] = {**givens, **exercise.fixed}
        for name in exercise.graph.order:
            problem = _problem(entry, exercise.graph.rules[name], values)
            if problem:
                yield _Fault(f"the rule of '{name}' {problem} on {_said(givens)}")
                return
            values[name] = exercise.graph.rules[name](values)


def _problem(entry: CourseExercise, rule: Rule, values: Mapping[str, Quantity]) -> str:
    """What is wrong with what a rule gives; nothing where that is a function or finite numbers."""
    try:
        with np.errstate(all="ignore"):
            value = rule(values)
            if value is None:
                return "gives None, as a function without `return` does,"
            finite = callable(value) or bool(np.isfinite(np.asarray(value, dtype=float)).all())
    except Exception as error:  # noqa: BLE001 - whatever an author's rule raises
        return f"fails {_because(entry, error)}"
    return "" if finite else f"gives {np.asarray(value)}, which is not finite,"


def _called(entry: CourseExercise) -> Iterator[_Fault]:
    """The same for what functions return, on drawn cases."""
    for part in entry.exercise.everything:
        if not isinstance(part.check, Returned):
            continue
        calls = part.check.calls
        for case in _cases(part.check):
            values = _drawn(calls, case)
            problem = ""
            for name, rule in calls.rules.items():
                problem = _problem(entry, Rule.of(rule), values)
                if problem or name == part.check.item:
                    break
                values[name] = rule(**{one: values[one] for one in Rule.of(rule).parents})
            if problem:
                sizes = ", ".join(f"{n} {np.shape(v)}" for n, v in case.arguments.items())
                yield _Fault(f"part '{part.id}': the rule of '{name}' {problem} on {sizes}")
                break


def _misconceptions(entry: CourseExercise) -> Iterator[_Fault]:
    """Whether each wrong rule takes what there is, and gives something."""
    exercise = entry.exercise
    everything = [*(one.id for one in exercise.everything), *exercise.givens, *exercise.fixed]
    for wrong_rule in exercise.misconceptions:
        check = exercise.part(wrong_rule.part).check
        if isinstance(check, Returned):
            known = [*_drawn(check.calls, _cases(check)[0]), *check.calls.rules]
        elif isinstance(check, _BY_NAME):
            known = everything
        else:
            continue
        strangers = [name for name in wrong_rule.as_rule().parents if name not in known]
        if strangers:
            of = f"'{wrong_rule.id}' takes '{strangers[0]}', which is none of "
            problem = f"{of}{', '.join(known)}{meant(strangers[0], known)}"
        else:
            problem = _worked_out(entry, wrong_rule)
        if problem:
            yield _Fault(problem, wrong_rule=True)


def _worked_out(entry: CourseExercise, wrong_rule: Misconception) -> str:
    """How a wrong rule fails: a number's on some givens, a function's in every case."""
    exercise = entry.exercise
    check = exercise.part(wrong_rule.part).check
    rule = wrong_rule.as_rule()
    if isinstance(check, Returned):
        true_values = check.calls.true_values
        failed = [_failure(entry, rule, partial(true_values, case)) for case in _cases(check)]
        return f"'{wrong_rule.id}' {failed[0]} in every case" if all(failed) else ""
    for givens in _givens(exercise) if isinstance(check, Number) else _givens(exercise)[:1]:
        true = {**givens, **exercise.fixed}
        failed_on = _failure(entry, rule, partial(exercise.graph.true_values, true))
        if failed_on:
            return f"'{wrong_rule.id}' {failed_on} on {_said(givens)}"
    return ""


def _failure(entry: CourseExercise, rule: Rule, values: Callable[[], Mapping[str, Any]]) -> str:
    try:
        with np.errstate(all="ignore"):
            given = rule(values())
    except Exception as error:  # noqa: BLE001 - whatever an author's rule raises
        return f"fails {_because(entry, error)}"
    return "gives None" if given is None else ""


def _givens(exercise: Exercise) -> list[Mapping[str, float]]:
    """The stated givens, and the alternative ones where there are any."""
    stated = dict(exercise.givens)
    other = {**stated, **exercise.alternative_givens}
    return [stated] if other == stated else [stated, other]


def _said(givens: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in givens.items()) or "no givens"


def _because(entry: CourseExercise, error: Exception) -> str:
    """An error in brackets, with the place in the course where it arose."""
    root = entry.folder.parents[1]
    place = place_in(root, error)
    at = "" if place is None else f", {place[0].relative_to(root).as_posix()} line {place[1]}"
    return f"({type(error).__name__}: {error}{at})"

"""Asserts: tests in the manner of nbgrader and otter, read as claims and judged outside.

The text of a test is never run. What it calls is asked of the submission, and what it compares is
compared here, so that the numbers of a test stay out of reach of the code that is tested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.checks.asserted.doctests import is_doctest, read_doctest
from grader.checks.asserted.forms import Claim, Got, Lost, Program, Unclear, Unjudged
from grader.checks.asserted.restore import Thing
from grader.checks.asserted.statements import Interpreter
from grader.checks.check import VALUE, Answers, Ask, Seen
from grader.checks.closeness import fit_shape, gap
from grader.checks.diagnosis import explain
from grader.checks.reading import Numbers, Problem, fault_problem, read_numbers, show
from grader.checks.rule import Rule
from grader.checks.verdict import Staff, Verdict, partial, remark, right, wrong
from grader.errors import CourseError
from grader.observation.observation import TooLarge, Value
from grader.observation.probe import (
    Attribute,
    Call,
    Lambda,
    Make,
    Operate,
    Probe,
    Ref,
    Steps,
    Without,
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One test: it is passed if all in it holds.

    Attributes:
        text: Python with asserts, or a doctest.
        share: Its weight among the tests of its part.
        hidden: Whether students do not know it; then only names are said of it.
    """

    text: str
    share: float = 1.0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Failure:
    """The first claim of a test that does not hold, and the verdict on it."""

    verdict: Verdict
    unjudged: bool = False


class Asserts:
    """Judges by tests that are written as asserts; a part of them earns its share.

    Args:
        trials: The tests; a text stands for one that students know.
        all_or_nothing: Whether nothing is earned unless all are passed.

    Raises:
        CourseError: A test cannot be read as claims.
    """

    rule: Rule | None = None

    def __init__(self, *trials: Trial | str, all_or_nothing: bool = False) -> None:
        self.trials = tuple(Trial(one) if isinstance(one, str) else one for one in trials)
        self.all_or_nothing = all_or_nothing
        try:
            self._programs = tuple(read_trial(one) for one in self.trials)
        except Unclear as unclear:
            where = f"line {unclear.line} of a test" if unclear.line else "a test"
            raise CourseError("Asserts", f"{where} cannot be read: {unclear.reason}") from None
        if not self.trials or sum(one.share for one in self.trials) <= 0:
            raise CourseError("Asserts", "there is no test that earns anything")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the submission's that are asked for, in order."""
        found = [
            name
            for program in self._programs
            for step in program.steps
            for name in _names(step.expr)
        ]
        return tuple(dict.fromkeys(found))

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """The steps of each test, and the first thing that they ask for."""
        first: dict[str, Probe] = {VALUE: ask.ref(self.names[0])}
        return {**first, **{_key(k): Steps(tuple(p.steps)) for k, p in enumerate(self._programs)}}

    def judge(self, seen: Seen) -> Verdict:
        """Right if all claims hold; else what the first one that does not hold tells."""
        failures: list[_Failure] = []
        passed = 0.0
        for k, (trial, program) in enumerate(zip(self.trials, self._programs, strict=True)):
            got = Got.of(program.steps, seen.here[_key(k)])
            failure = _first_failure(program.claims, got, trial, seen)
            if failure is None:
                passed += trial.share
            else:
                failures.append(failure)
        value = show(seen.here[VALUE])
        if not failures:
            return right(value)
        unjudged = [one for one in failures if one.unjudged]
        if unjudged and not (self.all_or_nothing and len(unjudged) < len(failures)):
            return unjudged[0].verdict
        first = failures[0].verdict
        fraction = passed / sum(one.share for one in self.trials)
        if self.all_or_nothing or fraction <= 0:
            return first
        return partial(fraction, first.message, first.value, *first.remarks, staff=first.staff)


def read_trial(trial: Trial) -> Program:
    """What a test asks and claims.

    Raises:
        Unclear: It cannot be read as claims.
    """
    program = Program("s")
    hidden = hidden_lines(trial)
    if is_doctest(trial.text):
        read_doctest(trial.text, program, hidden)
    else:
        Interpreter(trial.text, program, hidden).read_all()
    if not program.claims:
        raise Unclear("it claims nothing")
    if not any(_names(step.expr) for step in program.steps):
        raise Unclear("it asks for nothing of the submission's")
    return program


def hidden_lines(trial: Trial) -> frozenset[int]:
    """The lines of a test that students do not know, from 1."""
    lines = trial.text.splitlines()
    if trial.hidden:
        return frozenset(range(1, len(lines) + 1))
    found, inside = set(), False
    for number, line in enumerate(lines, start=1):
        mark = line.upper().replace("#", "").strip()
        inside = mark == "BEGIN HIDDEN TESTS" or (inside and mark != "END HIDDEN TESTS")
        found |= {number} if inside else set()
    return frozenset(found)


def _key(k: int) -> str:
    return f"trial {k}"


def _first_failure(claims: Sequence[Claim], got: Got, trial: Trial, seen: Seen) -> _Failure | None:
    secret = bool(hidden_lines(trial))
    for claim in claims:
        try:
            if claim.work(got):
                continue
        except Lost as lost:
            if isinstance(lost.fault, TooLarge):  # the test itself may well be passed
                return _unjudged("it is too large to be compared here")
            problem = fault_problem(lost.fault)
            return _Failure(Verdict(status=problem.status, fraction=0.0, message=problem.remark))
        except (Unjudged, Unclear) as reason:
            return _unjudged(f"it cannot be compared here: {reason}")
        except Exception:  # noqa: BLE001, S110 - as it would have failed in the test itself
            pass
        return _Failure(_verdict(claim, got, seen, secret=secret))
    return None


def _unjudged(note: str) -> _Failure:
    """A claim that a person must look at."""
    staff = Staff(notes=(note,))
    verdict = Verdict(status="to-mark", fraction=0.0, message=remark("to-mark"), staff=staff)
    return _Failure(verdict, unjudged=True)


def _verdict(claim: Claim, got: Got, seen: Seen, *, secret: bool) -> Verdict:
    """What is said of a claim that does not hold."""
    name = claim.said or seen.part
    if claim.kind == "error":
        return wrong(remark("asserts.no-error", name=name, type=claim.error))
    if claim.compared is None:
        return wrong(remark("wrong", name=name))
    key, due = claim.compared
    data = got.data(key)
    value = show(Value(data))
    if isinstance(got.value(key), Thing) and got.types(key)[:1] == ("ellipsis",):
        message = remark("asserts.placeholder", name=name)
        return Verdict(status="missing", fraction=0.0, message=message)
    own = read_numbers(Value(data), name)
    if isinstance(own, Problem):
        if data is None and "(" in name:
            message = remark("function.returns-none", name=name.partition("(")[0])
            return Verdict(status="missing", fraction=0.0, message=message)
        return Verdict(status=own.status, fraction=0.0, message=own.remark, value=value)
    return _off(own, due, seen, name=name, value=value, secret=secret)


def _off(
    own: Numbers, due: object, seen: Seen, *, name: str, value: str | None, secret: bool
) -> Verdict:
    """What is said of a number or array that is not the one that is due."""
    try:
        true = np.asarray(due, dtype=float)
    except (TypeError, ValueError):
        return wrong(remark("wrong", name=name), value)
    staff = Staff(expected=np.array2string(true, precision=12, threshold=50))
    fitted = fit_shape(own, true.shape, name)
    if secret:
        return wrong(remark("wrong", name=name), staff=staff)
    if isinstance(fitted, Problem):
        return wrong(fitted.remark, value, staff=staff)
    as_part = replace(
        seen,
        part=name,
        here=Answers({}, {VALUE: Value(fitted.array.tolist())}),
        parts={},
        true={name: true},
        givens=frozenset(),
        rerun=None,
    )
    explanation = explain(fitted, Rule((), lambda: true), as_part)
    return wrong(gap(fitted, true, name), value, misconception=explanation.named, staff=staff)


def _names(probe: Probe) -> list[str]:
    """The names of the submission's in a step, in order."""
    match probe:
        case Ref(name):
            return [name]
        case Call(fn, args, named):
            return [n for one in (fn, *args, *named.values()) for n in _names(one)]
        case Attribute(of):
            return _names(of)
        case Operate(_, entries) | Make(_, entries):
            return [n for one in entries for n in _names(one)]
        case Lambda(_, body) | Without(_, body):
            return _names(body)
        case _:
            return []

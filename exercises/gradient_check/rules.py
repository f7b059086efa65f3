"""How a numerical gradient is judged: called with functions that the stub hands out, by name.

A function cannot be sent, so that the student's `gradient_check` is called with the student's own
`bowl` and `waves`. Their heights at all points that matter are asked for too: who changed the
functions is judged on what they have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grader import Ask, Cases, Function, Seen, Verdict, real
from grader.checks.cases import Case
from grader.checks.check import VALUE
from grader.checks.closeness import close
from grader.checks.reading import Floats, Numbers, fault_problem, read_numbers, show
from grader.checks.verdict import Named, remark, right, wrong
from grader.observation.observation import Observation, Value
from grader.observation.probe import Batch, Call, Const, Kept, Probe, Ref

from ...reference import numerical

NAME, POINT = "gradient_check", "point"
FUNCTIONS: Mapping[str, numerical.Fn] = {"bowl": numerical.bowl, "waves": numerical.waves}
NEARLY = ("forward", "backward", "not-restored")
"""Slips with which a gradient can still be checked, though not as well: half of the points."""
STEP = 0.25
KEPT, WHOLE = np.array([0.5, -1.25, 2.0]), np.array([2, -1, 3])
"""Multiples of powers of two: moving them by STEP and back rounds nothing."""


def _function_of(at: Floats) -> numerical.Fn:
    return numerical.bowl if at.size % 2 else numerical.waves


CASES = Cases(
    {"at": real("n"), "f": _function_of, "x": lambda at: at, "h": real(low=0.1, high=0.4)},
    sizes=({"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}),
    hidden=frozenset({"at"}),
)
"""Steps so long that the error of each kind of difference is plain to see."""


class NumericalGradient(Function):
    """Judges central differences of the student's own functions.

    Args:
        rule: The true gradient, of f, x and h.
        functions: What is differentiated, by name.
    """

    def __init__(
        self,
        rule: Callable[..., Any] = numerical.gradient,
        functions: Mapping[str, numerical.Fn] = FUNCTIONS,
    ) -> None:
        super().__init__(NAME, rule, CASES)
        self.functions = functions

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """All cases, one of them again, and the heights of the functions around each x."""
        found = {key: _by_name(probe, ask) for key, probe in super().probes(ask).items()}
        del found["kept"]  # a part of its own
        for key, case in self.asked_of(found).items():
            name, x, h = case.arguments["f"].__name__, case.arguments["x"], case.arguments["h"]
            height = Call(ask.ref(name), (Ref(POINT),))
            found[f"heights of {key}"] = Batch(height, POINT, tuple(_around(x, h)))
        return found

    def asked_of(self, asked: Mapping[str, Probe]) -> dict[str, Case]:
        """The cases that were asked, with functions in the place of their names."""
        found: dict[str, Case] = {}
        while isinstance(probe := asked.get(key := f"case {len(found)}"), Call):
            f, x, h = probe.args
            if isinstance(f, Ref) and isinstance(x, Const) and isinstance(h, Const):
                function = self.functions[f.name]
                found[key] = Case({"f": function, "x": x.value, "h": h.value})
        return found

    def judge(self, seen: Seen) -> Verdict:
        """Right with steps of h, or of half of it, to both sides; half for what is nearly so."""
        functions = _own_functions(seen)
        verdict = Function.judge(NumericalGradient(functions=functions), seen)
        if verdict.status != "wrong":
            return verdict
        halved = Function.judge(NumericalGradient(_half_steps, functions), seen)
        if halved.fraction == 1:
            return halved
        named = verdict.misconception
        if named is not None and named.id.removeprefix(f"{NAME}-") in NEARLY:
            return replace(verdict, status="partial", fraction=0.5)
        return verdict


def _half_steps(f: numerical.Fn, x: Floats, h: float) -> Floats:
    return numerical.gradient(f, x, h / 2)


def _by_name(probe: Probe, ask: Ask) -> Probe:
    """A call with functions of ours replaced by the names that they have in the stub."""
    if not isinstance(probe, Call):
        return probe
    return Call(probe.fn, tuple(_named(arg, ask) for arg in probe.args))


def _named(arg: Probe, ask: Ask) -> Probe:
    value: Any = arg.value if isinstance(arg, Const) else None
    return ask.ref(value.__name__) if callable(value) else arg


def _around(x: Floats, h: float) -> Iterator[Floats]:
    """X itself, and each entry moved by h and by half of it to both sides."""
    yield x
    for step in h * np.eye(x.size):
        yield from (x + step, x - step, x + step / 2, x - step / 2)


def _own_functions(seen: Seen) -> dict[str, numerical.Fn]:
    """The student's functions as far as their heights are known; ours, if they are the same."""
    tables: dict[str, list[tuple[Floats, float]]] = {name: [] for name in FUNCTIONS}
    for key, probe in seen.here.asked.items():
        own = read_numbers(seen.here[key], key)
        if isinstance(probe, Batch) and isinstance(probe.expr, Call) and isinstance(own, Numbers):
            points = [np.asarray(point, dtype=float) for point in probe.points]
            flat = own.array.reshape(-1)
            sound = flat.size == len(points) and np.isfinite(flat).all() and np.ptp(flat) > 0
            if isinstance(probe.expr.fn, Ref) and sound:
                tables[probe.expr.fn.name] += zip(points, flat.tolist(), strict=True)
    return {name: _read_off(table, FUNCTIONS[name]) for name, table in tables.items()}


def _read_off(table: list[tuple[Floats, float]], ours: numerical.Fn) -> numerical.Fn:
    heights = np.array([height for _, height in table])
    if not table or close(heights, np.array([ours(point) for point, _ in table])):
        return ours

    def height(x: Floats) -> float:
        for point, known in table:
            if point.shape == x.shape and np.allclose(point, x, rtol=0, atol=1e-9):
                return known
        raise ValueError(x)

    return height


def ask_kept(ask: Ask) -> Mapping[str, Probe]:
    """The student's function with both functions, and whether x stays as it is."""
    calls = _calls(ask, KEPT)
    return {**calls, "kept": Kept(calls["waves"].fn, calls["waves"].args), VALUE: ask.ref(NAME)}


def ask_whole(ask: Ask) -> Mapping[str, Probe]:
    """The student's function with whole numbers, and with the same numbers as floats."""
    whole = {f"{name}, whole": call for name, call in _calls(ask, WHOLE).items()}
    return {**_calls(ask, WHOLE.astype(float)), **whole, VALUE: ask.ref(NAME)}


def _calls(ask: Ask, x: np.ndarray[Any, Any]) -> dict[str, Call]:
    return {name: Call(ask.ref(NAME), (ask.ref(name), Const(x), Const(STEP))) for name in FUNCTIONS}


def kept(seen: Seen) -> Verdict:
    """Right if x holds the same numbers after the call; nothing for what is no gradient."""
    problem = _no_gradient(seen)
    if problem is not None:
        return problem
    observation = seen.here["kept"]
    if isinstance(observation, Value) and observation.data is True:
        return right()
    return wrong(remark("kept.changed", name=NAME, argument="x"), misconception=CHANGED)


def whole(seen: Seen) -> Verdict:
    """Right if whole numbers give what the same numbers as floats give."""
    problem = _no_gradient(seen)
    if problem is not None:
        return problem
    for name in FUNCTIONS:
        own, other = _gradient(seen.here[f"{name}, whole"]), _gradient(seen.here[name])
        if own is None or other is None or not close(own, other):
            shown = show(seen.here[f"{name}, whole"])
            return wrong(remark("whole.differs", name=NAME), shown, misconception=TRUNCATED)
    return right()


def _no_gradient(seen: Seen) -> Verdict | None:
    """Why there is nothing to be judged: what came back is no gradient, not even a flawed one."""
    found = []
    for name in FUNCTIONS:
        observation = seen.here[name]
        if not isinstance(observation, Value) or observation.data is None:
            fault = remark("function.returns-none", name=NAME)
            if isinstance(observation, Value):
                return Verdict(status="missing", fraction=0.0, message=fault)
            problem = fault_problem(observation)
            return Verdict(status=problem.status, fraction=0.0, message=problem.remark)
        found.append(_gradient(observation))
    bowl, waves = found
    slopes = seen.verdicts.get(NAME)
    known = slopes is not None and (slopes.fraction > 0 or slopes.misconception is not None)
    if known and bowl is not None and waves is not None and not close(bowl, waves):
        return None
    return wrong(remark("wrong", name=NAME))


def _gradient(observation: Observation) -> Floats | None:
    """The finite numbers that came back, one for each entry."""
    own = read_numbers(observation, NAME)
    if isinstance(own, Numbers) and own.array.size == KEPT.size and np.isfinite(own.array).all():
        return own.array.reshape(-1)
    return None


CHANGED = Named(
    "x-changed", "x is moved, and not moved back",
    ("What does x hold after your function was called?",
     "Work on a copy, or put each entry back before the next one.",
     "After `b = a` both names stand for one array; `b = a.copy()` makes another one."),
    sure=True,
)  # fmt: skip
TRUNCATED = Named(
    "x-truncated", "fractions are cut off in an array of whole numbers",
    ("Which numbers can an array hold that was made of whole numbers?",
     "What you put into an array of whole numbers loses its fraction. Make one of floats.",
     "After `a = np.array([1, 2])` and `a[0] = 1.7`, `a[0]` is 1."),
    sure=True,
)  # fmt: skip

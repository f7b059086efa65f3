"""Answers of a function of several arguments -> what became of it, without any true value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.checks.calls import returned_items
from grader.checks.check import VALUE, Answers, Seen
from grader.checks.closeness import close, fit_shape
from grader.checks.functions import not_a_function
from grader.checks.reading import Floats, Numbers, Problem, fault_problem, read_numbers
from grader.checks.verdict import Remark, remark
from grader.gradients import decide, plan_at
from grader.observation.observation import Missing, Observation, Value
from grader.observation.probe import Batch
from grader.outline.call import Shaped, Signature, moved
from grader.outline.finding import State

Came = tuple[State, tuple[Remark, ...]]
"""A state, and what is to be said."""
_STATES: dict[str, State] = {
    "missing": "missing",
    "crashed": "crashed",
    "timed-out": "timed-out",
}


def judge_call(spec: Signature, item: str, here: Answers) -> Came:
    """What became of one of the things that a function returns.

    Args:
        spec: The function.
        item: Which of the things.
        here: The answers to `call_probes`.
    """
    seen = Seen(part=spec.fn, here=Answers({}, {VALUE: here[VALUE], "value": here[VALUE]}),
                parts={}, true={}, verdicts={})  # fmt: skip
    unusable = not_a_function(seen)
    if unusable is not None:
        return _STATES.get(unusable.status, "fails"), (unusable.message,)
    shaped = spec.item(item)
    values: list[Floats] = []
    for k, sizes in enumerate(spec.sizes):
        own = _read(spec, shaped, here[f"case {k}"], sizes)
        if isinstance(own, Problem):
            return _STATES.get(own.status, "fails"), (own.remark,)
        values.append(own)
    again = _read(spec, shaped, here["again"], spec.sizes[0])
    if isinstance(again, Problem) or not np.array_equal(again, values[0]):
        return "fails", (remark("check.random", name=spec.fn),)
    kept = here["kept"]
    if isinstance(kept, Value) and kept.data is False:
        return "fails", (remark("check.kept", name=spec.fn),)
    return _symmetries(spec, shaped, here, values[-1])


def judge_ladder(spec: Signature, item: str, here: Answers, of: str, wrt: str) -> Came:
    """Whether an item that is returned is the gradient of the student's own `of` by `wrt`."""
    fields = {"name": spec.fn, "of": of, "wrt": wrt}
    statuses = []
    for k, sizes in enumerate(spec.sizes):
        asked = here.asked.get(f"ladder {k}")
        if not isinstance(asked, Batch):
            continue
        own = _read(spec, spec.item(item), here[f"case {k}"], sizes)
        points = np.array([np.ravel(np.asarray(point)) for point in asked.points], dtype=float)
        heights = _heights(here[f"ladder {k}"], len(points))
        if isinstance(own, Problem) or heights is None or own.size != points.shape[1]:
            return "unknown", (remark("check.no-slope", name=spec.fn, of=of),)
        statuses.append(decide(plan_at(points[-1], points), heights, own.ravel()).status)
    if "wrong" in statuses:
        return "fails", (remark("check.slope.argument", **fields),)
    if not statuses or statuses.count("undecided") > 1:
        return "unknown", (remark("check.undecided", **fields),)
    return "holds", ()


def _symmetries(spec: Signature, shaped: Shaped, here: Answers, own: Floats) -> Came:
    """Whether another order, or everything twice, changes just what it must."""
    sizes = spec.sizes[-1]
    for size in spec.symmetric:
        other = _read(spec, shaped, here[f"permuted {size}"], sizes)
        if isinstance(other, Problem) or not close(other, np.asarray(moved(own, shaped, size))):
            return "fails", (remark("check.permuted", name=spec.fn, item=shaped.name, size=size),)
    for size in spec.mean:
        if size in shaped.shape:
            continue
        twice = {**sizes, size: 2 * sizes[size]}
        other = _read(spec, shaped, here[f"doubled {size}"], twice)
        if isinstance(other, Problem) or not close(other, own):
            return "fails", (remark("check.doubled", name=spec.fn, item=shaped.name, size=size),)
    return ("holds" if spec.symmetric or spec.mean else "present"), ()


def _read(
    spec: Signature, shaped: Shaped, observation: Observation, sizes: Mapping[str, int]
) -> Floats | Problem:
    """The finite array that a call gave, in the shape that is due."""
    if not isinstance(observation, Value):
        return fault_problem(observation)
    names = [one.name for one in spec.items]
    items = returned_items(observation.data, names)
    if items is None:
        return Problem("wrong", remark("calls.form", name=spec.fn, items=names))
    if shaped.name not in items:
        return Problem("missing", remark("calls.absent", name=spec.fn, item=shaped.name))
    own = read_numbers(items.get(shaped.name, Missing(shaped.name)), shaped.name)
    if isinstance(own, Problem):
        nothing = own.status == "missing"
        said = remark("function.returns-none", name=spec.fn) if nothing else own.remark
        return Problem(own.status, said)
    due = tuple(sizes[n] if isinstance(n, str) else n for n in shaped.shape)
    fitted = fit_shape(own, due, shaped.name)
    if isinstance(fitted, Problem):
        return fitted
    if not np.isfinite(fitted.array).all():
        return Problem("wrong", remark("check.not-finite", name=spec.fn))
    return fitted.array


def _heights(observation: Observation, count: int) -> Floats | None:
    """One number for each point that was asked."""
    data = observation.data if isinstance(observation, Value) else None
    if not isinstance(data, list) or len(data) != count:
        return None
    read = [read_numbers(Value(entry), "") for entry in data if not isinstance(entry, Missing)]
    values = [one.array for one in read if isinstance(one, Numbers) and one.array.size == 1]
    return np.array([float(v.reshape(())) for v in values]) if len(values) == count else None

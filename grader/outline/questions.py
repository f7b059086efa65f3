"""An outline and the code of its section -> what to ask, once the section has run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from grader.checks.check import VALUE, Ask
from grader.checks.functions import at_points, random_points
from grader.checks.gradient import Gradient
from grader.checks.relation import (
    ByArgument,
    Derivative,
    Descent,
    Last,
    Lowers,
    Slope,
    Smallest,
    Values,
)
from grader.gradients import Plan, plan
from grader.observation.probe import (
    Along,
    Batch,
    Call,
    Const,
    Descend,
    Figures,
    Literal,
    Probe,
    Ref,
)
from grader.outline.call import call_probes
from grader.outline.nudge import Nudged, nudged
from grader.outline.outline import Asked, Held, Outline, by_id, relations_of

AMOUNT = "amount"
LOW, HIGH = -10.0, 10.0
"""Where functions of one number are tried."""
AGAIN = frozenset({"moved", "before", "after"})
"""The keys of probes that run the section again: they may take long, so they are asked last."""


@dataclass(frozen=True, slots=True)
class Questions:
    """What to ask of one section.

    Attributes:
        probes: By part and key.
        helpers: Functions to define after the section's own code.
        reruns: Parts whose relation needs the section to run again, but whose code cannot.
    """

    probes: Mapping[str, Mapping[str, Probe]]
    helpers: tuple[Nudged, ...] = ()
    reruns: frozenset[str] = field(default_factory=frozenset)

    def in_order(self) -> list[tuple[str, str, Probe]]:
        """All probes with their part and key; those that may take long are last."""
        found = [
            (part, key, one) for part, mine in self.probes.items() for key, one in mine.items()
        ]
        return sorted(found, key=lambda one: one[1] in AGAIN)


def questions(outline: Outline, sources: Sequence[str]) -> Questions:
    """All probes of an outline.

    Args:
        outline: Of the exercise.
        sources: The code of its section in the submission, in order.
    """
    probes: dict[str, dict[str, Probe]] = {one.id: _form(outline, one) for one in outline.asked}
    helpers: dict[str, Nudged] = {}
    cannot: set[str] = set()
    asked = by_id(outline)
    for held in relations_of(outline):
        mine = probes.setdefault(held.part, {})
        for probe in _related(outline, held, asked):
            mine |= probe
        match held.relation:
            case Slope(of, wrt):
                moved = nudged(list(sources), of, wrt, by=held.part)
                if moved is None:
                    cannot.add(held.part)
                    continue
                helpers[moved.name] = moved
                mine["moved"] = _moved(held.part, moved, asked)
            case Lowers(of, wrt):
                moved = nudged(list(sources), of, wrt, by=held.part)
                put = nudged(list(sources), of, wrt, put=True, by=held.part)
                if moved is None or put is None:
                    cannot.add(held.part)
                    continue
                helpers |= {moved.name: moved, put.name: put}
                mine["before"] = Call(_function(moved.name), (Const(0),))
                mine["after"] = Call(_function(put.name), (Ref(held.part),))
            case _:
                pass
    for name in outline.givens:
        probes.setdefault(name, {})[VALUE] = Ref(name)
    return Questions(probes, tuple(helpers.values()), frozenset(cannot))


def slope_plan(part: str, shape: Sequence[int]) -> Plan:
    """The amounts by which a quantity of that shape is moved; the same on every call."""
    return plan(np.zeros(max(1, int(np.prod(shape, dtype=int)))), _chance(part))


def _chance(part: str) -> np.random.Generator:
    """Chance that depends on the part alone, so that equal code gives equal findings."""
    seed = int.from_bytes(hashlib.sha256(part.encode()).digest()[:8], "big")
    return np.random.default_rng(seed)


def _form(outline: Outline, one: Asked) -> dict[str, Probe]:
    ref = Ref(one.id, inherited=one.helper)
    match one.form:
        case "column" | "entry":
            return {VALUE: Ref(one.table)}
        case "figure":
            return {VALUE: Figures()}
        case "function":
            points = random_points(_chance(one.id), *_interval(one), ())
            return {VALUE: ref, "points": at_points(ref, points), "again": at_points(ref, points)}
        case "call":
            spec = next(call for call in outline.calls if call.fn == one.fn)
            found = [h.relation for h in relations_of(outline) if h.part == one.id]
            of = next((r for r in found if isinstance(r, ByArgument)), ByArgument("", ""))
            chance = _chance(one.fn)
            return call_probes(spec, chance, helper=one.helper, of=of.of, wrt=of.wrt)
        case _:
            return {VALUE: ref}


def _interval(one: Asked | None) -> tuple[float, float]:
    """Where a function is tried."""
    low, high = one.interval if one is not None and len(one.interval) > 1 else (LOW, HIGH)
    return low, high


def _related(
    outline: Outline, held: Held, asked: Mapping[str, Asked]
) -> Iterator[dict[str, Probe]]:
    """What a relation needs besides the part's own value."""
    part = asked.get(held.part)
    helper = part is not None and part.helper
    column = part is not None and part.form == "column"
    match held.relation:
        case Derivative(of):
            ask = Ask(held.part, _chance(held.part), inherited=helper)
            low, high = _interval(part)
            yield {**Gradient(of, low=low, high=high).probes(ask), VALUE: ask.ref()}
        case Descent(slope, start, _, n) if column and part is not None:
            table = next(t for t in outline.tables if t.name == part.table)
            updates = n if isinstance(n, int) else 0
            for key in table.keys:
                yield {f"path {key:g}": Descend(_function(slope), start, key, updates)}
        case Descent(slope, _, lr, n):
            yield {"slopes": Along(_function(slope), Ref(held.part)), "lr": Ref(lr)}
            yield {"n": Ref(n)} if isinstance(n, str) else {}
        case Values(of) if column and part is not None:
            yield {"own": Along(_function(of), Ref(part.table))}
        case Values(of, over):
            yield {"own": Along(_function(of), Ref(over)), "over": Ref(over)}
        case Last(of):
            yield {"list": Ref(of)}
        case Smallest(table):
            yield {"table": Ref(table)}
        case Slope() | Lowers() | ByArgument():
            yield {}


def _function(name: str) -> Ref:
    return Ref(name, inherited=True)


def _moved(part: str, again: Nudged, asked: Mapping[str, Asked]) -> Batch:
    """The section once more for each amount by which the part's slope is seen."""
    shape = asked[part].shape if part in asked else []
    amounts: tuple[Literal, ...] = tuple(
        np.reshape(move, shape) if shape else float(move[0])
        for move in slope_plan(part, shape).points
    )
    return Batch(Call(_function(again.name), (Ref(AMOUNT),)), AMOUNT, amounts)

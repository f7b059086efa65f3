"""What an exercise asks of a section: the probes of all its parts, and the names that they need."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import numpy as np

from grader.checks.check import VALUE, Ask
from grader.exercise.exercise import Exercise
from grader.observation.probe import (
    Along,
    Attribute,
    Batch,
    Call,
    Const,
    Descend,
    Figures,
    Item,
    Kept,
    Lambda,
    Library,
    Local,
    Make,
    Operate,
    Probe,
    Ref,
    Steps,
    Text,
    Without,
)


def probes_of(exercise: Exercise, secret: str) -> Mapping[str, Mapping[str, Probe]]:
    """All probes of an exercise, by part (or given) and key.

    The random points depend on the exercise, the part and the course's secret alone, so that equal
    submissions get equal verdicts.
    """
    probes: dict[str, Mapping[str, Probe]] = {}
    helpers = {part.id for part in exercise.helpers}
    for part in exercise.everything:
        rng = np.random.default_rng(_seed(secret, exercise.id, part.id))
        probes[part.id] = part.check.probes(Ask(part.id, rng, inherited=part.id in helpers))
    for given in exercise.givens:
        probes[given] = {VALUE: Ref(given)}
    return probes


def _seed(*words: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(words).encode()).digest()[:8], "big")


def asked_names(exercise: Exercise, *, inherited: bool = False) -> frozenset[str]:
    """The names that the exercise's own code must bind; with `inherited`, helpers too."""
    probes = probes_of(exercise, "")
    refs = [
        ref
        for part in exercise.everything
        for probe in probes[part.id].values()
        for ref in _refs(probe, frozenset())
    ]
    return frozenset(ref.name for ref in refs if inherited or not ref.inherited)


def _refs(probe: Probe, variables: frozenset[str]) -> Iterator[Ref]:
    match probe:
        case Ref(name):
            if name not in variables:
                yield probe
        case Call(fn, args, named):
            for one in (fn, *args, *named.values()):
                yield from _refs(one, variables)
        case Kept(fn, args):
            for one in (fn, *args):
                yield from _refs(one, variables)
        case Item(of):
            yield from _refs(of, variables)
        case Along(fn, over):
            yield from _refs(fn, variables)
            yield from _refs(over, variables)
        case Batch(expr, var):
            yield from _refs(expr, variables | {var})
        case Descend(df):
            yield from _refs(df, variables)
        case Attribute(of):
            yield from _refs(of, variables)
        case Operate(_, entries) | Make(_, entries):
            for one in entries:
                yield from _refs(one, variables)
        case Lambda(_, body) | Without(_, body):
            yield from _refs(body, variables)
        case Steps(steps):
            for step in steps:
                yield from _refs(step.expr, variables)
        case Const() | Figures() | Local() | Library() | Text():
            return

"""Misconceptions: each is wrong, is told from its like, is named by the engine, and gives hints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from grader.checks.check import Check
from grader.checks.functions import Matches
from grader.checks.gradient import Gradient
from grader.checks.misconception import Misconception
from grader.checks.table import Table
from grader.execution.inside.clock import Clock
from grader.execution.inside.evaluate import answer
from grader.exercise.exercise import Exercise
from grader.grading.course import Course, _private_package
from grader.grading.mark import Marked, SectionSeen, mark
from grader.grading.questions import probes_of
from grader.observation.codec import decode_observation, encode_probe
from tests.conftest import ROOT
from tests.here import SECOND, THIRD
from tests.observing import World
from tools.misconceptions import rewritten

POINTS = (-7.3, -1.0, 0.0, 0.4, 2.0, 3.7, 9.1)
"""Where functions are compared."""
GAP = 1e-3
"""Relative difference from which two values are told apart."""
EXERCISES = ("manual-gradients", "gradient-descent", "learning-rates")
ONLY_JUDGES = ("short-answers",)
"""Exercises all of whose parts the course's own judges judge; these have no misconceptions."""
COINCIDE = {
    ("L-other-branch", "L-branches-swapped"),
    ("dw-times-w", "dw-divide"),
    ("w-share", "w-swapped"),
}
"""Pairs that coincide on the stated givens alone, where w x = 1 and y = 1; a re-run separates."""
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
LEVELS = ("nudge", "pointer", "worked")


@dataclass(frozen=True, slots=True)
class Family:
    """Makers of misconceptions that exercises share, with arrays to try them on.

    Attributes:
        module: Below exercises/families.
        makers: Functions in it.
        values: All named arrays for m samples and layer sizes, the right results among them.
        tag: Tells families of one module apart.
    """

    module: str
    makers: tuple[str, ...]
    values: Callable[[int, tuple[int, int, int]], dict[str, Any]]
    tag: str = ""

    def misconceptions(self, course: Course) -> list[Misconception]:
        """Those of all makers."""
        package = _private_package(course.root, course.digest)
        module = import_module(f"{package}.exercises.families.{self.module}")
        return [found for maker in self.makers for found in getattr(module, maker)()]


def sigmoid(z: Any) -> Any:
    """Elementwise."""
    return 1 / (1 + np.exp(-z))


def network(m: int, sizes: tuple[int, int, int], *, relu: bool = False) -> dict[str, Any]:
    """Forward and backward through two layers, by the formulas for a mean over m samples."""
    rng = np.random.default_rng(m)
    n0, n1, n2 = sizes
    x, w1, b1 = rng.normal(size=(n0, m)), rng.normal(size=(n1, n0)), rng.normal(size=(n1, 1))
    w2, b2 = rng.normal(size=(n2, n1)), rng.normal(size=(n2, 1))
    y = rng.integers(0, 2, size=(n2, m)).astype(float)
    z1 = w1 @ x + b1
    a1 = np.maximum(0, z1) if relu else sigmoid(z1)
    z2 = w2 @ a1 + b2
    a2 = sigmoid(z2)
    dz2 = (a2 - y) / m
    dw2, db2, da1 = dz2 @ a1.T, dz2.sum(axis=1, keepdims=True), w2.T @ dz2
    dz1 = da1 * ((z1 > 0) if relu else a1 * (1 - a1))
    found = {"X": x, "Y": y, "W2": w2, "Z1": z1, "A1": a1, "Z2": z2, "A2": a2, "lr": 0.3}
    return {**found, "dZ2": dz2, "dW2": dw2, "db2": db2, "dA1": da1, "dZ1": dz1}


def relu_network(m: int, sizes: tuple[int, int, int]) -> dict[str, Any]:
    """The same with relus in the hidden layer."""
    return network(m, sizes, relu=True)


def predictions(m: int, _: tuple[int, int, int]) -> dict[str, Any]:
    """Predictions, two of them at the edge or close to it, and the right losses."""
    rng = np.random.default_rng(m)
    p, y = rng.uniform(0.05, 0.95, m), rng.integers(0, 2, m).astype(float)
    y[:2] = 1, 0
    p[1] = 1e-4
    mse = float(np.sum((p - y) ** 2) / 2 / m)
    bce = float(-np.sum(np.log(np.where(y == 1, p, 1 - p))) / m)
    grad = (p - y) / (p * (1 - p)) / m
    found = {"p": p, "y": y, "mse": mse, "mse_grad": (p - y) / m, "bce": bce}
    return {**found, "bce_grad": grad}


def sure_predictions(m: int, sizes: tuple[int, int, int]) -> dict[str, Any]:
    """The same with predictions of exactly 0 and 1, which the right loss keeps off the edge."""
    found = predictions(m, sizes)
    p = np.clip(np.round(found["p"]), 1e-12, 1 - 1e-12)
    y = found["y"]
    bce = float(-np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / m)
    return {**found, "p": np.round(p), "bce": bce}


def scores(m: int, sizes: tuple[int, int, int], *, large: float = 0.0) -> dict[str, Any]:
    """Scores of classes, and the right probabilities, loss and gradient."""
    rng = np.random.default_rng(m)
    z = rng.normal(size=(sizes[1], m)) + large
    p = np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0)
    y = np.eye(sizes[1])[:, rng.integers(0, sizes[1], m)]
    cce = float(-np.log(p[y == 1]).sum() / m)
    return {"Z": z, "P": p, "Y": y, "softmax": p, "cce": cce, "cce_grad": (p - y) / m}


def batches(m: int, sizes: tuple[int, int, int]) -> dict[str, Any]:
    """Linear regression in three epochs of batches of two, the last one smaller."""
    rng = np.random.default_rng(m)
    x, y = rng.normal(size=(sizes[0], m)), rng.normal(size=m)
    order = np.array([rng.permutation(m), *(np.roll(np.arange(m), k) for k in (1, 2))])

    def gradient(x: Any, y: Any, w: Any) -> Any:
        return x @ (x.T @ w - y) / y.size

    path = [np.ones(sizes[0])]
    for samples in order:
        for picked in np.split(samples, range(2, m, 2)):
            path.append(path[-1] - 0.1 * gradient(x[:, picked], y[picked], path[-1]))
    found = {"X": x, "y": y, "w0": path[0], "lr": 0.1, "batch": 2, "order": order}
    return {**found, "gradient": gradient, "path": np.array(path)}


LAYERS = ("output_slope", "weight", "bias", "hidden_activation", "hidden_slope")
LOSSES = ("squared_error", "squared_error_gradient", "cross_entropy", "cross_entropy_gradient")
FAMILIES = (
    Family("backprop", LAYERS, network),
    Family("backprop", ("hidden_slope_relu",), relu_network, "relu"),
    Family("losses", LOSSES, predictions),
    Family("classes", ("cross_entropy", "softmax", "cross_entropy_gradient"), scores),
    Family("sgd", ("batches",), batches),
)
EXTREME: dict[str, Callable[[int, tuple[int, int, int]], dict[str, Any]]] = {
    "bce-no-clip": sure_predictions,
    "softmax-overflow": lambda m, n: scores(m, n, large=1e3),
}
"""What is wrong only where a loss overflows, with the values that show it."""


def true_values(exercise: Exercise) -> list[dict[str, Any]]:
    """The true values on the stated givens, and on the alternative ones where there are any."""
    stated = {**exercise.givens, **exercise.fixed}
    worlds = [stated]
    if exercise.alternative_givens:
        worlds.append({**stated, **exercise.alternative_givens})
    return [exercise.graph.true_values(world) for world in worlds]


def other_path(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with a path of another rate, which the rule for any rate is to recognise."""
    xs = [values["x0"]]
    for _ in range(values["n_iterations"]):
        xs.append(xs[-1] - 0.23 * values["df"](xs[-1]))
    return {**values, "trajectory_x": xs}


def outcome(found: Misconception, check: Check, values: Mapping[str, Any]) -> Any:
    """What the wrong rule gives: a number, a list, a column, or a function at some points."""
    match check:
        case Matches() | Gradient():
            return [found.rule(point) for point in POINTS]
        case Table():
            return found.as_rule()({})
        case _:
            if found.id == "gd-rate":
                values = other_path(values)
            return found.as_rule()(values)


def truth(part: str, check: Check, values: Mapping[str, Any]) -> Any:
    """What the right rule gives, in the same form; a column comes from the solved exercise."""
    match check:
        case Matches() | Gradient():
            return [values[part](point) for point in POINTS]
        case Table():
            return {row["lr"]: row[part] for row in solved_table()}
        case _:
            return values[part]


def solved_table() -> list[dict[str, Any]]:
    """The table of exercise 3, solved."""
    namespace: dict[str, Any] = {}
    exec(SECOND + THIRD, namespace)  # noqa: S102 - the tests' own solution
    table: list[dict[str, Any]] = namespace["results"]
    return table


def apart(one: Any, other: Any) -> bool:
    """Whether two outcomes differ visibly; columns are compared in the rows of the first."""
    if isinstance(one, dict):
        return any(key not in other or _differ(one[key], other[key]) for key in one)
    return _differ(one, other)


def _differ(one: Any, other: Any) -> bool:
    if isinstance(one, str | None) or isinstance(other, str | None):
        return bool(one != other)
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if a.shape != b.shape or np.isfinite(a).all() != np.isfinite(b).all():
        return True
    with np.errstate(all="ignore"):
        return bool(np.any(np.abs(a - b) > GAP * np.maximum(np.abs(a), np.abs(b))))


def in_parts(exercise: Exercise) -> Iterator[tuple[str, Check, list[Misconception]]]:
    """Each part with its misconceptions."""
    for part in exercise.everything:
        found = [m for m in exercise.misconceptions if m.part == part.id]
        if found:
            yield part.id, part.check, found


def everywhere(course: Course) -> Iterator[tuple[Exercise, Misconception]]:
    """All misconceptions, each with its exercise."""
    for entry in course.exercises:
        for found in entry.exercise.misconceptions:
            yield entry.exercise, found


def test_there_are_many(course: Course) -> None:
    """Every exercise whose parts can have some has some, and ids are unique in it."""
    for entry in course.exercises:
        ids = Counter(found.id for found in entry.exercise.misconceptions)
        if entry.exercise.id in ONLY_JUDGES:
            assert not ids
            continue
        assert len(ids) >= 20, entry.exercise.id
        assert max(ids.values()) == 1, ids.most_common(3)
    assert sum(1 for _ in everywhere(course)) >= 500


@pytest.mark.parametrize("name", EXERCISES)
def test_each_is_wrong(course: Course, name: str) -> None:
    """Its part exists, its rule can be worked out, and differs from the right one."""
    exercise = course.find(name).exercise
    worlds = true_values(exercise)
    for part, check, misconceptions in in_parts(exercise):
        for found in misconceptions:
            outcomes = [outcome(found, check, values) for values in worlds]
            for given in outcomes:
                if not isinstance(given, dict):
                    assert np.isfinite(np.asarray(given, dtype=float)).all(), found.id
            # on the stated givens, or nobody would ever hear of it
            assert apart(outcomes[0], truth(part, check, worlds[0])), found.id


def test_each_row_of_a_column_is_wrong(course: Course) -> None:
    """A column without parents holds only rows that differ from the right ones."""
    exercise = course.find("learning-rates").exercise
    for part, check, misconceptions in in_parts(exercise):
        right = truth(part, check, {})
        for found in misconceptions:
            for rate, entry in outcome(found, check, {}).items():
                assert entry != right[rate], (found.id, rate)


@pytest.mark.parametrize("name", EXERCISES)
def test_pairs_are_told_apart(course: Course, name: str) -> None:
    """Two of one part differ on some givens, or share a family; who coincides is on record."""
    exercise = course.find(name).exercise
    worlds = true_values(exercise)
    coincide = set()
    for _, check, misconceptions in in_parts(exercise):
        for one, other in combinations(misconceptions, 2):
            differ = [
                apart(outcome(one, check, v), outcome(other, check, v))
                or apart(outcome(other, check, v), outcome(one, check, v))
                for v in worlds
            ]
            family = bool(one.family) and one.family == other.family
            assert any(differ) != family, (one.id, other.id)
            if not family and not differ[0]:
                coincide.add((one.id, other.id))
                # without a re-run this is all that can be said
                assert one.nudge == other.nudge, (one.id, other.id)
    assert coincide == (COINCIDE if name == "manual-gradients" else set())


def judged(
    exercise: Exercise, namespace: dict[str, Any], **options: Any
) -> Marked:  # fmt: skip
    """The verdicts on a section that leaves this namespace behind."""
    bound = frozenset(namespace)
    world = World({"np": np, **namespace}, bound, [])
    asked = probes_of(exercise, "test")
    with np.errstate(all="ignore"):
        answers = {
            part: {
                key: decode_observation(answer(encode_probe(probe), world, Clock(), 20.0))
                for key, probe in probes.items()
            }
            for part, probes in asked.items()
        }
    result = mark(exercise, SectionSeen(asked=asked, answers=answers, bound=bound), **options)
    assert not result.faults, result.faults
    return result


def slipped(
    exercise: Exercise, part: str, check: Check, found: Misconception, values: dict[str, Any]
) -> dict[str, Any]:
    """What a student has who makes this slip and no other."""
    match check:
        case Matches() | Gradient():
            return {**values, part: found.rule}
        case Table():
            column = found.as_rule()({})
            rows = [{**row, part: column.get(row["lr"], row[part])} for row in solved_table()]
            return {**values, "results": rows, "fastest_lr": 0.5}
        case _:
            assert part in exercise.graph.rules
            return {**values, part: outcome(found, check, values)}


@pytest.mark.parametrize("name", EXERCISES)
def test_each_is_named_by_the_engine(course: Course, name: str) -> None:
    """A student who makes just this slip is told so, by its id or that of its family."""
    exercise = course.find(name).exercise
    worlds = true_values(exercise)
    unnamed = []
    for part, check, misconceptions in in_parts(exercise):
        for found in misconceptions:
            options: dict[str, Any] = {}
            if exercise.alternative_givens:
                other = slipped(exercise, part, check, found, worlds[1])
                givens = exercise.alternative_givens
                options["rerun"] = judged(exercise, other, givens=givens)
            verdict = judged(
                exercise, slipped(exercise, part, check, found, worlds[0]), **options
            ).verdicts[part]  # fmt: skip
            named = None if verdict.misconception is None else verdict.misconception.id
            like = [m.id for m in misconceptions if m.id == found.id or (m.family and m.family ==
                    found.family)]  # fmt: skip
            if named not in like or verdict.fraction == 1:
                unnamed.append((found.id, named, verdict.status))
    assert unnamed == []


def test_hints_are_short(course: Course) -> None:
    """Three levels, one or two sentences each, and a name that is not a sentence."""
    for _, found in everywhere(course):
        assert found.name, found.id
        assert not found.name.endswith("."), found.id
        for level in LEVELS:
            text = getattr(found, level)
            assert text, (found.id, level)
            assert text[-1] in ".?!", (found.id, level)
            assert 1 <= len(re.findall(r"[.?!](?=\s|$)", text)) <= 2, (found.id, text)
            assert len(text) <= 130, (found.id, text)
        assert len({getattr(found, level) for level in LEVELS}) == 3, found.id


def test_no_hint_gives_a_true_number_away(course: Course) -> None:
    """No number of four or more digits in a name or hint is a true value of the exercise."""
    for exercise, found in everywhere(course):
        secrets = list(_numbers_of(exercise))
        for text in (found.name, found.nudge, found.pointer, found.worked):
            for number in NUMBER.findall(text):
                digits = len(re.split("[eE]", number)[0].replace(".", "").strip("-0"))
                decimals = len(number.partition(".")[2])
                if digits >= 4:
                    near = [s for s in secrets if abs(s - float(number)) <= 0.5 * 10.0**-decimals]
                    assert near == [], (found.id, number)


def _numbers_of(exercise: Exercise) -> Iterator[float]:
    for values in true_values(exercise):
        for name in exercise.graph.rules:
            if not callable(values[name]):
                yield from np.ravel(np.asarray(values[name], dtype=float)).tolist()
    if exercise.id == "learning-rates":
        for row in solved_table():
            yield from (row["final_x"], row["final_f"])


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: f"{family.module}-{family.tag}")
def test_a_family_is_wrong_and_told_apart(course: Course, family: Family) -> None:
    """On random arrays each rule differs from the right one, and from every other of its part."""
    misconceptions = family.misconceptions(course)
    assert len({found.id for found in misconceptions}) == len(misconceptions)
    worlds = [family.values(m, sizes) for m in (3, 5) for sizes in ((3, 4, 2), (4, 4, 4))]
    for found in misconceptions:
        if found.id in EXTREME:
            assert not any(_told(_value(found, v), v[found.part]) for v in worlds), found.id
            extreme = EXTREME[found.id](5, (3, 4, 2))
            assert _told(_value(found, extreme), extreme[found.part]), found.id
            continue
        results = [_value(found, values) for values in worlds]
        right = [values[found.part] for values in worlds]
        assert all(_told(a, b) for a, b in zip(results, right, strict=True)), found.id
        assert any(result is not None for result in results), found.id
    for one, other in combinations(misconceptions, 2):
        if one.part == other.part:
            pairs = [(_value(one, values), _value(other, values)) for values in worlds]
            family_of_both = bool(one.family) and one.family == other.family
            assert any(_told(a, b) for a, b in pairs) != family_of_both, (one.id, other.id)


def _value(found: Misconception, values: Mapping[str, Any]) -> Any:
    """What the rule gives; None where the shapes do not fit, as a student's code would fail."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(found.as_rule()(values), dtype=float)
    except ValueError:
        return None


def _told(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is not other
    return _differ(one, other)


PAGE = ROOT / "docs" / "misconceptions.md"


def test_the_page_lists_them_all(course: Course) -> None:
    """docs/misconceptions.md has one line for each, and says how many there are."""
    text = PAGE.read_text(encoding="utf-8")
    assert rewritten(course, text) == text, "python -m tools.misconceptions writes it"
    assert f"There are {sum(1 for _ in everywhere(course))} in all." in text

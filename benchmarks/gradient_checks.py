"""Compares ways to check a gradient: false alarms, undecided, cost, and which errors are found.

    python benchmarks/gradient_checks.py [--right 10000] [--right-others 500] [--wrong 10]

Run from the checkout. Prints Markdown. The libraries are called themselves, with their defaults;
one that is not installed is skipped with a line. Those that only estimate say nothing of a claim;
the thresholds that they are given here are in the docstrings.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from grader.gradients import check, decide, plan
from tests.gradient_families import FAMILIES, Problem, neuron, parabola, sigmoid_network

Floats = NDArray[np.float64]
Status = Literal["right", "wrong", "undecided"]
Gradient = Callable[[Floats], Floats]
Foreign = Any
"""An array of a library that may not be installed."""
ERRORS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)


class Counted:
    """A function that counts its evaluations, and the exchanges in which they were asked."""

    def __init__(self, f: Callable[[Floats], float]) -> None:
        self.f, self.evaluations, self.trips = f, 0, 0

    def __call__(self, x: ArrayLike) -> float:
        """One evaluation, one exchange."""
        self.trips += 1
        return self.inner(x)

    def inner(self, x: ArrayLike) -> float:
        """One evaluation within an exchange."""
        self.evaluations += 1
        return float(self.f(np.asarray(x, dtype=np.float64)))

    def many(self, points: Floats) -> Floats:
        """Many evaluations, one exchange."""
        self.trips += 1
        return np.array([self.inner(point) for point in points])


Judge = Callable[[Counted, Gradient, Floats, Generator], Status]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to check a gradient, and the packages that it needs."""

    name: str
    judge: Judge
    needs: tuple[str, ...] = ()


def said(right: object) -> Status:
    """The status of a check that knows no "undecided"."""
    return "right" if right else "wrong"


def ours(f: Counted, gradient: Gradient, x: Floats, rng: Generator) -> Status:
    """Grader.gradients, confirmed at a neighbouring point."""
    verdict = check(f.inner, gradient, x, rng=rng)
    f.trips += 1 if verdict.status == "right" else 2
    return verdict.status


def ours_once(f: Counted, gradient: Gradient, x: Floats, rng: Generator) -> Status:
    """Grader.gradients at one place, one exchange."""
    asked = plan(x, rng)
    return decide(asked, f.many(asked.points), gradient(x)).status


def cs231n(threshold: float) -> Judge:
    """|a - d| / max(1e-8, |a| + |d|), with central differences of 1e-5, below a threshold."""

    def judge(f: Counted, gradient: Gradient, x: Floats, _: Generator) -> Status:
        h = 1e-5
        d = np.array([(f(x + h * v) - f(x - h * v)) / (2 * h) for v in np.eye(x.size)])
        g = gradient(x)
        return said(np.max(np.abs(g - d) / np.maximum(1e-8, np.abs(g) + np.abs(d))) < threshold)

    return judge


def scipy_check_grad(f: Counted, gradient: Gradient, x: Floats, _: Generator) -> Status:
    """scipy.optimize.check_grad, whose norm is to be below 1e-6 of the gradient's."""
    optimize = importlib.import_module("scipy.optimize")
    return said(
        optimize.check_grad(f, gradient, x) < 1e-6 * max(1.0, float(np.linalg.norm(gradient(x))))
    )


def scipy_jacobian(*, three_way: bool) -> Judge:
    """scipy.differentiate.jacobian, within 10 times its own error."""

    def judge(f: Counted, gradient: Gradient, x: Floats, _: Generator) -> Status:
        differentiate = importlib.import_module("scipy.differentiate")

        def batch(points: Floats) -> Floats:
            flat = np.moveaxis(points, 0, -1).reshape(-1, x.size)
            return f.many(flat).reshape(points.shape[1:])

        found, g = differentiate.jacobian(batch, x), gradient(x)
        allowed = 10 * found.error + 1e-9 * np.abs(found.df) + 1e-12
        if not np.isfinite(found.df).all():
            return "undecided"
        if np.any(np.abs(g - found.df) > allowed):
            return "wrong"
        size = np.abs(found.df)
        vague = np.any(allowed > 1e-5 * np.maximum(size, 1e-3 * size.max()))
        return "undecided" if three_way and vague else "right"

    return judge


def numdifftools(f: Counted, gradient: Gradient, x: Floats, _: Generator) -> Status:
    """numdifftools.Gradient, within 10 times its own error."""
    module = importlib.import_module("numdifftools")
    found = module.Gradient(f, full_output=True)(x)
    d, error = np.ravel(found.estimate), np.ravel(found.error_estimate)
    return said(np.all(np.abs(gradient(x) - d) <= 10 * error + 1e-9 * np.abs(d) + 1e-12))


def hips_autograd(f: Counted, gradient: Gradient, x: Floats, rng: Generator) -> Status:
    """autograd.test_util.check_grads, for the claim as the derivative of a primitive."""
    extend = importlib.import_module("autograd.extend")
    test_util = importlib.import_module("autograd.test_util")
    claimed = extend.primitive(f.__call__)
    extend.defvjp(claimed, lambda _, x: lambda g: g * gradient(x))
    np.random.seed(int(rng.integers(2**31)))  # noqa: NPY002 - where it takes its chance from
    try:
        test_util.check_grads(claimed, modes=["rev"], order=1)(x)
    except AssertionError:
        return "wrong"
    return "right"


def torch_gradcheck(*, fast: bool) -> Judge:
    """torch.autograd.gradcheck, for the claim as the backward of a function."""

    def judge(f: Counted, gradient: Gradient, x: Floats, rng: Generator) -> Status:
        torch: Any = importlib.import_module("torch")

        class Claimed(torch.autograd.Function):  # type: ignore[misc]
            @staticmethod
            def forward(context: Foreign, x: Foreign) -> Foreign:
                context.save_for_backward(x)
                return torch.tensor(f(x.detach().numpy()), dtype=torch.float64)

            @staticmethod
            def backward(context: Foreign, g: Foreign) -> Foreign:
                return g * torch.from_numpy(gradient(context.saved_tensors[0].detach().numpy()))

        torch.manual_seed(int(rng.integers(2**31)))
        at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        return said(
            torch.autograd.gradcheck(Claimed.apply, (at,), raise_exception=False, fast_mode=fast)
        )

    return judge


def jax_check_grads(f: Counted, gradient: Gradient, x: Floats, _: Generator) -> Status:
    """jax.test_util.check_grads, for the claim as a custom derivative; its seed is fixed."""
    jax: Any = importlib.import_module("jax")
    test_util = importlib.import_module("jax.test_util")
    jax.config.update("jax_enable_x64", val=True)
    number = jax.ShapeDtypeStruct((), np.float64)
    vector = jax.ShapeDtypeStruct(x.shape, np.float64)

    def value(x: Foreign) -> Foreign:
        return jax.pure_callback(lambda x: np.float64(f(x)), number, x)

    def slope(x: Foreign) -> Foreign:
        return jax.pure_callback(lambda x: gradient(np.asarray(x)), vector, x)

    claimed = jax.custom_vjp(value)
    claimed.defvjp(lambda x: (value(x), x), lambda x, g: (g * slope(x),))
    try:
        test_util.check_grads(claimed, (jax.numpy.asarray(x),), order=1, modes=["rev"])
    except AssertionError:
        return "wrong"
    return "right"


SCHEMES = (
    Scheme("ours", ours),
    Scheme("ours, one place, not confirmed", ours_once),
    Scheme("CS231n formula, below 1e-6", cs231n(1e-6)),
    Scheme("CS231n formula, below 1e-4", cs231n(1e-4)),
    Scheme("scipy.differentiate.jacobian", scipy_jacobian(three_way=False), ("scipy",)),
    Scheme("the same, three-way", scipy_jacobian(three_way=True), ("scipy",)),
    Scheme("numdifftools.Gradient", numdifftools, ("numdifftools",)),
    Scheme("autograd check_grads", hips_autograd, ("autograd",)),
    Scheme("scipy.optimize.check_grad", scipy_check_grad, ("scipy",)),
    Scheme("torch gradcheck", torch_gradcheck(fast=False), ("torch",)),
    Scheme("torch gradcheck, fast mode", torch_gradcheck(fast=True), ("torch",)),
    Scheme("jax check_grads", jax_check_grads, ("jax",)),
)


def problems(seed: int, count: int) -> Iterator[tuple[Problem, Generator]]:
    """So many problems of each family."""
    for family in FAMILIES:
        for k in range(count):
            rng = np.random.default_rng([seed, k])
            yield family(rng), rng


def right_row(scheme: Scheme, count: int) -> str:
    """How often right gradients are refused, and what a check costs."""
    seen, evaluations, trips = Counter[Status](), 0, 0
    for problem, rng in problems(2024, max(1, count // len(FAMILIES))):
        f = Counted(problem.f)
        seen[scheme.judge(f, problem.gradient, problem.x, rng)] += 1
        evaluations, trips = evaluations + f.evaluations, trips + f.trips
    total = seen.total()
    return (
        f"{total} | {seen['wrong']} ({seen['wrong'] / total:.2%}) | {seen['undecided']} |"
        f" {evaluations / total:.0f} | {trips / total:.3g}"
    )


def found(scheme: Scheme, error: float, count: int) -> Counter[Status]:
    """What is said of gradients one entry of which, no small one, is off by a relative error."""
    seen = Counter[Status]()
    for problem, rng in problems(7, count):
        g = np.abs(problem.gradient(problem.x))
        if g.max() < 1e-9:
            continue
        i, sign = rng.choice(np.flatnonzero(g >= 1e-3 * g.max())), rng.choice([-1, 1])

        def off(x: Floats, i: int = i, d: float = sign * error, p: Problem = problem) -> Floats:
            claim = p.gradient(x).copy()
            claim[i] *= 1 + d
            return claim

        seen[scheme.judge(Counted(problem.f), off, problem.x, rng)] += 1
    return seen


def special_row(scheme: Scheme, count: int) -> str:
    """Exact corners, f at its lowest point, rounded losses and single precision."""
    rng = np.random.default_rng(5)
    zero, two = np.zeros(1), np.full(1, 2.0)

    def corner(x: Floats) -> float:
        return float(np.maximum(0, x[0]) + 0.1 * x[0] ** 2)

    def at_corner(claim: float) -> Status:
        return scheme.judge(Counted(corner), lambda _: np.full(1, float(claim)), zero, rng)

    inside = [f"{c:g}" for c in (0, 0.5, 1) if at_corner(c) == "right"]
    outside = [f"{c:g}" for c in (-1, 2) if at_corner(c) == "wrong"]
    lowest = scheme.judge(
        Counted(lambda x: float(x[0] ** 2 - 4 * x[0] + 7)), lambda x: 2 * x - 4, two, rng
    )
    rounded, single = Counter[Status](), Counter[Status]()
    for family in (parabola, neuron, sigmoid_network):
        for k in range(count):
            rng = np.random.default_rng([5, k])
            p = family(rng)
            six = Counted(lambda x, p=p: round(p.f(x), 6))
            rounded[scheme.judge(six, p.gradient, p.x, rng)] += 1
            short = Counted(lambda x, p=p: float(np.float32(p.f(x.astype(np.float32)))))
            single[scheme.judge(short, p.gradient, p.x, rng)] += 1
    return (
        f"{', '.join(inside) or 'none'} | {', '.join(outside) or 'none'} | {lowest} |"
        f" {rounded['wrong']} of {rounded.total()} | {single['wrong']} of {single.total()}"
    )


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--right", type=int, default=10_000, help="right gradients for ours")
    parser.add_argument("--right-others", type=int, default=500, help="and for the others")
    parser.add_argument("--wrong", type=int, default=10, help="wrong ones a family and error")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    there = [s for s in SCHEMES if all(find_spec(package) for package in s.needs)]
    for scheme in SCHEMES:
        if scheme not in there:
            print(f"Skipped {scheme.name}: {', '.join(scheme.needs)} is not installed.\n")
    print(f"{len(FAMILIES)} families. One entry is off by a relative error: found in %.\n")
    columns = " | ".join(f"{error:.0e}" for error in ERRORS)
    print(f"| scheme | right ones | false alarms | undecided | values | exchanges | {columns} |")
    print("|---" * (6 + len(ERRORS)) + "|")
    for scheme in there:
        count = options.right if scheme.judge in (ours, ours_once) else options.right_others
        row = right_row(scheme, count)
        seen = [found(scheme, error, options.wrong) for error in ERRORS]
        rates = " | ".join(f"{100 * one['wrong'] / one.total():.3g}" for one in seen)
        print(f"| {scheme.name} | {row} | {rates} |", flush=True)
    print("\nFalse alarms for losses rounded to six digits, and for float32 code:\n")
    print("| scheme | corner: accepts | refuses | 2x - 4 at 2 | rounded | float32 |")
    print("|---" * 6 + "|")
    for scheme in there:
        print(f"| {scheme.name} | {special_row(scheme, 40)} |", flush=True)


if __name__ == "__main__":
    main()

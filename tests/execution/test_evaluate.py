"""Probes are evaluated as their definition says, without any process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.execution.inside.clock import Clock
from grader.execution.inside.evaluate import Unbound, answer
from grader.execution.inside.faults import fault_of
from grader.observation.codec import decode_observation, encode_probe
from grader.observation.observation import (
    Missing,
    Observation,
    Opaque,
    OutOfMemory,
    Raised,
    TimedOut,
    TooLarge,
    Value,
)
from grader.observation.probe import (
    Along,
    Batch,
    Call,
    Const,
    Descend,
    Figures,
    Item,
    Probe,
    Ref,
)


class Namespace:
    """A section that has bound `names`; `old` are of an earlier one."""

    def __init__(self, old: dict[str, Any] | None = None, **names: Any) -> None:
        self.names = names
        self.old = old or {}

    def lookup(self, name: str, *, inherited: bool) -> Any:
        """The value of a name."""
        known = {**self.old, **self.names} if inherited else self.names
        if name not in known:
            raise Unbound(name)
        return known[name]

    def figures(self) -> list[Any]:
        """One empty figure."""
        return [{"cell": 1, "axes": []}]

    def fault(self, error: BaseException) -> dict[str, Any]:
        """As inside."""
        return fault_of(error, 1.5, {})


def ask(probe: Probe, seconds: float = 5.0, **names: Any) -> Observation:
    """The observation of a probe in a section that has bound these names."""
    return decode_observation(answer(encode_probe(probe), Namespace(**names), Clock(), seconds))


def square(x: Any) -> Any:
    """A student's function."""
    return x * x


def picky(x: float) -> float:
    """Raises at 2."""
    if x == 2.0:
        raise ValueError("not two")
    return x


TWO = Raised("ValueError", "not two")


def test_names() -> None:
    """Bound here, bound earlier, not bound."""
    assert ask(Ref("x"), x=1.0) == Value(1.0)
    assert ask(Ref("x"), old={"x": 1.0}) == Missing("x")
    assert ask(Ref("x", inherited=True), old={"x": 1.0}) == Value(1.0)
    assert ask(Call(Ref("f"), ())) == Missing("f")


def test_calls_and_items() -> None:
    """Arguments in order, entries of what comes back, opaque things passed on."""
    probe = Call(Ref("back"), (Item(Call(Ref("forward"), (Const(3.0),)), 1), Const(2.0)))
    cache = object()
    names: dict[str, Any] = {"forward": lambda x: (x, cache), "back": lambda c, y: (c is cache, y)}
    assert ask(probe, **names) == Value((True, 2.0))
    assert ask(Item(Ref("d"), "k"), d={"k": 4}) == Value(4)
    assert ask(Item(Ref("t"), 5), t=(1,)) == Raised("IndexError", "tuple index out of range")


def test_along_keeps_the_nesting() -> None:
    """Numbers are mapped, everything else is null, a failing point is a leaf."""
    over = {"a": [1.0, (2.0, True)], "b": np.array([[3.0, 2.0]]), "c": "text", "d": np.float32(2)}
    seen = ask(Along(Ref("f"), Ref("xs")), f=picky, xs=over)
    assert isinstance(seen, Value)
    assert isinstance(seen.data, dict)
    assert seen.data["a"] == [1.0, (TWO, None)]
    assert seen.data["b"] == [[3.0, TWO]]
    assert seen.data["c"] is None
    assert seen.data["d"] == TWO


def test_batch() -> None:
    """A failing point is a leaf; the variable hides a name; nested batches see both variables."""
    f_of_p = Call(Ref("f"), (Ref("p"),))
    assert ask(Batch(f_of_p, "p", (1.0, 2.0)), f=picky, p=9.0) == Value([1.0, TWO])
    inner = Batch(Call(Ref("g"), (Ref("p"), Ref("q"))), "q", (10, 20))
    assert ask(Batch(inner, "p", (1, 2)), g=lambda p, q: p + q) == Value([[11, 21], [12, 22]])
    assert ask(Batch(f_of_p, "p", (1.0,))) == Missing("f")


def test_inputs_are_fresh() -> None:
    """A function that writes into its argument meets the same one again."""

    def greedy(array: Any) -> float:
        array += 1.0
        return float(array.sum())

    zeros = np.zeros(2)
    twice = Call(Ref("pair"), (Call(Ref("f"), (Ref("p"),)), Call(Ref("f"), (Ref("p"),))))
    names: dict[str, Any] = {"f": greedy, "pair": lambda a, b: (a, b)}
    assert ask(Batch(twice, "p", (zeros, zeros)), **names) == Value([(2.0, 2.0)] * 2)
    again = Batch(Call(Ref("f"), (Const(zeros),)), "unused", (1, 2))
    assert ask(again, **names) == Value([2.0, 2.0])


def test_results_are_kept_as_they_were() -> None:
    """A function that returns one list again and again gives different answers."""
    shared: list[float] = []

    def growing(x: float) -> list[float]:
        shared.append(x)
        return shared

    probe = Batch(Call(Ref("f"), (Ref("p"),)), "p", (1.0, 2.0))
    assert ask(probe, f=growing) == Value([[1.0], [1.0, 2.0]])


def test_descend() -> None:
    """The path, as far as it is one of plain numbers."""
    probe = Descend(Ref("df"), 1.0, 0.5, 2)
    assert ask(probe, df=square) == Value([1.0, 0.5, 0.375])
    assert ask(probe, df=lambda x: np.array([x])) == Value([1.0])
    assert ask(Descend(Ref("df"), 2.0, 0.5, 2), df=picky) == TWO


def test_other_answers() -> None:
    """Figures, functions, and things that are too large."""
    assert ask(Figures()) == Value([{"cell": 1, "axes": []}])
    assert ask(Ref("f"), f=square) == Value(Opaque("function"))
    assert isinstance(ask(Ref("x"), x=[0] * 10**6), TooLarge)


def raising(error: BaseException) -> Callable[[float], float]:
    """A function that raises."""

    def f(_x: float) -> float:
        raise error

    return f


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (MemoryError(), OutOfMemory()),
        (SystemExit(3), Raised("SystemExit", "3")),
        (KeyboardInterrupt(), Raised("KeyboardInterrupt", "")),
        (NameError("name 'q' is not defined"), Raised("NameError", "name 'q' is not defined")),
    ],
)
def test_ends(error: BaseException, seen: Observation) -> None:
    """Whatever a function raises is data, and a NameError of its own is no missing answer."""
    assert ask(Call(Ref("f"), (Const(1.0),)), f=raising(error)) == seen


def test_an_error_with_a_hostile_text() -> None:
    """Its `__str__` raises, and nobody minds."""

    class Odd(Exception):
        def __str__(self) -> str:
            raise SystemExit

    assert ask(Call(Ref("f"), (Const(1.0),)), f=raising(Odd())) == Raised("Odd", "")


def test_time_is_for_the_whole_probe() -> None:
    """Also when the function swallows the alarm; here it strikes at the first point."""

    def stubborn(_x: float) -> float:
        try:
            while True:
                pass
        except BaseException:  # noqa: BLE001 - the point of the test
            return 0.0

    probe = Batch(Call(Ref("f"), (Ref("p"),)), "p", tuple(float(x) for x in range(100)))
    start = time.monotonic()
    assert ask(probe, seconds=0.1, f=stubborn) == TimedOut(1.5)
    assert time.monotonic() - start < 1.0


def test_thousands_of_points_are_fast() -> None:
    """Two calls a point, as for a numerical gradient."""
    probe = Batch(
        Call(Ref("f"), (Call(Ref("f"), (Ref("p"),)),)), "p", tuple(map(float, range(5000)))
    )
    start = time.monotonic()
    assert isinstance(ask(probe, f=square), Value)
    assert time.monotonic() - start < 1.0

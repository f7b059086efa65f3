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
    Attribute,
    Batch,
    Call,
    Const,
    Descend,
    Figures,
    Item,
    Lambda,
    Library,
    Local,
    Make,
    Operate,
    Probe,
    Ref,
    Step,
    Steps,
    Without,
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


def taken(*steps: Step, seconds: float = 5.0, **names: Any) -> list[Any]:
    """What comes back for each step: the names of types, and the value."""
    seen = ask(Steps(steps), seconds, **names)
    assert isinstance(seen, Value)
    assert isinstance(seen.data, list)
    return seen.data


def test_steps_go_on_with_what_was_before() -> None:
    """Objects are the same ones, values are those of their moment, and types are told."""
    grow = Step("more", Call(Attribute(Local("xs"), "append"), (Const(4),)), shown=False)
    found = taken(Step("xs", Ref("xs")), grow, Step("again", Local("xs")), xs=[3])
    assert found[0] == [["list", "object"], [3]]
    assert found[1] == [["NoneType", "object"], None]
    assert found[2] == [["list", "object"], [3, 4]]


def test_a_step_that_fails_ends_what_rests_on_it() -> None:
    """And nothing else; the type of the error comes with those that it is derived from."""
    found = taken(
        Step("bad", Call(Ref("picky"), (Const(2.0),))),
        Step("rests", Operate("add", (Local("bad"), Const(1)))),
        Step("other", Call(Ref("picky"), (Const(3.0),))),
        Step("gone", Ref("nothing")),
        picky=picky,
    )
    assert found[0] == [["ValueError", "Exception", "BaseException", "object"], TWO]
    assert found[1][1] == TWO
    assert found[2] == [["float", "object"], 3.0]
    assert found[3][1] == Missing("nothing")


def test_a_step_that_gives_too_much_is_bounded() -> None:
    """It alone is lost, and only if it is to be shown."""
    many = Make("list", (Ref("wide"),))
    found = taken(Step("a", many), Step("b", many, shown=False), wide=np.zeros(300_000))
    assert isinstance(found[0][1], TooLarge)
    assert found[1] == [["list", "object"], None]


def test_all_steps_together_are_bounded() -> None:
    """What does not fit is lost, and what is small still comes."""
    steps = [Step(name, Ref("half")) for name in "abc"]
    found = taken(*steps, Step("d", Const(3)), half=np.zeros(100_000))
    assert [isinstance(entry[1], TooLarge) for entry in found] == [False, False, True, False]
    assert found[3] == [["int", "object"], 3]


def test_time_ends_all_steps() -> None:
    """The limit is for the whole."""
    loop = Call(Lambda((), Call(Ref("wait"), ())), ())
    waits = {"wait": lambda: time.sleep(5)}
    seen = ask(Steps((Step("a", loop), Step("b", loop))), 0.2, **waits)
    assert isinstance(seen, TimedOut)


def test_names_are_taken_away_and_put_back() -> None:
    """From the globals of the function that is called, whether or not it fails."""
    space: dict[str, Any] = {}
    exec("def helper(): return 1\ndef uses(): return helper()", space)  # noqa: S102 - the test's own
    call = Call(Ref("uses"), ())
    found = taken(Step("a", Without(("helper",), call)), Step("b", call), uses=space["uses"])
    assert found[0][0][0] == "NameError"
    assert found[1][1] == 1
    assert "helper" in space


def test_libraries_are_found_by_their_dotted_name() -> None:
    """Modules below modules, and attributes; what is not there is the code's own error."""
    norm = Call(Library("numpy.linalg.norm"), (Const([3.0, 4.0]),))
    found = taken(
        Step("a", norm), Step("b", Library("math.nothing")), Step("c", Library("no.such"))
    )
    assert found[0][1] == 5.0
    assert [entry[0][0] for entry in found[1:]] == ["AttributeError", "ModuleNotFoundError"]


def test_types_are_told_by_python_itself() -> None:
    """A metaclass has no say in what is asked of `type`."""

    class Meta(type):
        def __getattribute__(cls, name: str) -> Any:
            raise KeyError(name)

    class Liar(list, metaclass=Meta):  # type: ignore[type-arg]  # it is no list of anything
        pass

    assert taken(Step("a", Ref("x")), x=Liar())[0][0] == ["Liar", "list", "object"]

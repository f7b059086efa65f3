"""Probes: each node becomes a small function of the variables in force, then the whole is called.

Translating once and calling often keeps a batch of thousands of points fast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from .clock import Clock, TimeUp
from .operators import MAKERS, OPERATORS, Failed, chain, hidden, known, library
from .plain import (
    MAX_DEPTH,
    MAX_NUMBERS,
    Fault,
    Foreign,
    Json,
    Several,
    TooLarge,
    decode,
    encode,
    fresh,
    is_dict,
    is_number,
    is_sequence,
    without_pandas,
)

ENTRIES_OF_A_STEP = 40
"""What the names of a step's types may take of the room for an answer."""
Node = Callable[[dict[str, Foreign]], Foreign]


class Unbound(Exception):
    """The name that a probe asks for is not bound."""


class World(Protocol):
    """What a probe may ask about."""

    def lookup(self, name: str, *, inherited: bool) -> Foreign:
        """The value of a name; raises `Unbound`."""
        ...

    def figures(self) -> list[Foreign]:
        """The figures that the section drew."""
        ...

    def fault(self, error: BaseException) -> dict[str, Foreign]:
        """How student code ended, in JSON form."""
        ...


def answer(probe: Json, world: World, clock: Clock, seconds: float) -> Json:
    """The JSON form of what a probe gives; whatever goes wrong is an answer too."""
    try:
        with clock.limit(seconds):
            value = Evaluator(world, clock).node(probe)({})
            clock.check()
            return encode(value)
    except Unbound as unbound:
        return {"t": "missing", "name": str(unbound)}
    except TooLarge as bound:
        return {"t": "too-large", "limit": str(bound)}
    except BaseException as error:  # noqa: BLE001 - student code
        return world.fault(error)


class Evaluator:
    """Translates probe nodes."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock

    def node(self, probe: Json) -> Node:
        """The function that evaluates a node, given the variables of the batches around it."""
        match probe:
            case ["ref", name, inherited]:
                return self._ref(name, inherited)
            case ["const", form]:
                value = decode(form)
                return lambda _env: fresh(value)
            case ["call", fn, args]:
                return self._call(self.node(fn), [self.node(arg) for arg in args], {})
            case ["call", fn, args, named]:
                by_name = {name: self.node(arg) for name, arg in named}
                return self._call(self.node(fn), [self.node(arg) for arg in args], by_name)
            case ["kept", fn, args]:
                return self._kept(self.node(fn), [self.node(arg) for arg in args])
            case ["item", of, key]:
                whole = self.node(of)
                return lambda env: whole(env)[key]
            case ["along", fn, over]:
                function, values = self.node(fn), self.node(over)
                return lambda env: self._walk(function(env), without_pandas(values(env)))
            case ["batch", expr, var, points]:
                return self._batch(self.node(expr), var, points)
            case ["descend", df, x0, lr, n]:
                slope = self.node(df)
                return lambda env: self._descend(slope(env), x0, lr, n)
            case ["figures"]:
                return lambda _env: self._world.figures()
            case ["steps", steps]:
                return self._steps([(name, self.node(expr), shown) for name, expr, shown in steps])
            case _:
                return self._expression(probe)

    def _expression(self, probe: Json) -> Node:
        """The nodes that a step is written with."""
        match probe:
            case ["local", name]:
                return lambda env: known(env[name])
            case ["library", name]:
                return lambda _env: library(name)
            case ["attribute", of, name]:
                whole = self.node(of)
                return lambda env: getattr(whole(env), name)
            case ["operate", name, operands]:
                nodes = [self.node(one) for one in operands]
                return lambda env: OPERATORS[name](*[node(env) for node in nodes])
            case ["make", kind, entries]:
                nodes = [self.node(one) for one in entries]
                return lambda env: MAKERS[kind]([node(env) for node in nodes])
            case ["lambda", parameters, body]:
                return self._lambda(parameters, self.node(body))
            case ["without", names, ["call", fn, args, *named]]:
                by_name = {name: self.node(arg) for name, arg in (named or [[]])[0]}
                nodes = [self.node(arg) for arg in args]
                return self._call(self.node(fn), nodes, by_name, without=names)
        raise ValueError("a probe of an unknown kind")

    def _call(
        self, fn: Node, args: list[Node], named: dict[str, Node], without: Sequence[str] = ()
    ) -> Node:
        def called(env: dict[str, Foreign]) -> Foreign:
            function = fn(env)
            given = [arg(env) for arg in args]
            by_name = {name: arg(env) for name, arg in named.items()}
            with hidden(function, without):
                return function(*given, **by_name)

        return called

    def _lambda(self, parameters: list[str], body: Node) -> Node:
        def function(env: dict[str, Foreign]) -> Callable[..., Foreign]:
            return lambda *given: body({**env, **dict(zip(parameters, given, strict=True))})

        return function

    def _steps(self, steps: list[tuple[str, Node, bool]]) -> Node:
        def taken(env: dict[str, Foreign]) -> list[Foreign]:
            env, out = dict(env), []
            several = Several(taken=ENTRIES_OF_A_STEP * len(steps))
            for name, expr, shown in steps:
                try:
                    env[name] = value = expr(env)
                    entry = [chain(value), several.encode(value) if shown else None]
                except TimeUp:
                    raise
                except BaseException as error:  # noqa: BLE001 - student code
                    env.setdefault(name, Failed(error))
                    entry = [chain(error), self._ended(error)]
                out.append(Fault(entry))
                self._clock.check()
            return out

        return taken

    def _ended(self, error: BaseException) -> Json:
        """How a step ended, in JSON form."""
        if isinstance(error, Unbound):
            return {"t": "missing", "name": str(error)}
        if isinstance(error, TooLarge):
            return {"t": "too-large", "limit": str(error)}
        return self._world.fault(error)

    def _kept(self, fn: Node, args: list[Node]) -> Node:
        def kept(env: dict[str, Foreign]) -> bool:
            given = [arg(env) for arg in args]
            before = [encode(value) for value in given]
            fn(env)(*given)
            return before == [encode(value) for value in given]

        return kept

    def _ref(self, name: str, inherited: bool) -> Node:  # noqa: FBT001 - as in the JSON
        def value(env: dict[str, Foreign]) -> Foreign:
            if name in env:
                return fresh(env[name])
            return self._world.lookup(name, inherited=inherited)

        return value

    def _batch(self, expr: Node, var: str, points: list[Foreign]) -> Node:
        def at_every_point(env: dict[str, Foreign]) -> list[Foreign]:
            return [self._attempt(expr, {**env, var: decode(point)}) for point in points]

        return at_every_point

    def _attempt(self, function: Callable[[Foreign], Foreign], argument: Foreign) -> Foreign:
        """What the function gives, copied at once, or the way it ended; time limits go through."""
        try:
            result = fresh(function(argument))
        except (TimeUp, Unbound, TooLarge):
            raise
        except BaseException as error:  # noqa: BLE001 - student code
            result = Fault(self._world.fault(error))
        self._clock.check()
        return result

    def _walk(self, function: Callable[[Foreign], Foreign], over: Foreign) -> Foreign:
        """The function at every number of a nested value."""
        left = MAX_NUMBERS

        def walk(value: Foreign, depth: int) -> Foreign:
            nonlocal left
            left -= 1
            if depth > MAX_DEPTH or left < 0:
                raise TooLarge(
                    f"nesting of {MAX_DEPTH}" if left >= 0 else f"{MAX_NUMBERS:,} numbers"
                )
            if is_number(value):
                return self._attempt(function, value)
            if is_dict(value):
                return {key: walk(entry, depth + 1) for key, entry in value.items()}
            if is_sequence(value):
                return type(value)([walk(entry, depth + 1) for entry in value])
            if type(value) is np.ndarray:
                entries = value if value.ndim else value[()]
                return [walk(x, depth + 1) for x in entries] if value.ndim else walk(entries, depth)
            return None

        return walk(over, 0)

    def _descend(
        self, slope: Callable[[Foreign], Foreign], x0: float, lr: float, n: int
    ) -> list[Foreign]:
        """The path of gradient descent; it ends where a value is no plain number."""
        path: list[Foreign] = [x0]
        for _ in range(n):
            x = path[-1] - lr * slope(path[-1])
            self._clock.check()
            if not is_number(x):
                break
            path.append(x)
        return path

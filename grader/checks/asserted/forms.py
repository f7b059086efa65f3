"""What an expression of a test is: known, to be asked of the submission, or judged later."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.checks.asserted.restore import restore
from grader.observation.observation import Data, Fault, Missing, Observation, Raised, Value
from grader.observation.probe import Probe, Step


class Unclear(Exception):
    """A test that cannot be read as claims; `line` is from 1, in the test's own text."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class Lost(Exception):
    """A value that a claim rests on did not come back."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


class Unjudged(Exception):
    """Something came back that cannot be compared outside of the submission."""


@dataclass(frozen=True, slots=True)
class Got:
    """What came back for the steps of a test, by step: the names of types, and the value."""

    entries: Mapping[str, tuple[tuple[str, ...], Data]]

    @classmethod
    def of(cls, steps: Sequence[Step], observation: Observation) -> Got:
        """Sorted by step; what the whole answer lacks is lost to each of them."""
        data = observation.data if isinstance(observation, Value) else observation
        found: dict[str, tuple[tuple[str, ...], Data]] = {}
        entries = data if isinstance(data, list) else []
        for k, step in enumerate(steps):
            match entries[k] if k < len(entries) else None:
                case [list(types), value]:
                    found[step.name] = tuple(str(one) for one in types), value
                case _:
                    lost = data if isinstance(data, Fault) else Missing(step.name)
                    found[step.name] = (), lost
        return cls(found)

    def fault(self, key: str) -> Fault | None:
        """How the step ended, if not well."""
        value = self.entries[key][1]
        return value if isinstance(value, Fault) else None

    def types(self, key: str) -> tuple[str, ...]:
        """The names of the type of what the step gave, and of those that it is derived from."""
        if (fault := self.fault(key)) is not None:
            raise Lost(fault)
        return self.entries[key][0]

    def value(self, key: str) -> object:
        """What the step gave, as a value of Python's or numpy's own."""
        if (fault := self.fault(key)) is not None:
            raise Lost(fault)
        return restore(*self.entries[key])

    def data(self, key: str) -> Data:
        """The same, as it came."""
        return self.entries[key][1]

    def raised(self, keys: Sequence[str], kinds: Sequence[str]) -> bool:
        """Whether the first of these steps that failed raised an error of one of these types."""
        for key in keys:
            fault = self.fault(key)
            if isinstance(fault, Raised) or (isinstance(fault, Missing) and self.entries[key][0]):
                return not set(kinds).isdisjoint(self.entries[key][0])
            if fault is not None:
                return False
        return False


Work = Callable[[Got], object]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A value that the test itself states."""

    value: object


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """Something that the submission's code gives; `said` is how the test writes it."""

    probe: Probe
    said: str


@dataclass(frozen=True, slots=True, eq=False)
class Outside:
    """Something that is worked out from what came back; `inside`, where the code may need it."""

    work: Work
    inside: Probe | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """A library, or something in it, by its dotted name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that the test defines."""

    parameters: tuple[str, ...]
    defaults: Mapping[str, Form]
    body: Sequence[ast.stmt]
    scope: Mapping[str, Form]


Form = Known | Inside | Outside | Package | Function


class Returned(Exception):
    """What a function of the test returns."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """One thing that must hold.

    Attributes:
        work: Whether it does.
        said: What of the submission it speaks of, as the test writes it, or only by its name where
            the test is hidden.
        kind: What is said where it does not: the value is not right, or an error is missing.
        compared: A step and the number or array that it must give, if the claim is of that form.
    """

    work: Work
    said: str
    kind: str = "value"
    error: str = ""
    compared: tuple[str, object] | None = None


@dataclass(slots=True)
class Lent:
    """The test's own values that functions of the submission were given, and may have changed.

    Attributes:
        keys: Their steps, by identity.
        values: The values, so that their identities last.
        before: Those that were lent when the claim began that is read now; None outside of claims.
    """

    keys: dict[int, str] = field(default_factory=dict)
    values: list[object] = field(default_factory=list)
    before: frozenset[int] | None = None

    def key_of(self, form: Form) -> str | None:
        """The step that holds a value as it is now, where a claim is read that is about it."""
        if not isinstance(form, Known) or id(form.value) not in (self.before or ()):
            return None
        return self.keys.get(id(form.value))

    def changed(self, value: object) -> None:
        """The test has changed a value itself: what is given next is another one."""
        self.keys.pop(id(value), None)


@dataclass(slots=True)
class Program:
    """What a test asks, in order, and what it claims; grows while the test is read."""

    prefix: str
    steps: list[Step] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def take(self, probe: Probe, *, shown: bool) -> str:
        """The name of a new step."""
        if len(self.steps) >= MOST_STEPS:
            raise Unclear(f"it asks for more than {MOST_STEPS:,} values")
        name = f"{self.prefix}{len(self.steps)}"
        self.steps.append(Step(name, probe, shown))
        return name


MOST_STEPS = 3_000

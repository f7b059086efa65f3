"""Cases of conformance: a job, and what must be true of its execution. Here: values and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.execution.sandbox import CodeCell, Execution, Job, Limits, Step
from grader.observation.observation import (
    Data,
    Fault,
    Missing,
    Observation,
    Opaque,
    Raised,
    Scalar,
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

CALM = Limits(output_kb=4)
"""For cases that are to go well, on a machine as slow as it may be."""

QUICK = Limits(cell_seconds=1.0, probe_seconds=1.0, grace_seconds=0.5, output_kb=4)
"""For cases that run into a limit."""


@dataclass(frozen=True, slots=True)
class Case:
    """A job, and whether an execution of it is as it must be."""

    name: str
    job: Job
    holds: Callable[[Execution], bool]


def one_section(
    *sources: str,
    probes: Mapping[str, Probe] | None = None,
    names: str = "",
    limits: Limits = CALM,
    **files: bytes,
) -> Job:
    """A job of one section `s`; `names` are those it binds, `helper=b"..."` is a file helper.py."""
    cells = tuple(CodeCell(number, source) for number, source in enumerate(sources, start=1))
    step = Step("s", cells, frozenset(names.split()), probes or {})
    return Job((step,), {f"{name}.py": data for name, data in files.items()}, limits)


def answer(execution: Execution, key: str, section: str = "s") -> Observation:
    """What came back for a probe."""
    return execution.answers[section][key]


def holds_value(execution: Execution, key: str, data: Data) -> bool:
    """Whether a probe of section `s` gave exactly this, in value and in type."""
    seen = answer(execution, key)
    return isinstance(seen, Value) and seen == Value(data) and type(seen.data) is type(data)


def faults(execution: Execution) -> list[Fault | None]:
    """How each cell ended."""
    return [cell.fault for cell in execution.cells]


def call_at(fn: str, value: float) -> Probe:
    """The probe for a function of the section at one number."""
    return Call(Ref(fn), (Const(value),))


_DRAW = """\
import matplotlib
matplotlib.use("TkAgg")
import matplotlib.pyplot as plt
plt.plot([0, 1, 2], [0.0, 1.0, 4.0], "o", label="path")
plt.title("Descent"); plt.xlabel("x"); plt.legend()
plt.show()
plt.scatter([1, 2], [3, 4])"""
_DECADES = """\
plt.plot([1, 10, 1e5])
plt.yscale("log")
plt.title("$t$")
plt.show()"""
_SIGNS = """\
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot([1, 2], label=r"$\\frac{\\partial L}{\\partial w}$ \u00b5\u00df\u0416")
ax.set_title("\u03b7 = 0.1 \u2192 \u221e", fontstyle="italic", fontfamily="serif")
ax.legend()
fig.tight_layout()
plt.show()"""
_LIAR = """\
class Liar(float):
    def __eq__(self, other): return True
    def __float__(self): raise SystemExit
    __hash__ = None
class Any_(list):
    def __iter__(self): raise SystemExit
z = Liar(3.0)
many = Any_([1.0])"""


def _figures_hold(execution: Execution) -> bool:
    match answer(execution, "figures"):
        case Value([{"cell": 1, "axes": [dict(first)]}, {"axes": [dict(second)]}]):
            line, points = first["lines"], second["points"]
        case _:
            return False
    return (
        first["title"] == "Descent"
        and first["legend"] == ["path"]
        and isinstance(line, list)
        and isinstance(line[0], dict)
        and line[0]["y"] == [0.0, 1.0, 4.0]
        and line[0]["data_coords"] is True
        and isinstance(points, list)
        and isinstance(points[0], dict)
        and points[0]["x"] == [1.0, 2.0]
        and len(execution.pictures) == 2
    )


def _two_sections() -> Job:
    first = Step("a", (CodeCell(1, "x = 2.0\ndef f(v): return v + 1"),), frozenset("xf"), {})
    second = Step(
        "b",
        (CodeCell(2, "raise ValueError\nx = 5.0"),),
        frozenset("x"),
        {"x": Ref("x"), "own f": Ref("f"), "f": Call(Ref("f", inherited=True), (Const(1.0),))},
    )
    return Job((first, second), {}, CALM)


VALUES = (
    Case(
        "plain values",
        one_section(
            "import numpy as np\nz = np.float64(0.5)\nn = 3\np = {'W': (1, 2.5), 1: None}\n"
            "f4 = np.float32(2)\nnan = float('nan')",
            probes={name: Ref(name) for name in ("z", "n", "p", "f4", "np")},
            names="z n p f4 np",
        ),
        lambda e: (
            holds_value(e, "z", 0.5)
            and holds_value(e, "n", 3)
            and holds_value(e, "p", {"W": (1, 2.5), 1: None})
            and holds_value(e, "f4", Scalar("numpy.float32", 2.0))
            and holds_value(e, "np", Opaque("module"))
        ),
    ),
    Case(
        "functions",
        one_section(
            "def f(x):\n    if x == 2: raise ValueError('two')\n    return x * x\n"
            "xs = [0.0, (1, 2)]\ndef pair(): return 1.5, object()",
            probes={
                "batch": Batch(call_at("f", 3.0), "v", (1.0,)),
                "points": Batch(Call(Ref("f"), (Ref("v"),)), "v", (1.0, 2.0, 3.0)),
                "along": Along(Ref("f"), Ref("xs")),
                "item": Item(Call(Ref("pair"), ()), 0),
                "path": Descend(Ref("f"), 1.0, 0.5, 2),
            },
            names="f xs pair",
        ),
        lambda e: (
            holds_value(e, "batch", [9.0])
            and holds_value(e, "points", [1.0, Raised("ValueError", "two", 1, 2), 9.0])
            and holds_value(e, "along", [0.0, (1, Raised("ValueError", "two", 1, 2))])
            and holds_value(e, "item", 1.5)
            and holds_value(e, "path", [1.0, 0.5, 0.375])
        ),
    ),
    Case(
        "subclasses give what they hold, not what they say",
        one_section(_LIAR, probes={"z": Ref("z"), "many": Ref("many")}, names="z many"),
        lambda e: holds_value(e, "z", 3.0) and holds_value(e, "many", [1.0]),
    ),
    Case(
        "an answer that is too large",
        one_section(
            "big = list(range(10**6))\nring = []\nring.append(ring)\nz = 1",
            probes={"big": Ref("big"), "ring": Ref("ring"), "z": Ref("z")},
            names="big ring z",
        ),
        lambda e: (
            isinstance(answer(e, "big"), TooLarge)
            and isinstance(answer(e, "ring"), TooLarge)
            and holds_value(e, "z", 1)
        ),
    ),
    Case(
        "signs and axes that no figure had before",
        one_section(
            _SIGNS, "plt.plot([1, 10, 1e5])\nplt.yscale('log')\nplt.title('$t$')\nplt.show()"
        ),
        lambda e: faults(e) == [None, None] and [p.png[:4] for p in e.pictures] == [b"\x89PNG"] * 2,
    ),
    Case("figures", one_section(_DRAW, probes={"figures": Figures()}), _figures_hold),
    Case(
        "a name of an earlier section is not this one's answer",
        _two_sections(),
        lambda e: (
            answer(e, "x", "b") == Missing("x")
            and answer(e, "own f", "b") == Missing("f")
            and answer(e, "f", "b") == Value(2.0)
        ),
    ),
)

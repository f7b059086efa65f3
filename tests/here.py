"""A sandbox for trusted code that runs it in this process: whole submissions without any other."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from grader.execution.inside.clock import Clock
from grader.execution.inside.evaluate import answer
from grader.execution.sandbox import CellRun, CodeCell, Execution, Job, Level, Picture
from grader.observation.codec import decode_observation, encode_probe
from grader.observation.observation import Fault, Observation, Raised, TimedOut
from grader.submission.names import bound_names
from tests.observing import World

SLOW = 20.0
"""The seconds that an endless loop is said to have run."""
FIRST = """\
x, w, b, y, lr = 2.0, 0.5, 0.3, 1.0, 0.1
z = w * x + b
a = 1 / (1 + np.exp(-z))
L = -(y * np.log(a) + (1 - y) * np.log(1 - a))
dL_dz = a - y
dL_dw = dL_dz * x
dL_db = dL_dz
w_new = w - lr * dL_dw
b_new = b - lr * dL_db
"""
"""Exercise 1, solved."""
SECOND = """\
def f(x):
    return x**2 - 4 * x + 7
def df(x):
    return 2 * x - 4
x = 0.0
lr = 0.1
n_iterations = 20
trajectory_x = [x]
trajectory_y = [f(x)]
for i in range(n_iterations):
    x = x - lr * df(x)
    trajectory_x.append(x)
    trajectory_y.append(f(x))
"""
"""Exercise 2, solved but for its figure."""
THIRD = """\
learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]
results = []
for lr in learning_rates:
    x = 0.0
    converged_iter = None
    for i in range(30):
        x = x - lr * df(x)
        if converged_iter is None and abs(f(x) - 3) < 0.01:
            converged_iter = i + 1
    status = "diverged" if lr > 1 else "not yet" if converged_iter is None else "converged"
    results.append(
        {"lr": lr, "final_x": x, "final_f": f(x), "converged_iter": converged_iter,
         "status": status}
    )
fastest_lr = 0.5
"""
"""Exercise 3, solved but for its figure."""


@dataclass(frozen=True, slots=True)
class Here:
    """Runs the cells of a job right here; `while True:` at the top level is out of time at once.

    Attributes:
        figures: What a section draws, as recorded data.
        pictures: What the execution holds besides.
        level: What it says of itself.
    """

    figures: Mapping[str, list[Any]] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    level: Level = "full"

    def close(self) -> None:
        """Nothing is kept."""

    def run(self, job: Job) -> Execution:
        """Every cell in one namespace, and the probes after each section's last one."""
        namespace: dict[str, Any] = {"np": np, "__name__": "__main__"}
        cells: list[CellRun] = []
        answers: dict[str, dict[str, Observation]] = {}
        stored: dict[str | None, set[str]] = {}
        with np.errstate(all="ignore"):
            for step in job.steps:
                mine = stored.setdefault(step.section, set())
                cells += [
                    CellRun(cell.index, step.section, _run(cell, namespace, mine))
                    for cell in step.cells
                ]
                if step.section is not None and step.probes is not None:
                    drawn = list(self.figures.get(step.section, []))
                    world = World(namespace, frozenset(mine), drawn)
                    answers[step.section] = {
                        key: decode_observation(answer(encode_probe(probe), world, Clock(), SLOW))
                        for key, probe in step.probes.items()
                    }
        return Execution(self.level, {"python": "3"}, tuple(cells), answers, self.pictures)


@dataclass(slots=True)
class Wavering:
    """Another sandbox, but for the first run of some modules, which ends in other ways.

    Attributes:
        first: How every cell of a module's first run ends, by the name of the module.
        inner: What else is run.
        ran: The names of the modules that were run, in order.
        closed: How often it was closed.
    """

    first: Mapping[str, Fault]
    inner: Here
    level: Level = "full"
    ran: list[str] = field(default_factory=list)
    closed: int = 0

    def run(self, job: Job) -> Execution:
        """As it is scripted."""
        name = job.script or ""
        fault = None if name in self.ran else self.first.get(name)
        self.ran.append(name)
        done = self.inner.run(job)
        if fault is None:
            return done
        cells = tuple(replace(cell, fault=fault) for cell in done.cells)
        answers = {s: dict.fromkeys(found, fault) for s, found in done.answers.items()}
        return replace(done, cells=cells, answers=answers)

    def close(self) -> None:
        """Note it."""
        self.closed += 1


def write(folder: Path, *sections: str, name: str = "hw.py") -> Path:
    """A module with these sections below comments that name the exercises; empty ones are left out.

    Each code begins at the line after its comment, so that lines can be told.
    """
    numbered = enumerate(sections, start=1)
    text = "\n".join(f"# Exercise {number}\n{code}" for number, code in numbered if code)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def figures() -> Mapping[str, list[Any]]:
    """Both figures of the course as they should be, recorded, by exercise."""
    rates = (0.01, 0.1, 0.5, 0.9, 1.1)
    return {
        "gradient-descent": [_figure([_series(_path(0.1, 20))])],
        "learning-rates": [_figure([_series(_path(r, 30), f"lr = {r}") for r in rates])],
    }


def _path(rate: float, updates: int) -> list[float]:
    xs = [0.0]
    for _ in range(updates):
        xs.append(xs[-1] - rate * (2 * xs[-1] - 4))
    return xs


def _series(xs: list[float], label: str = "") -> dict[str, Any]:
    return {"x": xs, "y": [x * x - 4 * x + 7 for x in xs], "label": label, "data_coords": True}


def _figure(lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {"cell": 1, "axes": [{"lines": lines, "points": []}]}


def _run(cell: CodeCell, namespace: dict[str, Any], stored: set[str]) -> Fault | None:
    """One statement after the other; what they bind is noted as the section's own."""
    name = f"cell {cell.index}"
    try:
        body = ast.parse(cell.source).body
    except SyntaxError as error:
        return Raised("SyntaxError", error.msg, cell.index, error.lineno)
    for statement in body:
        if isinstance(statement, ast.While) and isinstance(statement.test, ast.Constant):
            return TimedOut(SLOW)
        try:
            exec(compile(ast.Module([statement], []), name, "exec"), namespace)  # noqa: S102
        except Exception as error:  # noqa: BLE001 - the test's own code, as data
            return Raised(type(error).__name__, str(error), cell.index, _line(error, name))
        stored |= bound_names(ast.unparse(statement))
    return None


def _line(error: Exception, name: str) -> int | None:
    """The innermost line of the cell itself."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line

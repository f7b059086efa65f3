"""Grades numerical machine-learning exercises: what an instructor imports to write one.

In a notebook, `%load_ext grader` brings `%check`.

Names are loaded when they are first used, so that `import grader` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.checks.asserts import Asserts, Trial
    from grader.checks.calls import Calls, Function, Returned
    from grader.checks.cases import (
        Argument,
        Cases,
        Edge,
        chances,
        labels,
        one_hot,
        real,
        shares,
        whole,
    )
    from grader.checks.check import Answers, Ask, Check, Seen
    from grader.checks.figure import Curve, Figure, path_curve, way, ways_of_path
    from grader.checks.functions import Matches
    from grader.checks.gradient import Gradient
    from grader.checks.judge import Judge, Written
    from grader.checks.misconception import Misconception
    from grader.checks.number import Number
    from grader.checks.pointwise import Pointwise
    from grader.checks.relation import Derivative, Descent, Last, Lowers, Slope, Smallest, Values
    from grader.checks.table import Entry, Layout, Row, Table
    from grader.checks.trajectory import Trajectory
    from grader.checks.verdict import Verdict
    from grader.exercise.exercise import Exercise, Part
    from grader.exercise.released import Released
    from grader.exercise.variants import Between
    from grader.notebook.extension import load_ipython_extension, unload_ipython_extension

_HOME = {
    "Answers": "checks.check",
    "Argument": "checks.cases",
    "Ask": "checks.check",
    "Asserts": "checks.asserts",
    "Between": "exercise.variants",
    "Calls": "checks.calls",
    "Cases": "checks.cases",
    "Check": "checks.check",
    "Curve": "checks.figure",
    "Derivative": "checks.relation",
    "Descent": "checks.relation",
    "Edge": "checks.cases",
    "Entry": "checks.table",
    "Exercise": "exercise.exercise",
    "Figure": "checks.figure",
    "Function": "checks.calls",
    "Gradient": "checks.gradient",
    "Judge": "checks.judge",
    "Last": "checks.relation",
    "Layout": "checks.table",
    "Lowers": "checks.relation",
    "Matches": "checks.functions",
    "Misconception": "checks.misconception",
    "Number": "checks.number",
    "Part": "exercise.exercise",
    "Pointwise": "checks.pointwise",
    "Released": "exercise.released",
    "Returned": "checks.calls",
    "Row": "checks.table",
    "Seen": "checks.check",
    "Slope": "checks.relation",
    "Smallest": "checks.relation",
    "Table": "checks.table",
    "Trajectory": "checks.trajectory",
    "Trial": "checks.asserts",
    "Values": "checks.relation",
    "Verdict": "checks.verdict",
    "Written": "checks.judge",
    "chances": "checks.cases",
    "labels": "checks.cases",
    "load_ipython_extension": "notebook.extension",
    "one_hot": "checks.cases",
    "path_curve": "checks.figure",
    "real": "checks.cases",
    "shares": "checks.cases",
    "unload_ipython_extension": "notebook.extension",
    "way": "checks.figure",
    "ways_of_path": "checks.figure",
    "whole": "checks.cases",
}

__all__ = [
    "Answers",
    "Argument",
    "Ask",
    "Asserts",
    "Between",
    "Calls",
    "Cases",
    "Check",
    "Curve",
    "Derivative",
    "Descent",
    "Edge",
    "Entry",
    "Exercise",
    "Figure",
    "Function",
    "Gradient",
    "Judge",
    "Last",
    "Layout",
    "Lowers",
    "Matches",
    "Misconception",
    "Number",
    "Part",
    "Pointwise",
    "Released",
    "Returned",
    "Row",
    "Seen",
    "Slope",
    "Smallest",
    "Table",
    "Trajectory",
    "Trial",
    "Values",
    "Verdict",
    "Written",
    "chances",
    "labels",
    "load_ipython_extension",
    "one_hot",
    "path_curve",
    "real",
    "shares",
    "unload_ipython_extension",
    "way",
    "ways_of_path",
    "whole",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'grader' has no attribute '{name}'")
    return getattr(import_module(f"grader.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__

"""Rewrites of a right solution that mean the same, drawn from a seed; each knows how it was made.

A rewrite is some source after one to four operators. It counts only if it runs and leaves behind,
under every asked name, what the original does, up to a rounding that the exercises allow.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.random import Generator

from grader.exercise.exercise import Exercise
from grader.grading.questions import asked_names
from tests.rewrites import expressions, finals, layout, loops
from tests.rewrites.draft import Draft, Operator
from tests.rewrites.judging import Ran, run

MOST = 4
"""Operators in one rewrite."""
PATIENCE = 60
"""So many draws are tried for one rewrite."""
RELATIVE, ROUNDED = 1e-5, 6e-5
"""How far values may differ: relative to them, and absolutely where they were rounded."""
POINTS = (-3.7, 0.0, 1.3, 2.0, 8.25)
"""Where functions are compared."""
NOTES = ("# a note", "# TODO: tidy up", "# noch einmal ansehen", "#", "# x = 3")

ON_TREES: Mapping[str, Operator] = MappingProxyType(
    {
        "commute": expressions.commute,
        "power as product": expressions.power_as_product,
        "product as power": expressions.product_as_power,
        "difference as sum": expressions.difference_as_sum,
        "double as sum": expressions.double_as_sum,
        "quotient as product": expressions.quotient_as_product,
        "int as float": expressions.whole_as_float,
        "float as int": expressions.float_as_whole,
        "inline constants": expressions.inline_constants,
        "for as while": loops.for_as_while,
        "while as for": loops.while_as_for,
        "comprehension as loop": loops.comprehension_as_loop,
        "loop as comprehension": loops.loop_as_comprehension,
        "rename": layout.rename,
        "reorder": layout.reorder,
        "definitions first": layout.hoist,
        "in a function": layout.wrap,
        "dead code": layout.dead_code,
        "annotate": layout.annotate,
        "augment": layout.augment,
        "spell out": layout.spell_out,
        "turn if": layout.turn_if,
        "name the result": layout.name_the_result,
        "scalars as arrays": finals.scalars,
        "givens as arrays": finals.givens_as_arrays,
        "containers": finals.containers,
        "rows": finals.rows,
        "cells of rows": finals.cells_of_rows,
        "rounding": finals.rounding,
    }
)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A source with the operators that made it, in order; and what it draws."""

    source: str
    operators: tuple[str, ...]
    figures: list[Any]


def comments(source: str, rng: Generator) -> str:
    """Comments and blank lines between statements."""
    return _between(source, rng, lambda: NOTES[int(rng.integers(len(NOTES)))])


def cells(source: str, rng: Generator) -> str:
    """Cut into cells, `# %%` between them."""
    return _between(source, rng, lambda: "\n# %%")


ON_TEXT: Mapping[str, Callable[[str, Generator], str]] = MappingProxyType(
    {"comments": comments, "cells": cells}
)
OPERATORS = (*ON_TREES, *ON_TEXT)


def rewrites(
    exercise: Exercise, source: str, rng: Generator, original: Ran | None = None
) -> Iterator[Rewrite]:
    """Ever more rewrites; ends where `PATIENCE` draws in a row gave none."""
    ran = run(source) if original is None else original
    asked = asked_names(exercise, inherited=True)
    tries = 0
    while tries < PATIENCE:
        tries += 1
        made = _draw(exercise, source, ran, asked, rng)
        if made is not None and (checked := _checked(made, ran, asked)) is not None:
            tries = 0
            yield checked


def _draw(
    exercise: Exercise, source: str, ran: Ran, asked: frozenset[str], rng: Generator
) -> Rewrite | None:
    kept = asked | set(exercise.givens) | set(exercise.fixed)
    draft = Draft(ast.parse(source), asked, frozenset(kept), ran.namespace, rng)
    count = int(rng.integers(1, MOST + 1))
    drawn = [str(name) for name in rng.choice(np.array(OPERATORS), count, replace=False)]
    done = []
    for name in drawn:
        if name in ON_TREES and ON_TREES[name](draft):
            draft.tree = ast.parse(ast.unparse(ast.fix_missing_locations(draft.tree)))
            done.append(name)
    text = ast.unparse(draft.tree) if done else source
    for name in drawn:
        if name in ON_TEXT:
            text = ON_TEXT[name](text, rng)
            done.append(name)
    return Rewrite(text, tuple(done), []) if done and text != source else None


def _checked(made: Rewrite, ran: Ran, asked: frozenset[str]) -> Rewrite | None:
    """The rewrite with its figures, if it means the same."""
    atol = ROUNDED if "rounding" in made.operators else 1e-7
    try:
        now = run(made.source)
        before, after = ran.namespace, now.namespace
        bound = [name for name in sorted(asked) if name in before]
        alike = all(name in after and same(before[name], after[name], atol) for name in bound)
    except Exception:  # noqa: BLE001 - an operator did not suit this source
        return None
    drawn = _series(ran.figures) == _series(now.figures)
    return Rewrite(made.source, made.operators, now.figures) if alike and drawn else None


def same(one: object, other: object, atol: float) -> bool:
    """Whether two values mean the same, whatever they are kept in."""
    if callable(one) and not isinstance(one, type):
        return callable(other) and all(same(one(x), other(x), atol) for x in POINTS)
    left, right = list(_leaves(one)), list(_leaves(other))
    if _is_table(one) or _is_table(other):
        left, right = sorted(left, key=_order), sorted(right, key=_order)
        left, right = list(dict.fromkeys(left)), list(dict.fromkeys(right))
        return all(any(_alike(a, b, atol) for b in right) for a in left)
    return len(left) == len(right) and all(
        _alike(a, b, atol) for a, b in zip(left, right, strict=True)
    )


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list | tuple) and bool(value) and isinstance(value[0], dict)
    )


def _order(leaf: float | str | None) -> tuple[str, float, str]:
    number = leaf if isinstance(leaf, float) else 0.0
    return type(leaf).__name__, number, str(leaf)


def _leaves(value: Any) -> Iterator[float | str | None]:
    if isinstance(value, Enum):
        value = value.value
    if value is None:
        yield None
    elif isinstance(value, str):
        yield _number_in(value)
    elif isinstance(value, int | float | np.number | np.bool_ | Decimal | Fraction):
        yield float(value)
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _leaves(entry) if isinstance(key, str) else (*_leaves(key), *_leaves(entry))
    elif isinstance(value, np.ndarray):
        yield from _leaves(value.ravel().tolist())
    else:
        for entry in value:
            yield from _leaves(entry)


def _number_in(text: str) -> float | str:
    """A number that is kept as a text is a number."""
    try:
        return float(text)
    except ValueError:
        return text


def _alike(one: float | str | None, other: float | str | None, atol: float) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=atol)
    return one == other


def _series(figures: list[Any]) -> list[int]:
    """The numbers of points of all that was drawn."""
    return sorted(
        len(series["x"])
        for figure in figures
        for axes in figure["axes"]
        for series in (*axes["lines"], *axes["points"])
    )


def _between(source: str, rng: Generator, line: Callable[[], str]) -> str:
    """Lines put in above some of the top-level statements."""
    tree = ast.parse(source)
    starts = [
        min([s.lineno, *(d.lineno for d in getattr(s, "decorator_list", []))]) for s in tree.body
    ]
    found = source.split("\n")
    for start in sorted(set(starts), reverse=True):
        if start > 1 and rng.random() < 0.4:
            found[start - 1 : start - 1] = [line()]
    return "\n".join(found)

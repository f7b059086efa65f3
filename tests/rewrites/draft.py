"""A solution while it is rewritten, and what all operators need to know about it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from numpy.random import Generator

T = TypeVar("T")
Block = list[ast.stmt]


@dataclass(slots=True)
class Draft:
    """What an operator changes in place.

    Attributes:
        tree: The module.
        asked: Names that are judged.
        kept: Names that must stay what they are called: asked, givens, helpers.
        values: What the original leaves bound.
        rng: Draws the places.
        serial: Numbers the names that are new.
    """

    tree: ast.Module
    asked: frozenset[str]
    kept: frozenset[str]
    values: Mapping[str, Any]
    rng: Generator
    serial: int = 0

    def fresh(self, stem: str) -> str:
        """A name that occurs nowhere."""
        taken = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}
        while True:
            self.serial += 1
            name = f"{stem}_{self.serial}"
            if name not in taken and name not in self.kept:
                return name

    def some(self, sites: Sequence[T], most: int = 3) -> list[T]:
        """One to `most` of the sites, in order; none of none."""
        if not sites:
            return []
        count = int(self.rng.integers(1, min(most, len(sites)) + 1))
        chosen = self.rng.choice(len(sites), count, replace=False)
        return [sites[int(k)] for k in sorted(chosen)]


Operator = Callable[[Draft], bool]
"""Changes the draft and says whether it found a place to do so."""


def statements(source: str) -> Block:
    """Code as statements."""
    return ast.parse(source).body


def blocks(tree: ast.AST) -> Iterator[Block]:
    """Every list of statements, the module's own first."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def bound_often(tree: ast.AST) -> dict[str, int]:
    """How often each name is bound, in any scope."""
    counts: dict[str, int] = {}
    for node in ast.walk(tree):
        for name in _binds(node):
            counts[name] = counts.get(name, 0) + 1
    return counts


def _binds(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=asname):
            yield asname or name.split(".")[0]
        case ast.ExceptHandler(name=str(name)):
            yield name
        case _:
            return


def loads(tree: ast.AST) -> set[str]:
    """All names that are read."""
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def touched(statement: ast.stmt) -> set[str]:
    """Names that a statement binds, or whose value it may change by a method, item or attribute."""
    found = set(bound_often(statement))
    for node in ast.walk(statement):
        inner = node.value if isinstance(node, ast.Attribute | ast.Subscript) else None
        while isinstance(inner, ast.Attribute | ast.Subscript):
            inner = inner.value
        if isinstance(inner, ast.Name):
            found.add(inner.id)
    return found


def is_builtin(name: str) -> bool:
    """Whether Python has something of that name."""
    return hasattr(builtins, name)


class _Swap(ast.NodeTransformer):
    def __init__(self, chosen: Mapping[int, ast.AST]) -> None:
        self.chosen = chosen

    def visit(self, node: ast.AST) -> Any:
        """The node that takes its place, else itself."""
        return self.chosen[id(node)] if id(node) in self.chosen else self.generic_visit(node)


def swap(draft: Draft, change: Callable[[ast.AST], ast.AST | None], most: int = 3) -> bool:
    """Replace some of the nodes for which `change` gives another one."""
    sites = [
        (id(node), other) for node in ast.walk(draft.tree) if (other := change(node)) is not None
    ]
    chosen = draft.some(sites, most)
    draft.tree = _Swap(dict(chosen)).visit(draft.tree)
    return bool(chosen)

"""Operators on expressions: the same value, written otherwise."""

from __future__ import annotations

import ast
import copy

from tests.rewrites.draft import Draft, bound_often, swap


def commute(draft: Draft) -> bool:
    """`x * 2` becomes `2 * x`, and a sum with a number likewise."""

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.BinOp(left, ast.Mult(), right):
                return ast.BinOp(right, ast.Mult(), left)
            case ast.BinOp(left, ast.Add(), ast.Constant(value=int() | float()) as right):
                return ast.BinOp(right, ast.Add(), left)
            case _:
                return None

    return swap(draft, change)


def power_as_product(draft: Draft) -> bool:
    """`x**2` becomes `x * x`."""

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.BinOp(base, ast.Pow(), ast.Constant(value=2)) if _pure(base):
                return ast.BinOp(base, ast.Mult(), copy.deepcopy(base))
            case _:
                return None

    return swap(draft, change)


def product_as_power(draft: Draft) -> bool:
    """`x * x` becomes `x**2`."""

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.BinOp(ast.Name(id=a) as base, ast.Mult(), ast.Name(id=b)) if a == b:
                return ast.BinOp(base, ast.Pow(), ast.Constant(2))
            case _:
                return None

    return swap(draft, change)


def difference_as_sum(draft: Draft) -> bool:
    """`a - b` becomes `a + -b`, or `-b + a`."""
    turned = bool(draft.rng.integers(2))

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.BinOp(left, ast.Sub(), right):
                minus = ast.UnaryOp(ast.USub(), right)
                pair = (minus, left) if turned else (left, minus)
                return ast.BinOp(pair[0], ast.Add(), pair[1])
            case _:
                return None

    return swap(draft, change)


def double_as_sum(draft: Draft) -> bool:
    """`2 * x` becomes `x + x`."""

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.BinOp(ast.Constant(value=2), ast.Mult(), ast.Name() as name):
                return ast.BinOp(name, ast.Add(), ast.Name(name.id, ast.Load()))
            case _:
                return None

    return swap(draft, change)


def quotient_as_product(draft: Draft) -> bool:
    """`a / b` becomes `a * (1 / b)`."""

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.BinOp(left, ast.Div(), right) if not isinstance(left, ast.Constant):
                inverse = ast.BinOp(ast.Constant(1), ast.Div(), right)
                return ast.BinOp(left, ast.Mult(), inverse)
            case _:
                return None

    return swap(draft, change)


def whole_as_float(draft: Draft) -> bool:
    """`2 * x` becomes `2.0 * x`; only numbers that are part of a calculation."""
    return _retype(draft, int)


def float_as_whole(draft: Draft) -> bool:
    """`2.0 * x` becomes `2 * x`."""
    return _retype(draft, float)


def _retype(draft: Draft, kind: type[int | float]) -> bool:
    inside = {
        id(side)
        for node in ast.walk(draft.tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div)
        for side in (node.left, node.right)
    }

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.Constant(value=int() | float() as value) if id(node) in inside:
                if type(value) is kind and float(value).is_integer():
                    return ast.Constant(float(value) if kind is int else int(value))
                return None
            case _:
                return None

    return swap(draft, change)


def inline_constants(draft: Draft) -> bool:
    """A name that holds one and the same number throughout is replaced by the number."""
    often = bound_often(draft.tree)
    constants = {
        node.targets[0].id: node.value.value
        for node in draft.tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int | float)
        and often[node.targets[0].id] == 1
    }

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in constants:
                return ast.Constant(constants[name])
            case _:
                return None

    return swap(draft, change, most=6)


def _pure(node: ast.expr) -> bool:
    """Whether it may be evaluated twice."""
    return not any(
        isinstance(inner, ast.Call | ast.NamedExpr | ast.Yield) for inner in ast.walk(node)
    )

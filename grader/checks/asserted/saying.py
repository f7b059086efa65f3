"""What is said of a claim: what of a test speaks of the submission, or only a name of it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.checks.asserted.expressions import Reader
from grader.checks.asserted.forms import Inside, Outside
from grader.checks.asserted.libraries import BUILTINS, LIBRARIES

if TYPE_CHECKING:
    from grader.checks.asserted.statements import Interpreter


def said_of(whole: Interpreter, node: ast.expr, reader: Reader) -> str:
    """What of the submission an expression speaks of; only a name where it is hidden."""
    name = first_name(node, reader)
    if node.lineno in whole.hidden:
        return name
    match node:
        case ast.UnaryOp(operand=inner):
            return said_of(whole, inner, reader)
        case ast.Compare(left, _, others):
            parts: Sequence[ast.expr] = [left, *others]
        case ast.Call(func, args) if not first_name(func, reader):
            parts = args
        case ast.BinOp(left, _, right):
            parts = [left, right]
        case _:
            parts = []
    for part in parts:
        if first_name(part, reader):
            return said_of(whole, part, reader)
    text = " ".join((ast.get_source_segment(whole.source, node) or name).split())
    return text if len(text) <= 80 else name


def first_name(node: ast.AST, reader: Reader) -> str:
    """The first name in it that stands for something of the submission's; else nothing."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            form = reader.scope.get(inner.id)
            foreign = form is None and inner.id not in BUILTINS and inner.id not in LIBRARIES
            if foreign or isinstance(form, Inside | Outside):
                return inner.id
    return ""

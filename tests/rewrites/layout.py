"""Operators on the layout of a module: names, order, cells, functions, notes."""

from __future__ import annotations

import ast
from itertools import pairwise

from tests.rewrites.draft import (
    Block,
    Draft,
    blocks,
    bound_often,
    is_builtin,
    loads,
    statements,
    swap,
    touched,
)

DEAD = (
    "print('so far so good')",
    "{name} = [k ** 2 for k in range(4)]",
    "if False:\n    print('never')",
    "assert True",
    "'a note to myself'",
    "def {name}(t):\n    return t + 1",
    "{name} = None",
    "for {name} in range(2):\n    pass",
    "try:\n    {name} = 1 / 3\nexcept ZeroDivisionError:\n    pass",
)


def rename(draft: Draft) -> bool:
    """Names of the student's own are called otherwise, everywhere at once."""
    if _looks_up_names(draft.tree):
        return False
    fixed = set(draft.kept) | _of_classes(draft.tree) | _keywords(draft.tree)
    imports = [node for node in ast.walk(draft.tree) if isinstance(node, ast.alias)]
    fixed |= {node.asname or node.name.split(".")[0] for node in imports}
    bound = bound_often(draft.tree)
    names = [n for n in bound if n not in fixed and not is_builtin(n) and not n.startswith("_")]
    new = {name: draft.fresh(f"my_{name}") for name in draft.some(names, most=4)}
    for node in ast.walk(draft.tree):
        match node:
            case ast.Name(id=name) if name in new:
                node.id = new[name]
            case ast.arg(arg=name) if name in new:
                node.arg = new[name]
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if name in new:
                node.name = new[name]
            case ast.ExceptHandler(name=str(name)) if name in new:
                node.name = new[name]
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                node.names = [new.get(name, name) for name in names]
            case _:
                pass
    return bool(new)


def _looks_up_names(tree: ast.AST) -> bool:
    return bool(loads(tree) & {"globals", "locals", "vars", "eval", "exec"})


def _of_classes(tree: ast.AST) -> set[str]:
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return {
        name
        for body in bodies
        for statement in body
        for name in (
            [statement.name] if isinstance(statement, ast.FunctionDef) else bound_often(statement)
        )
    }


def _keywords(tree: ast.AST) -> set[str]:
    """Names by which arguments are passed, those of unpacked dictionaries included."""
    named = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
    unpacks = any(isinstance(node, ast.keyword) and node.arg is None for node in ast.walk(tree))
    texts = {
        str(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return named | (arguments if unpacks else set()) | texts


def reorder(draft: Draft) -> bool:
    """Two neighbours that have nothing to do with each other change places."""
    sites = [
        (block, first)
        for block in blocks(draft.tree)
        for first, second in pairwise(block)
        if _independent(first, second)
    ]
    for block, first in draft.some(sites):
        at = block.index(first)
        if at + 1 < len(block) and _independent(first, block[at + 1]):
            block[at], block[at + 1] = block[at + 1], block[at]
    return bool(sites)


def _independent(first: ast.stmt, second: ast.stmt) -> bool:
    movable = ast.Assign | ast.AugAssign | ast.FunctionDef | ast.Expr
    if not (isinstance(first, movable) and isinstance(second, movable)):
        return False
    if any(isinstance(s, ast.Expr) and not isinstance(s.value, ast.Call) for s in (first, second)):
        return False
    one, other = touched(first), touched(second)
    return not (one & (other | loads(second))) and not (other & (one | loads(first)))


def hoist(draft: Draft) -> bool:
    """Definitions move up to the imports."""
    body = draft.tree.body
    definitions = [s for s in body if isinstance(s, ast.FunctionDef)]
    chosen = draft.some(definitions)
    top = [s for s in body if isinstance(s, ast.Import | ast.ImportFrom)]
    rest = [s for s in body if s not in top and s not in chosen]
    draft.tree.body = [*top, *chosen, *rest]
    return bool(chosen)


def wrap(draft: Draft) -> bool:
    """All is done by a function, which returns what was asked for."""
    body = draft.tree.body
    if _looks_up_names(draft.tree) or any(isinstance(n, ast.Global) for n in ast.walk(draft.tree)):
        return False
    top = [s for s in body if isinstance(s, ast.Import | ast.ImportFrom)]
    inner = [s for s in body if s not in top]
    bound = bound_often(ast.Module(inner, []))
    names = [name for name in sorted(draft.kept) if name in bound and name in draft.values]
    if not names or not inner:
        return False
    solve = draft.fresh("solve")
    made = statements(
        f"def {solve}():\n    return ({', '.join(names)},)\n({', '.join(names)},) = {solve}()"
    )
    function = made[0]
    assert isinstance(function, ast.FunctionDef)
    function.body = [*inner, *function.body]
    draft.tree.body = [*top, *made]
    return True


def dead_code(draft: Draft) -> bool:
    """Statements that do nothing of importance."""
    body = draft.tree.body
    for _ in range(int(draft.rng.integers(1, 4))):
        code = DEAD[int(draft.rng.integers(len(DEAD)))].format(name=draft.fresh("unused"))
        at = int(draft.rng.integers(_first_free(body), len(body) + 1))
        body[at:at] = statements(code)
    return True


def _first_free(body: Block) -> int:
    """Behind the docstring and `from __future__`."""
    imports = [
        k for k, s in enumerate(body) if isinstance(s, ast.ImportFrom) and s.module == "__future__"
    ]
    return (imports[-1] + 1) if imports else 0


def annotate(draft: Draft) -> bool:
    """Types are said: of variables that begin as a number, and of arguments."""
    changed = False
    for node in ast.walk(draft.tree):
        if isinstance(node, ast.FunctionDef) and node.name in draft.kept and draft.rng.integers(2):
            for argument in node.args.args[:1]:
                argument.annotation = ast.Name("float", ast.Load())
            node.returns = ast.Name("float", ast.Load())
            changed = True

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.Assign(
                targets=[ast.Name() as target], value=ast.Constant(value=int() | float())
            ):
                kind = type(node.value.value).__name__  # type: ignore[attr-defined]
                return ast.AnnAssign(target, ast.Name(kind, ast.Load()), node.value, simple=1)
            case _:
                return None

    return swap(draft, change) or changed


def augment(draft: Draft) -> bool:
    """`x = x - e` becomes `x -= e`."""

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name) as target],
                value=ast.BinOp(ast.Name(id=other), operator, right),
            ) if name == other:
                return ast.AugAssign(target, operator, right)
            case _:
                return None

    return swap(draft, change)


def spell_out(draft: Draft) -> bool:
    """`x -= e` becomes `x = x - e`."""

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.AugAssign(ast.Name(id=name) as target, operator, right):
                value = ast.BinOp(ast.Name(name, ast.Load()), operator, right)
                return ast.Assign([target], value)
            case _:
                return None

    return swap(draft, change)


def turn_if(draft: Draft) -> bool:
    """`if c: A else: B` becomes `if not c: B else: A`."""

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.If(test, body, orelse) if orelse:
                return ast.If(ast.UnaryOp(ast.Not(), test), orelse, body)
            case ast.IfExp(test, body, orelse):
                return ast.IfExp(ast.UnaryOp(ast.Not(), test), orelse, body)
            case _:
                return None

    return swap(draft, change, most=2)


def name_the_result(draft: Draft) -> bool:
    """`return e` becomes two statements."""
    sites = [
        (block, s) for block in blocks(draft.tree) for s in block
        if isinstance(s, ast.Return) and s.value is not None
    ]  # fmt: skip
    for block, node in draft.some(sites):
        assert isinstance(node.value, ast.expr)
        at, name = block.index(node), draft.fresh("outcome")
        block[at : at + 1] = statements(f"{name} = {ast.unparse(node.value)}\nreturn_")
        block[at + 1] = ast.Return(ast.Name(name, ast.Load()))
    return bool(sites)

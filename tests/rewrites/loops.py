"""Operators on loops: for, while, comprehensions."""

from __future__ import annotations

import ast
import itertools

from tests.rewrites.draft import Block, Draft, blocks, bound_often, loads, statements


def for_as_while(draft: Draft) -> bool:
    """`for i in range(...)` becomes a `while` that counts beside it."""
    sites = [
        (block, loop)
        for block in blocks(draft.tree)
        for loop in block
        if isinstance(loop, ast.For)
        and isinstance(loop.target, ast.Name)
        and not loop.orelse
        and not _jumps(loop.body, ast.Continue)
        and _is_range(loop.iter)
    ]
    for block, loop in draft.some(sites, most=2):
        counter = draft.fresh("k")
        bounds = [ast.unparse(argument) for argument in loop.iter.args]  # type: ignore[attr-defined]
        begin, end = ("0", bounds[0]) if len(bounds) == 1 else bounds
        stop = draft.fresh("stop")
        made = statements(
            f"{stop} = {end}\n{counter} = {begin}\n"
            f"while {counter} < {stop}:\n    {ast.unparse(loop.target)} = {counter}\n    pass\n"
        )
        turn = made[-1]
        assert isinstance(turn, ast.While)
        turn.body = [turn.body[0], *loop.body, *statements(f"{counter} += 1")]
        _replace(block, loop, made)
    return bool(sites)


def while_as_for(draft: Draft) -> bool:
    """`while k < n` that ends in `k += 1` becomes a `for`."""
    sites = [
        (block, loop)
        for block in blocks(draft.tree)
        for loop in block
        if isinstance(loop, ast.While) and _counts(loop)
    ]
    for block, loop in draft.some(sites, most=2):
        assert isinstance(loop.test, ast.Compare)
        counter, end = ast.unparse(loop.test.left), ast.unparse(loop.test.comparators[0])
        made = statements(f"for {counter} in range({counter}, {end}):\n    pass\n{counter} = {end}")
        turn = made[0]
        assert isinstance(turn, ast.For)
        turn.body = loop.body[:-1]
        _replace(block, loop, made)
    return bool(sites)


def comprehension_as_loop(draft: Draft) -> bool:
    """`a = [e for t in s if c]` becomes a loop that appends."""
    sites = [
        (block, node)
        for block in blocks(draft.tree)
        for node in block
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.ListComp)
        and len(node.value.generators) == 1
        and not isinstance(node.targets[0], ast.Tuple)
    ]
    for block, node in draft.some(sites, most=2):
        assert isinstance(node.value, ast.ListComp)
        part = node.value.generators[0]
        renamed = {name: draft.fresh(name) for name in bound_often(part.target)}
        for inner in ast.walk(node.value):
            if isinstance(inner, ast.Name) and inner.id in renamed:
                inner.id = renamed[inner.id]
        rows = draft.fresh("rows")
        body = f"{rows}.append({ast.unparse(node.value.elt)})"
        for test in part.ifs:
            body = f"if {ast.unparse(test)}: {body}" if test is part.ifs[-1] else body
        made = statements(
            f"{rows} = []\n"
            f"for {ast.unparse(part.target)} in {ast.unparse(part.iter)}:\n    {body}\n"
            f"{ast.unparse(node.targets[0])} = {rows}"
        )
        if len(part.ifs) < 2:
            _replace(block, node, made)
    return bool(sites)


def loop_as_comprehension(draft: Draft) -> bool:
    """`a = []` and a loop that does nothing but append become a comprehension."""
    sites = [
        (block, first, loop)
        for block in blocks(draft.tree)
        for first, loop in itertools.pairwise(block)
        if _appends(first, loop, draft.kept)
    ]
    for block, first, loop in draft.some(sites, most=2):
        if first not in block or loop not in block:
            continue
        assert isinstance(first, ast.Assign)
        assert isinstance(loop, ast.For)
        call = loop.body[0].value  # type: ignore[attr-defined]
        source = (
            f"{ast.unparse(first.targets[0])} = [{ast.unparse(call.args[0])} "
            f"for {ast.unparse(loop.target)} in {ast.unparse(loop.iter)}]"
        )
        block.remove(first)
        _replace(block, loop, statements(source))
    return bool(sites)


def _appends(first: ast.stmt, loop: ast.stmt, kept: frozenset[str]) -> bool:
    match first, loop:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[])),
            ast.For(
                target=target,
                body=[
                    ast.Expr(
                        ast.Call(
                            func=ast.Attribute(value=ast.Name(id=other), attr="append"),
                            args=[entry],
                        )
                    )
                ],
                orelse=[],
            ),
        ):
            own = name == other and name not in loads(entry)
            return own and not (set(bound_often(target)) & kept)
        case _:
            return False


def _is_range(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="range"), args=args, keywords=[]):
            return len(args) < 3 and not any(isinstance(arg, ast.Starred) for arg in args)
        case _:
            return False


def _counts(loop: ast.While) -> bool:
    """Whether it is `while k < end: ...; k += 1` and neither is changed elsewhere in it."""
    match loop.test, loop.body[-1]:
        case (
            ast.Compare(
                left=ast.Name(id=name),
                ops=[ast.Lt()],
                comparators=[ast.Name() | ast.Constant() as end],
            ),
            ast.AugAssign(target=ast.Name(id=other), op=ast.Add(), value=ast.Constant(value=1)),
        ):
            rest = ast.Module(loop.body[:-1], [])
            bound = set(bound_often(rest))
            jumps = _jumps(loop.body, ast.Continue) or _jumps(loop.body, ast.Break)
            fixed = not isinstance(end, ast.Name) or end.id not in bound
            return name == other and name not in bound and fixed and not jumps and not loop.orelse
        case _:
            return False


def _jumps(body: Block, kind: type[ast.AST]) -> bool:
    """Whether a `continue` or `break` occurs; those of inner loops count as well."""
    return any(isinstance(node, kind) for node in ast.walk(ast.Module(body, [])))


def _replace(block: Block, old: ast.stmt, new: Block) -> None:
    if old in block:
        at = block.index(old)
        block[at : at + 1] = new

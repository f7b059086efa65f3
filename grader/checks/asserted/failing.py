"""Errors that a test waits for, or that must not be: `try`, `pytest.raises`, `assert_raises`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from grader.checks.asserted.calls import expected_error
from grader.checks.asserted.expressions import Reader
from grader.checks.asserted.forms import Claim, Form, Outside, Returned, Unclear

if TYPE_CHECKING:
    from grader.checks.asserted.statements import Interpreter


def raises(whole: Interpreter, call: ast.Call, reader: Reader) -> None:
    """`assert_raises(ValueError, f, 0)`."""
    match call.args:
        case [kind, fn, *given]:
            called = ast.Call(fn, given, call.keywords, lineno=call.lineno, col_offset=0)
            waits_for(whole, lambda: _taken(whole, called, reader), kind, reader)
        case _:
            raise Unclear("it waits for an error and does not say in which call")


def _taken(whole: Interpreter, called: ast.Call, reader: Reader) -> None:
    whole.settled(reader.read(called))


def with_error(
    whole: Interpreter, call: ast.Call, body: Sequence[ast.stmt], reader: Reader
) -> None:
    """`with pytest.raises(ValueError):` and its kin."""
    name = ast.unparse(call.func).rpartition(".")[2]
    if name.lower().replace("_", "") not in ("raises", "assertraises", "assertraisesregex"):
        raise Unclear(f"it has a `with` of something that is not read ({name})")
    kind = call.args[0] if call.args else None
    waits_for(whole, lambda: whole.statements(body, reader), kind, reader)


def read_try(
    whole: Interpreter,
    body: Sequence[ast.stmt],
    handlers: Sequence[ast.ExceptHandler],
    orelse: Sequence[ast.stmt],
    reader: Reader,
) -> None:
    """An error that is waited for, or one that must not be."""
    *inner, last = body
    must = fails(orelse) or (bool(inner) and fails([last]))
    if len(handlers) == 1 and must and _passes(handlers[0].body):
        tried = inner if inner and fails([last]) else body
        waits_for(whole, lambda: whole.statements(tried, reader), handlers[0].type, reader)
        return
    if handlers and all(fails(one.body) for one in handlers):
        whole.statements([*body, *orelse], reader)
        return
    returned = _returned_by(whole, body, handlers, orelse, reader)
    if returned is None:
        raise Unclear("it catches an error in a way that is not read")
    raise Returned(returned)


def waits_for(
    whole: Interpreter, read: Callable[[], None], kind: ast.expr | None, reader: Reader
) -> list[str]:
    """Read what must raise an error of this kind: the claim that it does takes all others'."""
    names, claims = expected_error(kind, reader.scope), len(whole.program.claims)
    before = len(whole.program.steps)
    read()
    keys = [step.name for step in whole.program.steps[before:]]
    if not keys:
        raise Unclear("it waits for an error of nothing that is asked")
    [*said] = [claim.said for claim in whole.program.claims[claims:] if claim.said]
    del whole.program.claims[claims:]
    text = said[-1] if said else ""
    if whole.hidden and kind is not None and kind.lineno in whole.hidden:
        text = text.partition("(")[0]
    whole.program.claims.append(
        Claim(lambda got: got.raised(keys, names), text, "error", " or ".join(names))
    )
    return keys


def _returned_by(
    whole: Interpreter,
    body: Sequence[ast.stmt],
    handlers: Sequence[ast.ExceptHandler],
    orelse: Sequence[ast.stmt],
    reader: Reader,
) -> Form | None:
    """What a function returns that says whether there was an error: True, or else False."""
    caught, other = _returns(handlers[0].body if handlers else []), _returns(orelse)
    if len(handlers) != 1 or caught is None or other is None:
        return None
    keys = waits_for(whole, lambda: whole.statements(body, reader), handlers[0].type, reader)
    claim = whole.program.claims.pop()
    del keys
    return Outside(lambda got: caught if claim.work(got) else other)


def fails(body: Sequence[ast.stmt]) -> bool:
    """Whether statements do nothing but let the test fail, a message beside it."""
    kept = [one for one in body if not _prints(one)]
    match kept:
        case [ast.Raise()] | [ast.Assert(ast.Constant(False | 0))]:
            return True
        case _:
            return False


def _passes(body: Sequence[ast.stmt]) -> bool:
    return all(isinstance(one, ast.Pass) or _prints(one) for one in body)


def _prints(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Constant()) | ast.Expr(ast.Call(ast.Name("print"))):
            return True
        case _:
            return False


def _returns(body: Sequence[ast.stmt]) -> Any:  # noqa: ANN401 - a constant
    """The constant that statements return, None if they do anything else."""
    match [one for one in body if not _prints(one)]:
        case [ast.Return(ast.Constant(value))]:
            return value
        case _:
            return None

"""Source of a section -> source of a function that runs it again with one quantity moved.

The function is defined where the section has run, and works on a copy of its names and of the state
of chance: nothing that the student has is changed, and what the section prints is not shown again.
Code that only shows something is left out; with code whose effect stays, such as a file, nothing is
run again.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader.submission.names import bound_names, without_magics

_MOVED = "_grader_moved"
_FUNCTION = '''\
def {name}(amount, _code=compile({source!r}, "<run again>", "exec"), _all=globals):
    """Run the section again, with one quantity moved."""
    import contextlib, copy, io, random, sys
    kinds = {{"__main__", "collections", "numpy", "numpy.random._generator", "random"}}
    memo = {{}}

    def own(value):
        if type(value) in (list, dict, set) or type(value).__module__ in kinds:
            with contextlib.suppress(Exception):
                return copy.deepcopy(value, memo)
        return value

    def laid_out(value):
        same = getattr(amount, "ndim", 0) and getattr(value, "size", None) == amount.size
        return amount.reshape(value.shape) if same else amount

    space = {{key: own(value) for key, value in list(_all().items())}}
    space[{moved!r}] = laid_out
    drawn, numpy = random.getstate(), sys.modules.get("numpy")
    sampled = numpy.random.get_state() if numpy else None
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(_code, space)
    finally:
        random.setstate(drawn)
        if numpy:
            numpy.random.set_state(sampled)
    return space[{of!r}]
'''
_SHOWS = frozenset({"print", "pprint", "display", "plt"})
"""A statement that begins with one of these binds nothing, and shows something."""
_LASTS = frozenset(
    {"open", "input", "system", "Popen", "check_call", "check_output", "unlink", "rmtree", "mkdir"}
    | {"write_text", "write_bytes", "save", "savez", "savetxt", "savefig", "dump", "tofile"}
    | {"to_csv", "to_json", "to_excel", "to_pickle", "makedirs", "urlopen"}
)
"""Functions and methods whose effect stays: nobody wants them a hundred times."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """A function to be defined after a section.

    Attributes:
        name: Of the function; it takes the amount, and gives `of`.
        source: Defines it.
    """

    name: str
    source: str


def nudged(
    sources: list[str], of: str, wrt: str, *, put: bool = False, by: str | None = None
) -> Nudged | None:
    """The function that runs a section again with `wrt` moved.

    Args:
        sources: The code of the section's cells, in order.
        of: What it gives, as it is once its last statement in the section has run.
        wrt: What is moved, right after the last statement before that which binds it.
        put: Put the amount in its place, instead of adding it.
        by: What was worked out from `of`. Where `of` is bound anew after it, as for a look at the
            loss after the step, the `of` before it counts.

    Returns:
        The function; None where the section does not bind `wrt` and then `of` at its top level,
        cannot be parsed, or does what must not be done again.
    """
    body = _statements(tuple(sources))
    ends = _end(body, of, wrt, by)
    begins = None if ends is None else _last(body[: ends + 1], wrt)
    if ends is None or begins is None or begins == ends:
        return None
    if any(_called(one.node) & _LASTS for one in body[: ends + 1]):
        return None
    here = ast.Name(wrt, ast.Load())
    amount = ast.Call(ast.Name(_MOVED, ast.Load()), [here], [])
    moved = amount if put else ast.BinOp(here, ast.Add(), amount)
    assigned = ast.Assign([ast.Name(wrt, ast.Store())], moved)
    before, after = body[: begins + 1], body[begins + 1 : ends + 1]
    kept = [*_without_shows(before), assigned, *_without_shows(after)]
    module = ast.fix_missing_locations(ast.Module(kept, []))
    name = f"_grader_{of}_{'with' if put else 'by'}_{wrt}_{ends}"
    try:
        source = ast.unparse(module)
    except (RecursionError, ValueError):
        return None
    return Nudged(name, _FUNCTION.format(name=name, source=source, moved=_MOVED, of=of))


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement at the top level, and the names that it binds."""

    node: ast.stmt
    names: frozenset[str]


@lru_cache(maxsize=16)
def _statements(sources: tuple[str, ...]) -> tuple[_Statement, ...]:
    """All statements of a section; none where it cannot be parsed."""
    found: list[_Statement] = []
    for source in sources:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                body = ast.parse(without_magics(source)).body
            found += [_Statement(node, bound_names(ast.unparse(node))) for node in body]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ()
    return tuple(found)


def _end(body: Sequence[_Statement], of: str, wrt: str, by: str | None) -> int | None:
    """The statement at which the section has its `of`."""
    worked_out = None if by is None else _last(body, by)
    if worked_out is not None:
        at = _last(body[: worked_out + 1], of)
        if at is not None and not _is_blank(body[at].node) and _last(body[:at], wrt) is not None:
            return at
    return _last(body, of)


def _last(body: Sequence[_Statement], name: str) -> int | None:
    """The last of the statements that binds a name."""
    return next((at for at in reversed(range(len(body))) if name in body[at].names), None)


def _is_blank(node: ast.stmt) -> bool:
    """Whether it puts a constant into its names, as a stub does."""
    return isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)


def _without_shows(body: Sequence[_Statement]) -> list[ast.stmt]:
    """The statements but those that only show something, or must come first in a file."""
    return [one.node for one in body if not _shows(one.node)]


def _shows(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    root = node.value.func
    while isinstance(root, ast.Attribute):
        root = root.value
    inner = [one for one in ast.walk(node) if isinstance(one, ast.NamedExpr)]
    return isinstance(root, ast.Name) and root.id in _SHOWS and not inner


def _called(node: ast.stmt) -> set[str]:
    """The functions and methods that a statement calls, by their last name."""
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {f.id for f in calls if isinstance(f, ast.Name)} | {
        f.attr for f in calls if isinstance(f, ast.Attribute)
    }

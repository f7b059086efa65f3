"""Source of a section -> source of a function that runs it again with one quantity moved.

The function is defined where the section has run, and works on a copy of its names: nothing that
the student has is changed, and what the section prints is not shown again.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from grader.submission.names import bound_names, without_magics

_MOVED = "_grader_moved"
_FUNCTION = '''\
def {name}(amount, _code=compile({source!r}, "<run again>", "exec"), _all=globals):
    """Run the section again, with one quantity moved."""
    import copy, contextlib, io
    plain = {{list, dict, set}}
    space = {{
        key: copy.deepcopy(value)
        if type(value) in plain or type(value).__module__ == "numpy" and hasattr(value, "dtype")
        else value
        for key, value in _all().items()
    }}
    space[{moved!r}] = amount
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(_code, space)
    return space[{of!r}]
'''


@dataclass(frozen=True, slots=True)
class Nudged:
    """A function to be defined after a section.

    Attributes:
        name: Of the function; it takes the amount, and gives `of`.
        source: Defines it.
    """

    name: str
    source: str


def nudged(sources: list[str], of: str, wrt: str, *, put: bool = False) -> Nudged | None:
    """The function that runs a section again with `wrt` moved.

    Args:
        sources: The code of the section's cells, in order.
        of: What it gives, as it is once its last statement in the section has run.
        wrt: What is moved, right after the last statement before that which binds it.
        put: Put the amount in its place, instead of adding it.

    Returns:
        The function; None where the section does not bind `wrt` and then `of` at its top level, or
        cannot be parsed.
    """
    body = _statements(sources)
    if body is None:
        return None
    ends = _last(body, of)
    begins = None if ends is None else _last(body[: ends + 1], wrt)
    if ends is None or begins is None or begins == ends:
        return None
    amount = ast.Name(_MOVED, ast.Load())
    moved: ast.expr = amount
    if not put:
        moved = ast.BinOp(ast.Name(wrt, ast.Load()), ast.Add(), amount)
    assigned = ast.Assign([ast.Name(wrt, ast.Store())], moved)
    kept = [*body[: begins + 1], assigned, *body[begins + 1 : ends + 1]]
    module = ast.fix_missing_locations(ast.Module(kept, []))
    name = f"_grader_{of}_{'with' if put else 'by'}_{wrt}"
    try:
        source = ast.unparse(module)
    except (RecursionError, ValueError):
        return None
    return Nudged(name, _FUNCTION.format(name=name, source=source, moved=_MOVED, of=of))


def _statements(sources: list[str]) -> list[ast.stmt] | None:
    found: list[ast.stmt] = []
    for source in sources:
        try:
            found += ast.parse(without_magics(source)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    return found


def _last(body: list[ast.stmt], name: str) -> int | None:
    """The last of the statements that binds a name."""
    for at in reversed(range(len(body))):
        try:
            if name in bound_names(ast.unparse(body[at])):
                return at
        except (RecursionError, ValueError):
            return None
    return None

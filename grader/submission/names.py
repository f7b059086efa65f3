"""Python source -> the names its top-level statements bind, without running any of it."""

from __future__ import annotations

import ast
import hashlib
import re
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_MOST_CHARACTERS = 500_000  # of one source that is parsed; more is data, not an answer
_MOST_PARSES = 30  # when the longest part without a syntax error is looked for
_QUIET = threading.Lock()  # warnings are silenced for the whole process, so by one thread at a time

# Cell magics that run their cell as Python, in the notebook's own namespace.
_PYTHON_MAGICS = frozenset({"time", "capture", "prun", "memit", "mprun", "lprun"})
_CELL_MAGIC = re.compile(r"%%(\w*)")
_TIMED = re.compile(r"^(\s*)%time[ \t]+(?=\S)")
_ASSIGNED = re.compile(r"^(\s*[A-Za-z_][\w.,*\[\] \t]*=[ \t]*)[!%](?!=).*")
_ESCAPED = re.compile(r"^(\s*)(?:[!%?].*|%{0,2}[\w.*]+\?{1,2}\s*)$")


@dataclass(frozen=True, slots=True)
class Statement:
    """The top-level statements that share a line.

    Attributes:
        line: First line, decorators included, from 1.
        end_line: Last line.
        names: What it binds in the module's namespace.
        reads: What it looks up there, bodies of functions left out.
    """

    line: int
    end_line: int
    names: frozenset[str]
    reads: frozenset[str]


def bound_names(source: str) -> frozenset[str]:
    """The names that the source binds at the top level; empty if it cannot be parsed at all.

    Names that functions declare `global` count; variables of comprehensions do not. Of a source
    with a syntax error the statements before it count. IPython's magics are passed over.
    """
    return frozenset().union(*(s.names for s in statements(source)))


def loaded_names(source: str) -> frozenset[str]:
    """The names that the source looks up at the top level; bodies of functions are left out."""
    return frozenset().union(*(s.reads for s in statements(source)))


def source_digest(source: str) -> str:
    """SHA-256 of the source without comment lines and white space, as hexadecimal digits.

    It works on text alone, so it is the same on every version of Python.
    """
    lines = (line for line in source.split("\n") if not line.lstrip().startswith("#"))
    bare = "".join("".join(line.split()) for line in lines)
    return hashlib.sha256(bare.encode("utf-8", "replace")).hexdigest()


@lru_cache(maxsize=128)
def statements(source: str) -> tuple[Statement, ...]:
    """The top-level statements in order, as far as the source can be parsed."""
    if len(source) > _MOST_CHARACTERS:
        return ()
    plain = source
    tree = _parse(source)
    if isinstance(tree, int):
        plain = without_magics(source)
        tree = _parse(plain)
    if isinstance(tree, int):
        tree = _longest_prefix(plain, tree)
    found: list[Statement] = []
    for node in tree.body:
        begin = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        end = node.end_lineno or node.lineno
        stored, read = set(_stores(node)), set(_loads(node))
        while found and found[-1].end_line >= begin:
            before = found.pop()
            begin, end = before.line, max(before.end_line, end)
            stored |= before.names
            read |= before.reads
        found.append(Statement(begin, end, frozenset(stored), frozenset(read)))
    return tuple(found)


def calls_of(source: str, function: str) -> frozenset[str]:
    """The names that a function defined at the top level calls, by any of its definitions."""
    tree = _parse(without_magics(source))
    if isinstance(tree, int):
        return frozenset()
    bodies: list[ast.AST] = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function
    ]
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            bodies += [node.value] if function in names else []
    return frozenset(
        call.func.id
        for body in bodies
        for call in ast.walk(body)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    )


def is_python(source: str) -> bool:
    """Whether the whole source can be parsed, IPython's magics passed over."""
    if len(source) > _MOST_CHARACTERS:
        return True  # not looked at, so not doubted
    return not (isinstance(_parse(source), int) and isinstance(_parse(without_magics(source)), int))


def without_magics(source: str) -> str:
    """The source with IPython's own lines replaced by harmless ones; lines keep their numbers."""
    lines = source.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    magic = _CELL_MAGIC.match(lines[first])
    if magic is not None:
        if magic[1] not in _PYTHON_MAGICS:
            return "\n" * (len(lines) - 1)
        lines[first] = ""
    continued = False
    for i, line in enumerate(lines):
        if continued:
            lines[i] = ""
        else:
            lines[i] = _TIMED.sub(r"\1", line)
            lines[i] = _ASSIGNED.sub(r"\1None", lines[i])
            lines[i] = _ESCAPED.sub(r"\1pass", lines[i])
            continued = lines[i] != line and not _TIMED.match(line)
        continued = continued and line.endswith("\\")
    return "\n".join(lines)


def _parse(source: str) -> ast.Module | int:
    """The syntax tree, or the number of the line at which parsing failed."""
    unknown = source.count("\n") + 1
    with _QUIET, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\s" in a student's string is no concern of ours
        try:
            return ast.parse(source)
        except SyntaxError as error:
            return error.lineno or unknown
        except (ValueError, RecursionError, MemoryError):
            return unknown


def _longest_prefix(source: str, failed_at: int) -> ast.Module:
    """The statements before a syntax error."""
    lines = source.split("\n")
    tries = min(_MOST_PARSES, 2_000_000 // (len(source) + 1) + 1)
    last = min(failed_at, len(lines)) - 1
    for cut in range(last, 0, -1):
        if cut == last or lines[cut][:1].strip(" \t\r)]},#"):  # a statement may begin here
            tree = _parse("\n".join(lines[:cut]))
            tries -= 1
            if not isinstance(tree, int):
                return tree
            if tries == 0:
                break
    return ast.Module(body=[], type_ignores=[])


def _stores(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement binds in the scope in which it stands."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        match node:
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Import() | ast.ImportFrom():
                for alias in node.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    if name != "*":
                        yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(rest)):
                yield rest
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Global):
                        yield from inner.names
            case _:
                pass
        todo += _same_scope(node)


def _loads(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement looks up in the scope in which it stands."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        todo += _same_scope(node)


def _same_scope(node: ast.AST) -> list[ast.AST]:
    """The children of a node that are evaluated in the node's own scope."""
    match node:
        case ast.AnnAssign(value=None):
            return []
        case ast.comprehension():
            return [node.iter, *node.ifs]
        case ast.Lambda():
            return _defaults(node.args)
        case ast.ClassDef():
            return [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*node.decorator_list, *_defaults(node.args)]
        case _:
            return list(ast.iter_child_nodes(node))


def _defaults(arguments: ast.arguments) -> list[ast.AST]:
    return [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]

"""A test cell -> trials, if it can be read as claims; with what it uses of cells before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from grader.checks.asserted.forms import Unclear
from grader.checks.asserts import Trial, read_trial
from grader.importing.parsing import parsed

CLAIMS_NOTHING = "it claims nothing"
_AUTOTEST = re.compile(r"^\s*###\s*(?:HASHED\s+)?AUTOTEST\b", re.MULTILINE)


def unreadable(trial: Trial) -> str:
    """Why a test cannot be read as claims; nothing if it can."""
    if _AUTOTEST.search(trial.text):
        return (
            "nbgrader writes these tests itself from the solution's values; "
            "run `nbgrader generate_assignment`, and import again"
        )
    try:
        read_trial(trial)
    except Unclear as unclear:
        return f"line {unclear.line}: {unclear.reason}" if unclear.line else unclear.reason
    except RecursionError:
        return "it is nested too deeply"
    return ""


class Helpers:
    """What cells of an assignment define that tests may use: functions, imports and data.

    A test sees what stands above it in the notebook. Functions and data that tests bring along are
    written into the test that uses them, so that it stands by itself.
    """

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}

    def take(self, source: str, *, functions_only: bool) -> None:
        """Remember what a cell binds at its top level."""
        for node in parsed(source):
            text = ast.get_source_segment(source, node) or ""
            match node:
                case ast.FunctionDef(name, decorator_list=[]):
                    self._sources[name] = text
                case ast.Import(names) | ast.ImportFrom(names=names):
                    for alias in names:
                        self._sources[alias.asname or alias.name.partition(".")[0]] = text
                case ast.Assign([ast.Name(name)]) if not functions_only:
                    self._sources[name] = text
                case _:
                    continue

    def forget(self, names: Iterable[str]) -> None:
        """What students bind themselves is theirs."""
        for name in names:
            self._sources.pop(name, None)

    def before(self, text: str) -> str:
        """The text with what it uses, and what that uses, written above it."""
        needed: dict[str, str] = {}
        todo = free_names(text)
        while todo:
            name = todo.pop()
            source = self._sources.get(name)
            if source is None or name in needed:
                continue
            needed[name] = source
            todo |= free_names(source)
        if not needed:
            return text
        order = [name for name in self._sources if name in needed]
        return "\n".join([*dict.fromkeys(needed[name] for name in order), text])


def free_names(text: str) -> set[str]:
    """The names that a text loads and does not bind first, as far as that can be told."""
    tree = ast.Module(parsed(text), [])
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {alias.asname or alias.name.partition(".")[0]
           for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
           for alias in node.names}  # fmt: skip
    own |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names if isinstance(node.ctx, ast.Load)} - own - stored


def bound_by(sources: Sequence[str]) -> Mapping[str, int]:
    """The names that cells bind at their top level, with the last cell that does."""
    found: dict[str, int] = {}
    for k, source in enumerate(sources):
        for node in parsed(source):
            match node:
                case ast.FunctionDef(name) | ast.ClassDef(name):
                    found[name] = k
                case ast.Assign(targets):
                    for target in targets:
                        for inner in ast.walk(target):
                            if isinstance(inner, ast.Name):
                                found[inner.id] = k
                case _:
                    continue
    return found

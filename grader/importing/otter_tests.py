"""Tests of otter's: cells of a source notebook, and test files, as cases with their points.

How points are shared out is that of otter's `TestFile.resolve_test_file_points`.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.errors import UsageError
from grader.importing.config import number, read_config, truth
from grader.importing.parsing import parsed

_BEGIN = re.compile(r'(?:.\s*=\s*)?""?"?\s*#\s*BEGIN\s*TEST\s*CONFIG', re.IGNORECASE)
_END = re.compile(r'""?"?\s*;?\s*#\s*END\s*TEST\s*CONFIG', re.IGNORECASE)
_MOST_CASES = 500


@dataclass(frozen=True, slots=True)
class Case:
    """One test case: its text as a trial has it, its points if it says any, and who knows it."""

    text: str
    points: float | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The cases of a question, and what it says of its points."""

    name: str
    cases: tuple[Case, ...]
    points: object = None
    all_or_nothing: bool = False


def read_case(source: str, output: str, where: str) -> Case:
    """The case that a test cell is, with what it printed when it was saved."""
    lines = source.split("\n")
    first = lines[0].strip()
    hidden = first.startswith("#") and re.search(r"\bhidden\b", first, re.IGNORECASE) is not None
    config: Mapping[str, Any] = {}
    if re.match(r"#+\s*(?:hidden\s+)?tests?\b", first, re.IGNORECASE) or hidden:
        lines = lines[1:]
    elif _BEGIN.match(first):
        end = next((k for k, line in enumerate(lines) if _END.match(line.strip())), len(lines))
        config = read_config("\n".join(lines[1:end]), where)
        lines = lines[end + 1 :]
    body = without_ignored("\n".join(lines)).strip("\n")
    hidden = truth(config["hidden"]) if "hidden" in config else hidden
    return Case(_as_trial(body, output), number(config.get("points")), hidden)


def without_ignored(source: str) -> str:
    """The text without the lines that otter ignores."""
    kept, inside = [], False
    for line in source.split("\n"):
        bare = line.rstrip()
        if bare.endswith("# END IGNORE"):
            inside = False
        elif re.match(r"\s*#\s*BEGIN\s*IGNORE", line, re.IGNORECASE):
            inside = True
        elif not inside and not bare.endswith("# IGNORE"):
            kept.append(line)
    return "\n".join(kept)


def _as_trial(body: str, output: str) -> str:
    """Python, or a doctest where something is to be printed."""
    nodes = parsed(body)
    match nodes:
        case [ast.FunctionDef(name, args)] if name.startswith("test"):
            given = ", ".join(one.arg for one in args.args)
            return f"{body}\n\n{name}({given})"
    if not output.strip() or not nodes:
        return body
    lines: list[str] = []
    source = body.split("\n")
    for node in nodes:
        decorated = [one.lineno for one in getattr(node, "decorator_list", [])]
        begin = min([node.lineno, *decorated])
        part = source[begin - 1 : node.end_lineno]
        lines += [f"{'...' if k else '>>>'} {line}".rstrip() for k, line in enumerate(part)]
    return "\n".join([*lines, output.strip("\n")])


def read_test_file(data: bytes, name: str) -> Question:
    """The question of a test file, in otter's OK format or its exception-based one; never run.

    Raises:
        UsageError: It is neither.
    """
    try:
        tree = ast.parse(data.decode("utf-8-sig"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UsageError(f"{name}: it is no test file that can be read") from None
    stem = name.removesuffix(".py")
    said: dict[str, Any] = {}
    for node in tree.body:
        match node:
            case ast.Assign([ast.Name(target)], value):
                try:
                    said[target] = ast.literal_eval(value)
                except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                    continue
    if isinstance(said.get("test"), dict):
        return _ok(said["test"], stem, name)
    cases = [_decorated(node) for node in tree.body if isinstance(node, ast.FunctionDef)]
    found = tuple(case for case in cases if case is not None)
    if not found:
        raise UsageError(f"{name}: it holds no test of otter's")
    nothing = said.get("all_or_nothing") is True
    return Question(str(said.get("name", stem)), found, said.get("points"), nothing)


def _ok(test: Mapping[str, Any], stem: str, name: str) -> Question:
    suites = test.get("suites")
    suite = suites[0] if isinstance(suites, list) and len(suites) == 1 else None
    cases = suite.get("cases") if isinstance(suite, dict) else None
    if not isinstance(cases, list) or len(cases) > _MOST_CASES:
        raise UsageError(f"{name}: it holds no single suite of cases")
    found = [
        Case(
            textwrap.dedent(str(case.get("code", ""))).strip("\n"),
            number(case.get("points")),
            case.get("hidden", True) is not False,
        )
        for case in cases
        if isinstance(case, dict)
    ]
    nothing = test.get("all_or_nothing") is True
    return Question(str(test.get("name", stem)), tuple(found), test.get("points"), nothing)


def _decorated(node: ast.FunctionDef) -> Case | None:
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(ast.Name("test_case") | ast.Attribute(attr="test_case"), _, keywords):
                said = {
                    str(one.arg): one.value.value
                    for one in keywords
                    if isinstance(one.value, ast.Constant)
                }
                node.decorator_list = []
                given = ", ".join(one.arg for one in node.args.args)
                text = f"{ast.unparse(node)}\n\n{node.name}({given})"
                return Case(text, number(said.get("points")), said.get("hidden") is True)
    return None


def shared_out(question: Question) -> tuple[list[float], str]:
    """The points of each case, and what is wrong with how they are said; nothing if all is well."""
    cases, points = question.cases, question.points
    own = [case.points for case in cases]
    whole: float | None
    if isinstance(points, dict):
        each = number(points.get("each", 1))
        whole = (1.0 if each is None else each) * len(cases)
    elif isinstance(points, list):
        if len(points) != len(cases):
            return [], f"it lists points for {len(points)} tests, and has {len(cases)}"
        own, whole = [number(one) for one in points], None
    else:
        whole = None if points in (None, "") else number(points)
    said = sum(one for one in own if one is not None)
    open_ = sum(one is None for one in own)
    if whole is not None:
        if said > whole + 1e-9:
            return [], f"its tests say more points than the {whole:g} of the question"
        rest = (whole - said) / open_ if open_ else 0.0
    else:
        rest = 1.0 / open_ if said == 0 and open_ else 0.0
    return [rest if one is None else one for one in own], ""


def worth(points: Sequence[float]) -> float:
    """The points of several cases, as a number of two decimals."""
    total = round(sum(points), 2)
    return int(total) if float(total).is_integer() else total

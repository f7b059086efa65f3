"""Doctests, as otter's test files have them: `>>> f(2)`, and below it what is to be printed."""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Callable
from typing import Any

from grader.checks.asserted import pure
from grader.checks.asserted.failing import waits_for
from grader.checks.asserted.forms import Claim, Got, Known, Program, Unclear
from grader.checks.asserted.saying import said_of
from grader.checks.asserted.statements import Interpreter
from grader.checks.asserted.values import MOST_TEXT, parse

_PROMPT = re.compile(r"^\s*>>>", re.MULTILINE)
_ERROR = re.compile(r"Traceback \(.*?\):\n.*?^([A-Za-z_][\w.]*)(?::|$)", re.DOTALL | re.MULTILINE)


def is_doctest(text: str) -> bool:
    """Whether a test is written with prompts."""
    return _PROMPT.search(text) is not None


def read_doctest(text: str, program: Program, hidden: frozenset[int]) -> None:
    """Read the examples of a doctest, in one scope.

    Raises:
        Unclear: Something in it cannot be read.
    """
    if len(text) > MOST_TEXT:
        raise Unclear(f"it has more than {MOST_TEXT:,} characters")
    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError as error:
        raise Unclear(f"it is no doctest that can be read ({error})") from None
    whole = Interpreter("", program)
    for example in examples:
        line = example.lineno + 1
        whole.source = whole.reader.source = example.source
        whole.hidden = frozenset(range(1, 200)) if line in hidden else frozenset()
        try:
            _example(example, whole)
        except Unclear as unclear:
            unclear.line = line
            raise


def _example(example: doctest.Example, whole: Interpreter) -> None:
    body = parse(example.source).body
    want, reader = example.want.strip("\n"), whole.reader
    if example.exc_msg is not None:
        error = _ERROR.search(example.want)
        if error is None:
            raise Unclear("it waits for an error that it does not name")
        kind = ast.Name(error[1].rpartition(".")[2], ast.Load(), lineno=1, col_offset=0)
        waits_for(whole, lambda: whole.statements(body, reader), kind, reader)
        return
    match body:
        case [ast.Expr(ast.Call(ast.Name("print"), given, []))] if want:
            works = [reader.work(reader.read(one)) for one in given]
            said = said_of(whole, given[0], reader) if given else ""
            whole.program.claims.append(Claim(_printed(works, want), said))
        case [ast.Expr(value)] if want:
            work, due = reader.work(reader.read(value)), _stated(want, whole)
            said = said_of(whole, value, reader)
            whole.program.claims.append(Claim(lambda got: _same(work(got), due), said))
        case [ast.Expr(ast.Call() as call)] if not whole.asserts(call, reader, body[0]):
            work = reader.work(reader.read(call))  # nothing is to be printed
            whole.program.claims.append(
                Claim(lambda got: work(got) is None, said_of(whole, call, reader))
            )
        case [ast.Expr(ast.Call())]:
            return
        case _ if want:
            raise Unclear("several statements print something")
        case _:
            whole.statements(body, reader)


def _stated(want: str, whole: Interpreter) -> object:
    """The value that a printed text stands for."""
    try:
        tree = ast.parse(want, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise Unclear("what it prints is no value that can be read") from None
    names = ast.parse("import numpy as np\nfrom numpy import array, nan, inf, float64, int64").body
    inner = Interpreter(want, whole.program)
    inner.statements(names, inner.reader)
    inner.reader.scope |= {"nan": Known(float("nan")), "inf": Known(float("inf"))}
    form = inner.reader.read(tree)
    if not isinstance(form, Known):
        raise Unclear("what it prints is no value that can be read")
    return form.value


def _same(value: object, due: object) -> bool:
    """Whether a value prints like another one, whatever numpy calls its numbers."""
    if isinstance(due, bool) or due is None or isinstance(due, str):
        plain = getattr(value, "item", lambda: value)() if not isinstance(value, str) else value
        return type(plain) is type(due) and plain == due
    equal = pure.operate("eq", value, due)
    return bool(pure.call(all, [getattr(equal, "ravel", lambda: [equal])()], {}))


def _printed(works: list[Callable[[Got], Any]], want: str) -> Callable[[Got], bool]:
    def holds(got: Got) -> bool:
        said = " ".join(str(pure.sized(work(got))) for work in works)
        return said.rstrip() == want.rstrip()

    return holds

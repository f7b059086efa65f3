"""Expressions of a test -> forms. What rests on the submission is asked; what decides is not.

A comparison, and whatever rests on one, is worked out here of what came back; a call of the
student's function, an attribute and an operator are asked, with what the test states as constants.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from grader.checks.asserted import pure
from grader.checks.asserted.comprehensions import along
from grader.checks.asserted.forms import (
    Form,
    Function,
    Got,
    Inside,
    Known,
    Lent,
    Outside,
    Package,
    Program,
    Unclear,
)
from grader.checks.asserted.lending import as_it_is, lend
from grader.checks.asserted.libraries import (
    BUILTINS,
    LIBRARIES,
    call_of,
    compared_type,
    judged,
    maybe,
    method,
    of_library,
)
from grader.checks.asserted.values import (
    TYPES,
    constant,
    known,
    make,
    parameters,
)
from grader.observation.probe import (
    Attribute,
    Lambda,
    Library,
    Local,
    Make,
    Operate,
    Probe,
    Ref,
)

_BINARY: Mapping[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv",
    ast.Mod: "mod", ast.Pow: "pow", ast.MatMult: "matmul", ast.BitAnd: "and_", ast.BitOr: "or_",
    ast.BitXor: "xor", ast.LShift: "lshift", ast.RShift: "rshift",
}  # fmt: skip
_UNARY: Mapping[type[ast.unaryop], str] = {
    ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "invert", ast.Not: "not_",
}  # fmt: skip
_COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
    ast.Is: "is_", ast.IsNot: "is_not",
}  # fmt: skip

Run = Callable[[Function, Sequence[Form], Mapping[str, Form]], Form]


@dataclass(slots=True)
class Reader:
    """Reads expressions in one scope.

    Attributes:
        program: What is asked so far.
        scope: The names of the test, with what they stand for.
        source: The text of the test, for what is said of it.
        run: Reads a call of one of the test's own functions.
        gone: Names that the test has taken out of the submission's namespace.
        lent: The test's own values that the submission's functions were given; None where none are.
    """

    program: Program
    scope: dict[str, Form]
    source: str
    run: Run
    gone: list[str] = field(default_factory=list)
    lent: Lent | None = None

    def read(self, node: ast.expr) -> Form:
        """The form of an expression.

        Raises:
            Unclear: It cannot be read; the sentence says why.
        """
        try:
            return self._read(node)
        except Unclear as unclear:
            unclear.line = unclear.line or node.lineno
            raise
        except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            reason = f"`{self.said(node)}` cannot be worked out ({type(error).__name__}: {error})"
            raise Unclear(reason, node.lineno) from None

    def _read(self, node: ast.expr) -> Form:
        match node:
            case ast.Constant(value):
                return Known(value)
            case ast.Name(name):
                return self._name(name)
            case ast.List(elts) | ast.Tuple(elts) | ast.Set(elts):
                kind = type(node).__name__.lower()
                return self.made(kind, self.entries(elts))
            case ast.Dict(keys, values) if all(key is not None for key in keys):
                pairs = zip(keys, values, strict=True)
                entries = [self.read(one) for pair in pairs for one in pair if one is not None]
                return self.made("dict", entries)
            case ast.BinOp(left, operator, right):
                return self.operate(_BINARY[type(operator)], [self.read(left), self.read(right)])
            case ast.UnaryOp(operator, operand):
                return self.operate(_UNARY[type(operator)], [self.read(operand)])
            case ast.Compare(left, operators, others):
                return self._compare(left, operators, others)
            case ast.BoolOp(operator, values):
                return self._both(isinstance(operator, ast.And), [self.read(one) for one in values])
            case ast.IfExp(test, body, orelse):
                return self._chosen(self.read(test), self.read(body), self.read(orelse))
            case ast.Attribute(value, name):
                return self._attribute(self.read(value), name, node)
            case ast.Subscript(value, key):
                return self._item(self.read(value), self.read(key))
            case ast.Slice(lower, upper, step):
                bounds = [Known(None) if b is None else self.read(b) for b in (lower, upper, step)]
                return self.made("slice", bounds)
            case ast.Call(func, args, keywords):
                return self._call(node, func, args, keywords)
            case ast.JoinedStr(values):
                return self._text(values)
            case ast.Lambda(args, body):
                returned = ast.Return(body, lineno=body.lineno, col_offset=0)
                return Function(parameters(args), {}, [returned], self.scope)
            case ast.ListComp(elt, generators) | ast.GeneratorExp(elt, generators):
                return along(self, "list", elt, generators)
            case ast.SetComp(elt, generators):
                return along(self, "set", elt, generators)
            case _:
                raise Unclear(f"`{self.said(node)}` is of a form that is not read")

    def _text(self, values: Sequence[ast.expr]) -> Form:
        """An f-string of what the test states."""
        said = ""
        for value in values:
            match value:
                case ast.Constant(str(text)):
                    said += text
                case ast.FormattedValue(inner, -1, None):
                    said += str(pure.sized(known(self.read(inner))))
                case _:
                    raise Unclear("it writes a number in a form of its own")
        return Known(pure.sized(said))

    def entries(self, nodes: Sequence[ast.expr]) -> list[Form]:
        """The forms of several expressions, with what is unpacked among them."""
        found: list[Form] = []
        for node in nodes:
            if not isinstance(node, ast.Starred):
                found.append(self.read(node))
                continue
            whole = self.read(node.value)
            if not isinstance(whole, Known):
                raise Unclear(f"it unpacks `{self.said(node.value)}`, whose length is not known")
            found += [Known(one) for one in whole.value]  # type: ignore[attr-defined]  # may raise
        return found

    def _name(self, name: str) -> Form:
        if name in self.scope:
            return as_it_is(self, self.scope[name])
        if name in BUILTINS:
            return Package(f"builtins.{name}")
        if name in LIBRARIES:
            return Package(LIBRARIES[name])
        if name in self.gone:
            raise Unclear(f"it uses `{name}`, which it has deleted")
        if hasattr(builtins, name) and name.endswith(("Error", "Exception", "Exit")):
            return Package(f"builtins.{name}")
        if hasattr(builtins, name):
            raise Unclear(f"`{name}` is not among the functions that are read")
        return Inside(Ref(name), name)

    def operate(self, name: str, forms: Sequence[Form]) -> Form:
        """An operator; what decides, or what a test's own number goes into, is worked out here."""
        if all(isinstance(one, Known) for one in forms):
            return Known(pure.operate(name, *(known(one) for one in forms)))
        stated = name != "getitem" and any(isinstance(one, Known) for one in forms)
        if name == "not_" or stated or any(isinstance(one, Outside) for one in forms):
            works = [self.work(one) for one in forms]
            inside = maybe(lambda: Operate(name, self.probes(forms)))
            return Outside(lambda got: pure.operate(name, *(work(got) for work in works)), inside)
        return Inside(Operate(name, self.probes(forms)), "")

    def _compare(
        self, left: ast.expr, operators: Sequence[ast.cmpop], others: Sequence[ast.expr]
    ) -> Form:
        forms = [self.read(one) for one in (left, *others)]
        if len(operators) == 1 and (kind := compared_type(self, forms, operators[0])) is not None:
            return kind
        pairs = [
            self.compared(operator, one, other)
            for operator, (one, other) in zip(operators, pairwise(forms), strict=True)
        ]
        return pairs[0] if len(pairs) == 1 else self._both(all_of=True, forms=pairs)

    def compared(self, operator: ast.cmpop, one: Form, other: Form) -> Form:
        """One comparison."""
        works = self.work(one), self.work(other)
        if isinstance(operator, ast.In | ast.NotIn):
            wanted = isinstance(operator, ast.In)

            def within(got: Got) -> object:
                return pure.contains(works[0](got), works[1](got)) is wanted

            return judged(within, (one, other))
        name = _COMPARED[type(operator)]
        return judged(
            lambda got: pure.operate(name, works[0](got), works[1](got)),
            (one, other),
            maybe(lambda: Operate(name, self.probes((one, other)))),
        )

    def _both(self, all_of: bool, forms: Sequence[Form]) -> Form:  # noqa: FBT001 - and, or
        works = [self.work(one) for one in forms]

        def joined(got: Got) -> object:
            value: object = all_of
            for work in works:
                value = work(got)
                if bool(value) is not all_of:
                    return value
            return value

        return judged(joined, forms)

    def _chosen(self, test: Form, body: Form, orelse: Form) -> Form:
        if isinstance(test, Known):
            return body if test.value else orelse
        works = [self.work(one) for one in (test, body, orelse)]
        return Outside(lambda got: works[1](got) if works[0](got) else works[2](got))

    def _attribute(self, of: Form, name: str, node: ast.expr) -> Form:
        match of:
            case Package(package):
                dotted = f"{package}.{name}"
                return (
                    Known(pure.CONSTANTS[dotted]) if dotted in pure.CONSTANTS else Package(dotted)
                )
            case Known(value) if name in pure.ATTRIBUTES:
                return Known(getattr(value, name))
            case Inside(probe):
                return Inside(Attribute(probe, name), self.said(node))
            case Outside(work) if name in pure.ATTRIBUTES:
                return Outside(lambda got: getattr(np.asarray(work(got)), name))
            case _:
                raise Unclear(f"`{self.said(node)}` is of a form that is not read")

    def _item(self, of: Form, key: Form) -> Form:
        if isinstance(of, Known) and isinstance(key, Known):
            return Known(pure.operate("getitem", of.value, key.value))
        return self.operate("getitem", [of, key])

    def made(self, kind: str, entries: Sequence[Form]) -> Form:
        """A container of these entries."""
        if all(isinstance(one, Known) for one in entries):
            return Known(make(kind, [known(one) for one in entries]))
        if any(isinstance(one, Outside) for one in entries):
            works = [self.work(one) for one in entries]
            return Outside(lambda got: make(kind, [work(got) for work in works]))
        return Inside(Make(kind, self.probes(entries)), "")

    def within(self, names: Mapping[str, Form]) -> Reader:
        """A reader that knows further names."""
        scope = {**self.scope, **names}
        return Reader(self.program, scope, self.source, self.run, self.gone, self.lent)

    def _call(
        self,
        node: ast.Call,
        func: ast.expr,
        args: Sequence[ast.expr],
        keywords: Sequence[ast.keyword],
    ) -> Form:
        given, named = self.entries(args), self._named(keywords)
        if isinstance(func, ast.Attribute):
            owner = self.read(func.value)
            if isinstance(owner, Inside) and func.attr == "encode":  # bytes do not come out
                owner = Outside(self.work(owner))
            if isinstance(owner, Known | Outside):
                return method(self, owner, func.attr, given, named)
        match self.read(func):
            case Function() as own:
                return self.run(own, given, named)
            case Package(name):
                return of_library(self, name, given, named, node)
            case Inside(probe):
                given = [lend(self, one) for one in given]
                named = {name: lend(self, one) for name, one in named.items()}
                return Inside(call_of(self, probe, given, named), self.said(node))
            case _:
                raise Unclear(f"`{self.said(func)}` is no function that is known")

    def _named(self, keywords: Sequence[ast.keyword]) -> dict[str, Form]:
        found: dict[str, Form] = {}
        for keyword in keywords:
            form = self.read(keyword.value)
            if keyword.arg is not None:
                found[keyword.arg] = form
            elif isinstance(form, Known) and isinstance(form.value, dict):
                found |= {str(name): Known(value) for name, value in form.value.items()}
            else:
                raise Unclear("it passes on arguments by ** that are not known")
        return found

    def work(self, form: Form) -> Callable[[Got], Any]:
        """How the value of a form is had of what came back; what it needs is asked now."""
        match form:
            case Known(value):
                return lambda _got: value
            case Outside(work):
                return work
            case Inside(probe):
                key = self.program.take(probe, shown=True)
                return lambda got: got.value(key)
            case Package(name) if name in TYPES:
                return lambda _got: TYPES[name]
            case Package(name):
                raise Unclear(f"`{name}` is used as a value")
            case Function():
                raise Unclear("a function is used as a value")

    def probe(self, form: Form) -> Probe:
        """How the submission is given what a form stands for."""
        match form:
            case Known(value):
                return constant(value)
            case Inside(probe):
                return probe
            case Package(name):
                return Library(name)
            case Outside(inside=inside) if inside is not None:
                return inside
            case Function():
                return self._handed_over(form)
            case _:
                raise Unclear("it hands over what was compared before")

    def _handed_over(self, own: Function) -> Probe:
        """A function of the test's as the submission's code may call it: names, then a value."""
        local: dict[str, Form] = {name: Inside(Local(name), name) for name in own.parameters}
        inner = Reader(self.program, {**own.scope, **local}, self.source, self.run)
        asked = len(self.program.steps)
        for node in own.body:
            match node:
                case ast.Assign([ast.Name(name)], value):
                    inner.scope[name] = inner.read(value)
                case ast.Return(ast.expr() as body):
                    probe = inner.probe(inner.read(body))
                    del self.program.steps[asked:]  # they would ask for what it is called with
                    return Lambda(own.parameters, probe)
                case _:
                    break
        raise Unclear("it hands over a function that does more than to work out a value")

    def probes(self, forms: Sequence[Form]) -> tuple[Probe, ...]:
        """How the submission is given several things."""
        return tuple(self.probe(one) for one in forms)

    def said(self, node: ast.AST) -> str:
        """How the test writes something, in one line."""
        said = ast.get_source_segment(self.source, node) if isinstance(node, ast.expr) else None
        return " ".join((said or ast.unparse(node)).split())[:80]

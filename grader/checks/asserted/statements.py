"""The statements of a test, read in order into steps and claims; nothing of it is run.

Loops over what the test states are unrolled, its own functions are read where they are called, and
an error that it waits for becomes a claim of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import numpy as np

from grader.checks.asserted import pure
from grader.checks.asserted.calls import assertion, family
from grader.checks.asserted.expressions import Reader
from grader.checks.asserted.failing import fails, raises, read_try, with_error
from grader.checks.asserted.forms import (
    Claim,
    Form,
    Function,
    Got,
    Inside,
    Known,
    Lent,
    Outside,
    Package,
    Program,
    Returned,
    Unclear,
)
from grader.checks.asserted.libraries import BUILTINS, LIBRARIES
from grader.checks.asserted.saying import first_name, said_of
from grader.checks.asserted.values import MUTABLE, bound, known, parameters, parse
from grader.observation.probe import Local

_MOST_STATEMENTS = 20_000
_DEEPEST = 20


class Interpreter:
    """Reads one test.

    Args:
        source: Its text.
        program: What it asks and claims is added to this.
        hidden: Lines, from 1, that students do not know.
    """

    def __init__(self, source: str, program: Program, hidden: frozenset[int] = frozenset()) -> None:
        self.source, self.program, self.hidden = source, program, hidden
        self.gone: list[str] = []
        self.stars: list[str] = []
        self.left, self.depth = _MOST_STATEMENTS, 0
        self.lent = Lent()
        self.reader = self._reader({})

    def read_all(self) -> None:
        """Read the whole text.

        Raises:
            Unclear: Something in it cannot be read.
        """
        self.statements(parse(self.source).body, self.reader)

    def statements(self, body: Sequence[ast.stmt], reader: Reader) -> None:
        """Read statements in one scope."""
        for node in body:
            self.left -= 1
            if self.left < 0:
                raise Unclear(f"it takes more than {_MOST_STATEMENTS:,} steps", node.lineno)
            try:
                self._statement(node, reader)
            except Unclear as unclear:
                unclear.line = unclear.line or node.lineno
                raise
            except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
                reason = f"it cannot be worked out ({type(error).__name__}: {error})"
                raise Unclear(reason, node.lineno) from None

    def _reader(self, scope: dict[str, Form]) -> Reader:
        return Reader(self.program, scope, self.source, self._run, self.gone, self.lent)

    def _statement(self, node: ast.stmt, reader: Reader) -> None:
        match node:
            case ast.Pass() | ast.Global() | ast.Nonlocal() | ast.Expr(ast.Constant()):
                return
            case ast.Import() | ast.ImportFrom():
                self._import(node, reader)
            case ast.Assert(test):
                self.claim(test, reader, node)
            case ast.Assign(targets, value):
                for target in targets:
                    self._assign(target, reader.read(value), reader)
            case ast.AnnAssign(target, _, ast.expr() as value):
                self._assign(target, reader.read(value), reader)
            case ast.AugAssign(ast.Name() | ast.Subscript() as target, operator, value):
                whole = ast.BinOp(target, operator, value, lineno=node.lineno, col_offset=0)
                self._assign(target, reader.read(whole), reader)
            case ast.Expr(value):
                self._expression(value, reader, node)
            case ast.For(target, ast.List(elts) | ast.Tuple(elts), body, []):
                for form in reader.entries(elts):
                    reader.scope.update(bound(target, form))
                    self.statements(body, reader)
            case ast.For(target, over, body, []):
                self._loop(target, reader.read(over), body, reader)
            case ast.If(test, body, orelse):
                self._if(test, body, orelse, reader)
            case ast.FunctionDef(name, args, body):
                self._define(name, args, body, reader)
            case ast.Return(value):
                raise Returned(Known(None) if value is None else reader.read(value))
            case ast.Raise():
                self.program.claims.append(Claim(lambda _got: False, first_name(node, reader)))
            case ast.Delete(targets):
                self._delete(targets, reader)
            case ast.Try(body, handlers, orelse, final):
                read_try(self, body, handlers, orelse, reader)
                self.statements(final, reader)
            case ast.With([ast.withitem(ast.Call() as call, _)], body):
                with_error(self, call, body, reader)
            case _:
                kind = type(node).__name__.lower()
                raise Unclear(f"it has a statement of a kind that is not read ({kind})")

    def _import(self, node: ast.Import | ast.ImportFrom, reader: Reader) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                name = alias.asname or alias.name.partition(".")[0]
                reader.scope[name] = Package(alias.name if alias.asname else name)
            elif alias.name == "*":
                self.stars.append(str(node.module))
            else:
                reader.scope[alias.asname or alias.name] = Package(f"{node.module}.{alias.name}")

    def claim(self, test: ast.expr, reader: Reader, node: ast.stmt) -> None:
        """Take up what must be true."""
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            for one in test.values:  # each is said of by itself
                self.claim(one, reader, node)
            return
        if isinstance(test, ast.Tuple):
            raise Unclear("it asserts a tuple, which is always true")
        before, outer = len(self.program.steps), self.lent.before
        self.lent.before = frozenset(self.lent.keys)
        work = reader.work(reader.read(test))
        self.lent.before = outer
        compared = self._compared(test, reader, before)
        self.program.claims.append(
            Claim(lambda got: bool(work(got)), said_of(self, test, reader), compared=compared)
        )

    def _compared(self, test: ast.expr, reader: Reader, before: int) -> tuple[str, object] | None:
        """The one step of a comparison, and the number or array that it is held against."""
        match test:
            case ast.Compare(left, [ast.Eq()], [right]):
                sides = [left, right]
            case ast.Call(_, [left, right, *_]) | ast.Compare(
                ast.Call(_, [ast.BinOp(left, ast.Sub(), right)]), [ast.Lt() | ast.LtE()], [_]
            ):
                sides = [left, right]
            case _:
                return None
        steps = [step for step in self.program.steps[before:] if step.shown]
        if len(steps) != 1:
            return None
        asked = len(self.program.steps)
        for side in sides:
            if first_name(side, reader):
                continue
            try:
                stated = reader.read(side)
            except Unclear:
                return None
            value = stated.value if isinstance(stated, Known) else None
            numeric = isinstance(value, int | float | np.ndarray | np.number | list | tuple)
            if numeric and not isinstance(value, bool) and len(self.program.steps) == asked:
                return steps[0].name, value
        return None

    def _assign(self, target: ast.expr, form: Form, reader: Reader) -> None:
        match target:
            case ast.Name(name) if name in self.gone:
                self.gone.remove(name)
                reader.scope.pop(name, None)
            case ast.Name() | ast.Tuple() | ast.List():
                reader.scope.update(bound(target, self.settled(form)))
            case ast.Subscript(ast.expr() as of, key):
                whole, at = reader.read(of), reader.read(key)
                value = known(form)
                known(whole)[known(at)] = value
                self.lent.changed(known(whole))
            case _:
                raise Unclear("it changes something of the submission's")

    def settled(self, form: Form) -> Form:
        """What is asked is asked once, here, and must not fail."""
        if isinstance(form, Inside) and not isinstance(form.probe, Local):
            key = self.program.take(form.probe, shown=False)
            self._must_run(key, form.said)
            return Inside(Local(key), form.said)
        return form

    def _must_run(self, key: str, said: str) -> None:
        self.program.claims.append(Claim(lambda got: bool(got.types(key)), said))

    def _expression(self, value: ast.expr, reader: Reader, node: ast.stmt) -> None:
        if isinstance(value, ast.Call):
            if isinstance(value.func, ast.Name) and value.func.id in ("print", "display"):
                for one in value.args:
                    self.settled(reader.read(one))
                return
            if self._changes(value, reader) or self.asserts(value, reader, node):
                return
            self._hand_over(value, reader)
        form = reader.read(value)
        if isinstance(form, Outside):
            raise Unclear("it works something out and does not use it")
        self.settled(form)

    def _changes(self, call: ast.Call, reader: Reader) -> bool:
        """Carry out a method that changes a value of the test's own."""
        if not isinstance(call.func, ast.Attribute) or first_name(call.func.value, reader):
            return False
        try:
            owner = reader.read(call.func.value)
        except Unclear:
            return False
        if not isinstance(owner, Known):
            return False
        name = call.func.attr
        if not any(isinstance(owner.value, k) and name in n for k, n in pure.CHANGES.items()):
            return False
        getattr(owner.value, name)(*(known(reader.read(one)) for one in call.args))
        pure.sized(owner.value)
        self.lent.changed(owner.value)
        return True

    def _hand_over(self, call: ast.Call, reader: Reader) -> None:
        """Arguments that a call may change, since its result is not used, become the code's own."""
        for one in call.args:
            if not isinstance(one, ast.Name):
                continue
            form = reader.scope.get(one.id)
            if isinstance(form, Known) and isinstance(form.value, MUTABLE):
                key = self.program.take(reader.probe(form), shown=False)
                reader.scope[one.id] = Inside(Local(key), one.id)

    def asserts(self, call: ast.Call, reader: Reader, node: ast.stmt) -> bool:
        """Take up a call of an assertion, such as `np.testing.assert_allclose`."""
        name = self._assertion_name(call.func, reader)
        if name is None:
            return False
        kind = family(name)
        if kind is None:
            raise Unclear(f"`{name}` is not among the assertions that are read")
        if kind == "raises":
            raises(self, call, reader)
            return True
        if kind in ("true", "false") and call.args:
            test = call.args[0]
            if kind == "false":
                test = ast.UnaryOp(ast.Not(), test, lineno=test.lineno, col_offset=0)
            self.claim(test, reader, node)
            return True
        outer, self.lent.before = self.lent.before, frozenset(self.lent.keys)
        forms = [reader.read(one) for one in call.args]
        self.lent.before = outer
        named = {str(one.arg): reader.read(one.value) for one in call.keywords}
        if kind == "is_instance":
            isinstance_of = ast.Name("isinstance", ast.Load(), lineno=node.lineno, col_offset=0)
            test = ast.Call(isinstance_of, call.args, [], lineno=node.lineno, col_offset=0)
            self.claim(test, reader, node)
            return True
        before = len(self.program.steps)
        work = assertion(name, kind, [reader.work(one) for one in forms],
                         {key: reader.work(one) for key, one in named.items()})  # fmt: skip
        compared = None
        steps = [step.name for step in self.program.steps[before:] if step.shown]
        if len(steps) == 1 and kind in ("equal", "close"):
            stated = [one.value for one in forms if isinstance(one, Known)]
            compared = (steps[0], stated[0]) if stated else None
        self.program.claims.append(Claim(work, said_of(self, call, reader), compared=compared))
        return True

    def _assertion_name(self, func: ast.expr, reader: Reader) -> str | None:
        """The dotted name of a function that asserts; None if it is another function."""
        match func:
            case ast.Name(name):
                form = reader.scope.get(name)
                if isinstance(form, Package):
                    return form.name if family(form.name) else None
                if form is None and name not in BUILTINS and family(name) and self.stars:
                    return f"{self.stars[-1]}.{name}"
                if form is None and name.lower().startswith(("assert", "check_", "test_")):
                    raise Unclear(f"`{name}` is a function that the test does not define")
                return None
            case ast.Attribute(value, name) if name.lower().startswith("assert"):
                match value:
                    case ast.Name(owner) if owner in reader.scope or owner in LIBRARIES:
                        found = reader.read(value)
                        if isinstance(found, Package):
                            return f"{found.name}.{name}"
                    case ast.Attribute():
                        found = reader.read(value)
                        if isinstance(found, Package):
                            return f"{found.name}.{name}"
                    case _:
                        pass
                return f"unittest.{name}"
            case ast.Attribute(ast.Name(owner), "eq_" | "ok_" as name) if owner in LIBRARIES:
                return f"{LIBRARIES[owner]}.{name}"
            case _:
                return None

    def _loop(self, target: ast.expr, over: Form, body: Sequence[ast.stmt], reader: Reader) -> None:
        if isinstance(over, Known):
            for value in list(over.value):  # type: ignore[call-overload]  # it may raise
                reader.scope.update(bound(target, Known(value)))
                self.statements(body, reader)
            return
        slot: list[object] = [None]
        entry = Outside(lambda _got: slot[0])
        whole = reader.work(over)
        reader.scope.update(bound(target, entry))
        steps, first = len(self.program.steps), len(self.program.claims)
        self.statements(body, reader)
        claims = self.program.claims[first:]
        del self.program.claims[first:]
        if len(self.program.steps) > steps or not claims:
            raise Unclear("it goes along a value of the submission and asks for more in each turn")

        def all_hold(got: Got) -> bool:
            for value in pure.sized(whole(got)):
                slot[0] = value
                if not all(claim.work(got) for claim in claims):
                    return False
            return True

        self.program.claims.append(Claim(all_hold, claims[0].said))

    def _if(
        self, test: ast.expr, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt], reader: Reader
    ) -> None:
        form = reader.read(test)
        if isinstance(form, Known):
            self.statements(body if form.value else orelse, reader)
        elif fails(body) and not orelse:
            work = reader.work(form)
            self.program.claims.append(
                Claim(lambda got: not work(got), said_of(self, test, reader))
            )
        else:
            raise Unclear("what it asks depends on what the submission gives")

    def _define(
        self, name: str, args: ast.arguments, body: Sequence[ast.stmt], reader: Reader
    ) -> None:
        names = parameters(args)
        last = names[len(names) - len(args.defaults) :]
        defaults = {n: reader.read(one) for n, one in zip(last, args.defaults, strict=True)}
        text = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
        reader.scope[name] = Function(names, defaults, body[1:] if text else body, reader.scope)

    def _run(self, own: Function, given: Sequence[Form], named: Mapping[str, Form]) -> Form:
        """Read a function of the test's where it is called."""
        if len(given) > len(own.parameters) or set(named) - set(own.parameters):
            raise Unclear("it calls a function of its own with other arguments than it has")
        values = {**own.defaults, **dict(zip(own.parameters, given, strict=False)), **named}
        if set(values) != set(own.parameters):
            raise Unclear("it calls a function of its own with too few arguments")
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unclear("its own functions call each other too deeply")
        try:
            self.statements(own.body, self._reader({**own.scope, **values}))
        except Returned as returned:
            return returned.form
        finally:
            self.depth -= 1
        return Known(None)

    def _delete(self, targets: Sequence[ast.expr], reader: Reader) -> None:
        for target in targets:
            if not isinstance(target, ast.Name):
                raise Unclear("it deletes something else than a name")
            if reader.scope.pop(target.id, None) is None:
                self.gone.append(target.id)

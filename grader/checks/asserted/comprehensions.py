"""Comprehensions: unrolled, asked of the submission as a whole, or worked out for each entry."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.checks.asserted import pure
from grader.checks.asserted.forms import Form, Got, Inside, Known, Outside, Unclear
from grader.checks.asserted.values import bound, known, make
from grader.observation.probe import Call, Lambda, Library, Local

if TYPE_CHECKING:
    from grader.checks.asserted.expressions import Reader


def along(
    reader: Reader, kind: str, elt: ast.expr, generators: Sequence[ast.comprehension]
) -> Form:
    """A comprehension: unrolled over what is known, else worked out here for each entry."""
    [first, *rest] = generators
    over = reader.read(first.iter)
    if isinstance(over, Known):
        forms: list[Form] = []
        for value in list(over.value):  # type: ignore[call-overload]  # it may raise
            inner = reader.within(bound(first.target, Known(value)))
            tests = [inner.read(one) for one in first.ifs]
            if not all(isinstance(one, Known) for one in tests):
                raise Unclear("it leaves out entries by what the submission gives")
            if all(known(one) for one in tests):
                more = along(inner, kind, elt, rest) if rest else None
                forms.append(inner.read(elt) if more is None else more)
        return reader.made(kind, forms)
    if rest:
        raise Unclear("it goes along several values of the submission at once")
    asked = _mapped(reader, kind, elt, first, over)
    if asked is not None:
        return asked
    slot: list[object] = [None]
    inner = reader.within(bound(first.target, Outside(lambda _got: slot[0])))
    works = [inner.work(inner.read(one)) for one in (*first.ifs, elt)]
    whole = reader.work(over)

    def walked(got: Got) -> object:
        found = []
        for entry in pure.sized(whole(got)):
            slot[0] = entry
            if all(work(got) for work in works[:-1]):
                found.append(works[-1](got))
        return make(kind, found)

    return Outside(walked)


def _mapped(
    reader: Reader, kind: str, elt: ast.expr, over: ast.comprehension, whole: Form
) -> Form | None:
    """A comprehension that the submission works out, since its entries ask for more."""
    if over.ifs or not isinstance(whole, Inside):
        return None
    slot, before = f"each {len(reader.program.steps)}", len(reader.program.steps)
    inner = reader.within(bound(over.target, Inside(Local(slot), "")))
    inner.lent = None
    try:
        form = inner.read(elt)
    except Unclear:
        form = None
    if not isinstance(form, Inside) or len(reader.program.steps) > before:
        del reader.program.steps[before:]
        return None
    each = Lambda((slot,), form.probe)
    mapped = Call(Library("builtins.map"), (each, whole.probe))
    return Inside(Call(Library(f"builtins.{kind}"), (mapped,)), "")

"""Values of a test that functions of the submission are given, and may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.checks.asserted.forms import Form, Inside, Known, Outside
from grader.checks.asserted.values import MUTABLE, constant
from grader.observation.probe import Local

if TYPE_CHECKING:
    from grader.checks.asserted.expressions import Reader


def as_it_is(reader: Reader, form: Form) -> Form:
    """A value of the test's as it is now, in a claim after functions were given it."""
    key = reader.lent.key_of(form) if reader.lent else None
    if key is None:
        return form
    now = reader.program.take(Local(key), shown=True)
    return Outside(lambda got: got.value(now), Local(key))


def lend(reader: Reader, form: Form) -> Form:
    """A value of the test's that can be changed, as the one thing that functions are given."""
    lent = reader.lent
    if lent is None or not isinstance(form, Known) or not isinstance(form.value, MUTABLE):
        return form
    if id(form.value) not in lent.keys:
        lent.keys[id(form.value)] = reader.program.take(constant(form.value), shown=False)
        lent.values.append(form.value)
    return Inside(Local(lent.keys[id(form.value)]), "")

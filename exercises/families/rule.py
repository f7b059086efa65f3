"""Rules whose parents are only known when an exercise names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from inspect import Parameter, Signature, signature
from typing import Any

from grader import Misconception

Formula = Callable[..., Any]


def over(parents: Sequence[str], formula: Formula) -> Formula:
    """A rule whose parameters are called `parents`, in the order in which `formula` takes them."""

    def rule(**values: Any) -> Any:  # noqa: ANN401 - a rule may give anything
        return formula(*(values[parent] for parent in parents))

    parameters = [Parameter(parent, Parameter.KEYWORD_ONLY) for parent in parents]
    rule.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return rule


def inside(outer: Formula, name: str, inner: Formula) -> Formula:
    """The rule `outer` with its parent `name` worked out by the rule `inner`."""
    own, within = tuple(signature(outer).parameters), tuple(signature(inner).parameters)
    parents = tuple(dict.fromkeys((*within, *(p for p in own if p != name))))

    def formula(*values: Any) -> Any:  # noqa: ANN401
        known = dict(zip(parents, values, strict=True))
        known[name] = inner(**{p: known[p] for p in within})
        return outer(**{p: known[p] for p in own})

    return over(parents, formula)


def unfolded(
    found: Sequence[Misconception], name: str, rule: Formula
) -> tuple[Misconception, ...]:  # fmt: skip
    """The same slips where nobody is asked for their parent `name`: `rule` works it out."""
    return tuple(
        replace(one, rule=inside(one.rule, name, rule))
        if name in signature(one.rule).parameters
        else one
        for one in found
    )


def carried(
    found: Sequence[Misconception], part: str, rule: Formula
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in something that nobody is asked for, seen in the part that `rule` makes of it."""
    return tuple(replace(one, part=part, rule=inside(rule, one.part, one.rule)) for one in found)


def without(found: Sequence[Misconception], *ids: str) -> tuple[Misconception, ...]:
    """All but those with these ids: slips that are none in an exercise, or cannot be told there.

    Raises:
        ValueError: There is none of that id.
    """
    strangers = set(ids) - {one.id for one in found}
    if strangers:
        raise ValueError(f"there are no misconceptions {sorted(strangers)}")
    return tuple(one for one in found if one.id not in ids)


def called(found: Sequence[Misconception], name: str) -> tuple[Misconception, ...]:
    """The same with ids that begin with `name`: a family may serve two parts of an exercise."""
    return tuple(replace(one, id=f"{name}-{one.id.partition('-')[2]}") for one in found)


def only(found: Sequence[Misconception], *ids: str) -> tuple[Misconception, ...]:
    """Those with these ids, where few of a family fit.

    Raises:
        ValueError: There is none of that id.
    """
    rest = without(found, *ids)
    return tuple(one for one in found if one not in rest)

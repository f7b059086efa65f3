"""Rules whose parents are only known when an exercise names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
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


def without(found: Sequence[Misconception], *ids: str) -> tuple[Misconception, ...]:
    """All but those with these ids: slips that are none in an exercise, or cannot be told there.

    Raises:
        ValueError: There is none of that id.
    """
    strangers = set(ids) - {one.id for one in found}
    if strangers:
        raise ValueError(f"there are no misconceptions {sorted(strangers)}")
    return tuple(one for one in found if one.id not in ids)

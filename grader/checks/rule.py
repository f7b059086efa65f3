"""Rules with named parents: how the true value of a part follows from others."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import CourseError

Quantity = Any
"""A true value: a number, an array, a list of numbers, or a function (for parts such as `df`)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A function of named parents; the names are those of parts, helpers and givens."""

    parents: tuple[str, ...]
    function: Callable[..., Quantity]

    @classmethod
    def of(cls, function: Callable[..., Quantity]) -> Rule:
        """The rule whose parents are the parameter names of `function`.

        Raises:
            CourseError: A parameter is `*args`, `**kwargs` or positional-only.
        """
        parameters = inspect.signature(function).parameters.values()
        for parameter in parameters:
            if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                name = getattr(function, "__name__", "a rule")
                problem = f"the parameter '{parameter.name}' of the rule '{name}'"
                raise CourseError(name, f"{problem} must be a plain name")
        return cls(tuple(parameter.name for parameter in parameters), function)

    def __call__(self, values: Mapping[str, Quantity]) -> Quantity:
        """The value that follows from `values`, which hold at least the parents."""
        return self.function(**{name: values[name] for name in self.parents})

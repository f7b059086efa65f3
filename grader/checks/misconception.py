"""A misconception: a named wrong rule, run like the right one, that explains a wrong value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.checks.rule import Rule


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong rule for a part.

    Attributes:
        id: Short and unique in the exercise, e.g. "dz-sign".
        part: The part that it explains.
        rule: The wrong rule; its parameter names are its parents, which may be other parts than
            those of the right rule. For a function part, the wrong function itself.
        name: What went wrong, in a few words for the student.
        nudge: A question or hint that does not give the answer away.
        family: Misconceptions of one family cannot be told apart by the numbers; the first of
            them that matches stands for all.
        pointer: A plainer hint, for a later attempt; it may say where to look.
        worked: The same step worked out on other numbers, or for another function.
    """

    id: str
    part: str
    rule: Callable[..., Any]
    name: str
    nudge: str
    family: str = ""
    pointer: str = ""
    worked: str = ""

    def as_rule(self) -> Rule:
        """The wrong rule with its parents by name."""
        return self.rule if isinstance(self.rule, Rule) else Rule.of(self.rule)

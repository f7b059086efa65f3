"""The graph of an exercise: which part follows from which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from grader.checks.rule import Quantity, Rule
from grader.errors import CourseError, meant


@dataclass(frozen=True, slots=True)
class Graph:
    """The rules of an exercise by part id, in an order in which parents come first."""

    rules: Mapping[str, Rule]
    order: tuple[str, ...]

    @classmethod
    def build(cls, where: str, rules: Mapping[str, Rule], known: Collection[str]) -> Graph:
        """Check that all parents exist and that no rule depends on itself.

        Args:
            where: The exercise, for the error.
            rules: By part id.
            known: Names that have a value without a rule (givens).

        Raises:
            CourseError: A parent is unknown, or the rules go round in a circle.
        """
        for part, rule in rules.items():
            for parent in rule.parents:
                if parent not in rules and parent not in known:
                    problem = f"part '{part}' rests on '{parent}', which is no part, given or fixed"
                    names = [name for name in (*rules, *known) if name != part]
                    raise CourseError(where, f"{problem} value{meant(parent, names)}")
        sorter = TopologicalSorter(
            {part: [p for p in rule.parents if p in rules] for part, rule in rules.items()}
        )
        try:
            return cls(rules, tuple(sorter.static_order()))
        except CycleError as cycle:
            circle = " -> ".join(cycle.args[1])
            raise CourseError(where, f"rules go round in a circle: {circle}") from None

    def true_values(self, givens: Mapping[str, Quantity]) -> dict[str, Quantity]:
        """Every part's true value on these givens, with the givens themselves."""
        values = dict(givens)
        for part in self.order:
            values[part] = self.rules[part](values)
        return values

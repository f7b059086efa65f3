"""Exercise and Part: an exercise as a value, composed in a Python file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real

from grader.checks.check import Check
from grader.checks.misconception import Misconception
from grader.checks.relation import Relation
from grader.checks.rule import Quantity
from grader.errors import CourseError, meant
from grader.exercise.graph import Graph
from grader.exercise.released import Released
from grader.exercise.variants import Allowed, numbers_of


@dataclass(frozen=True, slots=True)
class Part:
    """One gradable line.

    Attributes:
        id: Its name in the submission, or a name of its own for a figure or a column.
        points: What it is worth: a whole number, or one of two decimals at most.
        check: What to ask, and how to judge.
        title: How the report calls it; the id by default.
        symbol: LaTeX, for the report: how it is written by hand. It must not tell the answer.
        self_check: Some lines of Python with which students can see for themselves.
        relation: What must hold among the student's own values, for `grader check`. Checks of
            functions, paths and lists bring their own.
    """

    id: str
    points: float
    check: Check
    title: str = ""
    symbol: str = ""
    self_check: str = ""
    relation: Relation | None = None

    @property
    def label(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise: everything that its folder says, as plain values.

    Attributes:
        id: Hyphenated, unique in the course.
        title: For headings.
        parts: What is graded, in the order of the report.
        givens: Numbers that the stub hands to the student under these names; a changed one costs
            nothing by itself.
        fixed: Numbers and arrays that rules use and that nobody is asked for.
        alternative_givens: Other givens, for re-runs that tell misconceptions apart.
        variants: What givens may be, where every student gets numbers of their own.
        helpers: Parts of an earlier exercise that this one uses; judged, so that what rests on them
            can follow through, but worth nothing here.
        misconceptions: Named wrong rules.
        solution_digests: `source_digest` of the course's own solution cells, which are not run.
        stub_digests: The same of other untouched stubs that are in use, beside stub.py.
        released: How submissions are known that were made for another tool, if there are any.

    Raises:
        CourseError: Something is not of the kind that it has to be, ids are not unique, points are
            not positive whole numbers, a rule rests on something unknown or on itself.
    """

    id: str
    title: str
    parts: tuple[Part, ...]
    givens: Mapping[str, float] = field(default_factory=dict)
    fixed: Mapping[str, Quantity] = field(default_factory=dict)
    alternative_givens: Mapping[str, float] = field(default_factory=dict)
    variants: Mapping[str, Allowed] = field(default_factory=dict)
    helpers: tuple[Part, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    solution_digests: frozenset[str] = frozenset()
    stub_digests: frozenset[str] = frozenset()
    released: Released | None = None

    def __post_init__(self) -> None:
        self._check_kinds()
        everything = [part.id for part in self.everything]
        names = [*everything, *self.givens, *self.fixed]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            unique = "each part, given and fixed value needs one of its own"
            raise CourseError(self.id, f"the names {', '.join(twice)} are used twice; {unique}")
        for part in self.parts:
            if not _is_worth(part.points):
                problem = f"part '{part.id}' must have positive points of at most two decimals"
                raise CourseError(self.id, f"{problem}, not {part.points}")
        strangers = set(self.alternative_givens) - set(self.givens)
        if strangers:
            raise CourseError(self.id, f"alternative givens {sorted(strangers)} are no givens")
        for name, allowed in self.variants.items():
            if name not in self.givens:
                other = meant(name, self.givens)
                raise CourseError(self.id, f"the variants of '{name}' are of no given{other}")
            if not numbers_of(allowed):
                raise CourseError(self.id, f"the variants of '{name}' hold no number, or too many")
        for wrong_rule in self.misconceptions:
            if wrong_rule.part not in everything:
                problem = f"misconception '{wrong_rule.id}' is of no part: there is no"
                other = meant(wrong_rule.part, everything)
                raise CourseError(self.id, f"{problem} '{wrong_rule.part}'{other}")
        ids = [wrong_rule.id for wrong_rule in self.misconceptions]
        again = sorted({one for one in ids if ids.count(one) > 1})
        if again:
            raise CourseError(self.id, f"the misconceptions {', '.join(again)} are there twice")
        self._check_graph()

    def _check_kinds(self) -> None:
        """Whatever an author may have written there."""
        kinds = {"parts": Part, "helpers": Part, "misconceptions": Misconception}
        for name, kind in kinds.items():
            value: object = getattr(self, name)
            if not isinstance(value, tuple | list):
                problem = f"{name} must be a tuple; a single one needs a comma after it"
                raise CourseError(self.id, problem)
            for one in value:
                if not isinstance(one, kind):
                    problem = f"{name} must hold {kind.__name__}(...), not {one!r}"
                    raise CourseError(self.id, problem)
        for part in self.everything:
            if not (hasattr(part.check, "probes") and hasattr(part.check, "judge")):
                problem = f"part '{part.id}' needs a check, such as Number(rule)"
                raise CourseError(self.id, problem)
        numbers: list[tuple[str, object]] = [*self.givens.items(), *self.alternative_givens.items()]
        for name, given in numbers:
            if not isinstance(given, Real):
                raise CourseError(self.id, f"the given '{name}' must be a number, not {given!r}")

    def _check_graph(self) -> None:
        """Building the graph raises where it is at fault."""
        _ = self.graph

    @property
    def everything(self) -> tuple[Part, ...]:
        """Helpers and parts."""
        return (*self.helpers, *self.parts)

    @property
    def max_points(self) -> float:
        """The sum of all points; a whole number is one."""
        total = round(sum(part.points for part in self.parts), 2)
        return int(total) if total == int(total) else total

    @property
    def graph(self) -> Graph:
        """The rules of all parts that have one."""
        rules = {p.id: p.check.rule for p in self.everything if p.check.rule is not None}
        return Graph.build(self.id, rules, (*self.givens, *self.fixed))

    def part(self, name: str) -> Part:
        """The part or helper of that id.

        Raises:
            KeyError: There is none.
        """
        for part in self.everything:
            if part.id == name:
                return part
        raise KeyError(name)


def _is_worth(points: object) -> bool:
    """Whether this can be what a part is worth."""
    if isinstance(points, bool) or not isinstance(points, int | float):
        return False
    return math.isfinite(points) and points > 0 and round(points, 2) == points

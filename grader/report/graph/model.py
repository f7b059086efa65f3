"""The graph of an exercise as a report shows it, and where in it something went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.grading.result import ExerciseResult, Status
from grader.report.chart.table import Table
from grader.report.looks import GIVEN, LOOKS, NOT_RIGHT, RIGHT, Look
from grader.report.safe import one_line

LEAST, MOST = 3, 60
"""Fewer quantities that rest on each other are no graph; more cannot be read."""
BEGINS = "here it begins"
STOPPED = frozenset({"crashed", "timed-out"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity.

    Attributes:
        status: None of a given.
        parents: The positions of those that it is worked out from.
        begins: Whether it is not right although all that it rests on is.
    """

    name: str
    status: Status | None
    parents: tuple[int, ...]
    begins: bool = False

    @property
    def given(self) -> bool:
        """Whether it was handed out."""
        return self.status is None

    @property
    def bad(self) -> bool:
        """Whether it is not right."""
        return self.status in NOT_RIGHT

    @property
    def settled(self) -> bool:
        """Whether it is right, if only by own values: what goes wrong further on begins there."""
        return self.given or self.status in RIGHT

    @property
    def look(self) -> Look:
        """How its status is shown."""
        return GIVEN if self.status is None else LOOKS[self.status]

    @property
    def word(self) -> str:
        """Its status, in a word or two."""
        return self.look.short.capitalize()


@dataclass(frozen=True, slots=True)
class Graph:
    """Quantities, those before which another rests on them, with words for them all."""

    quantities: tuple[Quantity, ...]
    title: str
    description: str
    caption: str
    table: Table


def graph(exercise: ExerciseResult) -> Graph | None:
    """The graph of an exercise, if it shows where something went wrong; else there is none."""
    quantities = _quantities(exercise)
    parts = [one for one in quantities if not one.given]
    if len(quantities) > MOST or _resting(quantities) < LEAST:
        return None
    begun = any(one.status != "missing" for one in parts)
    if not begun or not any(one.bad for one in parts):
        return None
    return Graph(
        quantities,
        title=f"How the quantities of exercise {exercise.number} rest on each other",
        description=" ".join(_sentence(one, quantities) for one in parts),
        caption=_caption(quantities),
        table=_table(quantities),
    )


def _quantities(exercise: ExerciseResult) -> tuple[Quantity, ...]:
    """Every node once, with the parents that stand before it."""
    statuses = {part.id: part.status for part in exercise.parts}
    at: dict[str, int] = {}
    found: list[Quantity] = []
    for node in exercise.graph[: MOST + 1]:
        if node.id in at:
            continue
        parents = tuple(dict.fromkeys(at[parent] for parent in node.parents if parent in at))
        status = None if node.kind == "given" else statuses.get(node.id, "not-judged")
        at[node.id] = len(found)
        found.append(Quantity(one_line(node.id, 60), status, parents))
    # what stopped the code stopped all parts after it: it began at the first of them
    stopped = [part.id for part in exercise.parts if part.status in STOPPED][1:]
    later = {at[name] for name in stopped if name in at}
    return tuple(
        replace(
            one,
            begins=one.bad
            and number not in later
            and all(found[parent].settled for parent in one.parents),
        )
        for number, one in enumerate(found)
    )


def _resting(quantities: Sequence[Quantity]) -> int:
    """How many parts rest on another part, or have one rest on them."""
    found: set[int] = set()
    for at, one in enumerate(quantities):
        others = [parent for parent in one.parents if not quantities[parent].given]
        found |= {at, *others} if others else set()
    return len(found)


def _sentence(one: Quantity, among: Sequence[Quantity]) -> str:
    source = f", from {_named(one, among)}" if one.parents else ""
    begins = f", {BEGINS}" if one.begins else ""
    return f"{one.name}{source}: {one.word.lower()}{begins}."


def _named(one: Quantity, among: Sequence[Quantity]) -> str:
    return ", ".join(among[parent].name for parent in one.parents)


def _caption(quantities: Sequence[Quantity]) -> str:
    used = {parent for one in quantities for parent in one.parents}
    said = "What is worked out from what, from top to bottom."
    if any(quantities[parent].bad for parent in used):
        said += " Thick lines start at a value that is not right."
    if any(quantities[parent].status == "follow-through" for parent in used):
        said += " Dashed ones carry the difference on, which costs nothing more."
    return said


def _table(quantities: Sequence[Quantity]) -> Table:
    return Table(
        caption="The quantities, what each is worked out from, and its status",
        header=("Quantity", "Worked out from", "Status"),
        rows=tuple(
            (
                one.name,
                _named(one, quantities),
                f"{one.word}, {BEGINS}" if one.begins else one.word,
            )
            for one in quantities
        ),
        note="",
    )

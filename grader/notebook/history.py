"""What ran in this kernel: the sources of cells, and what an exercise's names were after it.

Exercises share names, and a later one binds them anew. So their values are kept when a cell of the
exercise has run, and judged as they were then.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Foreign: TypeAlias = Any
"""A value of the student's: it may be anything."""

_COPIED = (list, dict, set)


@dataclass(frozen=True, slots=True)
class Ran:
    """A cell that ran: its id, where the front end gives one, and its source."""

    id: str | None
    source: str
    ended_well: bool = True


@dataclass(slots=True)
class History:
    """The cells that ran, each as it ran last, in the order of their first run.

    Attributes:
        exercise_of: Which exercise a source belongs to, and the names that matter there.
    """

    exercise_of: Callable[[Ran], tuple[str, frozenset[str]] | None] = lambda _ran: None
    _cells: dict[str, Ran] = field(default_factory=dict)
    _kept: dict[str, dict[str, Foreign]] = field(default_factory=dict)

    @property
    def cells(self) -> list[Ran]:
        """The cells, each as it ran last."""
        return list(self._cells.values())

    def note(self, ran: Ran, names: Mapping[str, Foreign]) -> None:
        """Keep a cell that ran, and what its exercise's names are now."""
        self._cells[ran.id or f"source {hash(ran.source)}"] = ran
        found = self.exercise_of(ran)
        if found is not None:
            exercise, asked = found
            self._kept[exercise] = {name: kept_copy(names[name]) for name in asked if name in names}

    def kept(self, exercise: str) -> Mapping[str, Foreign]:
        """The names of an exercise as they were after its last cell; empty if that was not seen."""
        return self._kept.get(exercise, {})


def kept_copy(value: Foreign) -> Foreign:
    """A copy of what later code may change in place; everything else as it is."""
    array = type(value).__module__ == "numpy" and hasattr(value, "dtype")
    if type(value) not in _COPIED and not array:
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # noqa: BLE001 - a student's own objects may not let themselves be copied
        return value

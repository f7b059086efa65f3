"""What ran in this kernel: the sources of cells, and what the names that are asked for were then.

Exercises share names, and a later one binds them anew. So their values are kept after every cell,
and an exercise is judged by what they were after its last one. To which exercise a cell belongs is
found out when it is asked: after a cell, nothing may take long.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Foreign: TypeAlias = Any
"""A value of the student's: it may be anything."""

_COPIED = (list, dict, set)
_MOST_BYTES = 2**20
_MOST_ENTRIES = 10_000
"""Larger values are kept as they are: a copy would take the student's time and memory."""
_RESET = re.compile(r"\s*%reset\b(?!_)")


@dataclass(frozen=True, slots=True)
class Ran:
    """A cell that ran: its id, where the front end gives one, and its source."""

    id: str | None
    source: str


@dataclass(frozen=True, slots=True)
class _Noted:
    """A cell as it ran last: when, and what the names that are asked for were after it."""

    ran: Ran
    order: int
    values: Mapping[str, Foreign] | None


@dataclass(slots=True)
class History:
    """The cells that ran, each as it ran last, in the order of their first run."""

    _cells: dict[str, _Noted] = field(default_factory=dict)
    _count: int = 0

    @property
    def cells(self) -> list[Ran]:
        """The cells, each as it ran last."""
        return [noted.ran for noted in self._cells.values()]

    def note(
        self, ran: Ran, names: Mapping[str, Foreign] | None, asked: Collection[str] = ()
    ) -> None:
        """Keep a cell that ran, and what some names are after it; None where that is not known."""
        if _RESET.match(ran.source):
            self._cells.clear()
            return
        values = None
        if names is not None:
            values = {name: kept_copy(names[name]) for name in asked if name in names}
        self._count += 1
        key = ran.id or f"source {hash(ran.source)}"
        self._cells[key] = _Noted(ran, self._count, values)

    def kept(self, sources: Collection[str]) -> Mapping[str, Foreign] | None:
        """What the names were after the last of the cells that hold these sources, in any order.

        None, if no such cell was seen to end.
        """
        ends = tuple(source.rstrip() for source in sources if source.strip())
        mine = [one for one in self._cells.values() if one.ran.source.rstrip().endswith(ends)]
        return max(mine, key=lambda one: one.order).values if mine else None


def kept_copy(value: Foreign) -> Foreign:
    """A copy of what later code may change in place; all else, and what is huge, as it is."""
    kind = type(value)
    array = kind.__module__ == "numpy" and hasattr(value, "dtype")
    if kind not in _COPIED and not array:
        return value
    try:
        if (value.nbytes if array else len(value) * _MOST_BYTES // _MOST_ENTRIES) > _MOST_BYTES:
            return value
        return copy.deepcopy(value)
    except Exception:  # noqa: BLE001 - a student's own objects may not let themselves be copied
        return value

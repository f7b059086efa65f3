"""The column of a platform's file that is meant: by its header, its id, or its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.errors import UsageError

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may be meant; `id` and `title` are the parts of its header, if it has any."""

    at: int
    header: str
    title: str = ""
    id: str = ""


def choose(name: str, columns: Sequence[Column], wanted: str | None) -> Column:
    """The column that is meant; if none is named, the only one there is.

    Raises:
        UsageError: There is none, or more than one; the sentence lists them.
    """
    if wanted is None:
        return _only(name, columns, "for scores that we know")
    asked = wanted.strip()
    by_header = [one for one in columns if one.header.strip() == asked]
    by_id = [one for one in columns if one.id and one.id == asked.strip("()|")]
    by_title = [one for one in columns if one.title and one.title.strip() == asked]
    return _only(name, by_header or by_id or by_title, f"'{asked}' for scores")


def _only(name: str, columns: Sequence[Column], meant: str) -> Column:
    if len(columns) == 1:
        return columns[0]
    if not columns:
        raise UsageError(f"{name}: it has no column {meant}; name one by its header with --column")
    shown = ", ".join(f"'{one.header}'" for one in columns[:MOST_SHOWN])
    more = f" and {len(columns) - MOST_SHOWN} more" if len(columns) > MOST_SHOWN else ""
    raise UsageError(f"{name}: it may be {shown}{more}; name one by its header with --column")

"""What the commands share by which people decide something: who, and which part."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.gradebook.rows import PartRow

F = TypeVar("F", bound=Callable[..., Any])
MOST_NAMED = 12


def by_option(function: F) -> F:
    """--by: who decides."""
    return click.option(
        "--by", metavar="WHO", help="Who decides this, for the log; your login name by default."
    )(function)


def reason_option(function: F) -> F:
    """--reason: why, which must be said."""
    return click.option(
        "--reason", metavar="TEXT", required=True, help="Why; it is shown beside the points."
    )(function)


def who(by: str | None) -> str:
    """Who is named, else who is logged in.

    Raises:
        UsageError: The system does not know.
    """
    try:
        name = (getpass.getuser() if by is None else by).strip()
    except (OSError, KeyError, ImportError):
        name = ""
    if not name:
        raise UsageError("it is not known who decides this: name someone with --by")
    return name


def why(reason: str) -> str:
    """The reason.

    Raises:
        UsageError: It is empty.
    """
    if not reason.strip():
        raise UsageError("--reason: it needs a word or two")
    return reason.strip()


def part_named(text: str, parts: Iterable[PartRow]) -> PartRow:
    """The part that is called so: EXERCISE.PART, or PART if no other exercise has one like it.

    Raises:
        UsageError: There is none, or more than one.
    """
    known = {full_name(part): part for part in parts}
    if text in known:
        return known[text]
    short = [part for part in known.values() if part.part == text]
    if len(short) == 1:
        return short[0]
    if short:
        raise UsageError(f"there are {len(short)} parts '{one_line(text)}': {_listed(short)}")
    raise UsageError(
        f"there is no part '{one_line(text)}'; there are: {_listed(list(known.values()))}"
    )


def full_name(part: PartRow) -> str:
    """EXERCISE.PART."""
    return f"{part.exercise}.{part.part}"


def _listed(parts: list[PartRow]) -> str:
    shown = ", ".join(one_line(full_name(part), 80) for part in parts[:MOST_NAMED])
    more = f" and {len(parts) - MOST_NAMED} more" if len(parts) > MOST_NAMED else ""
    return f"{shown}{more}" if shown else "none"

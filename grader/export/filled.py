"""What is written for a standing, and what came of writing all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from grader.gradebook.standing import Standing

Why = Literal[
    "not judged",
    "pending",
    "provisional",
    "not graded",
    "missing",
    "excused",
    "locked",
    "over the maximum",
    "decided there",
    "unclear",
    "no result",
]
"""Why nothing was written. "Locked" is what the platform keeps from being changed, "decided there"
what a person decided there (excused, say), and "unclear" a row that may be several students'."""
OURS: frozenset[Why] = frozenset({"not judged", "pending"})
"""What was handed in, and we have no score for."""


@dataclass(frozen=True, slots=True)
class Left:
    """A student for whom nothing was written."""

    key: str
    why: Why


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Ids in the file that are not in the gradebook, and keys the other way round."""

    in_file: tuple[str, ...] = ()
    in_gradebook: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What came of an export.

    Attributes:
        document: The file; empty where it was written piece by piece.
        filled: For how many students something was written.
        left: For whom not.
        unmatched: Who is only in the file, or only in the gradebook.
        remarks: Sentences on what was noticed.
    """

    document: bytes
    filled: int
    left: tuple[Left, ...] = ()
    unmatched: Unmatched = Unmatched()
    remarks: tuple[str, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether somebody was left for want of a result of ours."""
        return any(one.why in OURS for one in self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the caller asks of an export.

    Attributes:
        column: The platform's column, by its header, its id or its title.
        provisional: Write scores that may still rise.
        missing_as_zero: Write 0 for those who have handed in nothing.
        scale: Scale to the platform's maximum if it is another one.
        comments: Write a summary where the file has a column for it.
    """

    column: str | None = None
    provisional: bool = False
    missing_as_zero: bool = False
    scale: bool = False
    comments: bool = False


def score_of(standing: Standing, choices: Choices) -> float | Why:
    """The points to write for a standing, or why there are none."""
    if standing.status == "excused":
        return "excused"
    if standing.status == "missing" and choices.missing_as_zero:
        return 0.0
    waiting = standing.status in {"not-judged", "pending"} and not _by_hand(standing)
    if waiting or standing.points is None:
        return _without(standing)
    if standing.provisional and not choices.provisional:
        return "provisional"
    return standing.points


def counted(left: Iterable[Left]) -> Counter[Why]:
    """How many were left for each reason."""
    return Counter(one.why for one in left)


def _by_hand(standing: Standing) -> bool:
    return standing.attempt is not None and bool(standing.attempt.overrides)


def _without(standing: Standing) -> Why:
    match standing.status:
        case "pending" | "missing" | "excused":
            return standing.status
        case "not-graded":
            return "not graded"
        case "not-judged" | "graded":
            return "not judged"

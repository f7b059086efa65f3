"""Numbers and messages as a report says them."""

from __future__ import annotations

from collections.abc import Iterable

from grader.grading.result import Message
from grader.report.page import Prose
from grader.report.wording import word

MANY = 40


def points(value: float) -> str:
    """Points as people write them: `7.5`, `30`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float, most: float) -> int:
    """Whole percent, rounded down, so that 100 means all."""
    return min(100, int(100 * value / most + 1e-9)) if most > 0 else 0


def sentences(messages: Iterable[Message]) -> tuple[Prose, ...]:
    """Each sentence once, in order, and not without end."""
    once = dict.fromkeys(word(message) for message in messages)
    return tuple(map(Prose, list(once)[:MANY]))

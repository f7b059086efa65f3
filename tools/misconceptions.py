"""Writes the list in docs/misconceptions.md anew: every misconception of every exercise.

    python -m tools.misconceptions

What stands above the list stays, but for the number of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from grader.grading.course import Course, load_course

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "misconceptions.md"
LIST = "## The list\n"


def count(course: Course) -> int:
    """How many there are."""
    return sum(len(entry.exercise.misconceptions) for entry in course.exercises)


def rewritten(course: Course, page: str) -> str:
    """The page with the number and the list of a course."""
    above, heading, _ = page.partition(LIST)
    above = re.sub(r"There are \d+ in all\.", f"There are {count(course)} in all.", above)
    return above + heading + "\n".join(_list(course))


def _list(course: Course) -> Iterator[str]:
    for entry in course.exercises:
        found = entry.exercise.misconceptions
        if not found:
            continue
        yield f"\n### Exercise {entry.number}: {entry.exercise.id} ({len(found)})\n"
        yield "| id | part | name |"
        yield "|---|---|---|"
        yield from (f"| `{m.id}` | `{m.part}` | {m.name} |" for m in found)
    yield ""


if __name__ == "__main__":
    PAGE.write_text(rewritten(load_course(ROOT), PAGE.read_text(encoding="utf-8")), "utf-8")

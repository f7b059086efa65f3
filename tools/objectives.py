"""Writes docs/objectives.md: what each learning objective of the course text is practised by.

    python -m tools.objectives > docs/objectives.md

Each part of each exercise counts towards one objective, so that the points of the objectives add up
to those of the course. An exercise that is listed here and is not in the course is passed over; one
that is in the course and is not listed here is an error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import CourseError
from grader.exercise.exercise import Part
from grader.grading.course import Course, CourseExercise, load_course

ROOT = Path(__file__).resolve().parents[1]
REST: tuple[str, ...] = ()
"""All parts of an exercise that no other objective names."""


@dataclass(frozen=True, slots=True)
class Objective:
    """A learning objective.

    Attributes:
        text: What students can do.
        lessons: What teaches it.
        practised: Folders of exercises, each with the ids of its parts.
    """

    text: str
    lessons: tuple[str, ...]
    practised: Mapping[str, tuple[str, ...]]


OBJECTIVES = (
    Objective(
        "take an input forward through a network, step by step",
        ("forward",),
        {"manual_gradients": ("z", "a"), "forward_propagation": REST},
    ),
    Objective(
        "work out a loss: squared error, binary cross-entropy",
        ("losses",),
        {"manual_gradients": ("L",), "losses": REST},
    ),
    Objective(
        "explain gradient descent and its variants",
        ("descent",),
        {
            "manual_gradients": ("w_new", "b_new"),
            "gradient_descent": REST,
            "descent_variants": REST,
            "short_answers": REST,
        },
    ),
    Objective(
        "apply the chain rule to get gradients",
        ("losses", "backpropagation"),
        {"manual_gradients": REST, "chain_rule": REST},
    ),
    Objective(
        "implement backpropagation for a small network, and check it",
        ("backpropagation",),
        {"backpropagation": REST, "gradient_check": REST},
    ),
    Objective(
        "see what landscapes and learning rates do",
        ("descent", "landscapes"),
        {"learning_rates": REST, "loss_surfaces": REST},
    ),
    Objective(
        "compute the gradients of a network with several layers by hand",
        ("backpropagation",),
        {"two_layer_by_hand": REST},
    ),
)


@dataclass(frozen=True, slots=True)
class Share:
    """What of an exercise counts towards an objective."""

    entry: CourseExercise
    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """The sum of its points."""
        return sum(part.points for part in self.parts)


def shares(
    course: Course, objectives: Sequence[Objective] = OBJECTIVES
) -> tuple[tuple[Share, ...], ...]:
    """For each objective what counts towards it, in the order of the course.

    Raises:
        CourseError: A part counts towards none or two of them, or is none.
    """
    found: list[list[Share]] = [[] for _ in objectives]
    for entry in course.exercises:
        name = entry.folder.name
        places = [
            (at, one.practised[name]) for at, one in enumerate(objectives) if name in one.practised
        ]
        named = [part for _, parts in places for part in parts]
        known = {part.id: part for part in entry.exercise.parts}
        rest = tuple(part for part in entry.exercise.parts if part.id not in named)
        for at, parts in places:
            mine = tuple(known[part] for part in parts if part in known) if parts else rest
            found[at].append(Share(entry, mine))
        counted = [
            part.id for share in found for one in share if one.entry is entry for part in one.parts
        ]
        if sorted(counted) != sorted(known) or set(named) - set(known):
            problem = "each part must count towards one objective; see tools/objectives.py"
            raise CourseError(entry.folder, problem)
    return tuple(tuple(one) for one in found)


def page(course: Course) -> str:
    """The document."""
    return "\n".join(_lines(course)) + "\n"


def _lines(course: Course) -> Iterator[str]:
    found = shares(course)
    total = sum(entry.exercise.max_points for entry in course.exercises)
    yield "# Learning objectives"
    yield ""
    yield "What the course text wants students to be able to do, where this course teaches it, and"
    yield "what practises it. Each part counts towards one objective. `make objectives` writes this"
    yield "page from the exercises; a test keeps it current."
    yield ""
    yield "| | objective | lessons | exercises | points |"
    yield "|---|---|---|---|---|"
    for at, (objective, mine) in enumerate(zip(OBJECTIVES, found, strict=True), 1):
        numbers = ", ".join(str(share.entry.number) for share in mine) or "none yet"
        lessons = ", ".join(f"[{name}](../lessons/{name}.py)" for name in objective.lessons)
        points = sum(share.points for share in mine)
        yield f"| {at} | {objective.text} | {lessons} | {numbers} | {points} |"
    yield f"| | **sum** | | | **{total}** |"
    for at, (objective, mine) in enumerate(zip(OBJECTIVES, found, strict=True), 1):
        if not mine:
            continue
        yield ""
        yield f"## {at}. {objective.text[0].upper()}{objective.text[1:]}"
        yield ""
        yield "| exercise | part | | points |"
        yield "|---|---|---|---|"
        for share in mine:
            name = f"{share.entry.number}. {share.entry.exercise.title}"
            link = f"[{name}](../exercises/{share.entry.folder.name}/README.md)"
            for part in share.parts:
                title = part.title.replace("|", "\\|") if part.title != part.id else ""
                yield f"| {link} | `{part.id}` | {title} | {part.points} |"


if __name__ == "__main__":
    sys.stdout.write(page(load_course(ROOT)))

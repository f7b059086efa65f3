"""What comparing a class costs, and how well it tells who is similar, on the course's solutions.

    python -m benchmarks.similar [--rewrites N] [--classes N]...

Classes are made up: each student answers each exercise with one of the solutions or samples in this
repository, drawn by chance, and adds a line of their own. Reading is from memory. Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.random import default_rng

from grader.cli.likenesses import Chosen, page_of, search
from grader.cli.works import Work
from grader.gradebook.rows import Stored
from grader.grading.course import Course, load_course
from grader.similarity.compare import Least
from tests.rewrites.corpus import draws
from tests.similarity.corpus import independent, partly, rewritten

ROOT = Path(__file__).resolve().parents[1]
CLASSES = (250, 500, 1000)
LENGTHS = (0, 100)
SHARES = (0.9, 0.7, 0.5, 0.3)
CHOICES = (
    Least(),
    Least(share=0.5),
    Least(share=0.4),
    Least(tokens=40),
    Least(tokens=60),
    Least(common_parties=10**6),
    Least(share=0.4, tokens=40, common_parties=10**6),
)


class Shelf:
    """In place of a cohort: contents by number."""

    def __init__(self, contents: Sequence[bytes]) -> None:
        self._contents = contents

    def content(self, number: int) -> bytes:
        """What was handed in."""
        return self._contents[number]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rewrites", type=int, default=400)
    parser.add_argument("--classes", type=int, nargs="*", default=CLASSES)
    asked = parser.parse_args()
    course = load_course(ROOT)
    _quality(course, asked.rewrites)
    _partly(course)
    _time(course, asked.classes)


def _quality(course: Course, rewrites: int) -> None:
    drawn = list(draws(course, rewrites, default_rng(7)))
    heads = [
        f"rewrites of {length} tokens and more" if length else "rewrites" for length in LENGTHS
    ]
    print(f"| share | tokens | common from | independent | {' | '.join(heads)} |")
    print("|---|---|---|---|---|---|")
    for least in CHOICES:
        apart = independent(course, least)
        again = [rewritten(course, drawn, least, length) for length in LENGTHS]
        cells = [f"{one.found} of {one.of}" for one in (apart, *again)]
        common = least.common_parties + 1 if least.common_parties < 10**6 else "-"
        print(f"| {least.share:g} | {least.tokens} | {common} | {' | '.join(cells)} |")


def _partly(course: Course) -> None:
    print("\n| taken from one solution, the rest from another | found |\n|---|---|")
    for share in SHARES:
        met = partly(course, share, Least())
        print(f"| {100 * share:.0f} % | {met.found} of {met.of} |")


def _time(course: Course, counts: Sequence[int]) -> None:
    print("\n| students | seconds | ms each | times the first | page KB | peak MB | likenesses |")
    print("|---|---|---|---|---|---|---|")
    first = 0.0
    for count in counts:
        works = _works(course, count)
        chosen = Chosen(course, course.exercises, Least(), 50)
        begin = time.perf_counter()
        found = search(chosen, works)
        page = page_of(chosen, found, None)
        seconds = time.perf_counter() - begin
        first = first or seconds / count
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cells = [
            f"{seconds:.1f}",
            f"{1000 * seconds / count:.1f}",
            f"{seconds / count / first:.2f}",
        ]
        cells += [f"{len(page) / 1000:.0f}", f"{peak:.0f}", str(len(found.alike))]
        print(f"| {count} | {' | '.join(cells)} |")


def _works(course: Course, count: int) -> list[Work]:
    rng = default_rng(5)
    pool = {entry.folder.name: _answers(entry.folder.name) for entry in course.exercises}
    contents = []
    for at in range(count):
        cells: list[dict[str, Any]] = []
        for entry in course.exercises:
            answers = pool[entry.folder.name]
            own = f"\nmine = [{', '.join(map(str, rng.integers(0, 9, 1 + at % 17)))}]\n"
            heading = f"## {course.settings.word} {entry.number}: {entry.exercise.title}"
            cells.append({"cell_type": "markdown", "metadata": {}, "source": heading})
            cells.append(_code(answers[int(rng.integers(len(answers)))] + own))
        notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
        contents.append(json.dumps(notebook).encode())
    cohort: Any = Shelf(contents)
    return [
        Work(cohort, Stored(at, f"s{at}", f"s{at}", 1, "hw.ipynb", str(at)), f"s{at}", at)
        for at in range(count)
    ]


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def _answers(folder: str) -> list[str]:
    """Every solution and sample of an exercise."""
    places = (
        ROOT / "tests" / "exercises" / "solutions" / folder,
        ROOT / "exercises" / folder / "samples",
    )
    return [
        path.read_text(encoding="utf-8") for place in places for path in sorted(place.glob("*.py"))
    ]


if __name__ == "__main__":
    main()

"""What reports cost: the time to render a page in a warm process, and the size of each page.

    python -m benchmarks.report [--rounds 20]

The examples are graded in the sandbox first; rendering runs nothing. Prints Markdown.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import msgspec

from grader.cli.options import open_sandbox
from grader.errors import SubmissionError
from grader.grading.course import Course, load_course
from grader.grading.grade import Graded, grade
from grader.grading.result import Result, public
from grader.report.classroom.html import render_overview
from grader.report.classroom.record import Record, record
from grader.report.html import render_html

ROOT = Path(__file__).resolve().parents[1]
CLASSES = (60, 300, 3000)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=20)
    rounds: int = parser.parse_args().rounds
    course = load_course(ROOT)
    graded = dict(_graded(course))
    print("\n| report | points | ms | KB | KB without figures |\n|---|---|---|---|---|")
    for name, one in graded.items():
        result = public(one.result)
        milliseconds = _median(partial(render_html, result, one.pictures), rounds)
        whole, bare = render_html(result, one.pictures), render_html(_without_figures(result), {})
        row = f"{milliseconds:.1f} | {_kilobytes(whole)} | {_kilobytes(bare)}"
        print(f"| {name} | {result.points:g} of {result.max_points:g} | {row} |")
    print("\n| overview of | ms | KB |\n|---|---|---|")
    results = [one.result for one in graded.values()]
    for count in CLASSES:
        records = _class_of(results, count)
        milliseconds = _median(partial(render_overview, records), 3)
        print(f"| {count} | {milliseconds:.0f} | {_kilobytes(render_overview(records))} |")


def _graded(course: Course) -> Iterator[tuple[str, Graded]]:
    """All examples and samples, the endless ones with little time."""
    paths = sorted((ROOT / "examples").glob("[0-9]*"))
    paths += sorted((ROOT / "exercises").glob("*/samples/*.py"))
    with closing(open_sandbox("auto", course)) as sandbox:
        for path in paths:
            try:
                yield path.relative_to(ROOT).as_posix(), grade(path, course, sandbox)
            except SubmissionError as error:
                print(error, file=sys.stderr)


def _without_figures(result: Result) -> Result:
    """Neither the student's nor ours."""
    exercises = []
    for one in result.exercises:
        parts = [msgspec.structs.replace(part, evidence=None) for part in one.parts]
        exercises.append(msgspec.structs.replace(one, parts=parts, pictures=[], graph=[]))
    return msgspec.structs.replace(result, exercises=exercises)


def _class_of(results: Sequence[Result], count: int) -> list[Record]:
    """So many submissions, each exercise of each taken from one of the results."""
    chance = random.Random(1)  # noqa: S311 - no secret
    made = []
    for number in range(count):
        columns = zip(*(one.exercises for one in results), strict=False)
        exercises = [chance.choice(column) for column in columns]
        points = sum(one.points for one in exercises)
        submission = msgspec.structs.replace(results[0].submission, digest=f"{number:064x}")
        result = msgspec.structs.replace(
            results[0], exercises=exercises, points=points, submission=submission
        )
        made.append(record(result, f"family-name-given-name-{number:04}"))
    return made


def _median(act: Callable[[], str], rounds: int) -> float:
    """Milliseconds, after a first time that does not count."""
    act()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return 1000 * statistics.median(times)


def _kilobytes(page: str) -> str:
    return f"{len(page.encode()) / 1000:.1f}"


if __name__ == "__main__":
    main()

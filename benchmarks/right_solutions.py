"""How many rewrites of right solutions lose a point, by operator and by part.

    python benchmarks/right_solutions.py [--rewrites N] [--seed S]
    python benchmarks/right_solutions.py --sandbox [--environment DIR]

Rewrites run and are judged in this process, with recorded figures in the place of matplotlib's.
With `--sandbox` the solutions themselves are graded as submissions, figures included.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from grader.execution.bubblewrap import Bubblewrap
from grader.execution.sandbox import Sandbox
from grader.execution.warm import Warm
from grader.grading.course import Course, CourseExercise, load_course
from grader.grading.grade import grade
from grader.report.wording import word
from tests.rewrites.corpus import Solution, draws, losses_of, solutions
from tests.rewrites.generator import OPERATORS
from tests.rewrites.judging import losses, run

ROOT = Path(__file__).resolve().parents[1]


@dataclass(slots=True)
class Tally:
    """What was seen of the rewrites.

    Attributes:
        made: All of them.
        lost: Those that lose a point.
        new: Those that lose one which the solution itself has.
        used: How often an operator had a part in one.
        by_operator: The same for those that newly lose.
        by_part: Exercise and part that newly lose.
    """

    made: int = 0
    lost: int = 0
    new: int = 0
    used: Counter[str] = field(default_factory=Counter)
    by_operator: Counter[str] = field(default_factory=Counter)
    by_part: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Print the table that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rewrites", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=20_260_101)
    parser.add_argument("--sandbox", action="store_true")
    parser.add_argument("--environment", type=Path, default=ROOT / ".grader/student-env")
    options = parser.parse_args()
    course = load_course(ROOT)
    if options.sandbox:
        in_sandbox(course, Warm(Bubblewrap(options.environment, hide=(ROOT,))))
    else:
        report(course, options.rewrites, options.seed)


def report(course: Course, count: int, seed: int) -> None:
    """Draw, judge, and print what lost."""
    tally = Tally()
    plain = {
        solution.name: _plain(solution) for solution in solutions(course) if solution.runs_here
    }
    for name, parts in plain.items():
        for part in sorted(parts):
            print(f"solution {name}: {part} loses")
    for solution, rewrite in draws(course, count, np.random.default_rng(seed)):
        found = losses_of(course, solution, rewrite)
        fresh = [loss for loss in found if loss.part not in plain[solution.name]]
        tally.made += 1
        tally.lost += bool(found)
        tally.new += bool(fresh)
        tally.used.update(rewrite.operators)
        for loss in fresh:
            tally.by_operator.update(rewrite.operators)
            tally.by_part[f"{solution.entry.exercise.id}: {loss.part}"] += 1
            print(f"{solution.name} after {', '.join(rewrite.operators)}: {loss}")
    hurt = sum(bool(parts) for parts in plain.values())
    print(f"{len(plain)} solutions, {hurt} lose a point")
    print(f"{tally.made} rewrites, {tally.lost} lose a point, {tally.new} by the rewriting alone")
    print(f"{'operator':<24}{'used':>6}{'lost':>6}")
    for name in OPERATORS:
        print(f"{name:<24}{tally.used[name]:>6}{tally.by_operator[name]:>6}")
    for part, times in tally.by_part.most_common():
        print(f"{part:<40}{times:>6}")


def in_sandbox(course: Course, sandbox: Sandbox) -> None:
    """Grade each solution as it stands."""
    seen, hurt = 0, 0
    for solution in solutions(course):
        points, most, lines = _graded(course, solution.entry, solution.path, sandbox)
        seen, hurt = seen + 1, hurt + (points < most)
        if lines:
            print(f"{solution.name}: {points:g} of {most:g}")
        for line in lines:
            print(f"    {line}")
    print(f"{seen} solutions in the sandbox, {hurt} lose a point")


def _graded(
    course: Course, entry: CourseExercise, path: Path, sandbox: Sandbox
) -> tuple[float, float, list[str]]:
    result = grade(path, course, sandbox, exercises=[entry.exercise.id]).result
    mine = result.exercises[0]
    lines = [
        f"{part.id} earns {part.points:g} of {part.max_points:g}: {word(part.message)}"
        for part in mine.parts
        if part.points < part.max_points
    ]
    lines += [word(m) for m in mine.messages if m.code.startswith(("cell.", "code.", "not-run"))]
    return mine.points, mine.max_points, lines


def _plain(solution: Solution) -> frozenset[str]:
    """The parts that the solution itself loses."""
    source = solution.source
    found = losses(solution.entry.exercise, source, run(source).figures)
    return frozenset(loss.part for loss in found)


if __name__ == "__main__":
    main()

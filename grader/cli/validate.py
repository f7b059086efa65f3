"""`grader validate`: whether exercises keep their contract, and what this machine can do."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    course_option,
    engine_option,
    isolation_option,
    open_course,
    open_sandbox,
)
from grader.cli.output import deliver
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.execution.levels import Engine, Wanted
    from grader.execution.sandbox import Sandbox
    from grader.grading.contract import CheckedExercise
    from grader.grading.course import Course, CourseExercise
    from grader.grading.definition import Finding
    from grader.grading.sample_points import SamplePoints

MOST_BYTES = 64 * 2**20
"""No file of points is larger."""
MOST_SHOWN = 10_000
"""Characters of a line that is printed."""


@click.command("validate")
@click.argument("exercise", required=False)
@click.option(
    "--env", "only_env", is_flag=True, help="Print versions and isolation; grade nothing."
)
@click.option(
    "--conformance",
    is_flag=True,
    help="With --env: also run every case that a sandbox must stand, and say which failed.",
)
@click.option(
    "--points",
    "points_path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what each sample earns to this file (JSON).",
)
@click.option(
    "--against",
    "against_path",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="List what changed since this file, written by --points with an earlier version.",
)
@isolation_option
@engine_option
@course_option
def command(
    exercise: str | None,
    only_env: bool,  # noqa: FBT001 - click passes by name
    conformance: bool,  # noqa: FBT001
    points_path: Path | None,
    against_path: Path | None,
    isolation: Wanted,
    engine: Engine,
    course_path: Path | None,
) -> int:
    """Grade the stub and the samples of EXERCISE (or of all) and compare with what they promise."""
    course = open_course(course_path)
    if conformance and not only_env:
        raise UsageError("--conformance goes with --env")
    if only_env:
        if points_path is not None or against_path is not None:
            raise UsageError("--points and --against do not go with --env, which grades nothing")
        return _environment(course, isolation, engine, conformance=conformance)
    before = None if against_path is None else _read(against_path)
    entries = course.exercises if exercise is None else (course.find(exercise),)
    with closing(open_sandbox(isolation, course, engine=engine)) as sandbox:
        checked = [(entry, _validate(course, entry, sandbox)) for entry in entries]
    for folder in course.unlisted if exercise is None else ():
        said = f'exercises/{folder} is not looked at: "{folder}" is not in the list `exercises` of'
        click.echo(f"{said} {course.root / 'grader.toml'}", err=True)
    if points_path is not None or before is not None:
        after = _points_of(checked)
        if points_path is not None:
            _write(after, points_path)
        if before is not None:
            _compare(before if exercise is None else before.only(after.exercises), after)
    return 1 if any(one.findings for _, one in checked) else 0


def _validate(course: Course, entry: CourseExercise, sandbox: Sandbox) -> CheckedExercise:
    """Print what is wrong with one exercise; all that was seen."""
    from grader.grading.contract import check_exercise

    checked = check_exercise(course, entry, sandbox)
    if checked.sound:
        relations = _relations(course, entry, sandbox)
        checked = replace(checked, findings=[*checked.findings, *relations])
    findings = checked.findings
    for finding in findings:
        click.echo(str(finding))
    if not findings:
        click.echo(f"{entry.exercise.id}: {checked.score}")
    points = entry.exercise.max_points
    state = f"{len(findings)} problems" if findings else "keeps its contract"
    click.echo(f"{entry.exercise.id}: {points} points, {state}")
    return checked


def _relations(course: Course, entry: CourseExercise, sandbox: Sandbox) -> list[Finding]:
    """Relations that do not hold in the correct sample."""
    from grader.checking.promise import broken_relations
    from grader.grading.contract import samples_of
    from grader.grading.definition import Finding
    from grader.grading.outline import document_of
    from grader.report.wording import word

    correct = samples_of(entry)[0]
    broken = broken_relations(document_of(course, (entry,)), correct, sandbox, word)
    return [Finding(entry.exercise.id, correct.name, sentence) for sentence in broken]


def _points_of(checked: Sequence[tuple[CourseExercise, CheckedExercise]]) -> SamplePoints:
    """What the samples of these exercises earned."""
    from grader.grading.sample_points import SCHEMA, SamplePoints, exercise_points

    return SamplePoints(
        SCHEMA,
        {e.exercise.id: exercise_points(e.exercise, one.samples) for e, one in checked},
    )


def _write(points: SamplePoints, path: Path) -> None:
    from grader.grading.sample_points import to_json

    deliver(to_json(points), path)


def _read(path: Path) -> SamplePoints:
    """The points in a file.

    Raises:
        UsageError: It cannot be read, or holds something else.
    """
    from msgspec import DecodeError

    from grader.grading.sample_points import from_json

    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path}: it is too large to be a file of `--points`")
        return from_json(path.read_bytes())
    except (DecodeError, UnicodeError, RecursionError) as error:
        raise UsageError(f"{path}: it was not written by `--points` ({error})") from None
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read ({error.strerror})") from None


def _compare(before: SamplePoints, after: SamplePoints) -> None:
    """Print what changed, a line each."""
    from grader.grading.sample_points import changes

    lines = changes(before, after)
    click.echo("what changed for the samples:" if lines else "no sample's points changed")
    for line in lines:
        click.echo(f"  {one_line(line, MOST_SHOWN)}")


def _environment(course: Course, isolation: Wanted, engine: Engine, *, conformance: bool) -> int:
    """Versions, and the isolation that is to be had; 3 where the demanded one is not."""
    import platform
    from importlib.metadata import version

    from grader.errors import GradingError
    from grader.execution.launch import EMPTY_JOB

    click.echo(f"grader {version('gradient-grader')}, Python {platform.python_version()}")
    click.echo(f"course: {course.settings.name} ({course.root})")
    click.echo(f"student environment: {course.environment_path}")
    try:
        with closing(open_sandbox(isolation, course, engine=engine)) as sandbox:
            done = sandbox.run(EMPTY_JOB)
            for name, number in sorted(done.versions.items()):
                click.echo(f"  {name} {number}")
            click.echo(f"isolation: {done.level}")
            return _conformance(sandbox) if conformance else 0
    except GradingError as error:
        click.echo(f"isolation: {error}")
        return error.exit_code


def _conformance(sandbox: Sandbox) -> int:
    """Run each case of conformance and say how it ended; 3 if one is not as it must be."""
    from grader.execution.conformance import CASES

    failed = 0
    for case in CASES:
        holds = case.holds(sandbox.run(case.job))
        failed += not holds
        click.echo(f"  {'ok' if holds else 'FAILED'}: {case.name}")
    click.echo(f"conformance: {len(CASES) - failed} of {len(CASES)} cases hold")
    return 3 if failed else 0

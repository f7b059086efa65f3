"""`grader validate`: whether exercises keep their contract, and what this machine can do."""

from __future__ import annotations

from contextlib import closing
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
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.execution.levels import Engine, Wanted
    from grader.execution.sandbox import Sandbox
    from grader.grading.course import Course, CourseExercise


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
@isolation_option
@engine_option
@course_option
def command(
    exercise: str | None,
    only_env: bool,  # noqa: FBT001 - click passes by name
    conformance: bool,  # noqa: FBT001
    isolation: Wanted,
    engine: Engine,
    course_path: Path | None,
) -> int:
    """Grade the stub and the samples of EXERCISE (or of all) and compare with what they promise."""
    course = open_course(course_path)
    if conformance and not only_env:
        raise UsageError("--conformance goes with --env")
    if only_env:
        return _environment(course, isolation, engine, conformance=conformance)
    entries = course.exercises if exercise is None else (course.find(exercise),)
    with closing(open_sandbox(isolation, course, engine=engine)) as sandbox:
        problems = sum(_validate(course, entry, sandbox) for entry in entries)
    return 1 if problems else 0


def _validate(course: Course, entry: CourseExercise, sandbox: Sandbox) -> int:
    """Print what is wrong with one exercise; how much that is."""
    from grader.grading.contract import check_exercise

    checked = check_exercise(course, entry, sandbox)
    findings = checked.findings
    for finding in findings:
        click.echo(str(finding))
    if not findings:
        click.echo(f"{entry.exercise.id}: {checked.score}")
    points = entry.exercise.max_points
    state = f"{len(findings)} problems" if findings else "keeps its contract"
    click.echo(f"{entry.exercise.id}: {points} points, {state}")
    return len(findings)


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

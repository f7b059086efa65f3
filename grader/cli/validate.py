"""`grader validate`: whether exercises keep their contract, and what this machine can do."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_option, isolation_option, open_course, open_sandbox


@click.command("validate")
@click.argument("exercise", required=False)
@click.option(
    "--env", "only_env", is_flag=True, help="Print versions and isolation; grade nothing."
)
@isolation_option
@course_option
def command(
    exercise: str | None,
    only_env: bool,  # noqa: FBT001 - click passes by name
    isolation: str,
    course_path: Path | None,
) -> int:
    """Grade the stub and the samples of EXERCISE (or of all) and compare with what they promise."""
    from grader.grading.contract import check_exercise, score_exercise

    course = open_course(course_path)
    if only_env:
        return _environment(course_path, isolation)
    entries = course.exercises if exercise is None else (course.find(exercise),)
    sandbox = open_sandbox(isolation, course)
    problems = 0
    for entry in entries:
        findings = check_exercise(course, entry, sandbox)
        problems += len(findings)
        for finding in findings:
            click.echo(str(finding))
        if not findings:
            score = score_exercise(course, entry, sandbox)
            click.echo(f"{entry.exercise.id}: {score}")
        points = entry.exercise.max_points
        state = f"{len(findings)} problems" if findings else "keeps its contract"
        click.echo(f"{entry.exercise.id}: {points} points, {state}")
    return 1 if problems else 0


def _environment(course_path: Path | None, isolation: str) -> int:
    """Versions, and the isolation that is to be had; 3 where the demanded one is not."""
    import platform
    from importlib.metadata import version

    from grader.errors import GradingError
    from grader.execution.sandbox import CodeCell, Job, Step

    course = open_course(course_path)
    click.echo(f"grader {version('gradient-grader')}, Python {platform.python_version()}")
    click.echo(f"course: {course.settings.name} ({course.root})")
    click.echo(f"student environment: {course.environment_path}")
    try:
        sandbox = open_sandbox(isolation, course)
        done = sandbox.run(Job(steps=(Step(None, (CodeCell(1, "1 + 1"),)),)))
    except GradingError as error:
        click.echo(f"isolation: {error}")
        return error.exit_code
    for name, number in sorted(done.versions.items()):
        click.echo(f"  {name} {number}")
    click.echo(f"isolation: {done.level}")
    return 0

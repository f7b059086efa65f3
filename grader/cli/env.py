"""`grader env`: the environment that student code runs in."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_option, open_course


@click.command("env")
@click.option("--force", is_flag=True, help="Make it anew even if it is current.")
@course_option
def command(force: bool, course_path: Path | None) -> int:  # noqa: FBT001 - click passes by name
    """Make or update the student environment that grader.toml describes."""
    from grader.execution.environment import discard, is_current, make_environment

    course = open_course(course_path)
    path, requirements = course.environment_path, course.settings.environment.requirements
    if force:
        discard(path)
    current = is_current(path, requirements)
    if not current:
        click.echo(f"making {path} with {', '.join(requirements)} ...", err=True)
    make_environment(path, requirements)
    click.echo(f"{'current' if current else 'made'}: {path}", err=True)
    return 0

"""`grader import`: an assignment that was made for another tool becomes exercises of a course."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.output import deliver
from grader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.importing.assignment import Assignment, How, Share


@click.command("import")
@click.argument("tool", type=click.Choice(["nbgrader", "otter"]), metavar="TOOL")
@click.argument("path", type=click.Path(path_type=Path), metavar="PATH")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The course to put the exercises into; it is begun if there is none.",
)
@click.option("--force", is_flag=True, help="Overwrite exercises of the same names.")
def command(
    tool: str,
    path: Path,
    output: Path,
    force: bool,  # noqa: FBT001 - click passes by name
) -> int:
    """Make exercises of an assignment that was written for TOOL, nbgrader or otter.

    PATH is a notebook with solutions, or a folder that holds some; of nbgrader also a whole course,
    of otter also an autograder's folder or zip. Nothing of it is run.
    """
    from grader.importing.read import read_all

    assignments = read_all(tool, path)
    _refuse_taken(output, assignments, force=force)
    _write(output, assignments, path)
    for one in assignments:
        _say(one)
    click.echo(f"now: grader env --course {output}; grader validate --course {output}", err=True)
    return 0


def _refuse_taken(output: Path, assignments: Sequence[Assignment], *, force: bool) -> None:
    for one in assignments:
        folder = output / "exercises" / one.name
        if folder.exists() and not force:
            raise UsageError(f"{folder} exists already; --force overwrites it")


def _write(output: Path, assignments: Sequence[Assignment], path: Path) -> None:
    """The exercises, and the course's settings with their names."""
    from grader.importing.writing import exercise_files

    packages = {"exercises/__init__.py": '"""Exercises, each in a folder of its own."""\n'}
    for name, text in packages.items():
        if not (output / name).exists():
            _put(output / name, text)
    for one in assignments:
        folder = output / "exercises" / one.name
        for inside, content in exercise_files(one).items():
            _put(folder / inside, content)
    _settings(output, assignments, path)


def _settings(output: Path, assignments: Sequence[Assignment], path: Path) -> None:
    import secrets

    from grader.grading.settings import SETTINGS, read_settings
    from grader.importing.requirements import ALWAYS
    from grader.importing.writing import course_toml
    from grader.scaffold.listing import listed

    file = output / SETTINGS
    names = [one.name for one in assignments]
    wanted = sorted({package for one in assignments for package in one.requirements})
    if not file.exists():
        title = assignments[0].title if len(assignments) == 1 else path.resolve().name
        _put(file, course_toml(title, names, [*ALWAYS, *wanted], secrets.token_hex(16)))
        return
    settings = read_settings(file)
    text: str | None = file.read_text(encoding="utf-8")
    new = [name for name in names if name not in settings.exercises]
    for name in new:
        text = None if text is None else listed(text, name)
    if text is None:
        click.echo(f"{file}: add {', '.join(new)} to its list `exercises`", err=True)
    elif new:
        _put(file, text)
    there = " ".join(settings.environment.requirements).lower()
    missing = [package for package in wanted if package.lower() not in there]
    if missing:
        click.echo(f"{file}: add {', '.join(missing)} to [environment] requirements", err=True)


def _put(path: Path, content: str | bytes) -> None:
    deliver(content if isinstance(content, bytes) else content.encode("utf-8", "replace"), path)


def _say(one: Assignment) -> None:
    """How much of an assignment was read, and what is left."""
    from grader.importing.assignment import shares

    counted = shares(one.parts)
    parts = len(one.parts)
    points = sum(share.points for share in counted.values())
    left = counted["left"]
    read = f"recognised {parts - left.parts} of {parts} parts, {points - left.points:g} of"
    click.echo(f"{one.name}: {read} {points:g} points ({_ways(counted)})")
    for part in one.parts:
        if part.how == "left":
            click.echo(f"  for you: {part.id} ({part.points:g}): {_line(part.reason)}")
    for note in one.notes:
        click.echo(f"  note: {_line(note)}")


def _ways(counted: Mapping[How, Share]) -> str:
    return ", ".join(f"{how} {one.parts} with {one.points:g}" for how, one in counted.items())


def _line(text: str) -> str:
    from grader.report.safe import one_line

    return one_line(text, 300)

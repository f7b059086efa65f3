"""`grader package`: engine and course as what a platform runs by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import course_option, exercise_option, open_course
from grader.cli.output import deliver
from grader.cli.parcel import course_files, read
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.bundle.wheel import Wheel
    from grader.grading.course import Course, CourseExercise

KINDS = ("gradescope", "classroom50")


@click.command("package")
@click.argument("kind", metavar="KIND", type=click.Choice(KINDS))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    required=True,
    help="The zip to write for gradescope, the folder for classroom50.",
)
@exercise_option
@click.option(
    "--wheel",
    "wheel_path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A wheel of the engine to put in; that of the running engine by default.",
)
@click.option("--force", is_flag=True, help="Write over what was written before.")
@course_option
def command(
    kind: str,
    output: Path,
    exercises: tuple[str, ...],
    wheel_path: Path | None,
    force: bool,  # noqa: FBT001 - click passes by name
    course_path: Path | None,
) -> int:
    """Write what a platform needs to run the grader by itself.

    gradescope is a zip to upload as the autograder: it grades there, and holds the references.
    classroom50 is a folder of checks for students; it will be public, and holds no reference.
    """
    course = open_course(course_path)
    asked = tuple(course.find(one) for one in dict.fromkeys(exercises))
    wheel = _wheel(wheel_path)
    if kind == "gradescope":
        _gradescope(course, asked, wheel, output, force=force)
    else:
        _classroom50(course, asked or course.exercises, wheel, output, force=force)
    click.echo(f"written: {output}", err=True)
    return 0


def _wheel(path: Path | None) -> Wheel:
    from grader.bundle.wheel import engine_wheel, given_wheel

    return engine_wheel() if path is None else given_wheel(path.name, read(path))


def _gradescope(
    course: Course, asked: tuple[CourseExercise, ...], wheel: Wheel, output: Path, *, force: bool
) -> None:
    from grader.bundle.gradescope import gradescope

    if output.is_dir():
        raise UsageError(f"{output}: this is a folder; name the zip to write")
    if output.exists() and not force:
        raise UsageError(f"{output} exists already; --force overwrites it")
    files = course_files(course)
    deliver(gradescope(files, wheel, [entry.exercise.id for entry in asked]), output)


def _classroom50(
    course: Course, entries: tuple[CourseExercise, ...], wheel: Wheel, folder: Path, *, force: bool
) -> None:
    from grader.bundle.classroom50 import classroom50, is_ours
    from grader.grading.outline import outline_document

    there = _names(folder)
    strange = [name for name in there if not is_ours(name)]
    if strange:
        problem = "all in it will be public, so take a folder of its own"
        raise UsageError(f"{folder} holds other things ({one_line(strange[0])}): {problem}")
    if there and not force:
        raise UsageError(f"{folder} is not empty; --force overwrites it")
    names = [course.settings.notebook]
    if len(entries) == 1:
        names.insert(0, entries[0].folder.name)
    requirements = course.settings.environment.requirements
    files = classroom50(outline_document(course, entries), wheel, requirements, names)
    try:
        for name in set(there) - set(files):
            (folder / name).unlink()  # a wheel of another version
    except OSError as error:
        raise UsageError(f"{folder / name}: cannot be removed ({error.strerror})") from None
    for name, content in files.items():
        deliver(content, folder / name)


def _names(folder: Path) -> list[str]:
    """What is in the folder, if it is there."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(f"{folder}: this is no folder to write to ({error.strerror})") from None

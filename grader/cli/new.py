"""`grader new`: an exercise's stub, as a student gets it; or the folder of a new exercise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import course_of, course_option, open_course, student_option
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.grading.course import Course


@click.command("new")
@click.argument("arguments", nargs=-1, metavar="[EXERCISE] DEST")
@click.option(
    "--exercise",
    "name",
    metavar="NAME",
    help="Begin a new exercise instead: a folder of this name that runs, for its author to change.",
)
@click.option("--force", is_flag=True, help="Overwrite DEST.")
@student_option
@course_option
def command(
    arguments: tuple[str, ...],
    name: str | None,
    force: bool,  # noqa: FBT001 - click passes by name
    student: str,
    course_path: Path | None,
) -> int:
    """Write the stub of EXERCISE, or of all exercises, to DEST (.ipynb or .py).

    What `grader check` needs is in the notebook itself; a module has it in a file beside it.
    """
    if name is None:
        return _stub(arguments, course_of(open_course(course_path), student), force=force)
    if arguments or force or student:
        raise UsageError("--exercise NAME begins a new exercise; it goes with --course alone")
    return _exercise(name, open_course(course_path))


def _stub(arguments: tuple[str, ...], course: Course, *, force: bool) -> int:
    """Write a stub, and what belongs beside it."""
    from grader.grading.handout import beside, module, notebook
    from grader.outline.outline import BESIDE

    if not 1 <= len(arguments) <= 2:
        raise UsageError("give DEST, or EXERCISE and DEST")
    entries = course.exercises if len(arguments) == 1 else (course.find(arguments[0]),)
    destination = Path(arguments[-1])
    if destination.suffix not in (".ipynb", ".py"):
        raise UsageError(f"{destination}: the name must end in .ipynb or .py")
    if destination.suffix == ".ipynb":
        documents = {destination: notebook(course, entries)}
    else:
        outline = destination.with_name(destination.stem + BESIDE)
        documents = {
            destination: module(course, entries),
            outline: beside(course, entries),
        }
    for path in documents:
        if path.exists() and not force:
            raise UsageError(f"{path} exists already; --force overwrites it")
    _write(documents)
    if len(documents) > 1:
        click.echo("hand out both: `grader check` reads the second one", err=True)
    return 0


def _exercise(name: str, course: Course) -> int:
    """Write the folder of a new exercise, and put it into grader.toml."""
    from grader.grading.settings import SETTINGS
    from grader.scaffold.files import exercise_id, new_exercise
    from grader.scaffold.listing import listed

    heading = f"{course.settings.word} {len(course.exercises) + 1}"
    files = new_exercise(course.root, name, heading)
    if any(entry.exercise.id == exercise_id(name) for entry in course.exercises):
        raise UsageError(f"there is an exercise '{exercise_id(name)}' already; take another name")
    settings = course.root / SETTINGS
    with settings.open(encoding="utf-8", newline="") as file:
        text = listed(file.read(), name)
    _write(files)
    if text is None:
        click.echo(f'{settings}: add "{name}" at the end of its list `exercises`', err=True)
    else:
        _write({settings: text})
    click.echo(f"now change it to your own, and run: grader validate {name}", err=True)
    return 0


def _write(documents: Mapping[Path, str]) -> None:
    """Write texts into files, and say so.

    Raises:
        UsageError: A file cannot be written.
    """
    for path, text in documents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
        click.echo(f"written: {path}", err=True)

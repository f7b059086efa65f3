"""`grader new`: an exercise's stub, as a student gets it."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_option, open_course
from grader.errors import UsageError


@click.command("new")
@click.argument("arguments", nargs=-1, metavar="[EXERCISE] DEST")
@click.option("--force", is_flag=True, help="Overwrite DEST.")
@course_option
def command(arguments: tuple[str, ...], force: bool, course_path: Path | None) -> int:  # noqa: FBT001
    """Write the stub of EXERCISE, or of all exercises, to DEST (.ipynb or .py).

    What `grader check` needs is in the notebook itself; a module has it in a file beside it.
    """
    from grader.grading.handout import beside, module, notebook
    from grader.outline.outline import BESIDE

    if not 1 <= len(arguments) <= 2:
        raise UsageError("give DEST, or EXERCISE and DEST")
    course = open_course(course_path)
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
    for path, text in documents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
        click.echo(f"written: {path}", err=True)
    if len(documents) > 1:
        click.echo("hand out both: `grader check` reads the second one", err=True)
    return 0

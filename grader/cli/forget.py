"""`grader forget`: a student who is to be deleted."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from grader.cli.books import db_option, opened_books
from grader.cli.deciding import by_option, who
from grader.cli.options import course_option
from grader.cli.output import FORMATS, OVERVIEW, PICTURES
from grader.errors import UsageError
from grader.report.safe import one_line


@click.command("forget")
@click.argument("student")
@by_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    default="reports",
    show_default=True,
    help="Folder of the reports, from which those of the student are removed.",
)
@db_option
@course_option
def command(
    student: str,
    by: str | None,
    yes: bool,  # noqa: FBT001 - click passes by name
    output: Path,
    url: str,
    course_path: Path | None,
) -> int:
    """Delete STUDENT, with every submission that counts for nobody else, and its reports."""
    decider = who(by)
    with opened_books(url, course_path) as books:
        row = books.student(student)
        shared = sum(attempt.shared for attempt in row.attempts)
        name = one_line(f"{row.person.key} {row.person.name}")
        own = _counted(len(row.attempts) - shared, "submission")
        if not yes:
            _ask(f"Delete {name} with {own}? This cannot be undone.")
        gone = books.cohort.forget(row.id, by=decider)
    removed = list(_remove(gone, output))
    click.echo(
        f"gone: {name} with {own}, {_counted(len(removed), 'file')} in {one_line(str(output))}"
    )
    if shared:
        click.echo(f"not gone: {_counted(shared, 'submission')} that others count too")
    click.echo(
        "not gone: the downloads themselves; backups, copies and exports; what is in "
        f"{one_line(str(output / PICTURES))}; names in {OVERVIEW}, which should be written again"
    )
    return 0


def _ask(question: str) -> None:
    """Go on only if a person says yes."""
    if not sys.stdin.isatty():
        raise UsageError("there is nobody to ask: --yes deletes without asking")
    click.confirm(question, abort=True, err=True)


def _remove(names: Iterable[str], folder: Path) -> Iterator[Path]:
    """Delete the files about these submissions; those that there were."""
    for name in names:
        for ending in FORMATS.values():
            path = folder / f"{name}.{ending}"
            if path.parent != folder or not path.is_file():
                continue
            try:
                path.unlink()
            except OSError as error:
                click.echo(f"grader: {path}: it cannot be deleted ({error.strerror})", err=True)
            else:
                yield path


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

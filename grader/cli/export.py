"""`grader export`: what counts for each student -> the files of learning platforms."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from grader.cli.books import Books, db_option, extensions_option, opened_books
from grader.cli.options import course_option
from grader.cli.output import deliver
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.export.filled import Choices, Filled
    from grader.gradebook.standing import Standing
    from grader.gradebook.store import Cohort
    from grader.grading.result import Result

SHOWN = 5
_SCORES = frozenset({"--fill", "--column", "--scale", "--missing-as-zero"})
FORMATS: Mapping[str, frozenset[str]] = {
    "csv": frozenset({"--anonymous", "--parts", "--bom", "--missing-as-zero"}),
    "canvas": _SCORES,
    "moodle": _SCORES | {"--comments"},
    "blackboard": _SCORES,
    "gradescope": frozenset(),
    "feedback-zip": frozenset(),
}
"""The formats, each with the options that not all of them have."""
ZIPS = frozenset({"gradescope", "feedback-zip"})


@click.command("export")
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.option(
    "--fill",
    "fill_path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The platform's file as downloaded; it is read and never written.",
)
@click.option("--column", metavar="NAME", help="The column for the scores: header, id or title.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write; stdout by default, except for a zip.",
)
@db_option
@course_option
@extensions_option
@click.option("--anonymous", is_flag=True, help="csv: number the students, and leave out who.")
@click.option("--parts", is_flag=True, help="csv: add a column for each part.")
@click.option("--bom", is_flag=True, help="csv: begin with the mark that tells Excel of UTF-8.")
@click.option("--missing-as-zero", is_flag=True, help="0 for those who have handed in nothing.")
@click.option("--provisional", is_flag=True, help="Include scores that may still rise.")
@click.option("--scale", is_flag=True, help="Scale to the platform's maximum if that is another.")
@click.option("--comments", is_flag=True, help="moodle: write a summary as feedback comment.")
def command(
    format_: str,
    fill_path: Path | None,
    column: str | None,
    output: Path | None,
    url: str,
    course_path: Path | None,
    extensions_path: Path | None,
    anonymous: bool,  # noqa: FBT001 - click passes by name
    parts: bool,  # noqa: FBT001
    bom: bool,  # noqa: FBT001
    missing_as_zero: bool,  # noqa: FBT001
    provisional: bool,  # noqa: FBT001
    scale: bool,  # noqa: FBT001
    comments: bool,  # noqa: FBT001
) -> int:
    """Write what counts for each student as FORMAT.

    csv is a table of our own; canvas, moodle and blackboard fill in the file that was downloaded
    there; gradescope is an autograder that hands out stored results; feedback-zip holds the pages
    under the names by which a platform returns them.
    """
    from grader.export.filled import Choices

    given = {
        "--fill": fill_path is not None,
        "--column": column is not None,
        "--anonymous": anonymous,
        "--parts": parts,
        "--bom": bom,
        "--missing-as-zero": missing_as_zero,
        "--scale": scale,
        "--comments": comments,
    }
    _check(format_, {name for name, there in given.items() if there}, fill_path, output)
    choices = Choices(
        column=column,
        provisional=provisional,
        missing_as_zero=missing_as_zero,
        scale=scale,
        comments=comments,
    )
    with opened_books(url, course_path, extensions_path) as books:
        if fill_path is not None:
            filled = _fill(format_, fill_path, books.standings(), choices)
        elif format_ in ZIPS and output is not None:
            filled = _zip(format_, books, choices, output)
        else:
            filled = _listing(books, choices, anonymous=anonymous, parts=parts, bom=bom)
    if output is None:
        click.echo(filled.document, nl=False)
    elif filled.document:
        deliver(filled.document, output)
    for line in _told(filled, names=not anonymous):
        click.echo(one_line(line, 1_000), err=True)
    return 3 if filled.waiting else 0


def _check(format_: str, given: set[str], fill_path: Path | None, output: Path | None) -> None:
    """Whether the options fit the format and each other."""
    strange = sorted(given - FORMATS[format_])
    if strange:
        raise UsageError(f"{strange[0]} is not for {format_}; leave it out")
    if "--fill" in FORMATS[format_] and fill_path is None:
        raise UsageError(f"{format_} fills in the file that you download there: name it by --fill")
    if format_ in ZIPS and output is None:
        raise UsageError(f"{format_} is a zip: say by -o where to write it")
    if fill_path is not None and output is not None and _same(fill_path, output):
        raise UsageError(f"{output}: the downloaded file is not written over; take another for -o")


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve() or (other.exists() and one.samefile(other))


def _fill(format_: str, path: Path, standings: list[Standing], choices: Choices) -> Filled:
    from grader.export.blackboard import fill_blackboard
    from grader.export.canvas import fill_canvas
    from grader.export.moodle import fill_moodle
    from grader.export.table import MOST_BYTES

    fills = {"canvas": fill_canvas, "moodle": fill_moodle, "blackboard": fill_blackboard}
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read ({error.strerror})") from None
    return fills[format_](data, str(path), standings, choices)


def _listing(books: Books, choices: Choices, *, anonymous: bool, parts: bool, bom: bool) -> Filled:
    from grader.export.listing import listing

    course = books.cohort.name
    standings = books.standings()
    return listing(course, standings, choices, anonymous=anonymous, parts=parts, bom=bom)


def _zip(format_: str, books: Books, choices: Choices, output: Path) -> Filled:
    from grader.cli.pages import page_of
    from grader.export.feedback import write_feedback
    from grader.export.gradescope import gradescope
    from grader.export.results import results_document
    from grader.report.formats.sheet import said_of_part

    def document_of(standing: Standing) -> dict[str, object] | None:
        result = _result(books.cohort, standing)
        return None if result is None else results_document(result, said_of_part, standing)

    def page(standing: Standing) -> bytes | None:
        result = _result(books.cohort, standing)
        if result is None or standing.attempt is None:
            return None
        # Members of a group get one page, and what counts for one of them is not for the others.
        shared = standing.attempt.shared
        return page_of(books.cohort, standing, result, staff=False, counts=not shared)

    standings = books.standings()
    if format_ == "gradescope":
        return gradescope(standings, choices, document_of)
    with _written(output) as file:
        return write_feedback(standings, choices, page, file)


def _result(cohort: Cohort, standing: Standing) -> Result | None:
    """What students may read of the result that counts."""
    from grader.grading.result import from_json, public

    run = standing.attempt.run if standing.attempt is not None else None
    stored = cohort.result(run.id) if run is not None else None
    return None if stored is None else public(from_json(stored))


@contextmanager
def _written(target: Path) -> Iterator[BinaryIO]:
    """A file that is there whole or not at all, written piece by piece.

    Raises:
        UsageError: It cannot be written.
    """
    target = target.resolve()
    unfinished: Path | None = None
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:  # a device or a pipe is written to, never replaced
                yield file
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        unfinished = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
        unfinished.chmod(0o644)
        unfinished.replace(target)
    except OSError as error:
        raise UsageError(f"{target}: cannot be written ({error.strerror})") from None
    finally:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)


def _told(filled: Filled, *, names: bool) -> Iterator[str]:
    """What came of it, a line each."""
    from grader.export.filled import counted

    yield f"{filled.filled} filled, {len(filled.left)} left"
    for why, count in sorted(counted(filled.left).items()):
        keys = [one.key for one in filled.left if one.why == why]
        yield f"left, {why}: {count}{_few(keys) if names else ''}"
    unmatched = filled.unmatched
    for place, ids in (
        ("in the file and not in the gradebook", unmatched.in_file),
        ("in the gradebook and not in the file", unmatched.in_gradebook),
    ):
        if ids:
            yield f"{place}: {len(ids)}{_few(ids)}"
    yield from filled.remarks


def _few(ids: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(one_line(id_, 60) for id_ in ids[:SHOWN])
    return f" ({shown}{', ...' if len(ids) > SHOWN else ''})"

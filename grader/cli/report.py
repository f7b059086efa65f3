"""`grader report`: results from files or the gradebook in, pages and a class overview out."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.books import db_option, extensions_option, opened_books
from grader.cli.classbook import Wanted, write_class, write_students
from grader.cli.naming import unique_names
from grader.cli.options import course_option
from grader.cli.output import FORMATS, OVERVIEW, PICTURES, deliver
from grader.cli.pages import linked_if_there, renamed
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.grading.result import Result
    from grader.report.classroom.record import Record, Without

ENDING = f".{FORMATS['json']}"
MOST_BYTES = 256 * 2**20
"""No result is larger."""
MOST_PICTURE_BYTES = 16 * 2**20
_DIGEST = re.compile(r"[0-9a-f]{64}")


@click.command("report")
@click.argument("results", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    required=True,
    help=f"Folder for NAME.report.html of each, and for {OVERVIEW}.",
)
@click.option(
    "--anonymous", is_flag=True, help="Number the submissions, and leave out names and digests."
)
@click.option("--staff", is_flag=True, help="Include what students must not read, if it is stored.")
@click.option("--overview-only", is_flag=True, help=f"Write {OVERVIEW} and no other page.")
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="ID",
    help="Only the page of this student of the gradebook; no overview.",
)
@db_option
@extensions_option
@course_option
def command(
    results: tuple[Path, ...],
    output: Path,
    anonymous: bool,  # noqa: FBT001 - click passes by name
    staff: bool,  # noqa: FBT001
    overview_only: bool,  # noqa: FBT001
    students: tuple[str, ...],
    url: str,
    extensions_path: Path | None,
    course_path: Path | None,
) -> int:
    """Write the reports of what counts in the gradebook, and the class overview; runs no code.

    With RESULTS, folders or files, from stored results in place of the gradebook.
    """
    wanted = Wanted(output, anonymous=anonymous, staff=staff, overview_only=overview_only)
    if students and (results or anonymous or overview_only):
        raise UsageError(
            "--student is about the gradebook and about pages: it goes with neither RESULTS, "
            "--anonymous nor --overview-only"
        )
    if results:
        return _from_files(results, wanted)
    with opened_books(url, course_path, extensions_path) as books:
        return write_students(books, students, wanted) if students else write_class(books, wanted)


def _from_files(results: Sequence[Path], wanted: Wanted) -> int:
    """The pages of stored results and their overview; the exit code."""
    from grader.report.classroom.html import render_overview

    output, anonymous = wanted.output, wanted.anonymous
    sources = list(_sources(results, output))
    records, kept, without = _records(sources)
    if not kept:
        raise UsageError(f"there is no result of this grader in {_listed(results)}")
    if anonymous:
        records, without = renamed(records, without)
    if wanted.overview_only:
        records = [linked_if_there(record, output) for record in records]
    else:
        for source, record in zip(kept, records, strict=True):
            _render(source, record.name, output, anonymous=anonymous, staff=wanted.staff)
    page = render_overview(records, without).encode("utf-8", "replace")
    deliver(page, output / OVERVIEW)
    done = "counted" if wanted.overview_only else "rendered"
    click.echo(f"{len(kept)} {done}, {len(without)} unreadable")
    click.echo(f"overview: {one_line(str(output / OVERVIEW), 1_000)}")
    return 0


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that may be a result, and what is made of it is called."""

    path: Path
    name: str


def _sources(results: Sequence[Path], output: Path) -> Iterator[_Source]:
    """Every file that was named, and every result in a folder that was named, in order."""
    found: list[tuple[Path, Path]] = []
    for given in results:
        if given.is_dir():
            found += [(path, path.relative_to(given)) for path in _below(given, output)]
        else:
            found.append((given, Path(given.name)))
    shown = [short.with_name(short.name.removesuffix(ENDING)) for _, short in found]
    for (path, _), name in zip(found, unique_names(shown), strict=True):
        yield _Source(path, name)


def _below(folder: Path, output: Path) -> list[Path]:
    """The results in a folder and below it; neither hidden folders nor the one for the pages."""
    found: list[Path] = []
    for root, folders, files in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and (here / name).resolve() != output.resolve()
        )
        found += [here / name for name in sorted(files) if name.endswith(ENDING) and name != ENDING]
    return found


def _records(sources: Iterable[_Source]) -> tuple[list[Record], list[_Source], list[Without]]:
    """What is kept of each result, with its source; what is no result is said at once."""
    from grader.report.classroom.record import Without, record

    records: list[Record] = []
    kept: list[_Source] = []
    without: list[Without] = []
    for source in sources:
        try:
            result = _read(source.path)
        except UsageError as error:
            click.echo(f"grader: {one_line(str(error), 500)}", err=True)
            without.append(Without(source.name, "unreadable", "not a result of this grader"))
        else:
            records.append(record(result, source.name))
            kept.append(source)
    return records, kept, without


def _read(path: Path) -> Result:
    """The result in a file.

    Raises:
        UsageError: It cannot be read, or is none.
    """
    from msgspec import DecodeError

    from grader.grading.result import from_json

    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path}: it is too large to be a result")
        return from_json(path.read_bytes())
    except (DecodeError, UnicodeError, RecursionError) as error:
        raise UsageError(f"{path}: it is no result of this grader ({error})") from None
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read ({error.strerror})") from None


def _render(source: _Source, name: str, output: Path, *, anonymous: bool, staff: bool) -> None:
    """Write the page of one result, with its pictures as far as they were kept."""
    from grader.grading.result import public
    from grader.report.classroom.anonymous import anonymous_result
    from grader.report.classroom.view import report_file
    from grader.report.html import render_html

    result = _read(source.path)
    if not staff:
        result = public(result)
    if anonymous:
        result = anonymous_result(result, name)
    pictures = dict(_pictures(result, source.path.parent / PICTURES))
    page = render_html(result, pictures).encode("utf-8", "replace")
    deliver(page, output / report_file(name))


def _pictures(result: Result, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The PNG files of a result that are what their name says."""
    from grader.execution.pictures import is_png

    digests = {p.sha256 for exercise in result.exercises for p in exercise.pictures if p.sha256}
    for digest in sorted(filter(_DIGEST.fullmatch, digests)):
        path = folder / f"{digest}.png"
        try:
            data = path.read_bytes() if path.stat().st_size <= MOST_PICTURE_BYTES else b""
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == digest and is_png(data):
            yield digest, data


def _listed(paths: Sequence[Path]) -> str:
    shown = [str(path) for path in paths[:3]]
    return ", ".join(shown) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")

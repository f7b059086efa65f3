"""What commands share that read the gradebook: where it is, who is meant, what counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from grader.cli.people import extensions_file
from grader.errors import UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.gradebook.rows import StudentRow
    from grader.gradebook.standing import Standing
    from grader.gradebook.store import Cohort
    from grader.grading.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


def db_option(function: F) -> F:
    """--db, or GRADER_DB."""
    return click.option(
        "--db",
        "url",
        envvar="GRADER_DB",
        default="sqlite:///grader.db",
        show_default=True,
        metavar="URL",
        help="The gradebook. [env: GRADER_DB]",
    )(function)


def extensions_option(function: F) -> F:
    """--extensions: other due dates of single students."""
    return click.option(
        "--extensions",
        "extensions_path",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        envvar="GRADER_EXTENSIONS",
        metavar="CSV",
        help="Other due dates, late days and excuses, by student; extensions.csv of the course by "
        "default.",
    )(function)


@dataclass(frozen=True, slots=True)
class Books:
    """The part of a gradebook that a command is about, with the course's settings."""

    cohort: Cohort
    settings: Settings
    extensions_path: Path | None

    def standings(self) -> list[Standing]:
        """What counts for every student, as of now."""
        from grader.gradebook.people import read_extensions
        from grader.gradebook.policy import standings

        path = self.extensions_path
        extensions = read_extensions(path) if path else {}
        return standings(
            list(self.cohort.students()), self.settings, extensions, self.cohort.voids()
        )

    def student(self, text: str) -> StudentRow:
        """The student of that key, other id, e-mail address or name.

        Raises:
            UsageError: There is none, or more than one.
        """
        wanted = text.strip().casefold()
        rows = list(self.cohort.students())
        for ids in (lambda r: [r.person.key], _others, lambda r: [r.person.name]):
            found = [row for row in rows if wanted in {one.casefold() for one in ids(row) if one}]
            if len(found) == 1:
                return found[0]
            if found:
                keys = ", ".join(row.person.key for row in found[:5])
                raise UsageError(
                    f"'{one_line(text)}' may be {len(found)} students ({one_line(keys)}); "
                    "name one by the id"
                )
        raise UsageError(
            f"there is no student '{one_line(text)}' in the gradebook; "
            "`grader export csv` lists those there are"
        )


def _others(row: StudentRow) -> list[str]:
    return [row.person.email, *row.person.ids.values()]


@contextmanager
def opened_books(
    url: str, course_path: Path | None, extensions_path: Path | None = None
) -> Iterator[Books]:
    """The gradebook, open, at the course that is named, else the only one that it holds."""
    from grader.gradebook.store import Gradebook
    from grader.grading.course import find_course
    from grader.grading.settings import SETTINGS, read_settings

    root = find_course(course_path)
    settings = read_settings(root / SETTINGS)
    path = extensions_file(root, extensions_path)
    with Gradebook(url) as gradebook:
        yield Books(gradebook.course(settings.name), settings, path)

"""Who takes the course, as the options of a command name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.cli.inboxes import Reading
    from grader.gradebook.roster import Roster
    from grader.gradebook.standing import Extension
    from grader.grading.course import Course
    from grader.submission.inbox.hand_in import Layout

EXTENSIONS = "extensions.csv"
"""In the course's folder, where none is named."""


@dataclass(frozen=True, slots=True)
class People:
    """A roster, groups and extensions, as far as they are known."""

    roster: Roster | None
    groups: Mapping[str, tuple[str, ...]]
    extensions: Mapping[str, Extension]

    def reading(
        self, course: Course, layout: Layout | None, pattern: str | None, output: Path
    ) -> Reading:
        """How inboxes are to be read."""
        from grader.cli.inboxes import Reading
        from grader.grading.grade import stub_names

        zone = course.settings.zone
        names = stub_names(course)
        return Reading(layout, pattern, names, zone, output, self.roster, self.groups)


def read_people(
    course: Course, roster: Path | None, groups: Path | None, extensions: Path | None
) -> People:
    """What the files say.

    Raises:
        UsageError: One of them is not as it should be.
    """
    from grader.gradebook.people import read_extensions, read_groups
    from grader.gradebook.roster import read_roster

    path = extensions_file(course.root, extensions)
    return People(
        read_roster(roster) if roster else None,
        read_groups(groups) if groups else {},
        read_extensions(path) if path else {},
    )


def extensions_file(root: Path, named: Path | None) -> Path | None:
    """The file that is named, else the course's own, if it has one."""
    own = root / EXTENSIONS
    return named or (own if own.is_file() else None)

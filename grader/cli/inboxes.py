"""Inboxes as a command is given them -> arrivals for the gradebook, with all that is to be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import SubmissionError, UsageError
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.gradebook.roster import Roster
    from grader.gradebook.rows import Arrival, Person
    from grader.submission.inbox.hand_in import HandIn, Layout, Recognised

LEAST_SHARE = 0.9
"""Below this, what was recognised is not graded unless the layout is named."""
MOST_REMARKS = 20
NOUNS = {
    "plain": "plain folder",
    "canvas": "Canvas download",
    "moodle": "Moodle download",
    "blackboard": "Blackboard download",
    "gradescope": "Gradescope export",
    "nbgrader": "nbgrader tree",
    "git": "folder of repositories",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How inboxes are to be read.

    Attributes:
        layout: The layout that is named, if one is.
        pattern: A regular expression in place of a layout.
        names: File names of the course's stubs.
        zone: Of times that name none.
        without: The folder for reports, which is no inbox.
        roster: Who takes the course.
        groups: Who belongs to which group.
    """

    layout: Layout | None
    pattern: str | None
    names: Sequence[str]
    zone: dt.tzinfo
    without: Path
    roster: Roster | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@contextmanager
def opened_inboxes(paths: Sequence[Path], reading: Reading) -> Iterator[list[Recognised]]:
    """What each path is recognised as, said on stderr; the files can be read while this is open.

    Raises:
        UsageError: A path cannot be read.
        SubmissionError: Too little of one was recognised, or there is nothing to grade in it.
    """
    from grader.submission.inbox.opening import opened_inbox
    from grader.submission.inbox.recognise import recognise

    usernames = _usernames(reading.roster)
    with ExitStack() as stack:
        found = []
        for path in paths:
            if _same(path, reading.without):
                raise UsageError(f"{path}: it is the folder for reports; give -o another one")
            inbox = stack.enter_context(opened_inbox(path, without=reading.without))
            one = recognise(
                inbox,
                layout=reading.layout,
                regex=reading.pattern,
                names=reading.names,
                zone=reading.zone,
                usernames=usernames,
            )
            _say(path, one)
            _refuse(path, one, reading)
            found.append(one)
        yield found


def _same(path: Path, other: Path) -> bool:
    try:
        return path.resolve() == other.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, or no path at all
        return False


def _usernames(roster: Roster | None) -> list[str]:
    if roster is None:
        return []
    return [
        one
        for person in roster.people
        for one in (person.key, *(person.ids[what] for what in person.ids if what != "section"))
        if one
    ]


def _say(path: Path, found: Recognised) -> None:
    """What it was taken for, and what of it was not recognised."""
    noun = NOUNS[found.layout]
    line = (
        f"{path}: {noun}: {found.matched} of {found.total} entries, {len(found.hand_ins)} hand-ins"
    )
    click.echo(one_line(line, 1_000), err=True)
    if found.unknown:
        few = ", ".join(one_line(one, 100) for one in found.unknown[:5])
        more = f" and {len(found.unknown) - 5} more" if len(found.unknown) > 5 else ""
        click.echo(f"  not recognised: {few}{more}", err=True)
    for remark in found.remarks[:MOST_REMARKS]:
        click.echo(f"  {one_line(remark, 500)}", err=True)
    if len(found.remarks) > MOST_REMARKS:
        click.echo(f"  and {len(found.remarks) - MOST_REMARKS} more remarks", err=True)


def _refuse(path: Path, found: Recognised, reading: Reading) -> None:
    told = reading.layout or reading.pattern
    if not found.hand_ins and reading.pattern:
        raise SubmissionError(path, f"--pattern matches none of its {found.total} paths")
    if not found.hand_ins:
        raise SubmissionError(
            path, "there is nothing in it that can be graded; give the folder or download"
        )
    if found.share < LEAST_SHARE and not told:
        raise SubmissionError(
            path,
            f"only {found.matched} of its {found.total} entries are those of a "
            f"{NOUNS[found.layout]}; if it is one, grade it with --from {found.layout}, else name "
            "another layout or take what does not belong there out of it",
        )


def arrivals(found: Sequence[Recognised], reading: Reading) -> Iterator[Arrival | Refused]:
    """Each hand-in with its content, read as it is asked for."""
    for one in found:
        for hand_in in one.hand_ins:
            yield _arrival(hand_in, reading)


@dataclass(frozen=True, slots=True)
class Refused:
    """A hand-in that cannot be taken in, and why."""

    label: str
    reason: str


def _arrival(hand_in: HandIn, reading: Reading) -> Arrival | Refused:
    from grader.gradebook.rows import Arrival
    from grader.submission.inbox.packing import pack

    people = people_of(hand_in, reading)
    alone = people[0].key if len(people) == 1 else hand_in.key
    try:
        file_name, content = pack(hand_in)
    except SubmissionError as error:
        return Refused(alone, error.reason)
    return Arrival(
        key=alone,
        people=people,
        file_name=file_name,
        content=content,
        slug=slug_of(alone),
        layout=hand_in.layout,
        origin=hand_in.origin,
        mark=hand_in.mark,
        submitted_at=hand_in.submitted_at,
        late=hand_in.late,
    )


def people_of(hand_in: HandIn, reading: Reading) -> tuple[Person, ...]:
    """Those whom a hand-in counts for: listed by the platform, by the groups, or the student."""
    from grader.gradebook.rows import Person

    if len(hand_in.members) > 1:
        listed = [Person(one.key, one.name, one.email) for one in hand_in.members]
        return _each_once(listed, reading)
    named = reading.groups.get(hand_in.key) or reading.groups.get(hand_in.name)
    if named:
        return _each_once([Person(key) for key in named], reading)
    email = hand_in.members[0].email if hand_in.members else ""
    return (_known(Person(hand_in.key, hand_in.name, email, dict(hand_in.ids)), reading),)


def _each_once(people: Sequence[Person], reading: Reading) -> tuple[Person, ...]:
    """As the roster knows them: two ids may be one student's."""
    found: dict[str, Person] = {}
    for one in people:
        known = _known(one, reading)
        found.setdefault(known.key, known)
    return tuple(found.values())


def _known(person: Person, reading: Reading) -> Person:
    """The same as the roster knows them, if it does."""
    from grader.gradebook.rows import Person

    if reading.roster is None:
        return person
    for text in (person.key, *person.ids.values(), person.email):
        known = reading.roster.find(text) if text else None
        if known is not None:
            ids = {**person.ids, **known.ids}
            return Person(known.key, known.name or person.name, known.email or person.email, ids)
    return person


def slug_of(key: str) -> str:
    """A safe name for files about the student or group of that key."""
    from pathlib import PurePosixPath

    from grader.cli.naming import unique_names

    return next(iter(unique_names([PurePosixPath(key)])))

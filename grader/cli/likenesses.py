"""Works -> which of them are similar, and the page and the table that say so."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.works import Cutter, Own, Work, handed_out
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.grading.course import Course, CourseExercise
    from grader.report.similar.found import Entry, InExercise, Looked, Member, Side
    from grader.similarity.compare import Compared, Least, Pair
    from grader.similarity.gather import Alike, Place

MOST_PAIRS = 150
"""Pairs that are shown side by side on the whole page."""
PAIRS_OF_ONE = 10
"""Of one likeness in one exercise."""
COLUMNS = ("exercise", "one", "other", "share_of_one", "share_of_other", "lines", "tokens")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is looked for, and how much of it is listed."""

    course: Course
    exercises: Sequence[CourseExercise]
    least: Least
    most: int


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found: by exercise, and together.

    Attributes:
        works: All that were looked at; their places here are their numbers.
        unread: Names of those that could not be read.
        titles: What each exercise is called.
        compared: What came of each.
        alike: Those that share the most code first.
        cutter: Gives the code of a work once more.
    """

    works: Sequence[Work]
    unread: tuple[str, ...]
    titles: Mapping[str, str]
    compared: Mapping[str, Compared]
    alike: tuple[Alike, ...]
    cutter: Cutter

    @property
    def said(self) -> str:
        """What came of it, in a line."""
        count, read = len(self.alike), len(self.works) - len(self.unread)
        word = "likeness" if count == 1 else "likenesses"
        return f"{count} {word} among {read} submissions, {len(self.unread)} unreadable"


def search(chosen: Chosen, works: Sequence[Work]) -> Searched:
    """Compare the works, exercise by exercise; the code of one work is in memory at a time.

    Raises:
        UsageError: There are none.
    """
    from grader.similarity.compare import Section, compare
    from grader.similarity.gather import gather
    from grader.similarity.tokens import tokens_of

    if not works:
        raise UsageError("nobody has handed in anything yet: `grader batch` brings submissions")
    cutter = Cutter(chosen.course, chosen.exercises)
    sections: dict[str, list[Section]] = {one: [] for one in cutter.titles}
    unread: list[str] = []
    with _followed(works) as followed:
        for number, work in enumerate(followed):
            try:
                own = cutter.cut(work)
            except GraderError:
                unread.append(work.name)
                continue
            for exercise, code in own.code.items():
                section = Section(number, work.party, tokens_of(code), work.earlier)
                sections[exercise].append(section)
    given = list(handed_out(chosen.course))
    compared = {
        exercise: compare(several, given, chosen.least)
        for exercise, several in sections.items()
        if several
    }
    return Searched(works, tuple(unread), cutter.titles, compared, gather(compared), cutter)


def _followed(works: Sequence[Work]) -> AbstractContextManager[Iterable[Work]]:
    """The works, with a bar where stderr is a terminal."""
    if not sys.stderr.isatty():
        return nullcontext(works)
    return click.progressbar(works, label="reading", file=sys.stderr)


def page_of(chosen: Chosen, found: Searched, reports: Path | None) -> bytes:
    """The page for staff.

    Args:
        chosen: What was looked for.
        found: What was found.
        reports: The folder of the page, in which reports may lie to which it then leads; None if
            it shall lead to none.
    """
    from grader.report.similar.found import Findings
    from grader.report.similar.html import render_similar

    shown = _Shown(found, reports)
    page = Findings(
        course=chosen.course.settings.name,
        compared=len(found.works) - len(found.unread),
        earlier=sum(work.earlier for work in found.works),
        unread=found.unread,
        exercises=tuple(_looked(found.titles[key], one) for key, one in found.compared.items()),
        entries=tuple(map(shown.entry, found.alike[: chosen.most])),
        more=max(0, len(found.alike) - chosen.most),
        least=chosen.least,
    )
    return render_similar(page).encode("utf-8", "replace")


def table_of(found: Searched) -> bytes:
    """A row for each pair by which a likeness holds together."""
    from grader.export.guard import free_text
    from grader.export.table import Table, row_of

    rows = [row_of(COLUMNS)]
    for place in (place for alike in found.alike for place in alike.places):
        for pair in place.likeness.pairs:
            names = (found.titles[place.exercise], *_names(found, pair))
            shares = (pair.shared.share_of_one, pair.shared.share_of_other)
            numbers = (
                *(f"{share:.2f}" for share in shares),
                str(pair.shared.lines),
                str(pair.shared.tokens),
            )
            rows.append(row_of([*map(free_text, names), *numbers]))
    return Table("utf-8", b"", ",", tuple(rows)).document()


def _names(found: Searched, pair: Pair) -> tuple[str, str]:
    return found.works[pair.one].name, found.works[pair.other].name


def _looked(title: str, compared: Compared) -> Looked:
    from grader.report.similar.found import Looked

    similar = sum(len(one.works) for one in compared.likenesses)
    return Looked(title, compared.sections, similar, compared.most_parties, compared.unlooked)


class _Shown:
    """Makes entries with their code, which is read anew; as many pairs as fit on a page."""

    def __init__(self, found: Searched, reports: Path | None) -> None:
        self._found = found
        self._reports = reports
        self._room = MOST_PAIRS
        self._known: dict[int, Own] = {}

    def entry(self, alike: Alike) -> Entry:
        """An entry of the page."""
        from grader.report.similar.found import Entry

        self._known.clear()
        works = [self._found.works[number] for number in alike.works]
        shares = [pair.shared.share for place in alike.places for pair in place.likeness.pairs]
        return Entry(
            members=tuple(self._member(work) for work in works),
            places=tuple(map(self._place, alike.places)),
            low=min(shares),
            high=max(shares),
            identical=len({work.stored.digest for work in works}) == 1,
        )

    def _member(self, work: Work) -> Member:
        from grader.report.classroom.view import report_file
        from grader.report.similar.found import Member

        reports = None if work.earlier else self._reports
        linked = reports is not None and (reports / report_file(work.name)).is_file()
        return Member(work.name, linked)

    def _place(self, place: Place) -> InExercise:
        from grader.report.similar.found import Beside, InExercise

        every = place.likeness.pairs
        shown = every[: max(0, min(self._room, PAIRS_OF_ONE))]
        self._room -= len(shown)
        pairs = tuple(
            Beside(
                self._side(pair.one, place.exercise),
                self._side(pair.other, place.exercise),
                pair.shared,
            )
            for pair in shown
        )
        return InExercise(
            label=self._found.cutter.labels[place.exercise],
            exercise=self._found.titles[place.exercise],
            lines=max(pair.shared.lines for pair in every),
            pairs=pairs,
            more=len(every) - len(pairs),
        )

    def _side(self, number: int, exercise: str) -> Side:
        from grader.report.similar.found import Side

        work = self._found.works[number]
        if number not in self._known:
            self._known[number] = self._found.cutter.cut(work)
        own = self._known[number]
        return Side(work.name, own.code[exercise], own.cells)

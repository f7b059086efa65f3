"""Books -> works: the submissions that count, whose they are, and their code by exercise."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.cli.books import Books
    from grader.gradebook.rows import Stored, StudentRow
    from grader.gradebook.store import Cohort
    from grader.grading.course import Course, CourseExercise
    from grader.similarity.tokens import Code, Tokens
    from grader.submission.sections import Hint

BESIDE = ""
"""In place of an exercise: code that belongs to none."""


@dataclass(frozen=True, slots=True)
class Work:
    """A submission that counts.

    Attributes:
        cohort: Where it is.
        stored: What it is there.
        name: What its files are called, with its course if that is another.
        party: The student or group, as a number; all that worked together once are one.
        earlier: Whether it is of another course.
    """

    cohort: Cohort
    stored: Stored
    name: str
    party: int
    earlier: bool = False


def works_of(books: Books, others: Iterable[Cohort] = ()) -> list[Work]:
    """The submission that counts for each student or group, then the last ones of other courses.

    A student who is in several courses, by key, is the same in all of them.
    """
    cohorts = [books.cohort, *others]
    students = [list(cohort.students()) for cohort in cohorts]
    parties = _parties(row for rows in students for row in rows)
    found: dict[tuple[int, int], Work] = {}
    for standing in books.standings():
        if standing.attempt is not None:
            stored = standing.attempt.submission
            party = parties[_key(standing.person.key)]
            found.setdefault((0, stored.id), Work(books.cohort, stored, stored.name, party))
    for at, (cohort, rows) in enumerate(zip(cohorts[1:], students[1:], strict=True), 1):
        for row in rows:
            for attempt in row.attempts[-1:]:
                stored, party = attempt.submission, parties[_key(row.person.key)]
                name = f"{cohort.name}: {stored.name}"
                found.setdefault((at, stored.id), Work(cohort, stored, name, party, earlier=True))
    return sorted(found.values(), key=lambda one: (one.earlier, one.name.casefold(), one.name))


def numbered(works: Sequence[Work]) -> list[Work]:
    """The same with numbers for names, in an order that tells nothing of a name."""
    digits = max(3, len(str(len(works))))
    order = sorted(works, key=lambda one: (one.earlier, one.stored.digest, _hash(one.name)))
    return [
        replace(one, name=f"Submission {number:0{digits}}") for number, one in enumerate(order, 1)
    ]


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()


def _key(key: str) -> str:
    return key.strip().casefold()


def _parties(rows: Iterable[StudentRow]) -> Mapping[str, int]:
    """A number for each student, the same for all who have a submission in common."""
    leader: dict[str, str] = {}
    first: dict[tuple[str, int], str] = {}

    def lead(key: str) -> str:
        while leader.setdefault(key, key) != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for row in rows:
        own = lead(_key(row.person.key))
        for attempt in row.attempts:
            stored = attempt.submission
            own = lead(own)
            leader[own] = lead(first.setdefault((stored.key, stored.id), own))
    numbers: dict[str, int] = {}
    return {key: numbers.setdefault(lead(key), len(numbers)) for key in list(leader)}


@dataclass(frozen=True, slots=True)
class Own:
    """The code of a work by exercise, as far as it is no untouched cell that was handed out."""

    code: Mapping[str, tuple[Code, ...]]
    cells: bool


class Cutter:
    """Cuts submissions by the exercises of a course, as for grading; nothing of them is run."""

    def __init__(self, course: Course, wanted: Iterable[CourseExercise]) -> None:
        from grader.grading.grade import stub_names
        from grader.grading.plan import hints_of

        self._names = stub_names(course)
        self._word = course.settings.word
        self._hints: list[Hint] = hints_of(course)
        self._lessons = course.lesson_digests
        self._wanted = frozenset(entry.exercise.id for entry in wanted)
        self._all = len(self._wanted) == len(course.exercises)

    @property
    def labels(self) -> Mapping[str, str]:
        """Each exercise that is wanted by its number, in order."""
        found = {hint.id: str(hint.number) for hint in self._hints if hint.id in self._wanted}
        return found | ({BESIDE: "outside the exercises"} if self._all else {})

    @property
    def titles(self) -> Mapping[str, str]:
        """What each exercise that is wanted is called, in order."""
        known = {hint.id: f"{self._word} {hint.number}: {hint.title}" for hint in self._hints}
        return {one: known.get(one, "Code outside the exercises") for one in self.labels}

    def cut(self, work: Work) -> Own:
        """The work's code.

        Raises:
            SubmissionError: Nothing in it can be read as code.
            GradingError: It is damaged in the gradebook.
        """
        from grader.similarity.tokens import Code
        from grader.submission.load import load_content
        from grader.submission.sections import cut, source_digest

        content = work.cohort.content(work.stored.id)
        name = work.stored.file_name
        submission = load_content(content, name, names=self._names, word=self._word)
        sections = cut(submission, self._hints, self._word, self._lessons)
        handed_out = self._lessons.union(*(hint.stub_digests for hint in self._hints))
        found: dict[str, list[Code]] = {one: [] for one in self.titles}
        for piece in sections.pieces:
            own = found.get(piece.section or BESIDE)
            if own is not None and source_digest(piece.source) not in handed_out:
                source = piece.source.replace("\r\n", "\n").replace("\r", "\n")
                own.append(Code(piece.cell, piece.first_line, source))
        code = {one: tuple(pieces) for one, pieces in found.items() if pieces}
        return Own(code, submission.kind == "notebook")


def handed_out(course: Course) -> Iterator[Tokens]:
    """The code of every stub and lesson of a course."""
    from grader.similarity.tokens import Code, tokens_of

    given = [entry.stub_cells for entry in course.exercises]
    given += [lesson.cells for lesson in course.lessons]
    for cells in given:
        for cell in cells:
            if cell.kind == "code":
                yield tokens_of([Code(cell.index, cell.first_line, cell.source)])

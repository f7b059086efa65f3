"""The gradebook: a database by URL, to which all is added and in which nothing is replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from sqlalchemy import select

from grader.errors import UsageError
from grader.gradebook import arrivals, attempts, audit, decisions, forgetting, migrations, runs
from grader.gradebook.database import Database, add, connect
from grader.gradebook.packed import Packed
from grader.gradebook.packing import fetch
from grader.gradebook.rows import (
    Arrival,
    AuditRow,
    NewRun,
    Override,
    Person,
    RunRow,
    Stored,
    StudentRow,
    Void,
    VoidHow,
)
from grader.gradebook.schema import course
from grader.gradebook.times import now

DEFAULT_URL = "sqlite:///grader.db"


class Gradebook:
    """An open gradebook; close it, or use it as a context manager.

    Raises:
        UsageError: It is not there (without `create`), is none of ours, was made by a newer grader,
            or the database cannot be reached.
    """

    def __init__(self, url: str = DEFAULT_URL, *, create: bool = False) -> None:
        self._database = connect(url, create=create)
        try:
            migrations.prepare(self._database, create=create, migrations=migrations.MIGRATIONS)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all connections."""
        self._database.close()

    def courses(self) -> list[str]:
        """The names of the courses in it."""
        with self._database.reading() as connection:
            return sorted(connection.scalars(select(course.c.name)))

    def course(self, name: str | None, *, create: bool = False) -> Cohort:
        """One course's part of the gradebook; None is the only one there is.

        Raises:
            UsageError: There is no such course in it, or none is named and there are several.
        """
        query = select(course.c.name, course.c.id)
        with self._database.reading() as connection:
            rows = sorted(map(tuple, connection.execute(query)))
        known: dict[str, int] = dict(rows)
        if name is None:
            if len(known) != 1:
                raise UsageError(f"the gradebook {self._database.place}: {_listed(known)}")
            [name] = known
        if name not in known and not create:
            raise UsageError(
                f"there is no course '{name}' in the gradebook {self._database.place}: "
                f"{_listed(known)}"
            )
        return Cohort(self._database, known.get(name) or self._add_course(name), name)

    def _add_course(self, name: str) -> int:
        with self._database.writing() as connection:
            found = connection.scalar(select(course.c.id).where(course.c.name == name))
            if found is not None:
                return int(found)
            identity = add(connection, course, {"name": name})
            audit.note(connection, migrations.BY, "course", {"course": name})
        return identity

    def audit(self) -> Iterator[AuditRow]:
        """The log, oldest first."""
        with self._database.reading() as connection:
            entries = list(audit.entries(connection))
        return iter(entries)

    def audit_faults(self) -> list[str]:
        """A sentence for each entry of the log that was changed, or after which one is missing."""
        with self._database.reading() as connection:
            return list(audit.faults(connection))


class Cohort:
    """The students, submissions and runs of one course. Each method is one transaction.

    Raises:
        UsageError: The database cannot be read or written to, or what is asked for is not in it.
        GradingError: What is asked for is damaged.
    """

    def __init__(self, database: Database, number: int, name: str) -> None:
        self._database = database
        self._number = number
        self.name = name

    def enrol(self, people: Iterable[Person]) -> int:
        """Note who takes the course; what is known of someone is completed. How many are new."""
        with self._database.writing() as connection:
            return arrivals.enrol(connection, self._number, people)[1]

    def ingest(self, arrival: Arrival) -> Stored:
        """Note a hand-in; the same key, content and mark is the same submission as before."""
        with self._database.writing() as connection:
            return arrivals.ingest(connection, self._number, arrival)

    def content(self, submission: int) -> bytes:
        """What was handed in."""
        with self._database.reading() as connection:
            return arrivals.content(connection, self._number, submission)

    def submissions(self) -> Iterator[tuple[Stored, RunRow | None]]:
        """Every submission in order, with the run that counts (without its parts)."""
        with self._database.reading() as connection:
            found = attempts.submissions(connection, self._number)
        return iter(found)

    def has_run(self, submission: int, key: str) -> bool:
        """Whether there is a run of that key; another grader may have made it meanwhile."""
        with self._database.reading() as connection:
            return runs.has_run(connection, submission, key)

    def runs(self, submission: int) -> list[RunRow]:
        """All runs of a submission, the oldest first, without their parts."""
        with self._database.reading() as connection:
            return runs.runs_of(connection, submission)

    def add_run(self, submission: int, run: NewRun | Packed, *, beside: bool = False) -> int | None:
        """Add what came of a submission: run, parts, observations and pictures together.

        Args:
            submission: Which one.
            run: What came of it.
            beside: Add it even if there is one of the same key (for grading again); else nothing
                is added, and None returned.
        """
        packed = run if isinstance(run, Packed) else Packed.of(run)
        with self._database.writing() as connection:
            arrivals.find(connection, self._number, submission)
            return runs.add_run(connection, submission, packed, beside=beside)

    def students(self) -> Iterator[StudentRow]:
        """Every student, by key, with attempts and the runs that count, parts included."""
        with self._database.reading() as connection:
            found = attempts.students(connection, self._number)
        return iter(found)

    def result(self, run: int) -> bytes | None:
        """`grader.result/1` of a run with its staff part, upgraded to what is written now."""
        with self._database.reading() as connection:
            return runs.result_of(connection, run)

    def observations(self, run: int) -> tuple[bytes, ...]:
        """`grader.observations/1` of the run, then of each re-run; upgraded as results are."""
        with self._database.reading() as connection:
            return runs.observations_of(connection, run)

    def picture(self, sha256: str) -> bytes | None:
        """A PNG by its digest."""
        with self._database.reading() as connection:
            known = runs.has_picture(connection, sha256)
            return fetch(connection, sha256, f"the picture {sha256}") if known else None

    def override(
        self,
        student: int,
        submission: int,
        *,
        exercise: str,
        part: str,
        points: float | None,
        automatic: float,
        reason: str,
        by: str,
    ) -> None:
        """Give points by hand, or take that back with None; logged."""
        made = Override(exercise, part, points, automatic, reason, by, now())
        with self._database.writing() as connection:
            arrivals.find(connection, self._number, submission)
            decisions.add_override(connection, student, submission, made)
            audit.note(
                connection,
                by,
                "override",
                {
                    "course": self.name,
                    "student": student,
                    "submission": submission,
                    **decisions.logged(made),
                },
            )

    def void(self, exercise: str, part: str, how: VoidHow | None, *, reason: str, by: str) -> None:
        """Take a part out of everyone's score, or take that back with None; logged."""
        made = Void(exercise, part, how, reason, by, now())
        with self._database.writing() as connection:
            decisions.add_void(connection, self._number, made)
            audit.note(connection, by, "void", {"course": self.name, **decisions.logged(made)})

    def voids(self) -> tuple[Void, ...]:
        """The latest of each part, without those that were taken back."""
        with self._database.reading() as connection:
            return decisions.voids_that_hold(connection, self._number)

    def forget(self, student: int, *, by: str) -> Sequence[str]:
        """Delete a student with all submissions that count for nobody else; logged by number.

        Returns:
            The names (`Stored.name`) of the submissions that are gone.
        """
        with self._database.writing() as connection:
            gone = forgetting.forget(connection, self._number, student)
            ids = [stored.id for stored in gone]
            payload = {"course": self.name, "student": student, "submissions": ids}
            audit.note(connection, by, "forget", payload)
        forgetting.clear_out(self._database)
        return [stored.name for stored in gone]

    def log(self, by: str, action: str, payload: dict[str, object]) -> None:
        """Add an entry to the log, with the name of the course."""
        with self._database.writing() as connection:
            audit.note(connection, by, action, {"course": self.name, **payload})


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    if not shown:
        return "there is no course in it yet, which `grader batch` adds"
    more = f" and {len(shown) - 5} more" if len(shown) > 5 else ""
    return f"the courses in it are {', '.join(shown[:5])}{more}"

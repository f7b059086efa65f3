"""What a batch has to grade, one after the other, each in the gradebook before it is run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from grader.cli.inboxes import Refused
from grader.cli.worker import Handed
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.gradebook.rows import Arrival, Person, RunRow, Stored
    from grader.gradebook.store import Cohort

Regrade = Literal["all", "failed", "changed"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which submissions are to be run.

    Attributes:
        key: The digest of what decides a result now.
        regrade: Which are run again although they were: all, those that were not judged, those that
            were run with something else.
        after: With "all": runs up to this one were there when it was begun.
        students: The keys of those whose submissions are looked at; everyone's if there are none.
    """

    key: str
    regrade: Regrade | None = None
    after: int = 0
    students: frozenset[str] = frozenset()

    def is_about(self, *keys: str) -> bool:
        """Whether a submission with one of these keys is looked at."""
        return not self.students or not self.students.isdisjoint(keys)

    def needs_run(self, run: RunRow | None) -> bool:
        """Whether a submission is to be run; `run` is the one that counts."""
        if run is None:
            return True
        match self.regrade:
            case "all":
                return run.id <= self.after
            case "failed":
                return run.status == "not-judged"
            case "changed":
                return run.key != self.key
            case None:
                return False


@dataclass(slots=True)
class Queue:
    """Takes hand-ins into the gradebook as they are asked for, and gives those that need a run.

    Attributes:
        cohort: Where they go.
        choice: Which are run.
        due_of: When attempts of a student end.
        expect: Told how many there will be, as far as is known.
        total: How many there will be, as far as is known.
        refused: Hand-ins that could not be taken in.
        done: How many had a run already.
        outdated: How many of those were run with something else than now.
    """

    cohort: Cohort
    choice: Choice
    due_of: Callable[[Person], dt.datetime | None]
    expect: Callable[[int], None]
    total: int = 0
    refused: list[Refused] = field(default_factory=list)
    done: int = 0
    outdated: int = 0

    def take(self, arrivals: Iterable[Arrival | Refused], count: int) -> Iterator[Handed]:
        """Those that need a run: of the inboxes first, then all others in the gradebook.

        Args:
            arrivals: From the inboxes.
            count: How many those are.
        """
        self._count(count)
        runs = {stored.id: run for stored, run in self.cohort.submissions()}
        seen: set[int] = set()
        for arrival in arrivals:
            if isinstance(arrival, Refused):
                self.refused.append(arrival)
            elif self.choice.is_about(arrival.key, *(one.key for one in arrival.people)):
                stored = self.cohort.ingest(arrival)
                run = runs.get(stored.id)
                if stored.id not in seen and self._needs_run(run) and not self._met(stored, run):
                    seen.add(stored.id)
                    due = self.due_of(arrival.people[0])
                    yield _handed(stored, arrival.content, due)
                    continue
                seen.add(stored.id)
            self._count(-1)
        yield from self._others(seen)

    def _others(self, seen: set[int]) -> Iterator[Handed]:
        """Those that are in the gradebook alone."""
        people = {
            attempt.submission.id: row.person
            for row in self.cohort.students()
            for attempt in row.attempts
            if attempt.submission.id not in seen
        }
        waiting = [
            (stored, run)
            for stored, run in list(self.cohort.submissions())
            if stored.id in people
            and self.choice.is_about(stored.key, people[stored.id].key)
            and self._needs_run(run)
        ]
        self._count(len(waiting))
        for stored, run in waiting:
            if self._met(stored, run):
                self._count(-1)
            else:
                due = self.due_of(people[stored.id])
                yield _handed(stored, self.cohort.content(stored.id), due)

    def said(self) -> Iterator[str]:
        """What else there is to say in the end."""
        if self.choice.students and not (self.done or self.total):
            named = ", ".join(sorted(self.choice.students))
            yield f"nothing is there of {one_line(named)}; --student takes ids of the platform"
        if self.done:
            yield f"{self.done} had been graded before"
        if self.outdated:
            yield (
                f"{self.outdated} of those with another course, limit or grader: "
                "`grader batch --regrade changed` runs them again"
            )
        for one in self.refused:
            yield f"not taken in: {one_line(one.label)}: {one_line(one.reason)}"

    def _count(self, more: int) -> None:
        self.total += more
        self.expect(self.total)

    def _met(self, stored: Stored, run: RunRow | None) -> bool:
        """Whether another batch over the same gradebook has run it since this one began."""
        if run is not None or stored.new or not self.cohort.has_run(stored.id, self.choice.key):
            return False
        self.done += 1
        return True

    def _needs_run(self, run: RunRow | None) -> bool:
        if self.choice.needs_run(run):
            return True
        self.done += 1
        self.outdated += run is not None and run.key != self.choice.key
        return False


def _handed(stored: Stored, content: bytes, due: dt.datetime | None) -> Handed:
    return Handed(
        submission=stored.id,
        label=stored.name,
        name=stored.name,
        file_name=stored.file_name,
        content=content,
        student=stored.key,
        attempt=stored.number,
        due=due,
    )

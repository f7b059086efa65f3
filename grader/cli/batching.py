"""Submissions through workers into the gradebook, each result committed as it arrives."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError
from grader.report.classroom.record import Shared
from grader.report.safe import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from grader.cli.hands import Hands
    from grader.cli.progress import Progress
    from grader.cli.worker import Handed, Noted, Opened, Setup
    from grader.execution.workers import Done, Lost
    from grader.gradebook.store import Cohort
    from grader.report.classroom.record import Record


def graded(handed: Iterable[Handed], setup: Setup, hands: Hands) -> Generator[tuple[Handed, Noted]]:
    """What is noted of each, as they are finished.

    A limit may be hit because others ran at the same time: those are graded once more when all
    others are done, one at a time, and the better result is kept.

    Args:
        handed: Taken one by one, as workers are free.
        setup: What holds for all of them.
        hands: Who grades them.
    """
    from grader.cli.worker import again_alone

    again: dict[int, Noted] = {}
    once_more: list[Handed] = []
    with closing(hands.work(handed)) as outcomes:
        for outcome in outcomes:
            noted = _noted(outcome, setup)
            if noted.limited and hands.crowded:
                again[outcome.item.submission] = noted
                once_more.append(replace(outcome.item, points=noted.points))
            else:
                yield outcome.item, noted
    if not once_more:
        return
    with closing(hands.work(once_more, alone=True)) as outcomes:
        for outcome in outcomes:
            second = _noted(outcome, setup)
            first = again[outcome.item.submission]
            failed = second.status != "graded" or second.points < first.points
            yield outcome.item, again_alone(first if failed else second)


def _noted(outcome: Done[Handed, Noted] | Lost[Handed], setup: Setup) -> Noted:
    from grader.cli.worker import without_result
    from grader.execution.workers import Done

    if isinstance(outcome, Done):
        return outcome.value
    noted = without_result(setup.key, "not-judged", outcome.reason)
    return replace(noted, said=f"a fault of ours: {outcome.reason}")


class Beginning:
    """When a worker is ready: says its isolation, once if all have the same.

    The folder for the files is made then, so that nothing is there if nothing could be graded.
    """

    def __init__(self, output: Path, say: Callable[[str], None]) -> None:
        self.output = output
        self.say = say
        self.said: set[Opened] = set()

    def __call__(self, opened: Opened) -> None:
        """Note what a worker has opened."""
        if opened in self.said:
            return
        make_folder(self.output)
        self.said.add(opened)
        if opened.problem:
            self.say(f"grader: {one_line(opened.problem, 1_000)}")
        self.say(f"isolation: {opened.level}")


def make_folder(output: Path) -> None:
    """Make the folder for the files.

    Raises:
        UsageError: It cannot be made, or nothing can be written there.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{output}: it cannot be made ({error.strerror})") from None
    if not os.access(output, os.W_OK | os.X_OK):
        raise UsageError(f"{output}: nothing can be written there")


@dataclass(slots=True)
class Tally:
    """Commits what became of each submission, says its line, and counts.

    Attributes:
        cohort: Where results go.
        beside: Whether runs are added beside those of the same key.
        progress: Where lines go.
        verbose: A line for each, not only for problems.
        counts: How many had which end.
        records: What the overview needs of each run, by its number in the gradebook.
        shared: Keeps what these have in common once.
    """

    cohort: Cohort
    beside: bool
    progress: Progress
    verbose: bool
    counts: dict[str, int] = field(
        default_factory=lambda: {"graded": 0, "not-graded": 0, "not-judged": 0}
    )
    records: dict[int, Record] = field(default_factory=dict)
    shared: Shared = field(default_factory=Shared)

    def add(self, handed: Handed, noted: Noted) -> None:
        """Commit it, count it, and say its line if there is something to say."""
        run = self.cohort.add_run(handed.submission, noted.run, beside=self.beside)
        if run is not None and noted.record is not None:
            self.records[run] = self.shared(noted.record)
        self.counts[noted.status] += 1
        problem = noted.status != "graded"
        self.progress.advance(problem=problem)
        if problem or self.verbose:
            self.progress.say(f"{one_line(handed.label)}: {one_line(noted.said, 500)}")

    @property
    def total(self) -> int:
        """How many are done."""
        return sum(self.counts.values())

    def say(self) -> None:
        """The counts, on stdout."""
        words = [f"{count} {status.replace('-', ' ')}" for status, count in self.counts.items()]
        click.echo(", ".join(words))

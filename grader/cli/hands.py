"""Who grades the submissions of a batch: workers of this machine, or those of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from grader.cli.worker import Handed, Noted, Opened, Setup
    from grader.execution.workers import Done, Lost


class Hands(Protocol):
    """Grades submissions and sees to it that their files are written."""

    @property
    def crowded(self) -> bool:
        """Whether others may run beside a submission, so that it may hit a limit through them."""

    def work(
        self, handed: Iterable[Handed], *, alone: bool = False
    ) -> Generator[Done[Handed, Noted] | Lost[Handed]]:
        """What is noted of each, in the order in which they end.

        Args:
            handed: Taken one by one, as workers are free.
            alone: One at a time on a machine.
        """


@dataclass(frozen=True, slots=True)
class Local:
    """Workers of this machine.

    Attributes:
        setup: What holds for all submissions.
        jobs: How many are graded at a time.
        seconds: For one of them, after which its worker is ended.
        ready: Told what each worker has opened.
    """

    setup: Setup
    jobs: int
    seconds: float
    ready: Callable[[Opened], None]

    @property
    def crowded(self) -> bool:
        """Whether others run beside a submission."""
        from grader.execution.workers import is_loaded

        return self.jobs > 1 or is_loaded()

    def work(
        self, handed: Iterable[Handed], *, alone: bool = False
    ) -> Generator[Done[Handed, Noted] | Lost[Handed]]:
        """What is noted of each; workers write the files."""
        from grader.cli.worker import opened
        from grader.execution.workers import work

        jobs = 1 if alone else self.jobs
        return work(handed, partial(opened, self.setup), jobs, self.seconds, self.ready)

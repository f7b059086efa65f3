"""How far a batch is: a bar on a terminal, else a line every ten seconds; always on stderr."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import click

EVERY = 10.0
"""Seconds between two lines where there is no terminal."""


class Progress(Protocol):
    """What is told of each submission that is finished, and what is said beside."""

    def expect(self, total: int) -> None:
        """There are so many to grade, as far as is known by now."""
        ...

    def advance(self, *, problem: bool = False) -> None:
        """One more is finished."""
        ...

    def say(self, line: str) -> None:
        """Write a line of its own."""
        ...


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """The progress that fits where stderr goes."""
    if sys.stderr.isatty() and not os.environ.get("CI"):
        with _bar() as bar:
            yield bar
        return
    lines = Lines(lambda line: click.echo(line, err=True))
    stop = threading.Event()
    teller = threading.Thread(target=_tell, args=(lines, stop), daemon=True)
    teller.start()
    try:
        yield lines
    finally:
        stop.set()
        teller.join()


def _tell(lines: Lines, stop: threading.Event) -> None:
    while not stop.wait(EVERY):
        lines.tell()


class Lines:
    """Progress as lines of text.

    Args:
        write: Writes one line.
        clock: Seconds that never go back.
    """

    def __init__(
        self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.write = write
        self.clock = clock
        self.begin = clock()
        self.done = self.problems = self.total = 0

    def expect(self, total: int) -> None:
        """There are so many to grade, as far as is known by now."""
        self.total = total

    def advance(self, *, problem: bool = False) -> None:
        """One more is finished."""
        self.done += 1
        self.problems += problem

    def say(self, line: str) -> None:
        """Write a line of its own."""
        self.write(line)

    def tell(self) -> None:
        """Say how far it is, with rate and time left."""
        words = [f"{self.done}/{self.total} graded"]
        if self.problems:
            words.append(f"{self.problems} with problems")
        seconds = self.clock() - self.begin
        if self.done and seconds > 0:
            rate = self.done / seconds
            words += [f"{rate:.3g} a second", f"{left(self.total - self.done, rate)} left"]
        self.write(", ".join(words))


def left(count: int, rate: float) -> str:
    """How long so many will take at that rate a second: `40 s`, `3 min`, `1 h 20 min`."""
    seconds = max(0, count) / rate
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Display
    from rich.text import Text

    class Rate(ProgressColumn):
        """Submissions a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.3g} a second" if task.speed else "")

    console = Console(stderr=True, no_color="NO_COLOR" in os.environ or None)
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Display(*columns, console=console, speed_estimate_period=60) as display:
        task = display.add_task("grading", total=None)

        class Bar:
            """Progress as a bar that is drawn again and again."""

            def expect(self, total: int) -> None:
                display.update(task, total=total)

            def advance(self, *, problem: bool = False) -> None:
                del problem
                display.advance(task)

            def say(self, line: str) -> None:
                display.console.print(line, markup=False, highlight=False, soft_wrap=True)

        yield Bar()

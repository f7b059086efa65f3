"""Soft time limits: an alarm that raises in the student's code, where the system has alarms."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeUp(BaseException):
    """The time for this cell or probe is over; no `except Exception` of a student's stops it."""


class Clock:
    """One alarm at a time. Without alarms (Windows) the grader ends the process instead."""

    def __init__(self) -> None:
        self.struck = False
        self.seconds = 0.0

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Raise `TimeUp` in the body after so many seconds."""
        self.struck = False
        self.seconds = seconds
        if not hasattr(signal, "setitimer"):
            yield
            return
        signal.signal(signal.SIGALRM, self._strike)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def check(self) -> None:
        """Raise again if the student's code has swallowed the alarm."""
        if self.struck:
            raise TimeUp

    def _strike(self, _number: int, _frame: FrameType | None) -> None:
        self.struck = True
        raise TimeUp

"""The grader's side of a template: start it, have it fork, hear how the fork ended, replace it."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict

import msgspec
from msgspec import Struct

from grader.errors import GradingError, IsolationUnavailable
from grader.execution.jail import Jail
from grader.execution.sandbox import Limits

START_SECONDS = 60.0
_END_SECONDS = 5.0
_LEAVE_SECONDS = 1.0
_MAX_MESSAGE = 2**16
_LAST_WORDS = 20_000


class Report(Struct, frozen=True, forbid_unknown_fields=True, tag="ended", tag_field="t"):
    """How a fork ended; sizes in MiB.

    Attributes:
        status: As `os.wait4` gave it.
        reason: What it had too much of, if the template ended it for that.
        peak_mb: The most memory that the fork had.
        clean: Whether nothing of it is left.
        grown_mb: By how much the template itself has grown since it last imported something.
    """

    status: int
    reason: str | None
    peak_mb: int
    clean: bool
    grown_mb: int


class Started(Struct, frozen=True, forbid_unknown_fields=True, tag="ready", tag_field="t"):
    """The template is warm; which walls its forks can put up."""

    landlock: int
    nested: bool


_DECODER = msgspec.json.Decoder(Report | Started)


class Template:
    """A warm process in a jail.

    Args:
        jail: Where it is started.
        limits: Those of the first job.

    Raises:
        IsolationUnavailable: The jail, or a wall that each fork must put up, is not to be had.
        EnvironmentMissing: The environment does not work.
    """

    def __init__(self, jail: Jail, limits: Limits) -> None:
        self.forks = 0
        self._grown = 0
        self._worn = False
        self._closed = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._jailed = jail.start(theirs.fileno(), limits)
        except BaseException:
            self._control.close()
            raise
        finally:
            theirs.close()
        try:
            self._begin(jail)
        except BaseException:
            self.close()
            raise

    @property
    def namespaces(self) -> bool:
        """Whether it has namespaces of its own."""
        return self._jailed.walls.namespaces

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return not self._closed and self._jailed.process.poll() is None

    def usable(self, forks: int, growth_mb: int) -> bool:
        """Whether it may fork once more, within so many forks and so much growth in all."""
        return self.alive and not (self._worn or self.forks >= forks or self._grown > growth_mb)

    def fork(
        self, limits: Mapping[str, int], modules: Sequence[str], requests: int, replies: int
    ) -> None:
        """Fork a process for one submission.

        Args:
            limits: Those that the system is to hold.
            modules: What the template is to have imported before, for this fork and all others.
            requests: The descriptor that the fork reads from.
            replies: The descriptor that it writes to.

        Raises:
            OSError: The template is gone.
        """
        self.forks += 1
        message = json.dumps({"t": "fork", "limits": limits, "modules": modules}).encode("ascii")
        socket.send_fds(self._control, [message], [requests, replies])

    def end_fork(self) -> Report | None:
        """Kill the fork if it is still there; how it ended. None if the template is at fault."""
        with suppress(OSError):
            self._control.send(b'{"t": "kill"}')
        return self.ended(_END_SECONDS)

    def ended(self, seconds: float) -> Report | None:
        """How the fork ended, if that is heard in so many seconds."""
        message = self._hear(seconds)
        if not isinstance(message, Report):
            return None
        self._grown = message.grown_mb
        self._worn = self._worn or not message.clean
        return message

    def last_words(self) -> str:
        """What was written to stderr, as far as it has come."""
        stream = self._jailed.process.stderr
        said = b""
        if stream is not None and not stream.closed:
            os.set_blocking(stream.fileno(), False)
            with suppress(OSError):
                while len(said) < _LAST_WORDS and (more := os.read(stream.fileno(), 4096)):
                    said += more
        return said.decode("utf-8", "replace")

    def close(self) -> None:
        """End it with all that belongs to it; more than one call does no harm."""
        if self._closed:
            return
        self._closed = True
        self._control.close()
        with suppress(subprocess.TimeoutExpired):  # so that its time is counted as its parent's
            self._jailed.process.wait(_LEAVE_SECONDS)
        self._jailed.kill()
        self._jailed.process.wait()
        if self._jailed.process.stderr is not None:
            self._jailed.process.stderr.close()
        self._jailed.clean()

    def _begin(self, jail: Jail) -> None:
        walls = asdict(self._jailed.walls)
        scratch, fonts = walls.pop("scratch"), walls.pop("fonts")
        walls["write"] = [scratch, "/dev/null"]
        begin = {"walls": walls, "scratch": scratch, "fonts": fonts}
        with suppress(OSError):
            self._control.send(json.dumps(begin).encode("ascii"))
        started = self._hear(START_SECONDS)
        if not isinstance(started, Started):
            raise self._failure(jail)
        if self._jailed.walls.landlock and not started.landlock:
            raise IsolationUnavailable(
                jail.level, "this kernel has no Landlock (or it is switched off)", jail.remedy
            )

    def _failure(self, jail: Jail) -> GradingError:
        """Why it did not start, once its process has had the time to say so."""
        end = time.monotonic() + 1.0
        while self._jailed.process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        return jail.failure(self.last_words())

    def _hear(self, seconds: float) -> Report | Started | None:
        waiting = select.poll()
        try:
            waiting.register(self._control, select.POLLIN)
            if not waiting.poll(seconds * 1000):
                return None
            heard: Report | Started = _DECODER.decode(self._control.recv(_MAX_MESSAGE))
        except (OSError, ValueError, msgspec.MsgspecError):
            return None
        return heard

"""A fork of a template, behind its two pipes. Unix only: it waits with `poll`, without threads."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from grader.execution.launch import preloaded
from grader.execution.protocol import (
    MAX_FRAME,
    Allowance,
    Ended,
    Late,
    Reply,
    pack,
    parse_reply,
)
from grader.execution.sandbox import Job
from grader.execution.template import Report, Template
from grader.observation.observation import Fault, Killed, OutOfMemory, TimedOut

_CHUNK = 2**16
_REPORT_SECONDS = 2.0
_CRASHES = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGKILL)
_NEARLY = 0.8  # of the memory allowed: a crash there is for want of memory


class ForkedChild:
    """The process of one submission.

    Args:
        template: Forks it.
        job: What it will be asked to run.
        system: Those that the system is to hold.
        allowance: Shared by all processes of a submission.

    Raises:
        OSError: The template is gone.
    """

    def __init__(
        self, template: Template, job: Job, system: Mapping[str, int], allowance: Allowance
    ) -> None:
        self._template = template
        self._limits = job.limits
        self._allowance = allowance
        self._report: Report | None = None
        self._over = False
        self._outgoing = bytearray()
        self._incoming = bytearray()
        requests, self._requests = os.pipe()
        self._replies, replies = os.pipe()
        try:
            template.fork(system, preloaded(job), requests, replies)
        except OSError:
            os.close(self._requests)
            os.close(self._replies)
            raise
        finally:
            os.close(requests)
            os.close(replies)
        os.set_blocking(self._requests, False)
        os.set_blocking(self._replies, False)

    def send(self, message: Mapping[str, Any]) -> None:
        """Hand in a request; never waits."""
        self._outgoing += pack(message)
        self._write()

    def receive(self, deadline: float) -> Reply | Ended | Late:
        """The next reply, until `time.monotonic()` reaches the deadline."""
        while True:
            reply = self._next()
            if reply is not None:
                return reply
            if self._over:
                return self._ended()
            left = deadline - time.monotonic()
            if left <= 0:
                return Late()
            waiting = select.poll()
            waiting.register(self._replies, select.POLLIN)
            if self._outgoing:
                waiting.register(self._requests, select.POLLOUT)
            for descriptor, _ in waiting.poll(left * 1000 + 1):
                if descriptor == self._requests:
                    self._write()
                else:
                    self._read()

    def end(self) -> None:
        """End the process; more than one call does no harm."""
        if self._requests < 0:
            return
        os.close(self._requests)
        os.close(self._replies)
        self._requests = self._replies = -1
        self._over = True
        if self._report is None:
            self._report = self._template.end_fork()
        if self._report is None:  # the template does not do what it must
            self._template.close()

    def last_words(self) -> str:
        """What was written to stderr while it started."""
        return self._template.last_words()

    def _write(self) -> None:
        try:
            while self._outgoing:
                del self._outgoing[: os.write(self._requests, self._outgoing[: 16 * _CHUNK])]
        except BlockingIOError:
            return
        except OSError:  # it is gone, which its other pipe will tell
            self._outgoing.clear()

    def _read(self) -> None:
        try:
            data = os.read(self._replies, 16 * _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._incoming += data
        self._over = self._over or not data

    def _next(self) -> Reply | Ended | None:
        """The reply of the first whole frame."""
        if len(self._incoming) < 4:
            return None
        size = int.from_bytes(self._incoming[:4], "big")
        if size > MAX_FRAME:
            return Ended("it sent more than it may", broken=True)
        if len(self._incoming) < size + 4:
            return None
        if not self._allowance.take(size + 4):
            return Ended("it sent more than it may", broken=True)
        body = bytes(self._incoming[4 : size + 4])
        del self._incoming[: size + 4]
        return parse_reply(body)

    def _ended(self) -> Ended:
        """How the process came to its end, as the template saw it."""
        if self._report is None:
            self._report = self._template.ended(_REPORT_SECONDS) or self._template.end_fork()
        report = self._report
        if report is None:
            return Ended("the process ended by itself")
        number = os.WTERMSIG(report.status) if os.WIFSIGNALED(report.status) else 0
        reason = "the process ended by itself"
        with suppress(ValueError):
            reason = f"the process was ended by {signal.Signals(number).name}"
        return Ended(reason, fault=self._fault(report, number))

    def _fault(self, report: Report, number: int) -> Fault | None:
        """The limit that it ran into, if it was one."""
        limits = self._limits
        if report.reason == "threads":
            return Killed(f"more than {limits.threads} threads at once")
        if report.reason == "scratch":
            return Killed(f"more than {limits.scratch_mb} MiB or 10,000 files were written")
        if number == signal.SIGXCPU:
            return TimedOut(limits.cpu_seconds)
        if number in _CRASHES and report.peak_mb > _NEARLY * limits.memory_mb:
            return OutOfMemory()
        return None

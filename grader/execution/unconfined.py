"""Levels "limits" and "none": a plain process in a temporary folder, for code that one trusts.

No border of the system's: the code could read and write what its user can.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from grader.errors import GradingError
from grader.execution.box import Box, kill
from grader.execution.environment import INSIDE
from grader.execution.launch import EMPTY_JOB, PRELOAD, boot_arguments, environment_failure
from grader.execution.protocol import Allowance, Child, PipeChild
from grader.execution.runner import run_job
from grader.execution.sandbox import Execution, Job, Level


@dataclass(frozen=True, slots=True)
class _Started:
    """A process that waits for its first request."""

    box: Box
    process: subprocess.Popen[bytes]

    def end(self) -> None:
        kill(self.process)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        self.box.remove()


class Unconfined:
    """A sandbox in name only; it keeps student code from meeting ours, and nothing more.

    Args:
        environment: The root of the student environment.
        level: "limits", if the process is to set limits on itself, or "none".
        python: The interpreter, where it is not the environment's own.
        ahead: Keep the next process started, with what takes its time imported: where the same
            file is run again and again.
    """

    def __init__(
        self,
        environment: Path,
        level: Literal["limits", "none"] = "none",
        *,
        python: Path | None = None,
        ahead: bool = False,
    ) -> None:
        self._environment = environment
        self._python = python
        self._ahead = ahead
        self._waiting: _Started | None = None
        self.level: Level = level
        self.confines = level == "limits"

    def check(self) -> None:
        """Start it once with nothing to do; raises `EnvironmentMissing` if that fails."""
        self.run(EMPTY_JOB)

    def prepare(self) -> None:
        """Start the next process now; raises `EnvironmentMissing` if that fails."""
        if self._waiting is not None and self._waiting.process.poll() is not None:
            self.close()  # it has died while it waited, such as for want of memory
        if self._waiting is None:
            self._waiting = self._start()

    def close(self) -> None:
        """End the process that was started ahead, if there is one."""
        if self._waiting is not None:
            self._waiting.end()
            self._waiting = None

    def run(self, job: Job) -> Execution:
        """Run the job; see `Sandbox.run`."""
        execution = run_job(self, job)
        if self._ahead:
            self.prepare()
        return execution

    def launch(self, job: Job, allowance: Allowance) -> Child:
        """Start the process in a temporary folder of its own, or take the one that waits."""
        del job
        self.prepare()
        started, self._waiting = self._waiting, None
        assert started is not None  # noqa: S101 - it was just prepared
        return PipeChild(
            started.process, allowance, partial(kill, started.process), started.box.remove
        )

    def failure(self, last_words: str) -> GradingError:
        """The environment does not work."""
        return environment_failure(self._environment, last_words)

    def _start(self) -> _Started:
        box = Box.make(self._environment, self._python)
        preload = PRELOAD[:1] if self._ahead else ()
        return _Started(box, box.start(boot_arguments(INSIDE.as_posix(), preload=preload)))

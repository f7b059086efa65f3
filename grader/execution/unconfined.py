"""Levels "limits" and "none": a plain process in a temporary folder, for code that one trusts.

No border of the system's: the code could read and write what its user can.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal

from grader.errors import GradingError
from grader.execution.box import Box, kill
from grader.execution.environment import INSIDE
from grader.execution.launch import EMPTY_JOB, boot_arguments, environment_failure
from grader.execution.protocol import Allowance, Child, PipeChild
from grader.execution.runner import run_job
from grader.execution.sandbox import Execution, Job, Level


class Unconfined:
    """A sandbox in name only; it keeps student code from meeting ours, and nothing more.

    Args:
        environment: The root of the student environment.
        level: "limits", if the process is to set limits on itself, or "none".
    """

    def __init__(self, environment: Path, level: Literal["limits", "none"] = "none") -> None:
        self._environment = environment
        self.level: Level = level
        self.confines = level == "limits"

    def check(self) -> None:
        """Start it once with nothing to do; raises `EnvironmentMissing` if that fails."""
        self.run(EMPTY_JOB)

    def close(self) -> None:
        """Nothing is kept warm."""

    def run(self, job: Job) -> Execution:
        """Run the job; see `Sandbox.run`."""
        return run_job(self, job)

    def launch(self, job: Job, allowance: Allowance) -> Child:
        """Start the process in a temporary folder of its own."""
        del job
        box = Box.make(self._environment)
        process = box.start(boot_arguments(INSIDE.as_posix()))
        return PipeChild(process, allowance, partial(kill, process), box.remove)

    def failure(self, last_words: str) -> GradingError:
        """The environment does not work."""
        return environment_failure(self._environment, last_words)

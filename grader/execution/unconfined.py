"""Levels "limits" and "none": a plain process in a temporary folder, for code that one trusts.

No border of the system's: the code could read and write what its user can.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Literal

from grader.errors import GradingError
from grader.execution.environment import font_cache, python_of
from grader.execution.launch import (
    EMPTY_JOB,
    INSIDE,
    boot_arguments,
    environment_failure,
    environment_variables,
)
from grader.execution.protocol import Allowance, PipeChild
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

    def launch(self, job: Job, allowance: Allowance) -> PipeChild:
        """Start the process in a temporary folder of its own."""
        del job
        python = python_of(self._environment).absolute()
        box = Path(tempfile.mkdtemp(prefix="grader-"))
        for name in ("work", ".config/matplotlib"):
            (box / name).mkdir(parents=True)
        for cache in font_cache(self._environment):
            shutil.copy(cache, box / ".config/matplotlib")
        variables = environment_variables(str(box))

        def clean() -> None:
            shutil.rmtree(box, ignore_errors=True)

        try:
            process = subprocess.Popen(  # noqa: S603 - our own words
                [str(python), *boot_arguments(INSIDE.as_posix())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=box / "work",
                env=variables,
                start_new_session=True,
            )
        except OSError as error:
            clean()
            raise environment_failure(self._environment, str(error)) from error
        return PipeChild(process, allowance, lambda: _kill(process), clean)

    def failure(self, last_words: str) -> GradingError:
        """The environment does not work."""
        return environment_failure(self._environment, last_words)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process with all that it started, where the system knows groups."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()

"""A temporary folder for a process that nothing confines, and the end of that process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grader.execution.environment import font_cache, library_folders, python_of
from grader.execution.folders import remove
from grader.execution.launch import environment_failure, environment_variables

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows: no console of its own, nor that of ours, whose Ctrl-C would reach it."""


@dataclass(frozen=True, slots=True)
class Box:
    """The folder, with the student environment that runs in it."""

    root: Path
    environment: Path
    python: Path

    @classmethod
    def make(cls, environment: Path, python: Path | None = None) -> Box:
        """A new one; raises `EnvironmentMissing` if there is no Python to run."""
        python = python or python_of(environment).absolute()
        box = cls(Path(tempfile.mkdtemp(prefix="grader-")), environment, python)
        for name in ("work", ".config/matplotlib"):
            (box.root / name).mkdir(parents=True)
        for cache in font_cache(environment):
            shutil.copy(cache, box.config / "matplotlib")
        return box

    @property
    def config(self) -> Path:
        """Where programs look for settings."""
        return self.root / ".config"

    def start(
        self, arguments: Sequence[str], variables: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start the environment's Python here, in a session of its own, with three pipes.

        Raises:
            EnvironmentMissing: It does not start; the folder is gone.
        """
        own = environment_variables(str(self.root))
        if os.name == "nt":
            folders = map(str, library_folders(self.python))
            own["PATH"] = os.pathsep.join([*folders, own["PATH"]])
        try:
            return subprocess.Popen(  # noqa: S603 - our own words
                [str(self.python), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self.root / "work",
                env={**own, **(variables or {})},
                start_new_session=True,  # without effect on Windows
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            self.remove()
            raise environment_failure(self.environment, str(error)) from error

    def remove(self) -> None:
        """Delete it with all that was written."""
        remove(self.root)


def kill(process: subprocess.Popen[bytes]) -> None:
    """The process with all that it started, where the system knows groups of processes.

    Windows does not: what the code itself has started goes on there. The Python of a virtual
    environment is a launcher there, and the one that it launched ends with it.
    """
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()

"""The jail of level "restricted": Landlock, filtered system calls and limits, without namespaces.

For systems that keep user namespaces from programs: Ubuntu 24.04 as it comes, many containers.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from grader.errors import GradingError, IsolationUnavailable
from grader.execution.environment import INSIDE, base_prefixes, font_cache, python_of
from grader.execution.folders import remove
from grader.execution.jail import Jailed, Walls
from grader.execution.launch import (
    boot_arguments,
    environment_failure,
    environment_variables,
)
from grader.execution.sandbox import Level, Limits

_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
_MORE = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/fonts",
    "/usr/share/zoneinfo",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
)
_PACKAGES = ("site-packages", "dist-packages")


class Restricted:
    """A process that may read its interpreter, its packages and the system's libraries.

    Args:
        environment: The root of the student environment.
        hide: Folders that must not be readable, even if they lie in what is.
    """

    level: Level = "restricted"
    remedy = (
        "Linux 5.13 or newer with Landlock switched on is needed, and a container must let its "
        "system calls through; or take "
        "`--isolation limits`, for code that you trust"
    )

    def __init__(self, environment: Path, hide: tuple[Path, ...] = ()) -> None:
        self._environment = environment.absolute()
        self._hide = tuple(p.resolve() for p in (*hide, Path(__file__).parents[2]))

    def start(self, control: int, limits: Limits) -> Jailed:
        """Start the program in a temporary folder of its own."""
        del limits
        if sys.platform != "linux":
            raise IsolationUnavailable(self.level, "this system is not Linux", self.remedy)
        python = python_of(self._environment)
        box = Path(tempfile.mkdtemp(prefix="grader-"))

        def clean() -> None:
            remove(box)

        try:
            process = subprocess.Popen(  # noqa: S603 - our own words
                [str(python), *boot_arguments(INSIDE.as_posix(), "template")],
                stdin=control,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=box,
                env=environment_variables(str(box)),
                start_new_session=True,
            )
        except OSError as error:
            clean()
            raise environment_failure(self._environment, str(error)) from error

        def kill() -> None:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()  # its fork, in a session of its own, dies with it

        return Jailed(process, self._walls(box), kill, clean)

    def failure(self, last_words: str) -> GradingError:
        """The environment does not work, or the system is too old."""
        return environment_failure(self._environment, last_words)

    def _walls(self, box: Path) -> Walls:
        fonts = self._environment / "share" / "grader-matplotlib"
        shared = [Path(path) for path in _LIBRARIES]
        prefixes = [p / "lib" for p in base_prefixes(self._environment)]
        libraries = list(dict.fromkeys(p.resolve() for p in [*shared, *prefixes] if p.is_dir()))
        read = [self._environment, self._environment.resolve(), INSIDE.resolve()]
        for folder in libraries:
            read += self._within(folder)
        return Walls(
            namespaces=False,
            read=(*map(str, read), *_MORE),
            listed=tuple(str(p) for folder in libraries for p in _standard_libraries(folder)),
            scratch=str(box),
            fonts=str(fonts) if font_cache(self._environment) else None,
        )

    def _within(self, folder: Path) -> Iterator[Path]:
        """What may be read of a folder of libraries: all but other programs' Python packages."""
        for path in sorted(folder.iterdir()):
            if path in _standard_libraries(folder):
                yield from (p for p in sorted(path.iterdir()) if p.name not in _PACKAGES)
            elif not path.name.startswith("python") and not self._covers_hidden(path.resolve()):
                yield path

    def _covers_hidden(self, path: Path) -> bool:
        return any(hidden.is_relative_to(path) for hidden in self._hide)


def _standard_libraries(folder: Path) -> list[Path]:
    """`python3.11` and its like in a folder of libraries."""
    return [p for p in sorted(folder.glob("python3.*")) if (p / "os.py").is_file()]

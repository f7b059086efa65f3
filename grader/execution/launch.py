"""What the levels share: how the program inside is started, and what it is told first."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from grader.errors import EnvironmentMissing, GradingError
from grader.execution.protocol import Allowance, Child
from grader.execution.sandbox import CodeCell, Job, Level, Limits, Step

EMPTY_JOB = Job(steps=(Step(None, (CodeCell(1, "pass"),)),))
"""Starts a process, and that is all."""
PRELOAD = ("matplotlib.pyplot", "seaborn")
"""What many submissions import, and what takes its time."""
_BOOT = """\
import sys
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location(
    "_grader_inside", {path!r} + "/__init__.py", submodule_search_locations=[{path!r}])
package = module_from_spec(spec)
sys.modules[spec.name] = package
spec.loader.exec_module(package)
del spec, package, module_from_spec, spec_from_file_location
from _grader_inside.{program} import main
main({arguments})
"""
_PASSED_ON = (
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR"),  # without which little works on Windows
    *("OPENBLAS_CORETYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
)


class Launcher(Protocol):
    """Starts children at one level of isolation."""

    @property
    def level(self) -> Level:
        """The isolation that its children have."""
        ...

    @property
    def confines(self) -> bool:
        """Whether the program inside is to set the limits of the system on itself."""
        ...

    def launch(self, job: Job, allowance: Allowance) -> Child:
        """Start a process that speaks the protocol; raises `GradingError` if that is impossible."""
        ...

    def failure(self, last_words: str) -> GradingError:
        """What to raise when the first child ended before it was ready."""
        ...


def preloaded(job: Job) -> tuple[str, ...]:
    """Which of those modules the code of a job may need: it names their package."""
    text = "\n".join(cell.source for step in job.steps for cell in step.cells)
    return tuple(name for name in PRELOAD if name.partition(".")[0] in text)


def boot_arguments(inside: str, program: str = "main", *, preload: Sequence[str] = ()) -> list[str]:
    """Arguments for Python that start a program inside under a private name.

    With `preload`, the program imports these modules before it is told what to do.

    Not `-I`: that would ignore `PYTHONHASHSEED`. The environment is ours in any case. Nothing is
    put on `sys.path`, so that a student's own `figures.py` is the one that is imported.
    """
    arguments = f"preload={tuple(preload)!r}" if preload else ""
    boot = _BOOT.format(path=inside, program=program, arguments=arguments)
    return ["-s", "-P", "-B", "-c", boot]


def environment_variables(scratch: str) -> dict[str, str]:
    """All variables that the code inside sees.

    Args:
        scratch: The folder that holds the working folder, which is also where temporary files go.
    """
    # Windows looks for libraries along the path too, and has no level that closes anything off.
    path = os.environ.get("PATH", "") if os.name == "nt" else "/usr/local/bin:/usr/bin:/bin"
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return (
        passed_on
        | dict.fromkeys(threads, "1")
        | {
            "HOME": f"{scratch}/work",
            "USERPROFILE": f"{scratch}/work",
            "PATH": path,
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "TMPDIR": scratch,
            "TEMP": scratch,
            "TMP": scratch,
            "IPYTHONDIR": f"{scratch}/.config/ipython",
            "MPLCONFIGDIR": f"{scratch}/.config/matplotlib",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
        }
    )


def start_request(job: Job, *, confine: bool) -> dict[str, Any]:
    """The first message to a child: seed, limits, and whether to set those of the system."""
    limits = job.limits
    return {
        "t": "start",
        "seed": job.seed,
        "script": job.script,
        "confine": confine,
        "limits": {
            **system_limits(limits),
            "output_kb": limits.output_kb,
            "pictures": limits.pictures,
            "picture_kb": limits.picture_kb,
            "picture_pixels": limits.picture_pixels,
        },
    }


def system_limits(limits: Limits, *, namespaces: bool = False) -> dict[str, int]:
    """The limits that the operating system is to hold, or the template where it does not.

    Processes are counted for a whole user, so that they are bounded by the system only where the
    user is the sandbox's own.
    """
    return {
        "memory_mb": limits.memory_mb,
        "file_mb": limits.file_mb,
        "scratch_mb": limits.scratch_mb,
        "open_files": limits.open_files,
        "threads": limits.threads,
        "processes": limits.threads if namespaces else 0,
        "cpu_seconds": math.ceil(limits.cpu_seconds),
    }


def allowance_of(job: Job) -> Allowance:
    """What may come up in all: answers, output, pictures, and a little for each statement."""
    limits = job.limits
    cells = sum(len(step.cells) for step in job.steps)
    sections = len({step.section for step in job.steps})
    pictures = sections * limits.pictures * (limits.picture_kb * 1024 * 4 // 3 + 100)
    each = (limits.output_kb * 1024 * 6 + 2**17) * (1 + limits.restarts)
    return Allowance(2 * limits.answers_mb * 2**20 + pictures + cells * each + 2**22)


def safe_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files whose relative POSIX path stays below the working folder."""
    return {path: data for path, data in files.items() if _is_safe(path)}


def _is_safe(path: str) -> bool:
    parts = PurePosixPath(path).parts
    odd = ".." in parts or path.startswith("/") or any(sign in path for sign in "\\:\0")
    return bool(parts) and not odd


def environment_failure(environment: Path, last_words: str) -> EnvironmentMissing:
    """What to raise when Python itself did not come up, from the last line that it wrote."""
    lines = last_words.strip().splitlines()
    return EnvironmentMissing(environment, lines[-1] if lines else "its Python did not start")

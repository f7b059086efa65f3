"""The Python that a student works with, for running the student's own file on the own machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from grader.errors import EnvironmentMissing, UsageError
from grader.execution.environment import python_of


def own_python(named: Path | None = None) -> Path:
    """The interpreter to run with.

    Args:
        named: As the user asked for it: an interpreter, or the folder of an environment.

    Returns:
        That one; else the one of the environment that is active in the shell; else our own.

    Raises:
        UsageError: There is no Python of that name.
    """
    if named is not None:
        return _named(named)
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        active = os.environ.get(variable, "")
        if active and Path(active).resolve() != Path(sys.prefix).resolve():
            try:
                return python_of(Path(active))
            except EnvironmentMissing:
                continue
    return Path(sys.executable)


def _named(named: Path) -> Path:
    if named.is_file():
        return named.absolute()
    try:
        return python_of(named).absolute()
    except EnvironmentMissing:
        raise UsageError(f"{named}: there is no Python here, and this is none") from None

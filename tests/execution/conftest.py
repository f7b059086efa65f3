"""Where the student environment is that the sandboxes are tested with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.execution.bubblewrap import Bubblewrap
from grader.execution.jupyter import Jupyter
from grader.execution.restricted import Restricted
from grader.execution.sandbox import Sandbox
from grader.execution.unconfined import Unconfined
from grader.execution.warm import Warm

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def environment() -> Path:
    """The root of the student environment; tests fail without it, since skipping hides."""
    path = Path(os.environ.get("GRADER_STUDENT_ENV") or ROOT / ".grader" / "student-env")
    if not (path / "pyvenv.cfg").exists():
        pytest.fail(f"{path}: no student environment is here; run `grader env`")
    return path


@pytest.fixture(scope="session")
def make_sandbox(environment: Path) -> Iterator[Callable[[str], Sandbox]]:
    """The sandbox of a level, or of kernels; one for all tests, as a batch has it."""
    hide = (ROOT, Path.home())
    made: dict[str, Sandbox] = {}

    def make(level: str) -> Sandbox:
        if level not in made:
            made[level] = _make(level)
        return made[level]

    def _make(level: str) -> Sandbox:
        match level:
            case "full":
                return Warm(Bubblewrap(environment, hide))
            case "restricted":
                return Warm(Restricted(environment, hide))
            case "limits":
                return Unconfined(environment, "limits")
            case "none":
                return Unconfined(environment)
            case "kernel":
                return Jupyter(environment)
        raise ValueError(level)

    yield make
    for sandbox in made.values():
        sandbox.close()

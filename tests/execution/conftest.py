"""Where the student environment is that the sandboxes are tested with."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.execution.bubblewrap import Bubblewrap
from grader.execution.sandbox import Sandbox
from grader.execution.unconfined import Unconfined

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def environment() -> Path:
    """The root of the student environment; tests fail without it, since skipping hides."""
    path = Path(os.environ.get("GRADER_STUDENT_ENV") or ROOT / ".grader" / "student-env")
    if not (path / "pyvenv.cfg").exists():
        pytest.fail(f"{path}: no student environment is here; run `grader env`")
    return path


@pytest.fixture(scope="session")
def make_sandbox(environment: Path) -> Callable[[str], Sandbox]:
    """The sandbox of a level."""

    def make(level: str) -> Sandbox:
        if level == "none":
            return Unconfined(environment)
        return Bubblewrap(environment, hide=(ROOT, Path.home()))

    return make

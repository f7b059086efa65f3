"""The temporary folder of a plain process: what it is started with, and that it goes away."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.errors import EnvironmentMissing
from grader.execution import box as boxes
from grader.execution import launch
from grader.execution.box import Box


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """What looks like an installation of conda's on Windows."""
    root = tmp_path / "conda"
    (root / "Library" / "bin").mkdir(parents=True)
    (root / "python.exe").touch()
    return root


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What processes were to be started with; none is."""
    found: list[dict[str, Any]] = []

    def start(command: list[str], **options: object) -> None:
        found.append({"command": command, **options})

    monkeypatch.setattr(subprocess, "Popen", start)
    return found


def test_on_windows_libraries_are_found_along_the_path(
    environment: Path, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """First those of the environment, then those of whoever calls; and no console opens."""
    windows = ModuleType("os")
    vars(windows).update(vars(os), name="nt")
    for module in (boxes, launch):
        monkeypatch.setattr(module, "os", windows)
    monkeypatch.setattr(boxes, "_NO_WINDOW", 0x08000000)
    monkeypatch.setenv("PATH", "C:\\Windows")
    monkeypatch.setenv("SYSTEMROOT", "C:\\Windows")
    python = environment / "python.exe"
    Box(environment.parent, environment, python).start(["-c", "pass"])
    (how,) = started
    path = os.pathsep.join(
        [*map(str, (environment, environment / "Library" / "bin")), "C:\\Windows"]
    )
    assert how["env"]["PATH"] == path
    assert how["env"]["SYSTEMROOT"] == "C:\\Windows"
    assert how["creationflags"] == 0x08000000
    assert how["command"][0] == str(python)


def test_elsewhere_the_path_is_not_that_of_the_caller(
    environment: Path, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a run does not depend on it."""
    monkeypatch.setenv("PATH", "/opt/mine")
    Box(environment.parent, environment, environment / "python.exe").start(["-c", "pass"])
    assert started[0]["env"]["PATH"] == "/usr/local/bin:/usr/bin:/bin"
    assert started[0]["creationflags"] == 0


def test_without_a_python_nothing_is_made(tmp_path: Path) -> None:
    """And the sentence says what to do."""
    with pytest.raises(EnvironmentMissing, match="grader env"):
        Box.make(tmp_path)

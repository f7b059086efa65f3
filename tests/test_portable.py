"""The engine on macOS and Windows: no module and no run needs what is not there.

A Python is started that looks like one there, as far as our own modules can see, on both sides of
the pipe (see elsewhere.py). What only these systems have, as their paths, is not tried here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.grading.result import from_json
from tests.test_architecture import INSIDE, LINUX_ONLY, modules

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).resolve().parents[1]
EXERCISE = ROOT / "exercises" / "manual_gradients"
ELSEWHERE = {f"{INSIDE}.kernel", f"{INSIDE}.scratch"}
"""Modules inside that are not Linux's, and that a plain process does not need."""
PROGRAM = """\
import importlib, os, select, signal, socket, sys
import matplotlib.pyplot as plt

def has(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True

print(open("data/given.txt", encoding="utf-8").read(), "\u00e9")
plt.plot([1.0, 2.0], [3.0, 4.0])
plt.show()
found = {
    "system": sys.platform,
    "epoll": hasattr(select, "epoll"),
    "fork": hasattr(os, "fork"),
    "setitimer": hasattr(signal, "setitimer"),
    "AF_UNIX": hasattr(socket, "AF_UNIX"),
    "fcntl": has("fcntl"),
    "inside": sorted(name for name in sys.modules if name.startswith("_grader_inside.")),
}
"""
ENDLESS = "while True:\n    pass"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A system, what a Python there says of it all, and the folder of its reports."""

    system: str
    said: Any
    reports: Path


@pytest.fixture(scope="module", params=["darwin", "win32"])
def elsewhere(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Elsewhere:
    """One Python for each system; it fails if anything of ours cannot be imported there."""
    environment = os.environ.get("GRADER_STUDENT_ENV") or str(ROOT / ".grader" / "student-env")
    folder = tmp_path_factory.mktemp(request.param)
    sample = str(EXERCISE / "samples" / "correct.py")
    grade = ["grade", sample, "--course", str(ROOT), "--isolation", "none", "-o", str(folder)]
    check = ["check", str(EXERCISE / "stub.ipynb"), "--python", environment]
    names = {module.name for module in modules() if not module.inside} - LINUX_ONLY
    task = {
        "system": request.param,
        "environment": environment,
        "source": PROGRAM,
        "endless": ENDLESS,
        "commands": [grade, check, [*check, "--isolation", "limits"]],
        "modules": sorted(names),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.elsewhere"],
        input=json.dumps(task),
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return Elsewhere(request.param, json.loads(done.stdout), folder)


def test_a_submission_runs(elsewhere: Elsewhere) -> None:
    """Its output, its figure and its file are there, and nothing that the system has not."""
    assert elsewhere.said["level"] == "none"
    fault, output = elsewhere.said["cells"][0]
    assert (fault, output) == ("None", "7 \u00e9\n")
    found = elsewhere.said["answers"]["found"]
    unix = elsewhere.system != "win32"
    assert f"'system': '{elsewhere.system}', 'epoll': False, 'fork': {unix}" in found
    assert f"'setitimer': {unix}, 'AF_UNIX': {unix}, 'fcntl': {unix}" in found
    assert "'x': [1.0, 2.0], 'y': [3.0, 4.0]" in elsewhere.said["answers"]["figures"]


def test_the_program_inside_is_whole(elsewhere: Elsewhere) -> None:
    """All of its modules are loaded but the few that only Linux or a kernel needs."""
    expected = {module.name for module in modules() if module.inside} - LINUX_ONLY - ELSEWHERE
    found = elsewhere.said["answers"]["found"]
    names = [name.removeprefix(INSIDE) for name in expected if name != INSIDE]
    assert [name for name in names if f"'_grader_inside{name}'" not in found] == []


def test_an_endless_loop_is_ended(elsewhere: Elsewhere) -> None:
    """With an alarm or without one, and without signals to a group."""
    assert elsewhere.said["cells"][1] == ["TimedOut(limit=3.0)", ""]


def test_the_command_grades(elsewhere: Elsewhere) -> None:
    """From a file and a course to reports."""
    command, *_ = elsewhere.said["commands"]
    assert (command["code"], command["err"].splitlines()[-1]) == (0, "isolation: none")
    result = from_json((elsewhere.reports / "correct.result.json").read_bytes())
    assert result.exercises[0].points == 10
    assert (elsewhere.reports / "correct.report.html").exists()


def test_a_student_can_check(elsewhere: Elsewhere) -> None:
    """The own file with the own rights: without limits on Windows, where there are none."""
    _, command, demanded = elsewhere.said["commands"]
    assert (command["code"], command["err"]) == (1, "")
    assert "`z` is still `None`" in command["out"]
    assert "stopped" not in command["out"]
    if elsewhere.system == "win32":
        assert (demanded["code"], demanded["out"]) == (3, "")
        assert "'limits' is not to be had here: Windows has nothing" in demanded["err"]
    else:
        assert (demanded["code"], demanded["out"]) == (1, command["out"])

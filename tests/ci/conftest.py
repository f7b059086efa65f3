"""A runner of a service that is none: its variables, its folders, and programs that only note."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.ci.fake import wrapper

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a program."""

    name: str
    words: list[str]
    variables: dict[str, str]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a script ended and what it said."""

    code: int
    out: str

    @property
    def heard(self) -> list[str]:
        """The lines that the runner takes for commands: not those between stop-commands."""
        found, token = [], ""
        for line in self.out.splitlines():
            bare = line.strip()
            if token:
                token = "" if bare == f"::{token}::" else token
            elif bare.startswith("::stop-commands::"):
                token = bare.removeprefix("::stop-commands::")
            elif bare.startswith("::"):
                found.append(bare)
        assert token == "", "commands are stopped for good"
        return found


@dataclass(frozen=True, slots=True)
class Service:
    """A runner: `workspace` is where scripts run; every path has a space in it."""

    folder: Path
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def workspace(self) -> Path:
        """The working folder, with what was checked out."""
        return self.folder / "work space"

    @property
    def temporary(self) -> Path:
        """RUNNER_TEMP."""
        return self.folder / "temp folder"

    @property
    def action(self) -> Path:
        """GITHUB_ACTION_PATH, a copy of what is needed there."""
        return self.folder / "the action"

    def run(self, script: str, *words: object, shell: str = "sh", **variables: str) -> Ran:
        """Run a script of ci/ with these words and variables."""
        (self.folder / "answers.json").write_text(json.dumps(self.answers), encoding="utf-8")
        environment = {
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_OUTPUT": str(self.folder / "outputs"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_REPOSITORY": "course/homework",
            "GITHUB_SERVER_URL": "https://github.com",
            **variables,
        }
        done = subprocess.run(  # noqa: S603 - our own script, fakes for all else
            [f"/bin/{shell}", str(self.action / "ci" / script), *map(str, words)],
            cwd=self.workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout)

    def calls(self, name: str) -> list[Call]:
        """The calls of a program, in order."""
        path = self.folder / "calls.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [one for one in (Call(**json.loads(line)) for line in lines) if one.name == name]

    def outputs(self) -> dict[str, str]:
        """The step outputs; the last of a name counts."""
        path = self.folder / "outputs"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return dict(line.split("=", 1) for line in lines)

    def install(self) -> None:
        """As if the grader had been installed for the scripts."""
        place = self.temporary / "grader-venv" / "bin"
        place.mkdir(parents=True)
        wrapper(self.folder, "grader", place / "grader")


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A runner with python3 and gh on its PATH."""
    made = Service(tmp_path / "a runner")
    for path in (made.folder / "bin", made.workspace, made.temporary, made.action):
        path.mkdir(parents=True)
    shutil.copytree(ROOT / "ci", made.action / "ci")
    for name in ("python3", "gh"):
        wrapper(made.folder, name, made.folder / "bin" / name)
    assert os.access("/bin/sh", os.X_OK)
    return made

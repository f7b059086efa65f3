"""Virtual environments of the other graders, made once and kept."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers_setup.measure import Command, run

COMMON = ("numpy", "matplotlib", "seaborn", "ipykernel")
DONE = "requirements.json"


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment, and a folder for what its programs would keep in a home folder."""

    path: Path
    home: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.path / "bin/python"

    def command(self, folder: Path, *arguments: str) -> Command:
        """A call of one of its programs; kernels and settings are its own."""
        home = str(self.home)
        variables = {
            "JUPYTER_PREFER_ENV_PATH": "1",
            "JUPYTER_CONFIG_DIR": f"{home}/jupyter",
            "JUPYTER_DATA_DIR": f"{home}/jupyter-data",
            "IPYTHONDIR": f"{home}/ipython",
            "MPLCONFIGDIR": f"{home}/matplotlib",
            "PATH": f"{self.path / 'bin'}:/usr/bin:/bin",
        }
        program = str(self.path / "bin" / arguments[0])
        return Command((program, *arguments[1:]), folder, tuple(variables.items()))

    def version(self, package: str) -> str:
        """The version of an installed package."""
        return version(self.python, package)


def version(python: Path, package: str) -> str:
    """The version of a package in the environment of that interpreter."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return run(Command((str(python), "-c", code), Path.cwd())).strip()


def environment(cache: Path, package: str) -> Environment:
    """The environment of a grader: that of the last run, or a new one from PyPI.

    Raises:
        PeerFailed: It cannot be made.
    """
    made = Environment(cache / "environments" / package, cache / "homes" / package)
    made.home.mkdir(parents=True, exist_ok=True)
    wanted = json.dumps([package, *COMMON])
    done = made.path / DONE
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return made
    print(f"installing {package} into {made.path}", file=sys.stderr)
    shutil.rmtree(made.path, ignore_errors=True)
    run(Command((sys.executable, "-m", "venv", str(made.path)), cache))
    run(made.command(cache, "python", "-m", "pip", "install", "--quiet", package, *COMMON))
    done.write_text(wanted, encoding="utf-8")
    return made

"""The student environment: a virtual environment with what the course lists, and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.errors import EnvironmentMissing, GradingError

INSIDE = Path(__file__).parent / "inside"
"""The program that runs inside, in the student environment's Python."""
STAMP = "grader-environment.json"
FONT_CACHE = Path("share", "grader-matplotlib")
_PYTHONS = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
_LIBRARIES = (".", "Library/bin", "Scripts")
_WARM = "import matplotlib.font_manager as fonts; fonts.fontManager"


def python_of(path: Path) -> Path:
    """The interpreter of the environment at `path`: virtual, of conda's, or an installation itself.

    Raises:
        EnvironmentMissing: There is none.
    """
    for place in _PYTHONS:
        if (path / place).exists():
            return path / place
    raise EnvironmentMissing(path, "there is no Python here")


def environment_of(python: Path) -> Path:
    """The environment whose interpreter that is, as it is named; nothing is resolved."""
    folder = python.absolute().parent
    return folder.parent if folder.name.lower() in ("bin", "scripts") else folder


def library_folders(python: Path) -> list[Path]:
    """Where an interpreter's packages look for libraries on Windows, conda's among them."""
    root = environment_of(python)
    return [(root / place).absolute() for place in _LIBRARIES if (root / place).is_dir()]


def base_prefixes(path: Path) -> tuple[Path, ...]:
    """Where the environment's interpreter itself is at home, in each spelling on the way.

    Raises:
        EnvironmentMissing: There is no environment.
    """
    python = python_of(path).absolute()
    found = [python.resolve().parents[1]]
    try:
        settings = (path / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentMissing(path, "it has no pyvenv.cfg") from error
    for line in settings.splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "home":
            found.append(Path(value.strip()).parent)
    while python.is_symlink():
        python = Path(os.path.normpath(python.parent / python.readlink()))
        found.append(python.parents[1])
    own = path.absolute()
    wanted = [p for p in dict.fromkeys(found) if p != own and p != own.resolve()]
    return tuple(p for p in wanted if p.is_dir())


def is_current(path: Path, requirements: Sequence[str]) -> bool:
    """Whether the environment was made from these requirements, by this version of Python."""
    try:
        python_of(path)
        stamp = json.loads((path / STAMP).read_text(encoding="utf-8"))
    except (EnvironmentMissing, OSError, ValueError):
        return False
    return bool(stamp == _stamp(requirements))


def fingerprint(path: Path) -> str:
    """A digest of an environment's Python and packages, by their versions."""
    text = "\n".join([platform.python_version(), *_packages(path)])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _packages(path: Path) -> list[str]:
    """The names of the folders that say which packages there are."""
    places = ("lib*/python*/site-packages", "Lib/site-packages")
    return sorted(folder.name for place in places for folder in path.glob(f"{place}/*.dist-info"))


def discard(path: Path) -> None:
    """Have the environment made anew the next time, even if it is current."""
    (path / STAMP).unlink(missing_ok=True)


def pins(path: Path) -> tuple[str, ...]:
    """The packages of an environment with their versions, as pip takes them for constraints."""
    return tuple(
        f"{name}=={version}"
        for folder in _packages(path)
        for name, _, version in [folder.removesuffix(".dist-info").rpartition("-")]
    )


def make_environment(
    path: Path, requirements: Sequence[str], constraints: Sequence[str] = ()
) -> None:
    """Make or renew the environment; if it is current, only our own code inside is compiled.

    Args:
        path: Its root.
        requirements: What is installed.
        constraints: Which version a package has if it is installed.

    Raises:
        GradingError: It could not be made; the message ends with what the installer said.
    """
    if is_current(path, requirements):
        _compile_inside(str(python_of(path)))
        return
    if path.exists() and not (path / "pyvenv.cfg").exists() and any(path.iterdir()):
        raise GradingError(f"{path}: this folder holds something else; name another one")
    (path / STAMP).unlink(missing_ok=True)
    _call([sys.executable, "-I", "-m", "venv", "--clear", str(path)], f"{path} could not be made")
    python = str(python_of(path))
    install = [python, "-I", "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    if requirements:
        bounds = path / "constraints.txt"
        bounds.write_text("\n".join(constraints) + "\n", encoding="utf-8")
        problem = f"{path}: the packages could not be installed"
        _call([*install, "--constraint", str(bounds), *requirements], problem)
    _warm_font_cache(path, python)
    _compile_inside(python)
    text = json.dumps(_stamp(requirements), indent=2) + "\n"
    (path / STAMP).write_text(text, encoding="utf-8")


def font_cache(path: Path) -> list[Path]:
    """The files of the font cache that was made along with the environment."""
    return sorted((path / FONT_CACHE).glob("fontlist-*.json"))


def _warm_font_cache(path: Path, python: str) -> None:
    """Let matplotlib look for fonts once, here, and not in every run of a submission."""
    folder = path / FONT_CACHE
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "MPLCONFIGDIR": str(folder), "MPLBACKEND": "agg"}
    subprocess.run(  # noqa: S603 - our own interpreter and words
        [python, "-P", "-c", _WARM], env=environment, capture_output=True, check=False
    )
    for left in folder.iterdir():  # locks, compiled styles
        if not left.match("fontlist-*.json"):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()


def _compile_inside(python: str) -> None:
    """Compile what runs inside, as installing does: no run may write there."""
    command = [python, "-I", "-m", "compileall", "-q", str(INSIDE)]
    subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words


def _call(command: list[str], problem: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own words and the course's requirements
        command, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode != 0:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
        last = lines[-1] if lines else f"exit code {done.returncode}"
        raise GradingError(f"{problem}: {last}")


def _stamp(requirements: Sequence[str]) -> dict[str, str]:
    text = "\n".join(sorted(requirements))
    return {
        "python": platform.python_version(),
        "requirements": hashlib.sha256(text.encode()).hexdigest(),
    }

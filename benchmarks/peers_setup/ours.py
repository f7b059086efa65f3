"""Our grader, run from a checkout."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.peers_setup.measure import Command, PeerFailed, Work, run
from benchmarks.peers_setup.submissions import Material
from benchmarks.peers_setup.tool import Score, shares, student, write

START = "import sys; from grader.cli.main import main; sys.exit(main())"
COPIED = ("exercises", "reference", "grader.toml")


@dataclass(frozen=True, slots=True)
class Ours:
    """The grader of a checkout, with a course that asks for figures or does not."""

    checkout: Path
    course: Path
    material: Material
    batch: bool
    name: str = "ours"

    def prepare(self, folder: Path, count: int, jobs: int, *, single: bool) -> Work:
        """One `grader batch`; a `grader grade` each where there is none, or for a single one."""
        files = [folder / "in" / f"{student(k)}.ipynb" for k in range(count)]
        for k, file in enumerate(files):
            write(self.material.submission(k), file)
        out = ("-o", str(folder / "out"))
        if self.batch and not single:
            lane = self._call("batch", str(folder / "in"), *out, "-j", str(jobs))
            for old in folder.glob("grader.db*"):  # what is in a gradebook is not graded again
                old.unlink()
            gradebook = ("GRADER_DB", f"sqlite:///{folder}/grader.db")
            return Work(((replace(lane, variables=(*lane.variables, gradebook)),),))
        lanes = shares(count, jobs)
        calls = (tuple(self._call("grade", str(files[k]), *out) for k in lane) for lane in lanes)
        return Work(tuple(calls))

    def scores(self, folder: Path) -> list[Score]:
        """From the results that were written; a missing report is no score."""
        found = []
        for path in sorted(folder.glob("out/*.result.json")):
            result = json.loads(path.read_text(encoding="utf-8"))
            name = path.name.removesuffix(".result.json")
            if path.with_name(f"{name}.report.html").is_file():
                found.append(Score(name, float(result["points"]), float(result["max_points"])))
        return found

    def _call(self, command: str, *arguments: str) -> Command:
        return _command(self.checkout, command, *arguments, "--course", str(self.course))


def set_up(checkout: Path, folder: Path, material: Material) -> Ours:
    """The checkout's course, or a copy of it whose figures earn nothing since nobody asks for them.

    Raises:
        PeerFailed: The student environment is missing, or a figure's line was not found.
    """
    if not (checkout / ".grader/student-env/bin/python").exists():
        raise PeerFailed(f"{checkout}: there is no student environment yet: run `grader env`")
    course = checkout if material.figures else _without_figures(checkout, folder)
    return Ours(checkout, course, material, _has_batch(checkout))


def _without_figures(checkout: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        path = checkout / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, folder / name)
    (folder / ".grader").mkdir()
    environment = (checkout / ".grader/student-env").resolve()
    (folder / ".grader/student-env").symlink_to(environment)
    left_out = 0
    for path in (folder / "exercises").glob("*/exercise.py"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.strip().startswith('Part("figure"')]
        left_out += len(lines) - len(kept)
        path.write_text("".join(kept), encoding="utf-8")
    if left_out != 2:
        raise PeerFailed(f"{folder}: {left_out} figures were left out, not 2")
    return folder


def _has_batch(checkout: Path) -> bool:
    try:
        run(_command(checkout, "batch", "--help"))
    except PeerFailed:
        return False
    return True


def _command(checkout: Path, *arguments: str) -> Command:
    """The working folder comes first on the path of imports, so this is the checkout's code."""
    own = checkout / ".venv/bin/python"
    python = str(own) if own.exists() else sys.executable
    return Command((python, "-c", START, *arguments), checkout)

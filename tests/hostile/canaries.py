"""Files and words that nothing inside may read, change or make: a home, a course, a neighbour."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = "GRADER_CANARY"


def new_secret() -> str:
    """A word that no program writes by chance, in a form that a thief can search for."""
    return f"canary-{secrets.token_hex(8)}"


@dataclass(frozen=True, slots=True)
class Canaries:
    """What is laid out for thieves and vandals.

    Attributes:
        home: Stands for the home folder of who grades.
        course: A copy of the course, with a secret beside the reference.
        siblings: Where other submissions lie.
        outside: A folder in which nothing must appear.
        token: Names whatever submissions try to leave behind.
        secrets: By where they are; none may come out.
        key: Of System V objects that submissions try to leave behind.
    """

    home: Path
    course: Path
    siblings: Path
    outside: Path
    token: str
    secrets: Mapping[str, str]
    key: int

    @property
    def home_file(self) -> Path:
        """A private file."""
        return self.home / "private.txt"

    @property
    def course_file(self) -> Path:
        """What a solution would be."""
        return self.course / "reference" / "solution.txt"

    @property
    def sibling_file(self) -> Path:
        """A submission of somebody else."""
        return self.siblings / "other" / "homework.py"

    @property
    def canary(self) -> Path:
        """A file that does not exist, and must not come to be."""
        return self.outside / "canary"

    def places(self) -> dict[str, str]:
        """What the texts of submissions are filled in with."""
        return {
            "CANARY": str(self.canary),
            "HOME": str(self.home),
            "HOMEFILE": str(self.home_file),
            "COURSE": str(self.course),
            "COURSEFILE": str(self.course_file),
            "SIBLING": str(self.sibling_file),
            "REPO": str(ROOT),
            "TOKEN": self.token,
            "LEFT": self.secrets["left behind"],
            "KEY": str(self.key),
            "PID": str(os.getpid()),
        }

    def state(self) -> dict[str, tuple[object, ...]]:
        """What all files are like, and which names lie at the top of the repository."""
        found: dict[str, tuple[object, ...]] = {}
        for top in (self.home, self.course, self.siblings, self.outside):
            for path in (top, *sorted(top.rglob("*"))):
                if "__pycache__" not in path.parts:
                    found[str(path)] = _state_of(path)
        named = [path.name for path in ROOT.iterdir() if self.token in path.name]
        return found | {str(ROOT): tuple(named)}


def lay_out(folder: Path) -> Canaries:
    """Make all of it in an empty folder."""
    where = ("home", "course", "sibling", "variable", "other process", "left behind")
    made = Canaries(
        home=folder / "home",
        course=folder / "course",
        siblings=folder / "siblings",
        outside=folder / "outside",
        token=secrets.token_hex(5),
        secrets={name: new_secret() for name in where},
        key=secrets.randbelow(2**30) + 1,
    )
    for path in (made.home, made.sibling_file.parent, made.outside, made.course / ".grader"):
        path.mkdir(parents=True)
    skip = shutil.ignore_patterns("__pycache__")
    for name in ("exercises", "reference"):
        shutil.copytree(ROOT / name, made.course / name, ignore=skip)
    shutil.copy(ROOT / "grader.toml", made.course)
    environment = made.course / ".grader" / "student-env"
    environment.symlink_to((ROOT / ".grader" / "student-env").resolve())
    for path, name in (
        (made.home_file, "home"),
        (made.course_file, "course"),
        (made.sibling_file, "sibling"),
    ):
        path.write_text(f"# {made.secrets[name]}\n", encoding="utf-8")
    return made


def _state_of(path: Path) -> tuple[object, ...]:
    about = path.lstat()
    text = path.read_bytes() if stat.S_ISREG(about.st_mode) else b""
    attributes = tuple(os.listxattr(path, follow_symlinks=False))
    return (about.st_mode, about.st_uid, about.st_nlink, about.st_mtime_ns, text, attributes)

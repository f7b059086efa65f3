"""The submissions: what each says of itself in its first lines, and its text made ready to run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "submissions"
EXERCISE = "manual-gradients"
_HEADER = re.compile(r"# (solves|limits): (.+)")
_PLACE = re.compile(r"@([A-Z0-9]+)@")


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file below `submissions/`.

    Attributes:
        family: The folder it lies in.
        name: The file's own.
        attempts: What it is after, in words.
        solves: Whether it honestly solves the exercise.
        short: Whether it is meant to hang, so that little time should be given to it.
    """

    family: str
    name: str
    text: str = field(repr=False)
    attempts: str
    solves: bool
    short: bool

    @property
    def id(self) -> str:
        """As tests are called."""
        return f"{self.family}-{self.name}"

    def written(self, folder: Path, places: Mapping[str, str]) -> Path:
        """The submission as a file for the grader, with addresses and paths filled in."""
        text = _PLACE.sub(lambda match: places[match[1]], self.text)
        start = "# Exercise 1\n"
        if "\n# %%" in text:
            start = "# %% [markdown]\n# ## Exercise 1\n\n# %%\n"
        path = folder / f"{self.name}.py"
        path.write_text(start + text, encoding="utf-8")
        return path


def corpus() -> list[Hostile]:
    """All of them, by family and name."""
    return [_read(path) for path in sorted(FOLDER.glob("*/*.py.txt"))]


def named(family: str, name: str) -> Hostile:
    """One of them."""
    return _read(FOLDER / family / f"{name}.py.txt")


def _read(path: Path) -> Hostile:
    text = path.read_text(encoding="utf-8")
    first, *rest = text.splitlines()
    header = {m[1]: m[2] for line in rest[:3] if (m := _HEADER.fullmatch(line))}
    if not first.startswith("# ") or header.get("solves") not in ("none", EXERCISE):
        raise ValueError(f"{path}: its first lines do not say what it attempts and what it solves")
    return Hostile(
        family=path.parent.name,
        name=path.name.removesuffix(".py.txt"),
        text=text,
        attempts=first.removeprefix("# "),
        solves=header["solves"] == EXERCISE,
        short=header.get("limits") == "short",
    )

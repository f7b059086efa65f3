"""What `grader import` recovers of example assignments: a table of parts and points.

    python -m benchmarks.imports [--otter PATH]... [--nbgrader PATH]...

The examples of nbgrader are those in its source distribution, which pip downloads into a temporary
folder; none of them is kept. That of otter holds no assignments, so that ours are taken, which
stand in tests/importing/assignments.py. PATHs are further ones.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageError
from grader.importing.assignment import shares
from grader.importing.read import read_all
from tests.importing.assignments import book, descent, neuron

VERSION = "0.9.6"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--otter", type=Path, action="append", default=[])
    parser.add_argument("--nbgrader", type=Path, action="append", default=[])
    asked = parser.parse_args()
    print("| assignment | parts | points | automatic | by hand, as before | left | share | ms |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, made in (("descent", descent()), ("neuron", neuron())):
            (folder / f"{name}.ipynb").write_bytes(book(made))
        row("nbgrader", folder / "descent.ipynb", "ours, for nbgrader: descent")
        row("otter", folder / "neuron.ipynb", "ours, for otter: neuron")
        for path in examples(folder):
            row("nbgrader", path, f"nbgrader: {path.parent.name}/{path.name}")
    for path in asked.nbgrader:
        row("nbgrader", path, str(path))
    for path in asked.otter:
        row("otter", path, str(path))


def examples(folder: Path) -> Iterator[Path]:
    """The source notebooks in nbgrader's source distribution."""
    words = ["download", "--quiet", "--no-deps", "--no-binary", "nbgrader", f"nbgrader=={VERSION}"]
    subprocess.run([sys.executable, "-m", "pip", *words, "-d", str(folder)], check=True)  # noqa: S603 - our own words
    with tarfile.open(next(folder.glob("nbgrader-*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    for pattern in (
        "*/nbgrader/docs/source/user_guide/source/ps1*/*.ipynb",
        "*/nbgrader/tests/apps/files/*.ipynb",
        "*/nbgrader/tests/preprocessors/files/*.ipynb",
    ):
        yield from sorted(folder.glob(pattern))


def row(tool: str, path: Path, name: str) -> None:
    """One line of the table; a notebook without parts, such as one that was handed in, has none."""
    start = time.perf_counter()
    try:
        assignments = read_all(tool, path)
    except UsageError:
        return
    took = 1_000 * (time.perf_counter() - start)
    counted = shares(tuple(part for one in assignments for part in one.parts))
    parts = sum(one.parts for one in counted.values())
    points = sum(one.points for one in counted.values())
    cells = [f"{one.parts} ({one.points:g})" for one in counted.values()]
    share = 100 * (points - counted["left"].points) / points
    print(f"| {name} | {parts} | {points:g} | {' | '.join(cells)} | {share:.0f} % | {took:.0f} |")


if __name__ == "__main__":
    main()

"""otter-grader: `otter assign`, then `otter run` for each; `otter grade` needs Docker."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

from benchmarks.peers_setup.asserts import Test, ends, tests_of
from benchmarks.peers_setup.environments import Environment
from benchmarks.peers_setup.measure import Command, PeerFailed, Work, run
from benchmarks.peers_setup.submissions import Cell, Material, Notebook
from benchmarks.peers_setup.tool import Score, filled, shares, student, write

NAME = "module"


@dataclass(frozen=True, slots=True)
class Otter:
    """otter-grader with the assignment made, whose files are only read."""

    environment: Environment
    assignment: Path
    material: Material
    name: str = "otter run"

    def prepare(self, folder: Path, count: int, jobs: int, *, single: bool) -> Work:  # noqa: ARG002 - both are graded alike
        """A process each, as many at a time as there are lanes."""
        for k in range(count):
            blank = nbformat.read(self.assignment / f"dist/student/{NAME}.ipynb", as_version=4)
            write(filled(blank, self.material.answers(k)), folder / f"in/{student(k)}.ipynb")
            (folder / "out" / student(k)).mkdir(parents=True)
        lanes = shares(count, jobs)
        return Work(tuple(tuple(self._call(folder, student(k)) for k in lane) for lane in lanes))

    def scores(self, folder: Path) -> list[Score]:
        """From the results that were written."""
        found = []
        for path in sorted(folder.glob("out/*/results.json")):
            tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
            graded = [test for test in tests if "max_score" in test]
            points = sum(float(test["score"]) for test in graded)
            most = sum(float(test["max_score"]) for test in graded)
            found.append(Score(path.parent.name, points, most))
        return found

    def _call(self, folder: Path, name: str) -> Command:
        archives = sorted((self.assignment / "dist/autograder").glob("*.zip"))
        if len(archives) != 1:
            raise PeerFailed(f"{self.assignment}: otter assign left {len(archives)} archives")
        arguments = ("--autograder", str(archives[0]), "--output-dir", f"out/{name}", "--no-logo")
        return self.environment.command(folder, "otter", "run", *arguments, f"in/{name}.ipynb")


def set_up(environment: Environment, folder: Path, material: Material) -> Otter:
    """Write the assignment's notebook and let otter make its two versions and the archive."""
    shutil.rmtree(folder, ignore_errors=True)
    write(_source(material), folder / f"{NAME}.ipynb")
    run(environment.command(folder, "otter", "assign", f"{NAME}.ipynb", "dist"))
    return Otter(environment, folder, material)


def _source(material: Material) -> Notebook:
    cells: list[Any] = [v4.new_raw_cell(f"# ASSIGNMENT CONFIG\nname: {NAME}\ninit_cell: true")]
    last = ends(material.cells)
    for cell in material.cells:
        if not cell.key:
            cells.append(v4.new_markdown_cell(cell.source))
        elif last.get(cell.exercise) == cell.key:
            mine = [test for test in tests_of(material) if test.exercise == cell.exercise]
            cells += _question(cell, mine)
        else:
            cells.append(_answer(cell))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _question(cell: Cell, tests: list[Test]) -> list[Any]:
    """The last answer of an exercise, as a question that has a hidden test a part."""
    name = cell.exercise.replace("-", "_")
    points = "".join(f"\n  - {test.points}" for test in tests)
    config = f"# BEGIN QUESTION\nname: {name}\npoints:{points}"
    return [
        v4.new_raw_cell(config),
        v4.new_raw_cell("# BEGIN SOLUTION"),
        _answer(cell),
        v4.new_raw_cell("# END SOLUTION"),
        v4.new_raw_cell("# BEGIN TESTS"),
        *(v4.new_code_cell(f"# HIDDEN\n{test.source}") for test in tests),
        v4.new_raw_cell("# END TESTS"),
        v4.new_raw_cell("# END QUESTION"),
    ]


def _answer(cell: Cell) -> Any:  # noqa: ANN401 - a cell carries no types
    text = f"# answer: {cell.key}\n# BEGIN SOLUTION\n{cell.source}\n# END SOLUTION"
    return v4.new_code_cell(text)

"""nbgrader: a course folder, `generate_assignment`, then `autograde` and `generate_feedback`."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

from benchmarks.peers_setup.asserts import Test, ends, tests_of
from benchmarks.peers_setup.environments import Environment
from benchmarks.peers_setup.measure import Command, Work, run
from benchmarks.peers_setup.submissions import Material, Notebook
from benchmarks.peers_setup.tool import Score, filled, shares, student, write

ASSIGNMENT = "module"
SLOW_IMPORT = "rfc3987_syntax"
"""A package that jsonschema takes if it is there: it builds a grammar at every start."""
SETTINGS = 'c = get_config()\nc.CourseDirectory.course_id = "benchmark"\n'


@dataclass(frozen=True, slots=True)
class Nbgrader:
    """nbgrader with the assignment generated in a course folder, which is copied for each run."""

    environment: Environment
    course: Path
    material: Material
    shim: Path | None = None

    @property
    def name(self) -> str:
        """As installed, or without the slow import."""
        return "nbgrader" if self.shim is None else f"nbgrader without {SLOW_IMPORT}"

    def prepare(self, folder: Path, count: int, jobs: int, *, single: bool) -> Work:  # noqa: ARG002 - both are graded alike
        """Each lane gets a course folder, since one gradebook serves one process."""
        release = self.course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        lanes = []
        for lane, numbers in enumerate(shares(count, jobs)):
            course = folder / f"course{lane}"
            shutil.copytree(self.course, course)
            for k in numbers:
                blank = nbformat.read(release, as_version=4)
                path = course / "submitted" / student(k) / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
                write(filled(blank, self.material.answers(k)), path)
            lanes.append(tuple(self._call(course, step) for step in STEPS))
        return Work(tuple(lanes))

    def scores(self, folder: Path) -> list[Score]:
        """From the gradebook's export; a missing feedback page is no score."""
        found = []
        for course in sorted(folder.glob("course*")):
            run(self.environment.command(course, "nbgrader", "export", "--to", "grades.csv"))
            with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            found += [
                Score(row["student_id"], float(row["score"]), float(row["max_score"]))
                for row in rows
                if list((course / "feedback" / row["student_id"]).rglob("*.html"))
            ]
        return found

    def _call(self, course: Path, step: str) -> Command:
        command = self.environment.command(course, "nbgrader", step, ASSIGNMENT)
        if self.shim is None:
            return command
        variables = (*command.variables, ("PYTHONPATH", str(self.shim)))
        return replace(command, variables=variables)


STEPS = ("autograde", "generate_feedback")


def set_up(environment: Environment, course: Path, material: Material) -> Nbgrader:
    """Write the source notebook and generate the assignment."""
    shutil.rmtree(course, ignore_errors=True)
    write(_source(material), course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    (course / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    run(environment.command(course, "nbgrader", "generate_assignment", ASSIGNMENT))
    return Nbgrader(environment, course, material)


def without_slow_import(tool: Nbgrader, folder: Path) -> Nbgrader:
    """The same tool, for which that package is not there; jsonschema does without it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f'raise ImportError("{SLOW_IMPORT} is left out")\n'
    (folder / f"{SLOW_IMPORT}.py").write_text(text, encoding="utf-8")
    return replace(tool, shim=folder)


def _source(material: Material) -> Notebook:
    cells, last = [], ends(material.cells)
    for cell in material.cells:
        if not cell.key:
            cells.append(v4.new_markdown_cell(cell.source))
            continue
        text = f"# answer: {cell.key}\n### BEGIN SOLUTION\n{cell.source}\n### END SOLUTION"
        cells.append(_code(text, cell.key, solution=True))
        if last.get(cell.exercise) == cell.key:
            cells += [_test(t) for t in tests_of(material) if t.exercise == cell.exercise]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _test(test: Test) -> Any:  # noqa: ANN401 - a cell carries no types
    text = f"### BEGIN HIDDEN TESTS\n{test.source}\n### END HIDDEN TESTS"
    name = f"{test.exercise}-{test.name}"
    return _code(text, name, solution=False, points=test.points)


def _code(text: str, name: str, *, solution: bool, points: int = 0) -> Any:  # noqa: ANN401
    about: dict[str, object] = {
        "schema_version": 3,
        "grade_id": name,
        "cell_type": "code",
        "solution": solution,
        "locked": not solution,
        "grade": not solution,
        "task": False,
    }
    if not solution:
        about["points"] = points
    return v4.new_code_cell(text, metadata={"nbgrader": about})

"""What `grader check` costs a student: cold, and on save with --watch, figures included.

    python -m benchmarks.check [--rounds 7]

The course's notebook, all right, in the course's student environment. Beside them stands what
Python itself takes to import numpy and matplotlib there, and `grader --help`. Prints Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat

from grader.execution.environment import python_of
from grader.grading.course import Course, load_course
from grader.grading.handout import notebook
from grader.submission.module import read_module

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (str(Path(sys.executable).with_name("grader")),)
IMPORTS = "import numpy, matplotlib.pyplot"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds: int = parser.parse_args().rounds
    course = load_course(ROOT)
    python = str(python_of(course.environment_path))
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        path = Path(folder) / "hw.ipynb"
        path.write_text(solved(course), encoding="utf-8")
        check = (*COMMAND, "check", str(path), "--python", python)
        print("| | median s | range |\n|---|---|---|")
        row("`grader --help`", [seconds((*COMMAND, "--help")) for _ in range(rounds)])
        row(
            "Python, numpy and matplotlib",
            [seconds((python, "-c", IMPORTS)) for _ in range(rounds)],
        )
        row("`grader check`, cold", [seconds(check) for _ in range(rounds)])
        row("`grader check --watch`, from save to answer", watched(check, path, rounds))


def solved(course: Course) -> str:
    """The course's notebook with the correct samples in the place of its cells."""
    book = nbformat.reads(notebook(course, course.exercises), as_version=4)
    answers = {
        entry.exercise.id: correct(entry.folder / "samples" / "correct.py")
        for entry in course.exercises
    }
    cells = []
    for cell in book.cells:
        exercise = cell.metadata.get("grader", {}).get("exercise")
        if exercise is not None:
            if exercise not in answers:
                continue
            cell.source = answers.pop(exercise)
        cells.append(cell)
    book.cells = cells
    return str(nbformat.writes(book))


def correct(path: Path) -> str:
    """The code of a sample."""
    cells = read_module(path.read_bytes(), path).cells
    return "\n".join(cell.source for cell in cells if cell.kind == "code")


def seconds(command: Sequence[str]) -> float:
    """Of wall clock, for a command that must end well."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own words
    return time.perf_counter() - begin


def watched(check: Sequence[str], path: Path, rounds: int) -> list[float]:
    """From each save to the last line of the answer."""
    process = subprocess.Popen(  # noqa: S603 - our own words
        (*check, "--watch"), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8"
    )
    said = process.stderr or sys.stdin
    try:
        said.readline()  # the first one, which is cold
        times = []
        for _ in range(rounds):
            time.sleep(1.5)  # a student types; the next process gets ready
            begin = time.perf_counter()
            path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
            said.readline()
            times.append(time.perf_counter() - begin)
        return times
    finally:
        process.terminate()
        process.wait()


def row(name: str, times: Sequence[float]) -> None:
    """A line of the table."""
    print(f"| {name} | {statistics.median(times):.2f} | {min(times):.2f} to {max(times):.2f} |")


if __name__ == "__main__":
    main()

"""Execution and judging alone: the same workers, without gradebook, reports and results."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from grader.cli.options import open_course, open_sandbox
from grader.cli.worker import NEEDED
from grader.execution.worker import import_early
from grader.execution.workers import Done, work
from grader.grading.grade import grade


@dataclass(frozen=True, slots=True)
class Graded:
    """A file with what it earned."""

    path: Path
    points: float


@contextmanager
def opened(root: Path) -> Iterator[tuple[Callable[[Path], Graded], str]]:
    """A course and a sandbox: the function that grades with them, and the sandbox's level."""
    course = open_course(root)
    with closing(open_sandbox("auto", course)) as sandbox:
        yield (lambda path: Graded(path, grade(path, course, sandbox).result.points)), sandbox.level


def bare(root: Path, paths: Sequence[Path], jobs: int) -> None:
    """Grade them in a process of its own, so that nothing is warm from before."""
    code = (
        "import sys; from pathlib import Path; from benchmarks.batch_setup.bare import run; "
        "run(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))"
    )
    folder = paths[0].parent
    subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code, str(root), str(folder), str(jobs)], check=True, cwd=root
    )


def run(root: Path, folder: Path, jobs: int) -> None:
    """Grade what lies in the folder; exits with 1 if any was lost."""
    import_early(NEEDED)
    outcomes = work(sorted(folder.iterdir()), partial(opened, root), jobs, 600.0)
    sys.exit(not all(isinstance(one, Done) for one in outcomes))

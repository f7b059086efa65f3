"""What a solution binds and draws when it runs here, and which parts of it lose points."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from grader.exercise.exercise import Exercise
from grader.grading.course import Course
from grader.grading.grade import grade
from grader.grading.result import Message
from grader.report.wording import word
from tests.here import Here
from tests.observing import marked
from tests.rewrites.fake_pyplot import installed

MAIN = '__name__ = "__main__"'
"""Students guard their main program, and a section runs as the main module."""


@dataclass(frozen=True, slots=True)
class Ran:
    """The namespace that a source leaves behind, and the recorded figures."""

    namespace: Mapping[str, Any]
    figures: list[Any]


@dataclass(frozen=True, slots=True)
class Loss:
    """A part that earned less than all."""

    part: str
    fraction: float
    message: str

    def __str__(self) -> str:
        return f"{self.part} earns {self.fraction:.3g}: {self.message}"


def run(source: str) -> Ran:
    """Run trusted code right here; what it raises goes through."""
    namespace: dict[str, Any] = {"np": np, "__name__": "__main__"}
    with quiet(), installed() as pyplot:
        exec(compile(source, "solution", "exec"), namespace)  # noqa: S102 - the test's own code
    return Ran(namespace, pyplot.shown)


def losses(exercise: Exercise, source: str, figures: list[Any]) -> list[Loss]:
    """The parts that lose points when this code is the section of the exercise."""
    with quiet(), installed():
        verdicts = marked(exercise, source, figures=figures, before=MAIN).verdicts
    found = []
    for part in exercise.parts:
        verdict = verdicts[part.id]
        if verdict.fraction < 1:
            said = Message(verdict.message.code, dict(verdict.message.fields))
            found.append(Loss(part.id, verdict.fraction, word(said)))
    return found


def losses_in_cells(
    course: Course, exercise: Exercise, source: str, figures: list[Any]
) -> list[Loss]:
    """The same for a whole submission: `# %%` lines make cells, below the heading of the stub."""
    if re.search(r"^while True", source, flags=re.MULTILINE):  # `Here` takes it for an endless loop
        return losses(exercise, source, figures)
    entry = course.find(exercise.id)
    heading = (
        f"# %% [markdown]\n# ## {course.settings.word} {entry.number}: {exercise.title}\n\n# %%\n"
    )
    with TemporaryDirectory() as folder, quiet(), installed():
        path = Path(folder) / "homework.py"
        path.write_text(heading + source, encoding="utf-8")
        here = Here(figures={exercise.id: figures})
        graded = grade(path, course, here, exercises=[exercise.id])
    parts = graded.result.exercises[0].parts
    return [
        Loss(part.id, part.points / part.max_points, word(part.message))
        for part in parts
        if part.points < part.max_points
    ]


@contextmanager
def quiet() -> Iterator[None]:
    """Without warnings and prints."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield

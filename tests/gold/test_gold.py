"""Whole reports, byte for byte: what a change of page, words or judging does to them is seen.

`make gold` writes them anew; look at them before you commit. Versions and digests of files and of
the course are replaced, so that only what a person reads can differ.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from grader.execution.sandbox import Picture
from grader.grading.course import Course
from grader.grading.grade import Graded, grade
from grader.grading.result import Result, public, to_json
from grader.report.html import render_html
from grader.report.text import render_text
from tests.here import FIRST, SECOND, THIRD, Here, figures, write
from tests.report.conftest import sketch

HERE = Path(__file__).parent
NONE = "0" * 64
PICTURE = base64.b64decode(  # one grey pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
RUNAWAY = """\
def f(x):
    return x**2 - 4 * x + 7
def df(x):
    return 2 * x
x = 0.0
lr = 0.1
n_iterations = 20
while True:
    x = x - lr * df(x)
trajectory_x = [x]
trajectory_y = [f(x)]
"""
TRIVIAL = """\
results = [
    {"lr": lr, "final_x": 2.0, "final_f": 3.0, "converged_iter": 1, "status": "converged"}
    for lr in [0.01, 0.1, 0.5, 0.9, 1.1]
]
"""
STOPPED = """\
x, w, b, y, lr = 2.0, 0.5, 0.3, 1.0, 0.2
z = 1.3
a = "0.79"
L = -log(a)  # <script>alert(1)</script>
dL_dz = a - y
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A submission, and what is drawn in it."""

    sections: tuple[str, ...]
    sandbox: Here


def cases() -> dict[str, Case]:
    """By the name of the files."""
    drawn = figures()
    pictures = (
        Picture("gradient-descent", 2, PICTURE),
        Picture("gradient-descent", 2, sketch=sketch()),
    )
    slip = FIRST.replace("a - y", "y - a")
    return {
        "all_right": Case((FIRST, SECOND, THIRD), Here(drawn, pictures)),
        "sign_slip": Case((slip, SECOND, THIRD), Here(drawn)),
        "mixed": Case((STOPPED, RUNAWAY, TRIVIAL), Here(level="none")),
    }


def scrubbed(result: Result) -> Result:
    """The result without what differs from machine to machine, or with every edit of the course."""
    files = [msgspec.structs.replace(file, sha256=NONE) for file in result.submission.files]
    submission = msgspec.structs.replace(result.submission, digest=NONE, files=files)
    versions = dict.fromkeys(result.run.versions, "0")
    run = msgspec.structs.replace(result.run, versions=versions, course_digest=NONE)
    return msgspec.structs.replace(public(result), submission=submission, run=run)


def html(result: Result, graded: Graded) -> bytes:
    """The page."""
    return render_html(result, graded.pictures).encode()


def json(result: Result, graded: Graded) -> bytes:
    """The document."""
    del graded
    return to_json(result)


def txt(result: Result, graded: Graded) -> bytes:
    """What a terminal shows."""
    del graded
    return render_text(result).encode()


@pytest.mark.parametrize("form", [html, json, txt], ids=lambda form: form.__name__)
@pytest.mark.parametrize("name", sorted(cases()))
def test_gold(
    course: Course,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    name: str,
    form: Callable[[Result, Graded], bytes],
) -> None:
    """The report is as it was when somebody last looked at it."""
    case = cases()[name]
    graded = grade(write(tmp_path, *case.sections), course, case.sandbox)
    document = form(scrubbed(graded.result), graded)
    path = HERE / f"{name}.{form.__name__}"
    if request.config.getoption("--update-gold"):
        path.write_bytes(document)
    assert document == path.read_bytes(), "run `make gold` and look at the reports"


def test_no_gold_is_left_over() -> None:
    """Every file here belongs to a case."""
    files = {path.stem for path in HERE.iterdir() if path.suffix in {".html", ".json", ".txt"}}
    assert files == set(cases())


def test_the_mixed_report_is_mixed(course: Course, tmp_path: Path) -> None:
    """It shows what it is there to show, so that writing it anew cannot hide the loss of that."""
    case = cases()["mixed"]
    graded = grade(write(tmp_path, *case.sections), course, case.sandbox)
    statuses = {part.status for one in graded.result.exercises for part in one.parts}
    assert statuses >= {"right", "partial", "wrong", "missing", "crashed", "timed-out"}
    codes = {message.code for one in graded.result.exercises for message in one.messages}
    assert codes >= {"given.changed", "code.crashed", "code.timed-out"}

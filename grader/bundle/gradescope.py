"""An autograder for Gradescope that grades there: engine, course and scripts in a zip."""

from __future__ import annotations

import io
import shlex
from collections.abc import Mapping, Sequence

from grader.bundle.script import script
from grader.bundle.wheel import Wheel
from grader.bundle.zips import zipped

COURSE = ("grader.toml", "exercises", "reference", "lessons")
"""What of a course's folder may be needed."""


def gradescope(course: Mapping[str, bytes], wheel: Wheel, exercises: Sequence[str] = ()) -> bytes:
    """The zip to upload as the autograder; it holds references, and students never get it.

    Args:
        course: The files of the course, by path in its folder.
        wheel: The engine.
        exercises: The ids of those that are judged; all of them if none is named.
    """
    asked = "".join(f" --exercise {shlex.quote(one)}" for one in exercises)
    document = io.BytesIO()
    with zipped(document) as add:
        add("setup.sh", script("setup.sh", wheel=shlex.quote(wheel.name)), program=True)
        add("run_autograder", script("run_autograder", exercises=asked), program=True)
        add(wheel.name, wheel.content)
        for name, content in sorted(course.items()):
            add(f"course/{name}", content)
    return document.getvalue()


def course_part(path: Sequence[str]) -> bool:
    """Whether a file of a course's folder, by the parts of its path, is needed for grading.

    Samples are known wrong solutions, which only validation reads.
    """
    match path:
        case ["grader.toml"]:
            return True
        case ["exercises", _, "files", *_]:
            return "__pycache__" not in path
        case ["exercises", _, "samples", *_]:
            return False
        case ["exercises" | "reference" | "lessons", *_]:
            return not any(part == "__pycache__" or part.startswith(".") for part in path)
        case _:
            return False

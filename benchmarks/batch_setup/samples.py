"""Submissions graded as a worker of `grader batch` does, with what each took."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.cli.options import limits_of, open_course
from grader.cli.running import run_key
from grader.cli.worker import Handed, Noted, Setup, opened


@dataclass(frozen=True, slots=True)
class Sample:
    """A submission with what came of it.

    Attributes:
        content: The file.
        noted: What a worker gives back.
        seconds: From begin to end, on the clock.
        pages: Bytes of the files that were written about it.
    """

    content: bytes
    noted: Noted
    seconds: float
    pages: int


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker is before its first submission.

    Attributes:
        seconds: Until it had a course and a sandbox.
    """

    seconds: float


def graded(
    root: Path, contents: Iterable[bytes], output: Path, timeout: float | None = None
) -> Iterator[Worker | Sample]:
    """One after the other, in one sandbox; first what it took to open it."""
    limits = limits_of(timeout, None, ())
    course = open_course(root)
    key = run_key(course, (), limits, "warm")
    setup = Setup(root, "auto", "warm", (), limits, None, None, output, key)
    output.mkdir(parents=True, exist_ok=True)
    begin = time.perf_counter()
    with opened(setup) as (grade, _):
        yield Worker(time.perf_counter() - begin)
        for at, content in enumerate(contents):
            name = f"s{at:05}"
            begin = time.perf_counter()
            noted = grade(Handed(at, name, name, f"{name}.ipynb", content, student=name))
            seconds = time.perf_counter() - begin
            pages = sum(path.stat().st_size for path in output.glob(f"{name}.*"))
            yield Sample(content, noted, seconds, pages)

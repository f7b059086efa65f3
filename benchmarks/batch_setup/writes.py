"""What a gradebook is told of a class, without grading: hand-ins, and runs as workers pack them."""

from __future__ import annotations

import multiprocessing
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.batch_setup.cohort import notebooks
from benchmarks.batch_setup.samples import Sample, graded
from grader.gradebook.packed import Packed
from grader.gradebook.rows import Arrival, Person
from grader.gradebook.store import Gradebook
from grader.grading.course import load_course

COURSE = "benchmark"
Kept = tuple[bytes, Packed]
"""A content with the run that it had."""


def sample_runs(root: Path, count: int = 20) -> list[Kept]:
    """Some of the synthetic class, really graded."""
    with tempfile.TemporaryDirectory() as folder:
        found = graded(root, notebooks(load_course(root), count, seed=1), Path(folder) / "out")
        return [(one.content, one.noted.run) for one in found if isinstance(one, Sample)]


def make(url: str) -> None:
    """An empty gradebook."""
    with Gradebook(url, create=True) as gradebook:
        gradebook.course(COURSE, create=True)


def write_all(url: str, runs: Sequence[Kept], count: int, writers: int) -> float:
    """So many hand-ins with their runs, by so many processes that begin together; the seconds."""
    make(url)
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        barrier = manager.Barrier(writers)
        shares = [(url, runs, range(at, count, writers), barrier) for at in range(writers)]
        with context.Pool(writers) as pool:
            times = pool.starmap(_write, shares, chunksize=1)
    return max(end for _, end in times) - min(begin for begin, _ in times)


def write_shares(url: str, runs: Sequence[Kept], count: int) -> tuple[float, float]:
    """So many by one writer: the seconds for hand-ins, and for their runs."""
    taken = [0.0, 0.0]
    with Gradebook(url) as gradebook:
        cohort = gradebook.course(COURSE)
        cohort.voids()
        for number in range(count):
            content, packed = runs[number % len(runs)]
            begin = time.perf_counter()
            stored = cohort.ingest(_arrival(number, content))
            between = time.perf_counter()
            cohort.add_run(stored.id, packed)
            taken[0] += between - begin
            taken[1] += time.perf_counter() - between
    return taken[0], taken[1]


def _write(
    url: str, runs: Sequence[Kept], numbers: range, barrier: threading.Barrier
) -> tuple[float, float]:
    with Gradebook(url) as gradebook:
        cohort = gradebook.course(COURSE)
        cohort.voids()
        barrier.wait()
        begin = time.monotonic()
        for number in numbers:
            content, packed = runs[number % len(runs)]
            cohort.add_run(cohort.ingest(_arrival(number, content)).id, packed)
        return begin, time.monotonic()


def _arrival(number: int, content: bytes) -> Arrival:
    key = f"s{number:07}"
    return Arrival(
        key=key,
        people=(Person(key, f"Student {number}", f"{key}@example.org"),),
        file_name="hw.ipynb",
        content=content + f" {number}".encode(),
        slug=key,
        layout="plain",
        origin=f"{key}.ipynb",
    )

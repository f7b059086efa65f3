"""Measures what the simulation needs, with the real grader."""

from __future__ import annotations

import os
import pickle
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine

from benchmarks.batch_setup.cohort import notebooks
from benchmarks.batch_setup.samples import Sample, Worker, graded
from benchmarks.batch_setup.writes import COURSE, Kept, make, write_shares
from benchmarks.scale_setup.measured import Batch, Gradebook, Measured
from grader.execution.workers import cores
from grader.gradebook.store import Gradebook as Store
from grader.grading.course import Course, load_course
from grader.report.classroom.html import render_overview
from grader.report.classroom.record import Shared
from tests.servers.postgres import Server, server

ROOT = Path(__file__).resolve().parents[2]
START = "import sys; from grader.cli.main import main; sys.exit(main())"
WRITES = 600
"""So many for what the gradebook takes and holds."""
COPIES = 2_000
"""So many records in memory."""


def measure(ordinary: int, hanging: int, unreadable: int) -> Measured:
    """All of it; some minutes."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        course = load_course(ROOT)
        load = [os.getloadavg()[0]]
        sizes = ordinary, hanging, unreadable
        batch, seconds = _batch(course, place / "batch", sizes, seed=11)
        load.append(os.getloadavg()[0])
        check, _ = _batch(course, place / "check", (200, 2, 2), seed=12)
        load.append(os.getloadavg()[0])
        fixed = _again(place / "check")
        found = list(graded(ROOT, notebooks(course, 20, seed=13), place / "out"))
        samples = [one for one in found if isinstance(one, Sample)]
        kept = [(one.content, one.noted.run) for one in samples]
        running = server(uuid4().hex, os.getpid(), durable=True)
        lite = f"sqlite:///{place}/grader.db"
        gradebooks = {"SQLite": _gradebook(lite, kept)}
        gradebooks["PostgreSQL"] = _on_server(running, kept)
        back = [pickle.dumps(one.noted) for one in samples]
        return Measured(
            machine=_machine(),
            load=statistics.mean(load),
            ordinary=seconds["s"],
            hanging=seconds["h"],
            unreadable=seconds["x"],
            batch=batch,
            check=check,
            fixed_seconds=fixed,
            start_seconds=next(one.seconds for one in found if isinstance(one, Worker)),
            client_ms=_taking_in(back),
            content_bytes=statistics.mean(len(one.content) for one in samples),
            result_bytes=statistics.mean(map(len, back)),
            page_bytes=statistics.mean(one.pages for one in samples),
            files=sum(1 for _ in (place / "out").rglob("*.*")) / len(samples),
            overview_bytes=_overview(samples),
            record_bytes=_records(back),
            standing_bytes=_standings(lite),
            vacuum_mb_s=_vacuum(place / "grader.db"),
            gradebooks=gradebooks,
        )


def _batch(
    course: Course, place: Path, sizes: tuple[int, int, int], seed: int
) -> tuple[Batch, dict[str, list[float]]]:
    """A real batch, and the seconds that workers took by the first letter of the names."""
    inbox = place / "in"
    inbox.mkdir(parents=True)
    ordinary, hanging, unreadable = sizes
    for at, data in enumerate(notebooks(course, ordinary, seed)):
        (inbox / f"s{at:04}.ipynb").write_bytes(data)
    for at, data in enumerate(notebooks(course, hanging, seed, slow=hanging)):
        (inbox / f"h{at:04}.ipynb").write_bytes(data)
    for at in range(unreadable):
        (inbox / f"x{at:04}.ipynb").write_bytes(b"{" * (at + 1))
    begin = time.perf_counter()
    _run(place)
    seconds = time.perf_counter() - begin
    with Store(f"sqlite:///{place}/grader.db") as store:
        found: dict[str, list[float]] = {"s": [], "h": [], "x": []}
        for stored, run in store.course(None).submissions():
            if run is not None:
                found[stored.key[0]].append(round(run.seconds, 4))
    assert [len(found[kind]) for kind in "shx"] == list(sizes)  # noqa: S101 - or nothing is right
    return Batch(sizes, cores(), seconds), found


def _run(place: Path) -> None:
    words = ["batch", place / "in", "-o", place / "out", "--db", f"sqlite:///{place}/grader.db"]
    subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", START, *map(str, words)],
        check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _again(place: Path) -> float:
    """The same batch once more, which has nothing to run."""
    begin = time.perf_counter()
    _run(place)
    return time.perf_counter() - begin


def _gradebook(url: str, kept: Sequence[Kept]) -> Gradebook:
    make(url)
    ingest, commit = write_shares(url, kept, WRITES)
    return Gradebook(ingest / WRITES * 1000, commit / WRITES * 1000, _size(url) / WRITES)


def _on_server(running: Server, kept: Sequence[Kept]) -> Gradebook:
    with running.database() as url:
        empty = _size(url)
        found = _gradebook(url, kept)
        return Gradebook(found.ingest_ms, found.commit_ms, found.bytes - empty / WRITES)


def _size(url: str) -> float:
    engine = create_engine(url)
    with closing(engine.raw_connection()) as pooled:
        cursor = pooled.cursor()
        if engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            size = Path(str(engine.url.database)).stat().st_size
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
            [size] = cursor.fetchone() or (0,)
    engine.dispose()
    return float(size)


def _taking_in(back: Sequence[bytes]) -> float:
    """To read results as they come from a worker."""
    begin = time.process_time()
    for _ in range(5):
        for one in back:
            pickle.loads(one)  # noqa: S301 - our own
    return (time.process_time() - begin) / (5 * len(back)) * 1000


def _records(back: Sequence[bytes]) -> float:
    """Of memory, as they come from workers: what they share is kept once, as by the client."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    shared = Shared()
    records = [shared(pickle.loads(back[at % len(back)]).record) for at in range(COPIES)]  # noqa: S301 - our own
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(records)


def _standings(url: str) -> float:
    """The most memory that reading all students takes."""
    with Store(url) as store:
        cohort = store.course(COURSE)
        tracemalloc.start()
        rows = list(cohort.students())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most / len(rows)


def _overview(samples: Sequence[Sample]) -> float:
    """Bytes that one more submission adds."""
    records = [one.noted.record for one in samples if one.noted.record is not None]
    sizes = []
    for times in (10, 20):
        many = [replace(one, name=f"{one.name}-{at}") for at in range(times) for one in records]
        sizes.append(len(render_overview(many, []).encode()))
    return (sizes[1] - sizes[0]) / (10 * len(records))


def _vacuum(path: Path) -> float:
    engine = create_engine(f"sqlite:///{path}", isolation_level="AUTOCOMMIT")
    begin = time.perf_counter()
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM")
    seconds = time.perf_counter() - begin
    engine.dispose()
    return path.stat().st_size / 2**20 / seconds


def _machine() -> str:
    model = "unknown"
    with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    when = datetime.now(UTC).date()
    return f"{cores()} x {model}, Python {platform.python_version()}, {when}"

"""What a gradebook in PostgreSQL costs beside one in SQLite, in the same run and in turns.

    python -m benchmarks.postgres [--submissions 1000] [--rounds 3] [--writes 1000] [--beside]

1. `grader batch` over the same synthetic class into either. PostgreSQL runs on this machine, so its
   own work is in the time too. With `--beside` both run at the same moment, each on half of the
   cores: whatever else the machine does then slows both alike.
2. What the gradebook alone takes for one hand-in and its run, without any grading: one writer, and
   four at once, as from four machines.

The server is a private one of the installed programs with the settings that it has by itself
(fsync, synchronous_commit, full_page_writes and autovacuum on), or that of GRADER_POSTGRES.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

from benchmarks.batch import write_class
from benchmarks.batch_setup.writes import sample_runs, write_all
from grader.execution.workers import cores
from tests.servers.postgres import Server, server

ROOT = Path(__file__).resolve().parents[1]
START = "import sys; from grader.cli.main import main; sys.exit(main())"
KINDS = ("SQLite", "PostgreSQL")


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description="What PostgreSQL costs beside SQLite.")
    parser.add_argument("--submissions", type=int, default=1000, help="for 1, 0 for none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--writes", type=int, default=1000, help="for 2, 0 for none")
    parser.add_argument("--beside", action="store_true", help="both batches at the same moment")
    options = parser.parse_args()
    running = server(uuid4().hex, os.getpid(), durable=True)
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
    said = running.run(*(f"SHOW {name}" for name in names))
    print(", ".join(f"{name} {value}" for name, value in zip(names, said, strict=True)))
    with tempfile.TemporaryDirectory() as name:
        if options.submissions:
            inbox = write_class(Path(name) / "in", options.submissions, 0)
            run = beside if options.beside else batches
            run(running, inbox, Path(name), options.submissions, options.rounds)
        if options.writes:
            writes(running, Path(name), options.writes, options.rounds)


@contextmanager
def gradebook(running: Server, kind: str, folder: Path) -> Iterator[str]:
    """The URL of a new one."""
    folder.mkdir(parents=True)
    if kind == "SQLite":
        yield f"sqlite:///{folder}/grader.db"
    else:
        with running.database() as url:
            yield url


def in_turns(rounds: int) -> Iterator[tuple[int, str]]:
    """Each round both, and each first as often as the other."""
    for at in range(rounds):
        for kind in KINDS if at % 2 == 0 else reversed(KINDS):
            yield at, kind


def batches(running: Server, inbox: Path, place: Path, count: int, rounds: int) -> None:
    """`grader batch` into either, in turns."""
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for at, kind in in_turns(rounds):
        out = place / f"{kind}-{at}"
        with gradebook(running, kind, out) as url:
            begin = time.perf_counter()
            _check(_start(inbox, out, url, cores()), count)
            taken[kind].append(time.perf_counter() - begin)
        print(f"  round {at + 1}, {kind}: {taken[kind][-1]:.1f} s", flush=True)
    _say(f"`grader batch` in turns, {count} submissions, {cores()} workers", taken, count)


def beside(running: Server, inbox: Path, place: Path, count: int, rounds: int) -> None:
    """`grader batch` into both at the same moment."""
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    jobs = max(1, cores() // 2)
    for at in range(rounds):
        with ExitStack() as stack, ThreadPoolExecutor(len(KINDS)) as pool:
            outs = {kind: place / f"{kind}-beside-{at}" for kind in KINDS}
            urls = {
                kind: stack.enter_context(gradebook(running, kind, outs[kind])) for kind in KINDS
            }
            begin = time.perf_counter()
            started = {kind: _start(inbox, outs[kind], urls[kind], jobs) for kind in KINDS}
            waits = {kind: pool.submit(_check, one, count) for kind, one in started.items()}
            for kind, wait in waits.items():
                taken[kind].append(wait.result() - begin)
        print(f"  round {at + 1}: " + ", ".join(f"{k} {v[-1]:.1f} s" for k, v in taken.items()))
    _say(f"`grader batch` beside each other, {count} submissions, {jobs} workers", taken, count)


def _start(inbox: Path, out: Path, url: str, jobs: int) -> subprocess.Popen[str]:
    words = ["batch", inbox, "-o", out, "--db", url, "-j", jobs]
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", START, *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, encoding="utf-8",
    )  # fmt: skip


def _check(process: subprocess.Popen[str], count: int) -> float:
    """Wait for a batch; when it ended."""
    said, _ = process.communicate()
    if process.returncode or not said.startswith(f"{count} graded, 0 not graded"):
        sys.exit(f"the batch did not grade everything: {said}")
    return time.perf_counter()


def writes(running: Server, place: Path, count: int, rounds: int) -> None:
    """Hand-ins and runs as they come from workers, without grading."""
    runs = sample_runs(ROOT)
    for writers in (1, 4):
        taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for at, kind in in_turns(rounds):
            with gradebook(running, kind, place / f"writes-{writers}-{kind}-{at}") as url:
                taken[kind].append(write_all(url, runs, count, writers))
        _say(f"the gradebook alone, {count} hand-ins with runs, {writers} at once", taken, count)


def _say(title: str, taken: dict[str, list[float]], count: int) -> None:
    middle = {kind: statistics.median(seconds) for kind, seconds in taken.items()}
    pairs = zip(taken["PostgreSQL"], taken["SQLite"], strict=True)
    ratios = sorted(one / other for one, other in pairs)
    print(f"\n{title}, {len(ratios)} rounds\n")
    print("| gradebook | seconds | range | ms each |\n|---|---|---|---|")
    for kind, seconds in taken.items():
        print(
            f"| {kind} | {middle[kind]:.1f} | {min(seconds):.1f} to {max(seconds):.1f}"
            f" | {middle[kind] / count * 1000:.2f} |"
        )
    print(
        f"\nPostgreSQL / SQLite: {statistics.median(ratios):.2f} (median of rounds, "
        f"{ratios[0]:.2f} to {ratios[-1]:.2f})",
        flush=True,
    )


if __name__ == "__main__":
    main()

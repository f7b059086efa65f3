"""What sending submissions to a cluster costs: its rate beside the local pool's, on the same cores.

    python -m benchmarks.cluster [--submissions 300] [--rounds 3]

`grader batch -j N` and `grader batch --scheduler` with N Dask workers of one thread each, all on
this machine, in rounds that alternate; N is the number of cores. Scheduler, workers and the batch
itself share the cores, which is hard on the cluster: elsewhere they have machines of their own. The
workers are started anew for each round, before the clock, and their pools open within it, as the
local pool's do.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from distributed import Client

from benchmarks.batch_setup.cohort import notebooks
from grader.execution.workers import cores
from grader.grading.course import load_course

ROOT = Path(__file__).resolve().parents[1]
START = "import sys; from grader.cli.main import main; sys.exit(main())"
HERE = "127.0.0.1"
QUIET = {
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
}
"""How docs/cluster.md has scheduler and workers started."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="What a cluster costs.")
    parser.add_argument("--submissions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    n = cores()
    taken: dict[str, list[float]] = {"local": [], "cluster": []}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        inbox = place / "in"
        inbox.mkdir()
        for at, data in enumerate(notebooks(load_course(ROOT), options.submissions, seed=7)):
            (inbox / f"s{at:05}.ipynb").write_bytes(data)
        for at in range(options.rounds):
            for kind in ("local", "cluster") if at % 2 == 0 else ("cluster", "local"):
                out = place / f"{kind}-{at}"
                if kind == "local":
                    seconds = _batch(inbox, out, ["-j", str(n)])
                else:
                    with _cluster(place / f"scheduler-{at}.json", n) as address:
                        seconds = _batch(inbox, out, ["--scheduler", address])
                taken[kind].append(seconds)
                print(f"round {at + 1}: {kind} {seconds:.1f} s", file=sys.stderr)
    print(f"\n{options.submissions} submissions, {n} at a time\n")
    print("| | seconds, median | range | a second |")
    print("|---|---|---|---|")
    for kind, seconds in taken.items():
        middle = statistics.median(seconds)
        spread = f"{min(seconds):.1f} to {max(seconds):.1f}"
        print(f"| {kind} | {middle:.1f} | {spread} | {options.submissions / middle:.1f} |")
    ratios = [near / far for near, far in zip(taken["local"], taken["cluster"], strict=True)]
    shown = ", ".join(f"{ratio:.3f}" for ratio in ratios)
    print(f"\nrate of the cluster by the local pool's: {statistics.median(ratios):.3f} ({shown})")


def _batch(inbox: Path, out: Path, words: Sequence[str]) -> float:
    began = time.monotonic()
    command = [sys.executable, "-c", START, "batch", str(inbox), "-o", str(out)]
    subprocess.run(  # noqa: S603 - our own words
        [*command, "--db", f"sqlite:///{out}.db", *words],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.monotonic() - began


@contextmanager
def _cluster(file: Path, workers: int) -> Iterator[str]:
    """A scheduler and workers of one thread each; its address."""
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    started = [_start([*dask, "--host", HERE, "--port", "0", "--scheduler-file", str(file)])]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file)]
    started += [_start([*worker, "--nthreads", "1", "--host", HERE]) for _ in range(workers)]
    try:
        with Client(scheduler_file=str(file), timeout=60) as client:
            client.wait_for_workers(workers, timeout=60)
            address = str(client.scheduler.address)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def _start(words: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own words
        [*words, "--no-dashboard"],
        cwd=ROOT,
        env={**os.environ, **QUIET},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()

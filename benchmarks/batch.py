"""What a class costs: rate against cores, what gradebook and reports add, memory, gradebook size.

    python -m benchmarks.batch [--submissions 1000] [--rounds 3] [--overhead 200]

All of it is compared within one run, in rounds that alternate, since machines differ and waver:

1. `grader batch` over a synthetic class with one worker and with one a core: the parallel
   efficiency is rate(n) / (n * rate(1)).
2. The same submissions graded without gradebook, reports and results: what those add.
3. What two processes that only compute achieve beside each other, for the machine's own efficiency.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.batch_setup.bare import bare
from benchmarks.batch_setup.cohort import notebooks
from benchmarks.engine_setup.tree import tree_memory
from grader.execution.workers import cores
from grader.grading.course import load_course

ROOT = Path(__file__).resolve().parents[1]
START = "import sys; from grader.cli.main import main; sys.exit(main())"


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description="What a class costs.")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--overhead", type=int, default=200, help="submissions for 2, 0 for none")
    parser.add_argument("--hang", type=int, default=0, help="how many of them hang")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        inbox = write_class(place / "in", options.submissions, options.hang)
        few = write_class(place / "few", options.overhead, 0)
        efficiency(inbox, place, options.submissions, options.rounds)
        if options.overhead:
            overhead(few, place, options.overhead, options.rounds)


def write_class(folder: Path, count: int, hang: int) -> Path:
    """So many notebooks in a new folder; `hang` of them hang until they are stopped."""
    folder.mkdir()
    course = load_course(ROOT)
    for at, data in enumerate(notebooks(course, count, seed=count, slow=hang)):
        (folder / f"s{at:05}.ipynb").write_bytes(data)
    return folder


def efficiency(inbox: Path, place: Path, count: int, rounds: int) -> None:
    """`grader batch` with one worker and with one a core, in turns."""
    most = cores()
    taken: dict[int, list[float]] = {1: [], most: []}
    memory: dict[int, tuple[float, float]] = {}
    size = 0.0
    computing: list[float] = []
    for at in range(rounds):
        for jobs in (1, most) if at % 2 == 0 else (most, 1):
            out = place / f"out-{jobs}-{at}"
            seconds, memory[jobs] = _batch(inbox, out, jobs, count)
            taken[jobs].append(seconds)
            size = (out / "grader.db").stat().st_size / 2**20
        computing.append(_computing(most))
    middle = {jobs: statistics.median(seconds) for jobs, seconds in taken.items()}
    print(f"\n{count} submissions, median of {rounds} rounds\n")
    print("| workers | seconds | range | a second | efficiency | MiB at a tenth | at the end |")
    print("|---|---|---|---|---|---|---|")
    for jobs, seconds in taken.items():
        share = middle[1] / (jobs * middle[jobs])
        early, late = memory[jobs]
        print(
            f"| {jobs} | {middle[jobs]:.1f} | {min(seconds):.1f} to {max(seconds):.1f}"
            f" | {count / middle[jobs]:.2f} | {share:.0%} | {early:.0f} | {late:.0f} |"
        )
    own = statistics.median(computing)
    print(f"\n{most} processes that only compute: efficiency {own:.0%}")
    print(f"gradebook: {size:.1f} MiB, {size / count * 1024:.0f} KiB a submission", flush=True)


def _batch(inbox: Path, out: Path, jobs: int, count: int) -> tuple[float, tuple[float, float]]:
    """Seconds, and MiB of the whole tree of processes after a tenth and at the end."""
    words = ["batch", inbox, "-o", out, "-j", jobs, "--db", f"sqlite:///{out}/grader.db"]
    out.mkdir()
    begin = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", START, *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, encoding="utf-8",
    )  # fmt: skip
    early: list[float] = []
    late: list[float] = []
    while process.poll() is None:
        done = sum(1 for _ in out.glob("*.report.html"))
        if count / 10 <= done < count / 5:
            early.append(tree_memory(process.pid))
        elif 0.9 * count <= done < count:
            late.append(tree_memory(process.pid))
        time.sleep(1.0)
    seconds = time.perf_counter() - begin
    said = process.stdout.read() if process.stdout else ""
    if process.returncode or not said.startswith(f"{count} graded, 0 not graded"):
        sys.exit(f"the batch did not grade everything: {said}")
    return seconds, (statistics.median(early or [0.0]), statistics.median(late or [0.0]))


def _burn(seconds: float) -> int:
    """How far it counts in so many seconds of its own processor time."""
    end = time.process_time() + seconds
    wall = time.perf_counter()
    count = 0
    while time.process_time() < end:
        count += 1
    return int(count / (time.perf_counter() - wall))


def _computing(most: int) -> float:
    """The rate of processes that compute beside each other, against one alone."""
    with multiprocessing.get_context("spawn").Pool(most) as pool:
        alone = pool.apply(_burn, (1.0,))
        together = pool.map(_burn, [1.0] * most, chunksize=1)
    return sum(together) / (most * alone)


def overhead(inbox: Path, place: Path, count: int, rounds: int) -> None:
    """A batch against the same without gradebook and reports, in turns."""
    most = cores()
    taken: dict[str, list[float]] = {"execution and judging": [], "grader batch": []}
    for at in range(rounds):
        begin = time.perf_counter()
        bare(ROOT, sorted(inbox.iterdir()), most)
        taken["execution and judging"].append(time.perf_counter() - begin)
        taken["grader batch"].append(_batch(inbox, place / f"few-{at}", most, count)[0])
    base = statistics.median(taken["execution and judging"])
    print(f"\n{count} submissions, {most} workers, median of {rounds} rounds\n")
    print("| what | seconds | range | ratio |\n|---|---|---|---|")
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        print(
            f"| {name} | {middle:.1f} | {min(seconds):.1f} to {max(seconds):.1f}"
            f" | {middle / base:.2f} |"
        )


if __name__ == "__main__":
    main()

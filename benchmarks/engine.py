"""What running submissions costs: against its limit, by batch size, and step by step.

    python -m benchmarks.engine [limit] [steps] [batch] [--sizes 1,10,100,1000]

`limit` compares with the same cells in a warm interpreter that isolates nothing and shows figures
inline; `steps` tells what each wall costs a submission; `batch` grades folders of growing size with
`grader batch` and looks at the memory of all its processes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from benchmarks.engine_setup.tree import tree_memory
from benchmarks.peers_setup.measure import GRACE, adopt_orphans
from grader.execution import restricted
from grader.execution.bubblewrap import Bubblewrap
from grader.execution.environment import python_of
from grader.execution.jail import Jailed
from grader.execution.launch import EMPTY_JOB, boot_arguments
from grader.execution.restricted import Restricted
from grader.execution.sandbox import CodeCell, Job, Limits, Sandbox, Step
from grader.execution.warm import Warm
from grader.grading.course import Course, load_course
from grader.grading.grade import prepare, run
from grader.grading.result import public, to_json
from grader.observation.probe import Ref
from grader.report.html import render_html

ROOT = Path(__file__).resolve().parents[1]
RIGHT = ROOT / "examples" / "01_complete.ipynb"
INLINE = ROOT / "benchmarks" / "engine_setup" / "inline.py"
START = "import sys; from grader.cli.main import main; sys.exit(main())"
TIMES, ROUNDS = 20, 5
TINY = Job(
    (
        Step(
            "s",
            (CodeCell(1, "import numpy as np\nz = np.ones(3).sum()"),),
            frozenset("z"),
            {"z": Ref("z")},
        ),
    )
)
"""A notebook of one line: what is left is the engine's own."""


def main() -> None:
    """Measure what is asked for, and print it as tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", choices=["limit", "steps", "batch", []], default=[])
    parser.add_argument("--sizes", default="1,10,100,1000")
    options = parser.parse_args()
    adopt_orphans()  # bwrap does not wait for what it has started
    course = load_course(ROOT)
    parts = options.parts or ["limit", "steps", "batch"]
    if "limit" in parts:
        limit(course)
    if "steps" in parts:
        steps(course)
    if "batch" in parts:
        batch([int(size) for size in options.sizes.split(",")])


def limit(course: Course) -> None:
    """Processor time of one submission, beside the cells alone; rounds are interleaved."""
    job = prepare(RIGHT, course).job
    sources = json.dumps([cell.source for step in job.steps for cell in step.cells])
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(_processor_time(course, TIMES + 1) - _processor_time(course, 1))
        done = subprocess.run(  # noqa: S603 - our own words
            [str(python_of(course.environment_path)), str(INLINE), str(TIMES)],
            input=sources, capture_output=True, text=True, check=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": ""},
        )  # fmt: skip
        bare.append(json.loads(done.stdout.splitlines()[-1]))
    mine = statistics.median(ours) / TIMES
    theirs = statistics.median(one["cpu"] for one in bare)
    print("\n| one right submission, processor time | ms | ratio |\n|---|---|---|")
    print(f"| the cells, warm, not isolated, {bare[0]['figures']:.0f} inline figures |"
          f" {theirs * 1e3:.0f} | 1.00 |")  # fmt: skip
    print(f"| all of ours: run at full isolation, judged, reported | {mine * 1e3:.0f} |"
          f" {mine / theirs:.2f} |")  # fmt: skip


def _processor_time(course: Course, count: int) -> float:
    """Seconds for so many submissions, with all processes that were started for them."""
    before = _used()
    with closing(_full(course)) as sandbox:
        for _ in range(count):
            graded = run(prepare(RIGHT, course), course, sandbox)
            render_html(public(graded.result), graded.pictures)
            to_json(public(graded.result))
    return _used() - before


def _used() -> float:
    """Seconds of this process and of all below it that have ended, orphans too."""
    end = time.monotonic() + GRACE
    with suppress(ChildProcessError):
        while time.monotonic() < end:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _full(course: Course) -> Warm:
    return Warm(Bubblewrap(course.environment_path, (ROOT, Path.home())))


class Bare(Restricted):
    """A template whose forks put up no walls: what a warm fork costs by itself."""

    def start(self, control: int, limits: Limits) -> Jailed:
        """Start it with a program that confines nothing."""
        with _patched(restricted, "boot_arguments", _without_walls):
            return super().start(control, limits)


def _without_walls(inside: str, program: str = "main") -> list[str]:
    *options, code = boot_arguments(inside, program)
    patch = f"import _grader_inside.{program} as p\np.confine = lambda *_: None\n"
    return [
        *options,
        code.replace(f"from _grader_inside.{program}", patch + f"from _grader_inside.{program}"),
    ]


@contextmanager
def _patched(module: object, name: str, value: Callable[..., object]) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def steps(course: Course) -> None:
    """A tiny notebook at each level, interleaved: what is left is fork, walls and one answer."""
    environment = course.environment_path
    sandboxes: dict[str, Sandbox] = {
        "warm fork, no walls": Warm(Bare(environment)),
        "restricted: limits, Landlock, system calls": Warm(Restricted(environment, (ROOT,))),
        "full without Landlock: namespaces, own scratch, system calls":
            Warm(Bubblewrap(environment, (ROOT,), landlock=False)),
        "full: all of them": _full(course),
    }  # fmt: skip
    taken: dict[str, list[float]] = {name: [] for name in sandboxes}
    for sandbox in sandboxes.values():
        sandbox.run(EMPTY_JOB)
    for _ in range(10 * ROUNDS):
        for name, sandbox in sandboxes.items():
            begin = time.perf_counter()
            sandbox.run(TINY)
            taken[name].append(time.perf_counter() - begin)
    for sandbox in sandboxes.values():
        sandbox.close()
    base = statistics.median(next(iter(taken.values())))
    print("\n| a tiny notebook: fork, walls, one cell, one answer, end | ms | added ms | ratio |")
    print("|---|---|---|---|")
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        added = (middle - base) * 1e3
        print(f"| {name} | {middle * 1e3:.1f} | {added:+.1f} | {middle / base:.2f} |")


def batch(sizes: Sequence[int]) -> None:
    """Folders of growing size: time for each submission, and memory of the whole tree."""
    print("\n| submissions | seconds | a second | ms CPU each | MiB at the 100th | at the end |")
    print("|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "in"
            folder.mkdir()
            for number in range(size):
                shutil.copy(RIGHT, folder / f"s{number:05}.ipynb")
            _batch(folder, Path(name) / "out", size)


def _batch(folder: Path, out: Path, size: int) -> None:
    before, begin = _used(), time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", START, "batch", str(folder), "-o", str(out), "-j", "2",
         "--db", f"sqlite:///{out}.db"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    memory: dict[int, list[float]] = {}
    while process.poll() is None:
        done = len(list(out.glob("*.report.html"))) if out.exists() else 0
        memory.setdefault(done // 50, []).append(tree_memory(process.pid))
        time.sleep(0.3)
    seconds, used = time.perf_counter() - begin, _used() - before
    if process.returncode or len(list(out.glob("*.report.html"))) != size:
        sys.exit("the batch did not grade everything")
    first = f"{statistics.median(memory[2]):.0f}" if 2 in memory else ""
    last = statistics.median(
        memory[max(key for key in memory if len(memory[key]) > 1 or size < 50)]
    )
    print(f"| {size} | {seconds:.1f} | {size / seconds:.2f} | {used / size * 1e3:.0f} |"
          f" {first} | {last:.0f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()

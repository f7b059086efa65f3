"""Grades the same right submissions with nbgrader, otter-grader and this grader, and compares.

    python benchmarks/peers.py [--n 20] [--rounds 3] [--jobs 1 2] [--without-figures] [--two]
    python benchmarks/peers.py --single [--rounds 5] [--without-figures]

Prints Markdown. The others are installed from PyPI into environments of their own, which are kept
in `--cache`. nbgrader is run as installed and also without a package that slows down its start,
which is no fault of its own. The tools take turns, a round each, and the table has the medians. It
counts only if every tool gave every submission full marks, and if CPU time that a submission burns
is seen: otherwise it says so and ends with 1.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers_setup import nbgrader, otter, ours
from benchmarks.peers_setup.asserts import most_points
from benchmarks.peers_setup.environments import Environment, environment, version
from benchmarks.peers_setup.measure import Cost, PeerFailed, adopt_orphans, measure
from benchmarks.peers_setup.submissions import material
from benchmarks.peers_setup.tool import Tool

ROOT = Path(__file__).resolve().parents[1]
Concrete = nbgrader.Nbgrader | otter.Otter | ours.Ours
BURNT = 6
"""Seconds that must show up in what is measured, give or take what noise does to a run."""
COLUMNS = (
    "grader",
    "at a time",
    "wall s (fastest to slowest)",
    "submissions/s",
    "CPU s a submission",
    "speed, nbgrader = 1",
    "CPU, nbgrader = 1",
)
SHOWN = ("numpy", "matplotlib")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A row of the table: a tool, and how many submissions it grades at a time."""

    tool: Tool
    jobs: int


def main() -> int:
    """Print the table that was asked for."""
    options = _options()
    cache: Path = options.cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    adopt_orphans()
    try:
        print(_compare(options, cache), flush=True)
    except PeerFailed as failed:
        print(f"no comparison: {failed}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--n", type=int, default=20, help="submissions of the batch")
    parser.add_argument("--rounds", type=int, help="turns of each tool: 3, or 5 with --single")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="how many at a time")
    parser.add_argument("--without-figures", action="store_true")
    parser.add_argument("--two", action="store_true", help="only nbgrader as installed, and ours")
    parser.add_argument("--single", action="store_true", help="one submission from a cold start")
    parser.add_argument("--cache", type=Path, default=ROOT / "build/peers")
    parser.add_argument("--checkout", type=Path, default=ROOT, help="whose grader is ours")
    options = parser.parse_args()
    if min(options.n, *options.jobs, options.rounds or 1) < 1:
        parser.error("numbers start at 1")
    return options


def _compare(options: argparse.Namespace, cache: Path) -> str:
    single: bool = options.single
    count = 1 if single else options.n
    rounds = options.rounds or (5 if single else 3)
    given = material(ROOT / "examples/01_complete.ipynb", figures=not options.without_figures)
    kind = "figures" if given.figures else "no-figures"
    first = environment(cache, "nbgrader")
    second = environment(cache, "otter-grader")
    checkout: Path = options.checkout.resolve()
    mine = ours.set_up(checkout, cache / f"ours-{kind}", given)
    installed = nbgrader.set_up(first, cache / f"nbgrader-{kind}", given)
    tools: tuple[Concrete, ...] = (
        installed,
        nbgrader.without_slow_import(installed, cache / "shim"),
        otter.set_up(second, cache / f"otter-{kind}", given),
        mine,
    )
    if options.two:
        tools = (installed, mine)
    entries = [Entry(tool, jobs) for jobs in ([1] if single else options.jobs) for tool in tools]
    most, work = most_points(given), Path(tempfile.mkdtemp(prefix="work-", dir=cache))
    for tool in tools:
        _check_sight(tool, work, most, single=single)
    costs: dict[Entry, list[Cost]] = {entry: [] for entry in entries}
    load = os.getloadavg()[0]
    for k in range(rounds):
        for entry in entries:
            cost = _turn(entry, work, count, most, single=single)
            costs[entry].append(cost)
            said = f"{entry.tool.name} x{entry.jobs}: {cost.wall:.2f} s, CPU {cost.cpu:.2f} s"
            print(f"round {k + 1} of {rounds}, {said}", file=sys.stderr)
    shutil.rmtree(work, ignore_errors=True)
    how = "`grader batch`" if mine.batch and not single else "`grader grade` each"
    about = (
        f"{count} right submission{'s' * (count > 1)} {'with' if given.figures else 'without'}"
        f" figures, medians of {rounds} rounds; all earned {most} of {most} points. Ours: {how}."
    )
    return "\n".join(
        (about, "", *_machine(load, first, second, checkout), "", *_table(costs, count))
    )


def _check_sight(tool: Concrete, work: Path, most: int, *, single: bool) -> None:
    """Refuse a tool whose submissions use CPU time that is not measured."""
    burning = replace(tool, material=replace(tool.material, burnt=BURNT))
    _turn(Entry(tool, 1), work, 1, most, single=single)  # fills its caches
    plain = _turn(Entry(tool, 1), work, 1, most, single=single)
    burnt = _turn(Entry(burning, 1), work, 1, most, single=single)
    seen = burnt.cpu - plain.cpu
    print(f"{tool.name}: {seen:.1f} of {BURNT} s of CPU seen that were burnt", file=sys.stderr)
    if seen < BURNT / 2:
        raise PeerFailed(f"of {BURNT} s of CPU that {tool.name} spent, only {seen:.1f} s were seen")


def _turn(entry: Entry, work: Path, count: int, most: int, *, single: bool) -> Cost:
    """Grade so many once; what was earned is looked at afterwards, not measured."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    cost = measure(entry.tool.prepare(work, count, entry.jobs, single=single))
    scores = entry.tool.scores(work)
    if len(scores) != count:
        raise PeerFailed(f"{entry.tool.name} graded {len(scores)} of {count} submissions")
    for score in scores:
        if abs(score.points - most) > 1e-6 or abs(score.most - most) > 1e-6:
            earned = f"{score.points:g} of {score.most:g} points"
            raise PeerFailed(f"{entry.tool.name} gave {score.name} {earned}, not {most} of {most}")
    return cost


def _machine(load: float, first: Environment, second: Environment, checkout: Path) -> Sequence[str]:
    student = checkout / ".grader/student-env/bin/python"
    homes = {
        f"nbgrader {first.version('nbgrader')}": first.python,
        f"otter-grader {second.version('otter-grader')}": second.python,
        "ours": student,
    }
    lines = [
        f"- {name}: {', '.join(f'{p} {version(python, p)}' for p in SHOWN)}"
        for name, python in homes.items()
    ]
    here = f"- Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.2f} before"
    return [here, *lines]


def _table(costs: dict[Entry, list[Cost]], count: int) -> Sequence[str]:
    """Ratios are to nbgrader with as many at a time, within each round, then their median."""
    lines = [
        f"| {' | '.join(COLUMNS)} |",
        "|---" * len(COLUMNS) + "|",
    ]
    for entry, mine in costs.items():
        base = next(c for e, c in costs.items() if e.jobs == entry.jobs)
        wall, cpu = median(c.wall for c in mine), median(c.cpu for c in mine) / count
        pairs = list(zip(base, mine, strict=True))
        speed = median(b.wall / c.wall for b, c in pairs)
        share = median(c.cpu / b.cpu for b, c in pairs)
        spread = f"{min(c.wall for c in mine):.2f} to {max(c.wall for c in mine):.2f}"
        lines.append(
            f"| {entry.tool.name} | {entry.jobs} | {wall:.2f} ({spread}) | {count / wall:.3f}"
            f" | {cpu:.2f} | {speed:.2f} | {share:.3f} |"
        )
    return lines


if __name__ == "__main__":
    sys.exit(main())

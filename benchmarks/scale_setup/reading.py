"""Simulations as tables: how long students wait, what it costs, what breaks first."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.scale_setup.arrivals import DEADLINE, HOUR, SPIKE, handed_in, work
from benchmarks.scale_setup.measured import Measured
from benchmarks.scale_setup.simulate import Class, Costs, Farm, simulate

SCHEDULER_MS = 1.0
"""What Dask says of itself: "each task suffers about 1ms of overhead" (distributed.dask.org)."""
LINK_BYTES = 125e6
"""A second, of one network card of 1 Gbit/s at the client."""
PRICE = 0.0425
"""US dollars for a vCPU and hour: 0.34 for eight, the price on demand in the example of the AWS
manual (Amazon EC2 Auto Scaling, "Spot price per unit hour")."""
DEATHS = 500.0
"""Hours between two deaths of one machine of 16 workers, as of machines that can be taken away."""
CLIENT_MEMORY = 16 * 2**30
FULL = 0.9
"""The share of its time from which on something is called full: queues grow without end."""
_HEAD = (
    *("gradebook", "workers", "lanes", "median", "95 %", "longest"),
    *("in the spike: median", "95 %", "caught up after", "died / begun again"),
    *("core hours", "USD", "24 h of all, USD", "full in the busiest 10 min"),
)
FLEETS = {100_000: (16, 64, 256), 1_000_000: (128, 256, 512)}


@dataclass(frozen=True, slots=True)
class Parts:
    """How full each part is in the busiest ten minutes, 1 is as much as it can do."""

    workers: float
    gradebook: float
    scheduler: float
    network: float
    alone: float

    @property
    def first(self) -> str:
        """What breaks first: the fullest."""
        shares = {
            "workers": self.workers,
            "gradebook": self.gradebook,
            "scheduler": self.scheduler,
            "network": self.network,
            "lane for what hit a limit": self.alone,
        }
        name = max(shares, key=lambda one: shares[one])
        return f"{name} ({shares[name]:.0%})" if shares[name] > FULL else "nothing"


def costs_of(measured: Measured, kind: str) -> Costs:
    """Of what does one thing at a time, with a gradebook of that kind."""
    book = measured.gradebooks[kind]
    moved = measured.content_bytes + measured.result_bytes
    return Costs(
        ingest=book.ingest_ms / 1000,
        commit=(book.commit_ms + measured.client_ms) / 1000,
        schedule=SCHEDULER_MS / 1000,
        transfer=moved / LINK_BYTES,
    )


def loads(given: Class, farm: Farm, costs: Costs) -> Parts:
    """How full each part is in the busiest ten minutes of arrivals."""
    steps = np.arange(0, max(given.arrivals) + SPIKE, SPIKE)
    arrivals = np.array(given.arrivals)
    counts = np.histogram(arrivals, steps)[0]
    at = int(counts.argmax())
    inside = (arrivals >= steps[at]) & (arrivals < steps[at + 1])
    seconds = np.array(given.seconds)[inside]
    limited = np.array(given.limited)[inside]
    number = int(inside.sum())
    return Parts(
        workers=float(seconds.sum()) / (farm.workers * SPIKE),
        gradebook=number * (costs.ingest + costs.commit) / SPIKE,
        scheduler=number * costs.schedule / SPIKE,
        network=number * costs.transfer / SPIKE,
        alone=float(seconds[limited].sum()) / (farm.lanes * SPIKE),
    )


def assumptions(measured: Measured) -> Iterator[str]:
    """What it rests on."""
    yield f"Measured on {measured.machine}; load meanwhile {measured.load:.1f}"
    ordinary = sorted(measured.ordinary)
    yield (
        f"ordinary submission: median {statistics.median(ordinary):.2f} s, 95 % "
        f"{np.percentile(ordinary, 95):.2f} s of {len(ordinary)}; hanging "
        f"{statistics.median(measured.hanging):.1f} s a try; a worker is ready after "
        f"{measured.start_seconds:.1f} s"
    )
    for kind, book in measured.gradebooks.items():
        yield (
            f"{kind}: {book.ingest_ms:.1f} ms to note a hand-in, {book.commit_ms:.1f} ms to commit "
            f"its run, {book.bytes / 1024:.0f} KiB a submission"
        )
    yield (
        f"over the network {(measured.content_bytes + measured.result_bytes) / 1024:.0f} KiB, to "
        f"read a result {measured.client_ms:.1f} ms, files {measured.page_bytes / 1024:.0f} KiB in "
        f"{measured.files:.1f}"
    )


def validated(measured: Measured, seed: int) -> Iterator[str]:
    """The batch from which the costs are, and another one: predicted and measured."""
    yield "| batch | workers | measured | simulated | off by |\n|---|---|---|---|---|"
    for name, batch in (("the one measured", measured.batch), ("another class", measured.check)):
        predicted = statistics.mean(_batch(measured, batch.submissions, batch.workers, seed + at)
                                    for at in range(20))  # fmt: skip
        off = predicted / batch.seconds - 1
        yield (
            f"| {name}, {sum(batch.submissions)} submissions | {batch.workers} |"
            f" {batch.seconds:.0f} s | {predicted:.0f} s | {off:+.0%} |"
        )


def _batch(measured: Measured, sizes: Sequence[int], workers: int, seed: int) -> float:
    """Seconds of `grader batch`: all is there at once, and what hit a limit comes last, alone."""
    mix = measured.mix
    chance = np.random.default_rng(seed)
    known = (mix.ordinary, mix.hanging, mix.unreadable)
    drawn = [
        (float(one), at == 1)
        for at, (count, seconds) in enumerate(zip(sizes, known, strict=True))
        for one in chance.choice(seconds, count)
    ]
    drawn = [drawn[at] for at in chance.permutation(len(drawn))]
    given = Class([0.0] * len(drawn), [one for one, _ in drawn], [hung for _, hung in drawn])
    # One machine: there is no network between, and no scheduler but the client.
    costs = costs_of(measured, "SQLite")
    costs = Costs(ingest=costs.ingest, commit=costs.commit)
    farm = Farm(workers, ready_at=measured.start_seconds, alone="last")
    outcome = simulate(given, farm, costs)
    again = measured.start_seconds if any(given.limited) else 0.0
    return max(outcome.done) + again + measured.fixed_seconds


def fleets(measured: Measured, count: int, seed: int) -> Iterator[str]:
    """For each gradebook and number of workers: feedback, cost, what breaks first."""
    given = handed_in(count, measured.mix, seed)
    arrivals = np.array(given.arrivals)
    spike = (arrivals > DEADLINE - SPIKE) & (arrivals <= DEADLINE)
    yield f"{count:,} attempts before one deadline, {int(spike.sum()):,} in its last ten minutes\n"
    yield "| " + " | ".join(_HEAD) + " |\n|" + "---|" * len(_HEAD)
    for kind, books, workers, lanes in _choices(measured, count):
        farm = Farm(
            workers, lanes, hours_between_deaths=DEATHS, repair=300 + measured.start_seconds
        )
        costs = shared_by(books, costs_of(measured, kind))
        outcome = simulate(given, farm, costs, seed)
        done = np.array(outcome.done)
        waited = done - arrivals
        hours = outcome.working / HOUR
        inside = waited[spike]
        yield (
            f"| {kind}{f', {books} of them' * (books > 1)} | {workers} | {lanes} |"
            f" {said(np.median(waited))} |"
            f" {said(np.percentile(waited, 95))} | {said(waited.max())} |"
            f" {said(np.median(inside))} | {said(np.percentile(inside, 95))} |"
            f" {said(max(0.0, done[arrivals <= DEADLINE].max() - DEADLINE))} |"
            f" {outcome.deaths} / {outcome.restarts} | {hours:,.0f} |"
            f" {hours * PRICE:,.0f} | {workers * 24 * PRICE:,.0f} |"
            f" {loads(given, farm, costs).first} |"
        )


def shared_by(books: int, costs: Costs) -> Costs:
    """As if the class were split over so many gradebooks, each with a client of its own."""
    parts = (costs.ingest, costs.commit, costs.schedule, costs.transfer)
    return Costs(*(seconds / books for seconds in parts))


def _choices(measured: Measured, count: int) -> Iterator[tuple[str, int, int, int]]:
    """One lane, as the grader has it now; then one for every 16 workers, as if machines had it.

    At last, for the largest class, several gradebooks.
    """
    known = FLEETS.get(count, (16, 256))
    for kind in measured.gradebooks:
        for workers in known:
            yield kind, 1, workers, 1
        for workers in known[-2:]:
            yield kind, 1, workers, workers // 16
    if count >= 1_000_000:
        yield "PostgreSQL", 4, known[-2], known[-2] // 16


def limits(measured: Measured, sizes: Sequence[int]) -> Iterator[str]:
    """What grows with the class, whoever waits."""
    yield "| what | " + " | ".join(f"{count:,}" for count in sizes) + " |"
    yield "|---|" + "---|" * len(sizes)
    sqlite = measured.gradebooks["SQLite"].bytes
    rows = {
        **{
            f"gradebook in {kind}": [_bytes(book.bytes * count) for count in sizes]
            for kind, book in measured.gradebooks.items()
        },
        "reports and results": [_bytes(measured.page_bytes * count) for count in sizes],
        "files in one folder": [f"{measured.files * count:,.0f}" for count in sizes],
        "overview page": [_bytes(measured.overview_bytes * count) for count in sizes],
        "client: records for the overview": [_bytes(measured.record_bytes * n) for n in sizes],
        "client: attempts of all students": [_bytes(measured.standing_bytes * n) for n in sizes],
        "`grader forget` in SQLite (packs the file)": [
            said(sqlite * count / 2**20 / measured.vacuum_mb_s) for count in sizes
        ],
        "gradebook alone, if nobody waited: SQLite": [
            _writes(measured, "SQLite", n) for n in sizes
        ],
        "the same: PostgreSQL": [_writes(measured, "PostgreSQL", count) for count in sizes],
        "what hit a limit, one at a time": [_alone(measured, count) for count in sizes],
    }
    for name, cells in rows.items():
        yield f"| {name} | " + " | ".join(cells) + " |"
    memory = measured.record_bytes + measured.standing_bytes
    most = CLIENT_MEMORY / memory
    yield f"\nA client with {CLIENT_MEMORY / 2**30:.0f} GiB of memory holds {most:,.0f} submissions"


def _writes(measured: Measured, kind: str, count: int) -> str:
    costs = costs_of(measured, kind)
    return said((costs.ingest + costs.commit) * count)


def _alone(measured: Measured, count: int) -> str:
    seconds, limited = work(count, measured.mix, 1)
    return said(sum(one for one, hung in zip(seconds, limited, strict=True) if hung))


def said(seconds: float) -> str:
    """A time as people say it."""
    for unit, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds:.1f} s"


def _bytes(number: float) -> str:
    for unit, name in ((2**40, "TiB"), (2**30, "GiB"), (2**20, "MiB")):
        if number >= unit:
            return f"{number / unit:.1f} {name}"
    return f"{number / 1024:.0f} KiB"

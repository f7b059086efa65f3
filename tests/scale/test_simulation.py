"""The simulation of a farm: nothing lost, as formulas have it, never slower with more workers."""

from __future__ import annotations

from dataclasses import replace
from math import factorial, isfinite
from pathlib import Path

import numpy as np
import pytest

from benchmarks.scale_setup.arrivals import DEADLINE, SPIKE, Mix, handed_in, times
from benchmarks.scale_setup.measured import Batch, Gradebook, Measured, load, save
from benchmarks.scale_setup.reading import costs_of, fleets, limits, loads, shared_by, validated
from benchmarks.scale_setup.simulate import Class, Costs, Farm, Outcome, simulate

MIX = Mix([0.4, 0.6, 0.8], [20.0], [0.01], share_hanging=0.02)
BUSY = Costs(ingest=0.002, commit=0.003, schedule=0.001, transfer=0.001)


def poisson(rate: float, count: int, seconds: float, seed: int = 3) -> Class:
    """Arrivals that know nothing of each other, each the same work."""
    gaps = np.random.default_rng(seed).exponential(1 / rate, count)
    return Class(np.cumsum(gaps).tolist(), [seconds] * count, [False] * count)


def waits(given: Class, outcome: Outcome) -> float:
    """How long they waited besides being worked on, on average."""
    return float(np.mean(np.array(outcome.done) - given.arrivals - given.seconds))


@pytest.mark.parametrize("hours", [0.0, 0.5])
@pytest.mark.parametrize("alone", ["at once", "last"])
def test_nothing_is_lost_and_nothing_doubled(hours: float, alone: str) -> None:
    """Each is committed exactly once and after its work, however often machines die."""
    given = handed_in(3_000, MIX, seed=1)
    farm = Farm(24, per_machine=8, hours_between_deaths=hours, alone=alone)  # type: ignore[arg-type]
    outcome = simulate(given, farm, BUSY, seed=2)
    assert outcome.times == [1] * 3_000
    assert all(map(isfinite, outcome.done))
    least = [s * (1 + once_more) for s, once_more in zip(given.seconds, given.limited, strict=True)]
    assert (np.array(outcome.done) - given.arrivals >= np.array(least) - 1e-6).all()
    assert outcome.working >= sum(least) - 1e-6
    assert (outcome.restarts > 0) == bool(hours)
    if not hours:
        assert outcome.working == pytest.approx(sum(least))


def test_the_same_seed_is_the_same() -> None:
    """And another one is another class and another fate."""
    farm = Farm(8, hours_between_deaths=1.0)
    one, same, other = (
        simulate(handed_in(500, MIX, seed), farm, BUSY, seed).done for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_one_worker_as_the_formula_has_it() -> None:
    """M/D/1: the mean wait is rho * s / (2 * (1 - rho)) (Pollaczek and Khinchine)."""
    seconds, load = 1.0, 0.7
    given = poisson(load / seconds, 60_000, seconds)
    expected = load * seconds / (2 * (1 - load))
    assert waits(given, simulate(given, Farm(1), Costs())) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("workers", [2, 5])
def test_several_workers_as_the_formula_has_it(workers: int) -> None:
    """M/M/c: the mean wait is C(c, a) * s / (c - a), where C is Erlang's."""
    offered = 0.8 * workers
    chance = np.random.default_rng(5)
    count = 40_000
    arrivals = np.cumsum(chance.exponential(1 / offered, count)).tolist()
    given = Class(arrivals, chance.exponential(1.0, count).tolist(), [False] * count)
    busy = offered**workers / factorial(workers) * workers / (workers - offered)
    queueing = busy / (sum(offered**k / factorial(k) for k in range(workers)) + busy)
    wait = waits(given, simulate(given, Farm(workers), Costs()))
    assert wait == pytest.approx(queueing / (workers - offered), rel=0.12)


def test_more_workers_are_never_slower() -> None:
    """For the same class, each submission is done no later."""
    given = handed_in(4_000, replace(MIX, share_hanging=0.0), seed=4)
    before = simulate(given, Farm(1), Costs()).done
    for workers in (2, 3, 8, 64):
        after = simulate(given, Farm(workers), Costs()).done
        ahead = np.sort(before) - np.sort(after)
        assert ahead.min() >= -1e-6
        assert np.mean(after) <= np.mean(before)
        before = after


def test_what_does_one_thing_at_a_time_sets_the_pace() -> None:
    """With workers enough, a class at one moment takes as long as the slowest such part."""
    given = Class([0.0] * 1_000, [1.0] * 1_000, [False] * 1_000)
    for costs, expected in (
        (Costs(schedule=0.01), 11.0),
        (Costs(transfer=0.02), 21.0),
        (Costs(ingest=0.01, commit=0.02), 30.0),
    ):
        outcome = simulate(given, Farm(2_000), costs)
        assert max(outcome.done) == pytest.approx(expected, rel=0.05)


def test_one_lane_for_what_runs_alone() -> None:
    """Ten that hang take ten times as long there, however many workers there are."""
    given = Class([0.0] * 10, [20.0] * 10, [True] * 10)
    assert max(simulate(given, Farm(100), Costs()).done) == pytest.approx(220.0)
    assert max(simulate(given, Farm(100, lanes=10), Costs()).done) == pytest.approx(40.0)


def test_a_machine_that_dies() -> None:
    """Its work is begun again elsewhere, and it comes back."""
    given = Class([0.0] * 64, [3_600.0] * 64, [False] * 64)
    farm = Farm(32, per_machine=16, hours_between_deaths=1.0, repair=60.0)
    outcome = simulate(given, farm, Costs(), seed=1)
    assert outcome.times == [1] * 64
    assert outcome.deaths > 0
    assert 0 < outcome.restarts <= 16 * outcome.deaths
    assert max(outcome.done) > 7_200.0


def test_when_a_class_hands_in() -> None:
    """In order, most in the last day, a spike in the last minutes, some too late."""
    found = times(50_000, seed=1)
    assert len(found) == 50_000
    assert (np.diff(found) >= 0).all()
    before = DEADLINE - found
    assert np.mean(before < 24 * 3600) > 0.7
    spike = np.mean((before >= 0) & (before < SPIKE))
    assert 0.08 < spike < 0.2
    assert 0 < np.mean(before < 0) < 0.02


FOUND = Measured(
    machine="none",
    load=1.0,
    ordinary=[1.0, 1.5],
    hanging=[10.0],
    unreadable=[0.01],
    batch=Batch((100, 2, 2), 2, 90.0),
    check=Batch((100, 2, 2), 2, 100.0),
    fixed_seconds=2.0,
    start_seconds=1.0,
    client_ms=1.0,
    content_bytes=10_000,
    result_bytes=100_000,
    page_bytes=200_000,
    files=2.0,
    overview_bytes=400,
    record_bytes=1_000,
    standing_bytes=3_000,
    vacuum_mb_s=100.0,
    gradebooks={"SQLite": Gradebook(2.0, 3.0, 100_000.0), "PostgreSQL": Gradebook(7.0, 9.0, 1e5)},
)


def test_what_breaks_first() -> None:
    """The part that has most to do for what it can, and nothing where all have time left."""
    given = Class([float(at % 600) for at in range(60_000)], [1.0] * 60_000, [False] * 60_000)
    given = replace(given, arrivals=sorted(given.arrivals))
    costs = costs_of(FOUND, "PostgreSQL")
    assert loads(given, Farm(10), costs).first == "workers (1000%)"
    assert loads(given, Farm(1_000), costs).first == "gradebook (170%)"
    assert loads(given, Farm(1_000), costs_of(FOUND, "SQLite")).first == "nothing"
    hung = replace(given, limited=[at % 100 == 0 for at in range(60_000)])
    assert loads(hung, Farm(1_000, lanes=1), shared_by(2, costs)).first.startswith("lane")
    assert loads(hung, Farm(1_000, lanes=10), shared_by(2, costs)).first == "nothing"


def test_the_tables_are_whole() -> None:
    """As many cells in each line as in its head; what was measured is held against itself."""
    for lines in (
        list(validated(FOUND, 1)),
        list(fleets(FOUND, 1_000, 1))[1:],
        list(limits(FOUND, (1_000, 2_000)))[:-1],
    ):
        rows = [line for text in lines for line in text.splitlines() if line.startswith("|")]
        assert len(rows) > 3
        assert len({row.count("|") for row in rows}) == 1
        assert "nan" not in "".join(rows)


def test_what_was_measured_is_kept(tmp_path: Path) -> None:
    """And read back as it was; the file beside the script is such a one."""
    save(FOUND, tmp_path / "scale.json")
    assert load(tmp_path / "scale.json") == FOUND
    assert len(load().ordinary) >= 100
    assert set(load().gradebooks) == {"SQLite", "PostgreSQL"}

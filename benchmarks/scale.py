"""What a class of 100,000 or 1,000,000 would take: simulated from costs that were measured.

    python -m benchmarks.scale              simulate with benchmarks/scale.json, print the tables
    python -m benchmarks.scale --measure    measure first, on this machine

Measured are the seconds of real submissions of each kind, what the gradebook takes and holds for
one, bytes that go over the network and into files, and memory. Assumed are when students hand in,
how many submissions hang, how often machines die, the scheduler's share, and prices
(scale_setup/arrivals.py and reading.py). The same seed gives the same tables.
"""

from __future__ import annotations

import argparse

from benchmarks.scale_setup.measure import measure
from benchmarks.scale_setup.measured import load, save
from benchmarks.scale_setup.reading import assumptions, fleets, limits, validated

SIZES = (100_000, 1_000_000)


def main() -> None:
    """Measure if asked, simulate, print."""
    parser = argparse.ArgumentParser(description="What a class of a million would take.")
    parser.add_argument("--measure", action="store_true", help="measure first; some minutes")
    parser.add_argument("--submissions", type=int, nargs="*", default=SIZES)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.measure:
        save(measure(150, 4, 4))
    measured = load()
    for lines in (
        assumptions(measured),
        validated(measured, options.seed),
        *(fleets(measured, count, options.seed) for count in options.submissions),
        limits(measured, options.submissions),
    ):
        for line in lines:
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()

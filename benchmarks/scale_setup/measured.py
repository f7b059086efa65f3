"""What was measured, as it is kept beside the script."""

from __future__ import annotations

from pathlib import Path

import msgspec

from benchmarks.scale_setup.arrivals import Mix

PLACE = Path(__file__).resolve().parents[1] / "scale.json"


class Gradebook(msgspec.Struct, frozen=True):
    """One kind of database.

    Attributes:
        ingest_ms: To note a hand-in, processor and disk.
        commit_ms: To commit its run.
        bytes: Of the database for each submission with its run.
    """

    ingest_ms: float
    commit_ms: float
    bytes: float


class Batch(msgspec.Struct, frozen=True):
    """A batch that was run.

    Attributes:
        submissions: How many of each kind: ordinary, hanging, unreadable.
        workers: At a time.
        seconds: On the clock, from the command to its last line.
    """

    submissions: tuple[int, int, int]
    workers: int
    seconds: float


class Measured(msgspec.Struct, frozen=True):
    """All that the simulation needs to know.

    Attributes:
        machine: What it was measured on, and when.
        load: Programs that wanted to run meanwhile, on average, those measured among them.
        ordinary: Seconds of a worker, one number a submission.
        hanging: The same, of each try.
        unreadable: The same.
        batch: From which these are.
        check: Another one, to hold the simulation against.
        fixed_seconds: Of a batch that has nothing to run: start, reading, overview.
        start_seconds: Until a worker has a course and a sandbox.
        client_ms: To take a result in, besides the gradebook.
        content_bytes: That go to a worker.
        result_bytes: That come back.
        page_bytes: Of the files about it.
        files: How many those are.
        overview_bytes: Of the overview, for each submission.
        record_bytes: Of memory, for the overview.
        standing_bytes: Of memory, for the attempts of all students while they are read.
        vacuum_mb_s: How fast SQLite packs a file anew, which `grader forget` does.
        gradebooks: By kind.
    """

    machine: str
    load: float
    ordinary: list[float]
    hanging: list[float]
    unreadable: list[float]
    batch: Batch
    check: Batch
    fixed_seconds: float
    start_seconds: float
    client_ms: float
    content_bytes: float
    result_bytes: float
    page_bytes: float
    files: float
    overview_bytes: float
    record_bytes: float
    standing_bytes: float
    vacuum_mb_s: float
    gradebooks: dict[str, Gradebook]

    @property
    def mix(self) -> Mix:
        """What is handed in."""
        return Mix(self.ordinary, self.hanging, self.unreadable)


def load(path: Path = PLACE) -> Measured:
    """What is kept there."""
    return msgspec.json.decode(path.read_bytes(), type=Measured)


def save(measured: Measured, path: Path = PLACE) -> None:
    """Keep it."""
    data = msgspec.json.format(msgspec.json.encode(measured), indent=1)
    path.write_bytes(data + b"\n")

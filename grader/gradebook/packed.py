"""A run with its documents compressed, where it was made: whoever stores it has little to do."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import msgspec

from grader.gradebook.rows import NewRun

THOROUGH = 6
QUICK = 1
"""For results and observations, of which there are most: a third of the time, a tenth larger."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A run with its documents compressed.

    Attributes:
        run: Without its observations.
        result: The document of its result; None where there is none.
        observations: Of the run, then of each re-run.
    """

    run: NewRun
    result: bytes | None
    observations: tuple[bytes, ...]

    @classmethod
    def of(cls, run: NewRun) -> Packed:
        """The run, compressed."""
        result = None if run.result is None else pack(msgspec.json.encode(run.result), QUICK)
        observations = tuple(pack(data, QUICK) for data in run.observations)
        return cls(replace(run, observations=()), result, observations)


def pack(data: bytes, level: int = THOROUGH) -> bytes:
    """Compressed."""
    return zlib.compress(data, level)

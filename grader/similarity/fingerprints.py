"""Tokens -> hashes of all their runs of twelve, and the few of these by which runs are found.

After Schleimer, Wilkerson, Aiken: Winnowing: local algorithms for document fingerprinting,
SIGMOD 2003. Of any nine neighbouring hashes the smallest is kept, the last of equal ones. So two
texts that share twenty tokens in a row share a fingerprint, and no match is shorter than twelve.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.similarity.tokens import Tokens

Hashes = NDArray[np.uint64]

RUN = 12
"""Tokens of a hash: `dL_dw = dL_dz * x` has five, so what everybody writes is no run."""
FOUND = 20
"""A run of so many that two share is always found, and a shorter one never counts."""
WINDOW = FOUND - RUN + 1
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def hashes_of(tokens: Tokens) -> Hashes:
    """A hash for each run of `RUN` tokens, by its first; none if there are fewer.

    They are the same in every process and on every machine.
    """
    count = len(tokens) - RUN + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    mixed = _mixed(tokens.kinds.astype(np.uint64))
    total = np.zeros(count, dtype=np.uint64)
    for at in range(RUN):
        total = total * _FACTOR + mixed[at : at + count]
    return _mixed(total)


def winnowed(hashes: Hashes) -> Hashes:
    """The fingerprints among these hashes, each once, in order of size."""
    if len(hashes) <= WINDOW:
        return hashes.min(keepdims=True) if len(hashes) else hashes
    windows = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW)
    return np.unique(windows.min(axis=1))


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Values spread over all 64 bits (the finalizer of SplitMix64, Steele, Lea, Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))

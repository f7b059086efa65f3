"""Hashes of runs, and the guarantee of winnowing: a shared run of twenty is found."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from numpy.random import default_rng

from grader.similarity.fingerprints import FOUND, RUN, hashes_of, winnowed
from grader.similarity.tokens import Tokens


def numbers(*kinds: int) -> Tokens:
    """Tokens of these kinds, each on a row of its own."""
    return Tokens(np.array(kinds, dtype=np.uint32), np.arange(len(kinds), dtype=np.int32))


@pytest.mark.parametrize("count", [0, 1, RUN - 1])
def test_less_than_a_run_has_no_hash(count: int) -> None:
    """What is shorter than a run is nobody's."""
    hashes = hashes_of(numbers(*range(count)))
    assert len(hashes) == 0
    assert len(winnowed(hashes)) == 0


def test_a_hash_is_that_of_its_run_alone() -> None:
    """Equal runs have equal hashes wherever they stand, and others have others."""
    run = tuple(range(7, 7 + RUN))
    one, other = hashes_of(numbers(1, 2, *run)), hashes_of(numbers(*run, 3))
    assert one[2] == other[0]
    assert len({*one.tolist(), *other.tolist()}) == 4
    assert hashes_of(numbers(*reversed(run)))[0] != other[0]


def test_any_shared_run_of_twenty_has_a_fingerprint_in_common() -> None:
    """Whatever stands around it: that is what winnowing promises."""
    rng = default_rng(1)
    for _ in range(300):
        run = rng.integers(0, 9, FOUND)
        texts = [
            np.concatenate([rng.integers(0, 9, n), run, rng.integers(0, 9, n)])
            for n in rng.integers(0, 60, 2)
        ]
        one, other = (winnowed(hashes_of(numbers(*text.tolist()))) for text in texts)
        assert len(np.intersect1d(one, other)) > 0


def test_fingerprints_are_few() -> None:
    """About two of ten hashes are kept, and one of a line that is repeated for ever."""
    rng = default_rng(2)
    hashes = hashes_of(numbers(*rng.integers(0, 50, 4_000).tolist()))
    assert len(winnowed(hashes)) < 0.25 * len(hashes)
    assert len(winnowed(hashes_of(numbers(*[5] * 4_000)))) == 1


def test_hashes_are_the_same_in_every_process() -> None:
    """They rest on no hash that Python draws anew each time it starts."""
    code = (
        "from tests.similarity.classes import ANSWER, tokens\n"
        "from grader.similarity.fingerprints import hashes_of\n"
        "print(hashes_of(tokens(ANSWER)).tolist())"
    )
    ran = {
        subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
        ).stdout
        for env in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"})
    }
    assert len(ran) == 1

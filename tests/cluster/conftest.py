"""A cluster for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.cluster.machines import Machines


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler without workers."""
    with closing(Machines(tmp_path_factory.mktemp("cluster"))) as machines:
        machines.begin()
        yield machines


@pytest.fixture
def two(cluster: Machines) -> Machines:
    """The same with two workers and no others."""
    cluster.have(2)
    for extra in cluster.workers[2:]:
        cluster.end(extra)
    cluster.wait(2)
    return cluster

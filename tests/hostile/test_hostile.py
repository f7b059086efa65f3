"""Submissions that steal, forge, escape, exhaust and crash: each comes to nothing.

What they are after stands in the first line of each file below `submissions/`. None is trusted to
say how it went: files, sockets and processes of ours are looked at, and everything that is written
about the submission. Between the families a right submission is graded in the same sandbox, and
nothing about it may ever be different.
"""

from __future__ import annotations

from itertools import groupby

import pytest
from _pytest.mark import ParameterSet

from tests.hostile.arena import Arena
from tests.hostile.corpus import Hostile, corpus, named
from tests.hostile.malformed import MALFORMED, Malformed

pytestmark = pytest.mark.sandbox
NEIGHBOUR = named("honest", "right")
FAMILIES = {family: list(group) for family, group in groupby(corpus(), lambda h: h.family)}
LEAST = 48


def _ordered() -> list[ParameterSet]:
    """Every submission, and after each family the right one."""
    params = []
    for family, members in FAMILIES.items():
        params += [pytest.param(hostile, id=hostile.id) for hostile in members]
        params.append(pytest.param(NEIGHBOUR, id=f"neighbour-after-{family}"))
    params += [pytest.param(one, id=f"malformed-{one.name}") for one in MALFORMED]
    params.append(pytest.param(NEIGHBOUR, id="neighbour-after-malformed"))
    return params


@pytest.fixture(scope="module")
def at_first(arena: Arena) -> dict[str, str]:
    """All that is said of the right submission before anything hostile has run."""
    outcome = arena.attack(NEIGHBOUR)
    assert not outcome.findings, "\n".join(outcome.findings)
    return dict(outcome.documents)


@pytest.mark.parametrize("submission", _ordered())
def test_comes_to_nothing(
    submission: Hostile | Malformed, arena: Arena, at_first: dict[str, str]
) -> None:
    """It earns what it solves, tells no secret, touches nothing, ends in time, leaves nothing."""
    if isinstance(submission, Malformed):
        path = submission.written(arena.folder, arena.canaries)
        outcome = arena.grade(path)
        assert outcome.graded is not None or outcome.refused
    else:
        outcome = arena.attack(submission)
        assert outcome.graded is not None
    assert not outcome.findings, "\n".join(outcome.findings)
    if submission is NEIGHBOUR:
        assert dict(outcome.documents) == at_first


def test_there_are_enough() -> None:
    """Of every family."""
    assert sum(map(len, FAMILIES.values())) >= LEAST
    assert all(len(members) >= 1 for members in FAMILIES.values())

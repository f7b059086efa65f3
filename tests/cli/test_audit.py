"""`grader audit`: the log, and whether it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.cli.main import COMMANDS
from grader.gradebook.store import Gradebook
from tests.cli.conftest import Command
from tests.gradebook.looking import execute, opening


@pytest.fixture
def gradebook(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gradebook]:
    """One with two entries in its log."""
    monkeypatch.setitem(COMMANDS, "audit", "List the log.")
    monkeypatch.setenv("GRADER_DB", url)
    with Gradebook(url, create=True) as opened:
        opened.course("Networks", create=True).log("me", "batch", {"läuft": "\x1b[2J"})
        yield opened


def test_whole(grader: Command, gradebook: Gradebook) -> None:
    """An entry a line: time, who, what, details; nothing that a terminal obeys."""
    ran = grader("audit")
    assert (ran.code, ran.err) == (0, "")
    first, second = ran.out.splitlines()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 grader course \{\"course\": \"Networks\"\}", first
    )
    assert second.endswith(r' me batch {"course": "Networks", "läuft": "\u001b[2J"}')
    del gradebook


def test_forged(grader: Command, gradebook: Gradebook) -> None:
    """The faults are on stderr, and the exit code tells."""
    execute(gradebook, *opening(gradebook), "UPDATE audit SET by = 'you' WHERE seq = 2")
    ran = grader("audit")
    assert ran.code == 1
    assert ran.err == "grader: entry 2 was changed after it was written\n"
    assert " you batch " in ran.out


def test_not_there(grader: Command, gradebook: Gradebook, tmp_path: Path) -> None:
    """A gradebook that is not there is wrong usage."""
    del gradebook
    ran = grader("audit", "--db", f"sqlite:///{tmp_path / 'other.db'}")
    assert ran.code == 2
    assert "there is no gradebook" in ran.sentence

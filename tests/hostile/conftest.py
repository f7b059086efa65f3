"""The arena: the sandbox under attack, and around it everything that must stay untouched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from grader.cli.options import open_sandbox
from grader.execution.sandbox import Level, Sandbox
from grader.grading.course import Course, load_course
from tests.hostile.arena import Arena
from tests.hostile.canaries import VARIABLE, Canaries, lay_out
from tests.hostile.listeners import Listeners
from tests.hostile.machine import Decoy, OwnSignals, descendants
from tests.hostile.malformed import Malformed

LEVELS = tuple(os.environ.get("GRADER_HOSTILE_LEVELS", "full restricted").split())
"""At which levels all submissions run."""


@contextmanager
def opened(level: Level, course: Course) -> Iterator[Sandbox]:
    """The sandbox of a level; the one place here that knows how to make it and end it."""
    with closing(open_sandbox(level, course)) as sandbox:
        yield sandbox


@contextmanager
def built(level: Level, folder: Path) -> Iterator[Arena]:
    """An arena in an empty folder."""
    canaries: Canaries = lay_out(folder)
    temporary = folder / "temporary"
    written = folder / "submissions"
    temporary.mkdir()
    written.mkdir()
    with ExitStack() as stack:
        patches = stack.enter_context(pytest.MonkeyPatch.context())
        patches.setenv("HOME", str(canaries.home))
        patches.setenv(VARIABLE, canaries.secrets["variable"])
        patches.setattr(tempfile, "tempdir", str(temporary))
        decoy = Decoy(canaries.secrets["other process"])
        stack.callback(decoy.close)
        listeners = stack.enter_context(Listeners(folder, canaries.token))
        signals = stack.enter_context(OwnSignals())
        others = frozenset(process.pid for process in descendants())
        course = load_course(canaries.course)
        sandbox = stack.enter_context(opened(level, course))
        yield Arena(
            sandbox, course, canaries, listeners, signals, decoy, written, temporary, others
        )


@pytest.fixture(scope="module", params=LEVELS)
def arena(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Arena]:
    """One for all submissions of a level, so that each could harm those after it."""
    with built(request.param, tmp_path_factory.mktemp("arena")) as made:
        yield made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What cannot be run meets no sandbox: it is handed in once, at the first level."""
    items[:] = [item for item in items if not _again(item)]


def _again(item: pytest.Item) -> bool:
    given = getattr(getattr(item, "callspec", None), "params", {})
    level = given.get("arena", LEVELS[0])
    return isinstance(given.get("submission"), Malformed) and level != LEVELS[0]

"""What many tests share: the course in this repository, or three exercises of it; databases.

Tests that take `url`, or a gradebook made there, run in SQLite and in PostgreSQL. Without a server
those are skipped and say what to install; where the variable `CI` is set they fail.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from grader.exercise.exercise import Exercise
from grader.grading.course import Course, load_course
from tests.servers.databases import POSTGRESQL, SQLITE
from tests.servers.postgres import NoServerError, Server, find, server
from tests.speaking import speak_once

ROOT = Path(__file__).resolve().parents[1]
SMALL = ("manual_gradients", "gradient_descent", "learning_rates")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-gold` writes what is kept as gold anew instead of comparing with it."""
    parser.addoption("--update-gold", action="store_true", help="write gold files anew")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: much of the suite waits for limits to be hit."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where there is no server to try, one skipped test speaks for all, in one sentence."""
    if os.environ.get("CI"):
        return
    try:
        find()
    except NoServerError as error:
        ours = [one for one in items if _needs_server(one)]
        speak_once(config, items, ours, f"tests of the gradebook in PostgreSQL cannot run: {error}")


def _needs_server(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    names = getattr(item, "fixturenames", ())
    return (called is not None and called.params.get("url") == POSTGRESQL) or "postgres" in names


@pytest.fixture(scope="session")
def postgres() -> Server:
    """The PostgreSQL server of this run."""
    worker = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    reason = ""
    try:
        # All workers of one run share it; it ends with the process that started them.
        return server(worker or uuid4().hex, os.getppid() if worker else os.getpid())
    except NoServerError as error:
        reason = f"tests of the gradebook in PostgreSQL cannot run: {error}"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a gradebook can be made: in a file, and in a new database of a server."""
    if request.param == SQLITE:
        yield f"sqlite:///{tmp_path / 'grader.db'}"
        return
    running: Server = request.getfixturevalue("postgres")
    with running.database() as made:
        yield made


@pytest.fixture
def new_url(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where another one can be made, in a database of the same kind."""
    if url.startswith(SQLITE):
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    running: Server = request.getfixturevalue("postgres")
    with running.database() as made:
        yield made


@pytest.fixture(scope="session")
def whole_course() -> Course:
    """The course in this repository."""
    return load_course(ROOT)


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of the first three exercises, which most tests are about."""
    root = tmp_path_factory.mktemp("small") / "course"
    (root / ".grader").mkdir(parents=True)
    listed = ", ".join(f'"{name}"' for name in SMALL)
    text = (ROOT / "grader.toml").read_text(encoding="utf-8")
    text = re.sub(r"exercises = \[[^\]]*\]", f"exercises = [{listed}]", text)
    text = re.sub(r"\[lessons\][^\[]*", "", text)
    (root / "grader.toml").write_text(text, encoding="utf-8")
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "reference", root / "reference", ignore=left_out)
    for name in (*SMALL, "families"):
        shutil.copytree(ROOT / "exercises" / name, root / "exercises" / name, ignore=left_out)
    shutil.copy(ROOT / "exercises" / "__init__.py", root / "exercises")
    (root / ".grader" / "student-env").symlink_to(ROOT / ".grader" / "student-env")
    return root


@pytest.fixture(scope="session")
def course(small_root: Path) -> Course:
    """The first three exercises of the course in this repository."""
    return load_course(small_root)


@pytest.fixture(scope="session")
def neuron_exercise(course: Course) -> Exercise:
    """Exercise 1."""
    return course.find("manual-gradients").exercise


@pytest.fixture(scope="session")
def descent_exercise(course: Course) -> Exercise:
    """Exercise 2."""
    return course.find("gradient-descent").exercise


@pytest.fixture(scope="session")
def rates_exercise(course: Course) -> Exercise:
    """Exercise 3."""
    return course.find("learning-rates").exercise

"""A batch that is killed at any moment goes on where it was: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from grader.gradebook.store import Gradebook
from grader.grading.result import from_json, public, to_json
from tests.here import FIRST, write

ROOT = Path(__file__).parents[2]
START = "import sys; from grader.cli.main import main; sys.exit(main())"
NUMPY = "import numpy as np\n"
KILLS = int(os.environ.get("GRADER_KILLS", "5"))
"""So many kills in all, over as many gradebooks as it takes."""
pytestmark = pytest.mark.sandbox


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Right, wrong, stopping and unreadable submissions, and one of two files."""
    folder = tmp_path_factory.mktemp("kill") / "in"
    folder.mkdir()
    slip = FIRST.replace("a - y", "y - a")
    for at in range(3):
        write(folder, NUMPY + FIRST, name=f"right{at}.py")
        write(folder, NUMPY + slip, name=f"slip{at}.py")
    write(folder, NUMPY + FIRST + "import os\nos._exit(1)\n", name="exits.py")
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    (folder / "two").mkdir()
    write(folder / "two", NUMPY + "from helper import *\n" + FIRST, name="module_02.py")
    (folder / "two" / "helper.py").write_text("q = 1\n", encoding="utf-8")
    return folder


def begin(inbox: Path, place: Path) -> subprocess.Popen[bytes]:
    """Start a batch in a group of processes of its own."""
    words = ["batch", inbox, "-o", place / "out", "--db", f"sqlite:///{place}/grader.db", "-j", "2"]
    words += ["--exercise", "manual-gradients"]
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", START, *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kept(place: Path) -> dict[str, list[object]]:
    """All that a gradebook holds of each student, but for times and numbers."""
    found: dict[str, list[object]] = {}
    with Gradebook(f"sqlite:///{place}/grader.db") as gradebook:
        cohort = gradebook.course(None)
        for row in cohort.students():
            for attempt in row.attempts:
                run = attempt.run
                assert run is not None
                result = cohort.result(run.id)
                found.setdefault(row.person.key, []).append(
                    (
                        attempt.submission.name,
                        attempt.submission.digest,
                        cohort.content(attempt.submission.id),
                        run.status,
                        run.reason,
                        run.parts,
                        result and to_json(public(from_json(result))),
                        len(cohort.observations(run.id)),
                    )
                )
        assert gradebook.audit_faults() == []
    return found


def counts(place: Path) -> tuple[int, int, int]:
    """How many submissions, runs and students there are."""
    engine = create_engine(f"sqlite:///{place}/grader.db")
    with engine.connect() as connection:
        numbers = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - our own
            for table in ("submission", "run", "student")
        ]
    engine.dispose()
    return numbers[0], numbers[1], numbers[2]


def pages(place: Path) -> Sequence[str]:
    """What was written."""
    return sorted(path.name for path in (place / "out").iterdir() if path.suffix == ".html")


def test_kills(inbox: Path, tmp_path: Path) -> None:
    """At random moments, of the one process or of all; in the end all is as if undisturbed."""
    whole = tmp_path / "whole"
    whole.mkdir()
    began = time.monotonic()
    assert begin(inbox, whole).wait(120) == 0
    lasts = time.monotonic() - began
    wanted, pages_wanted = kept(whole), pages(whole)
    assert counts(whole) == (9, 9, 9)
    chance = random.Random(20)  # noqa: S311 - moments, not secrets
    kills = at = 0
    while kills < KILLS:
        at += 1
        place = tmp_path / f"killed{at}"
        place.mkdir()
        while kills < KILLS:
            process = begin(inbox, place)
            try:
                assert process.wait(chance.uniform(0.0, lasts)) == 0
                break  # it was quicker
            except subprocess.TimeoutExpired:
                kills += 1
                one = kills % 2
                (os.kill if one else os.killpg)(process.pid, signal.SIGKILL)
                process.wait()
        else:
            assert begin(inbox, place).wait(120) == 0
        assert kept(place) == wanted
        assert counts(place) == (9, 9, 9)
        assert pages(place) == pages_wanted

"""An appeal from end to end: a gradebook in a file, points by hand, an explanation, pages."""

from __future__ import annotations

import hashlib
import html
import json
import re
from pathlib import Path

import pytest

from grader.execution.sandbox import Picture
from grader.gradebook.rows import Arrival, NewRun, Person
from grader.gradebook.store import Gradebook
from grader.grading.course import Course
from grader.grading.grade import grade
from tests.cli.conftest import Command
from tests.gradebook.making import run_key
from tests.here import FIRST, SECOND, THIRD, Here, figures, write
from tests.report.conftest import png

PICTURE = png(40, 30)
SLIP = FIRST.replace("a - y", "y - a")


@pytest.fixture
def db(url: str, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a gradebook: jd1 has a slip, ab2 did all, cd3 handed in nothing."""
    monkeypatch.delenv("GRADER_DB", raising=False)
    with Gradebook(url, create=True) as gradebook:
        cohort = gradebook.course(course.settings.name, create=True)
        cohort.enrol([Person("jd1", "Jane Doe"), Person("ab2"), Person("cd3", "John Doe")])
        for key, first in (("jd1", SLIP), ("ab2", FIRST)):
            path = write(tmp_path, first, SECOND, THIRD, name="hw.py")
            sandbox = Here(figures(), (Picture("gradient-descent", 1, png=PICTURE),))
            graded = grade(path, course, sandbox)
            arrived = Arrival(
                key=key,
                people=(Person(key),),
                file_name="hw.py",
                content=path.read_bytes(),
                slug=key,
                layout="plain",
                origin="hw.py",
            )
            new = NewRun(
                key=run_key(course=course.digest),
                status="graded",
                result=graded.result,
                observations=(graded.observations, *graded.diagnoses),
                pictures=graded.pictures,
            )
            cohort.add_run(cohort.ingest(arrived).id, new)
            path.unlink()
    return url


def said(page: Path) -> str:
    """What a person reads on a page."""
    text = page.read_text(encoding="utf-8")
    body = re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(body).split())


def test_an_appeal(grader: Command, db: str, tmp_path: Path) -> None:
    """Explained, decided, explained again with the reason, and on the student's page."""
    first = grader("explain", "Jane Doe", "dL_dz", "--db", db)
    assert first.code == 0, first.err
    assert "0 of 2 by itself; 0 of 2 count" in first.out
    assert "Judged again by the course as it is now: the same." in first.out
    assert "28 of 30 points, this part 0, course" in first.out
    given = grader(
        *("override", "jd1", "dL_dz", "1.5", "--reason", "the sign was agreed on", "--by", "staff"),
        *("--db", db),
    )
    assert given.code == 0, given.err
    second = grader("explain", "jd1", "dL_dz", "--db", db)
    assert "0 of 2 by itself; 1.5 of 2 count" in second.out
    assert "1.5 by hand, it was 0: the sign was agreed on (staff, " in second.out
    assert "In the end 29.5 of 30 counts" in second.out
    ran = grader("report", "-o", tmp_path / "out", "--db", db)
    assert ran.out.startswith("2 rendered, 1 without a result that counts"), ran.err
    page = said(tmp_path / "out" / "jd1.report.html")
    assert "28 of 30 points" in page
    assert "What counts: 29.5 of 30 points" in page
    assert "the sign was agreed on" in page
    assert "What counts" not in said(tmp_path / "out" / "ab2.report.html")
    overview = said(tmp_path / "out" / "overview.html")
    assert "29.5 98" in overview
    assert "Handed in nothing : 1 student John Doe (cd3)" in overview


def test_pictures_come_along(grader: Command, db: str, tmp_path: Path) -> None:
    """Out of the gradebook, by digest."""
    assert grader("report", "-o", tmp_path, "--db", db, "--student", "ab2").code == 0
    page = (tmp_path / "ab2.report.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in page
    assert not (tmp_path / "overview.html").exists()


def test_a_part_that_is_taken_out(grader: Command, db: str) -> None:
    """Counts for all, and the explanation says why."""
    out = grader("void", "dL_dz", "--full", "--reason", "unclear", "--by", "staff", "--db", db)
    assert out.code == 0, out.err
    found = json.loads(grader("explain", "jd1", "dL_dz", "--json", "--db", db).out)
    assert (found["automatic"], found["points"]) == (0, 2)
    assert any("all points to everybody: unclear" in step for step in found["decided"])


def test_without_a_gradebook(grader: Command, db: str, tmp_path: Path) -> None:
    """Both commands say so in a sentence, and make none."""
    del db
    none = f"sqlite:///{tmp_path / 'none.db'}"
    for command in (["explain", "jd1", "z"], ["report", "-o", tmp_path / "out"]):
        ran = grader(*command, "--db", none)
        assert ran.code == 2
        assert "none.db" in ran.sentence
    assert not (tmp_path / "none.db").exists()
    assert not (tmp_path / "out").exists()


def test_the_digest_is_that_of_the_content(grader: Command, db: str, tmp_path: Path) -> None:
    """So that a student can hold the own file against it."""
    content = write(tmp_path, SLIP, SECOND, THIRD).read_bytes()
    ran = grader("explain", "jd1", "total", "--db", db)
    assert hashlib.sha256(content).hexdigest() in ran.out

"""`grader similar`: a gradebook in, a page for staff out."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.gradebook.rows import Arrival
from grader.gradebook.store import Gradebook
from tests.cli.conftest import Command, Ran
from tests.cli.shelf import COURSE
from tests.gradebook.making import arrival, exercise, new_run, part, person, result
from tests.similarity.classes import ANSWER, OTHER, RENAMED

HEAD = "# %% [markdown]\n# ## Exercise 2\n# %%\n"
Similar = Callable[..., Ran]


def handed(key: str, answer: str, **changes: object) -> Arrival:
    """A module with this answer to exercise 2."""
    given: dict[str, object] = {"at": None, **changes}
    return arrival(key, HEAD + "f = df = None\n" + answer, **given)  # type: ignore[arg-type] # by name


@pytest.fixture
def db(tmp_path: Path) -> str:
    """The gradebook."""
    return f"sqlite:///{tmp_path / 'grader.db'}"


@pytest.fixture
def hand_in(db: str) -> Callable[..., None]:
    """Puts hand-ins into the gradebook, without grading them."""

    def call(*arrivals: Arrival, course: str = COURSE) -> None:
        with Gradebook(db, create=True) as gradebook:
            cohort = gradebook.course(course, create=True)
            for one in arrivals:
                cohort.ingest(one)

    return call


@pytest.fixture
def similar(grader: Command, db: str, tmp_path: Path) -> Similar:
    """Runs `grader similar` over it."""

    def call(*arguments: object) -> Ran:
        return grader("similar", "--db", db, "-o", tmp_path / "out" / "similar.html", *arguments)

    return call


def text(tmp_path: Path) -> str:
    """What a person reads on the page."""
    page = (tmp_path / "out" / "similar.html").read_text(encoding="utf-8")
    body = re.sub(r"<style\b.*?</style>|</?(?:bdi|a)\b[^>]*>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_a_class(similar: Similar, hand_in: Callable[..., None], tmp_path: Path) -> None:
    """Two that are the same but for names are found; one line says so and one where."""
    hand_in(handed("ada", ANSWER), handed("ben", OTHER), handed("cem", RENAMED))
    ran = similar()
    assert (ran.code, ran.err) == (0, "")
    said, where = ran.out.splitlines()
    assert said == "1 likeness among 3 submissions, 0 unreadable"
    assert where == f"page for staff: {tmp_path / 'out' / 'similar.html'}"
    page = text(tmp_path)
    assert "ada (100 %) and cem (100 %)" in page
    assert "Exercise 2: Gradient descent on a parabola" in page
    assert "ben" not in page


def test_a_table(similar: Similar, hand_in: Callable[..., None], tmp_path: Path) -> None:
    """A row for each pair; no name becomes a formula."""
    hand_in(handed("=ada", ANSWER, slug="=ada"), handed("cem", RENAMED))
    assert similar("--csv", tmp_path / "pairs.csv").code == 0
    [row] = csv.DictReader(io.StringIO((tmp_path / "pairs.csv").read_text(encoding="utf-8")))
    assert (row["one"], row["other"]) == ("'=ada", "cem")
    assert (row["share_of_one"], row["share_of_other"]) == ("1.00", "1.00")
    assert int(row["tokens"]) > 50
    assert int(row["lines"]) == 14


def test_a_student_is_not_compared_with_the_own_attempts_or_group(
    similar: Similar, hand_in: Callable[..., None]
) -> None:
    """All that worked together once are one."""
    team = [person("ada"), person("ben")]
    hand_in(
        handed("ada", ANSWER),
        handed("ada", RENAMED, mark="2"),
        handed("team", OTHER, people=team),
        handed("ben", RENAMED, mark="late"),
    )
    assert similar().out.startswith("0 likenesses among ")
    hand_in(handed("cem", ANSWER))
    assert similar().out.startswith("1 likeness among ")


def test_members_of_a_group_are_one_submission(
    similar: Similar, hand_in: Callable[..., None]
) -> None:
    """What a group handed in is read once."""
    hand_in(handed("team", ANSWER, people=[person("ada"), person("ben")]), handed("cem", OTHER))
    assert similar().out.startswith("0 likenesses among 2 submissions")


def test_what_the_stub_gives_is_nobodys(
    similar: Similar, hand_in: Callable[..., None], small_root: Path
) -> None:
    """Untouched stubs have nothing in common."""
    stub = (small_root / "exercises" / "learning_rates" / "stub.py").read_text(encoding="utf-8")
    hand_in(*(arrival(key, stub + "\nx = 1\n") for key in ("ada", "ben", "cem")))
    assert similar("--least", 10).out.startswith("0 likenesses among 3 submissions")


def test_anonymous(similar: Similar, hand_in: Callable[..., None], tmp_path: Path) -> None:
    """Numbers for names, on the page and in the table."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "adalovelace.report.html").write_text("her page")
    hand_in(handed("adalovelace", ANSWER), handed("benbit", OTHER), handed("cemcode", RENAMED))
    similar("--csv", tmp_path / "pairs.csv")
    page = (tmp_path / "out" / "similar.html").read_text(encoding="utf-8")
    assert 'href="adalovelace.report.html"' in page
    assert similar("--anonymous", "--csv", tmp_path / "pairs.csv").code == 0
    page = (tmp_path / "out" / "similar.html").read_text(encoding="utf-8")
    both = page + (tmp_path / "pairs.csv").read_text(encoding="utf-8")
    assert not re.search("adalovelace|benbit|cemcode|report.html", both)
    assert re.search(r"Submission 00\d", both)


def test_one_exercise(similar: Similar, hand_in: Callable[..., None], tmp_path: Path) -> None:
    """Others are not looked at."""
    hand_in(handed("ada", ANSWER), handed("cem", RENAMED))
    assert similar("--exercise", "learning-rates").out.startswith("0 likenesses")
    assert similar("--exercise", "gradient-descent").out.startswith("1 likeness ")
    assert "Exercise 3" not in text(tmp_path)
    ran = similar("--exercise", "nothing")
    assert ran.code == 2
    assert "there is no exercise 'nothing'" in ran.sentence


def test_earlier_courses(similar: Similar, hand_in: Callable[..., None], tmp_path: Path) -> None:
    """Those of a course that is named are compared too, but nobody with the own one."""
    hand_in(handed("ada", ANSWER), handed("ben", OTHER))
    hand_in(handed("old", RENAMED), handed("ben", OTHER), course="Networks 2025")
    assert similar().out.startswith("0 likenesses among 2 ")
    ran = similar("--also", "Networks 2025")
    assert ran.out.startswith("1 likeness among 4 submissions")
    assert "Networks 2025: old" in text(tmp_path)
    assert "2 of them of other courses" in text(tmp_path)
    assert "there is no course 'Nothing'" in similar("--also", "Nothing").sentence
    assert "this is the course itself" in similar("--also", COURSE).sentence


def test_what_cannot_be_read_is_counted_and_named(
    similar: Similar, hand_in: Callable[..., None], tmp_path: Path
) -> None:
    """A picture, an endless file and code that is none stop nobody."""
    hand_in(
        handed("ada", ANSWER),
        handed("cem", RENAMED),
        arrival("pic", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, file_name="hw.png"),
        arrival("long", "x = 1\n" * 100_000),
        arrival("nul", HEAD.encode() + b"\x00\x1b[31m = (((\n" * 50),
        arrival("deep", HEAD + "f = " + "(" * 20_000),
        handed("script", "s = '<script>alert(1)</script>'\n" + ANSWER),
    )
    ran = similar()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("1 likeness among 5 submissions, 2 unreadable")
    assert "Could not be read: long, pic." in text(tmp_path)
    page = (tmp_path / "out" / "similar.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_an_empty_gradebook(similar: Similar, hand_in: Callable[..., None]) -> None:
    """It says what brings submissions."""
    assert similar().code == 2
    hand_in()
    ran = similar()
    assert ran.code == 2
    assert ran.sentence.startswith("nobody has handed in anything yet: `grader batch`")


def test_the_same_gradebook_gives_the_same_page(
    similar: Similar, hand_in: Callable[..., None], tmp_path: Path
) -> None:
    """To the byte."""
    hand_in(handed("ada", ANSWER), handed("ben", f"{OTHER}\n{ANSWER}"), handed("cem", RENAMED))
    similar()
    first = (tmp_path / "out" / "similar.html").read_bytes()
    similar()
    assert (tmp_path / "out" / "similar.html").read_bytes() == first


# ---- nothing of it reaches a student ----


def test_no_page_or_export_holds_it(
    similar: Similar, grader: Command, db: str, tmp_path: Path
) -> None:
    """What students get of two identical submissions names nobody else and says nothing of it."""
    with Gradebook(db, create=True) as gradebook:
        cohort = gradebook.course(COURSE, create=True)
        for key in ("adalovelace", "cemcode"):
            stored = cohort.ingest(handed(key, ANSWER))
            cohort.add_run(stored.id, new_run(result(exercise("gradient-descent", part()))))
    assert similar().out.startswith("1 likeness ")
    zipped = tmp_path / "feedback.zip"
    assert grader("export", "feedback-zip", "--db", db, "-o", zipped).code == 0
    assert grader("export", "csv", "--db", db, "-o", tmp_path / "list.csv").code == 0
    assert grader("report", "--db", db, "-o", tmp_path / "reports", "--staff").code == 0
    pages = {path.name: path.read_text() for path in (tmp_path / "reports").glob("*.report.html")}
    with zipfile.ZipFile(zipped) as archive:
        pages |= {name: archive.read(name).decode() for name in archive.namelist()}
    assert len(pages) == 4
    for name, page in pages.items():
        assert not re.search("likeness|similar", page, re.IGNORECASE), name
        assert ("adalovelace" in page) + ("cemcode" in page) <= 1, name
    listed = (tmp_path / "list.csv").read_text()
    assert not re.search("likeness|similar", listed, re.IGNORECASE)

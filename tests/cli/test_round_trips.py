"""Downloads in, platforms' files out: the whole way for each platform, as instructors go it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cli.inboxes import slug_of
from tests.cli import downloads
from tests.cli.conftest import Command
from tests.cli.downloads import DOWNLOADS, Student, write_folder, write_zip
from tests.export.parsers import blackboard, canvas, gradescope, moodle
from tests.here import FIRST, SECOND, THIRD, write

pytestmark = pytest.mark.usefixtures("here", "work_here")


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradebook and the reports lie beside all else."""
    monkeypatch.setenv("GRADER_DB", f"sqlite:///{tmp_path}/grader.db")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Hand-ins that earn 30, 28, and nothing since they cannot be read."""
    place = tmp_path_factory.mktemp("modules")
    slip = FIRST.replace("a - y", "y - a")
    return {
        "right": write(place, FIRST, SECOND, THIRD, name="right.py").read_bytes(),
        "slip": write(place, slip, SECOND, THIRD, name="slip.py").read_bytes(),
        "broken": b"{",
    }


@pytest.fixture
def students(modules: Mapping[str, bytes]) -> list[Student]:
    """Three, of whom one has handed in what cannot be read."""
    return [
        Student(1001, "Jane Doe", "janedoe", {"hw.py": modules["right"]}),
        Student(1002, "Jürgen Müller", "jmueller", {"hw.py": modules["slip"]}, late=True),
        Student(1003, "Pat O'Neil", "poneil", {"hw.ipynb": modules["broken"]}),
    ]


def scores(grader: Command) -> dict[str, str]:
    """What counts for each student, by the table of all."""
    rows = csv.DictReader(io.StringIO(grader("export", "csv").out))
    return {row["student_id"]: row["score"] for row in rows}


@pytest.mark.parametrize("name", sorted(DOWNLOADS))
@pytest.mark.parametrize("zipped", [False, True])
def test_each_download_is_graded(
    grader: Command,
    tmp_path: Path,
    students: list[Student],
    name: str,
    zipped: bool,  # noqa: FBT001
) -> None:
    """Recognised by itself; the same again brings nothing new, from the zip or what was in it."""
    download = DOWNLOADS[name]
    zipped = zipped and download.zipped
    folder = write_folder(download.of(students), tmp_path / "in")
    inbox = write_zip(download.of(students), tmp_path / "in.zip") if zipped else folder
    ran = grader("batch", inbox)
    assert ran.code == 0
    assert "3 hand-ins\n" in ran.err
    assert ran.out.startswith("2 graded, 1 not graded, 0 not judged\n")
    first, second, third = (download.key(student) for student in students)
    assert scores(grader) == {first: "30.0", second: "28.0", third: ""}
    reports = sorted(path.name for path in (tmp_path / "reports").glob("*.report.html"))
    assert reports == sorted(f"{key}.report.html" for key in (first, second))
    again = grader("batch", folder)
    assert again.out.startswith("0 graded, 0 not graded, 0 not judged\n3 had been graded before\n")


def test_canvas_and_back(grader: Command, tmp_path: Path, students: list[Student]) -> None:
    """The gradebook is roster and form; pages go back under the names that came."""
    inbox = write_zip(downloads.canvas(students), tmp_path / "submissions.zip")
    grades = tmp_path / "grades.csv"
    lines = [
        "Student,ID,SIS Login ID,Section,Module 1 (8),Module 2 (9)",
        "    Points Possible,,,,10.00,30.00",
        *(f'"{one.name}",{one.number},{one.username},A,8.00,' for one in students),
        '"Poe, Mo",1004,mpoe,A,7.00,',
    ]
    grades.write_text("\n".join([*lines, ""]), encoding="utf-8-sig")
    ran = grader("batch", inbox, "--roster", grades)
    assert "1 of the roster handed in nothing\n" in ran.out
    filled = tmp_path / "filled.csv"
    ran = grader("export", "canvas", "--fill", grades, "--column", "Module 2", "-o", filled)
    assert ran.code == 0
    pupils = [canvas.Pupil(one.number, one.name, "", one.username) for one in students]
    site = canvas.Site(
        [*pupils, canvas.Pupil(1004, "Poe, Mo", "", "mpoe")], {8: "Module 1", 9: "Module 2"}
    )
    imported = canvas.upload(filled.read_bytes(), site)
    given = {key: score for key, score in imported.grades.items() if score}
    assert given == {(1001, 9): "30.00", (1002, 9): "28.00"}
    ran = grader("export", "feedback-zip", "-o", tmp_path / "feedback.zip")
    assert ran.code == 0
    with zipfile.ZipFile(tmp_path / "feedback.zip") as archive:
        names = archive.namelist()
    assert names == [
        "doejane_1001_910010_hw_feedback.html",
        "müllerjürgen_LATE_1002_910020_hw_feedback.html",
    ]


def test_a_download_that_is_doubtful(
    grader: Command, tmp_path: Path, students: list[Student]
) -> None:
    """Stops with what to do; named, it is graded."""
    entries = {**downloads.canvas(students), "notes.docx": b"PK\x03\x04", "b.pdf": b"%PDF"}
    inbox = write_zip(entries, tmp_path / "in.zip")
    ran = grader("batch", inbox)
    assert ran.code == 4
    assert "not recognised: b.pdf, notes.docx\n" in ran.err
    assert "only 3 of its 5 entries are those of a Canvas download" in ran.error
    assert "--from canvas" in ran.error
    assert not (tmp_path / "grader.db").exists()
    assert grader("batch", inbox, "--from", "canvas").code == 0


def test_a_roster_joins_ids(grader: Command, tmp_path: Path, modules: Mapping[str, bytes]) -> None:
    """A hand-in under a login or an address is that of the student with the key."""
    folder = tmp_path / "in"
    entries = {"jdoe.py": modules["right"], "roe@example.org.py": modules["slip"]}
    write_folder(entries, folder)
    lines = 'Student,ID,SIS Login ID,Section\n"Doe, Jane",12,JDoe,A\n"Roe",13,roe@example.org,A\n'
    (tmp_path / "roster.csv").write_text(lines, encoding="utf-8")
    ran = grader("batch", folder, "--roster", tmp_path / "roster.csv", "-v")
    assert "12: 30 of 30" in ran.err
    assert scores(grader) == {"12": "30.0", "13": "28.0"}


def test_what_is_too_large_is_said(
    grader: Command, tmp_path: Path, students: list[Student], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the others are graded."""
    monkeypatch.setattr("grader.submission.inbox.packing.MAX_ZIP", 1500)
    monkeypatch.setattr("grader.submission.inbox.packing.MAX_NOTEBOOK", 1500)
    big = Student(1004, "Big One", "big", {"hw.py": b"#" * 1501})
    inbox = write_zip(downloads.canvas([students[2], big]), tmp_path / "in.zip")
    ran = grader("batch", inbox)
    assert "not taken in: 1004: it has more than 0 MiB" in ran.out


@pytest.mark.parametrize(
    ("key", "slug"),
    [
        ("12345", "12345"),
        ("team 1/alice", "team_1-alice"),
        ("../../x", "x"),
        ("jürgen@uni.de", "jürgen_uni.de"),
        ("con", "_con"),
        ("<script>", "script"),
        ("", "submission"),
    ],
)
def test_slugs(key: str, slug: str) -> None:
    """Are safe names of files on every system."""
    assert slug_of(key) == slug


def test_moodle_and_back(grader: Command, tmp_path: Path, students: list[Student]) -> None:
    """The worksheet is roster and form; pages lie in the folders that came."""
    inbox = write_zip(downloads.moodle(students), tmp_path / "in.zip")
    sheet = tmp_path / "worksheet.csv"
    header = (
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade),Feedback comments"
    )
    lines = [
        header,
        *(f"Participant {one.number},{one.name},,Submitted,,30.00,Yes,-,-," for one in students),
    ]
    sheet.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert grader("batch", inbox, "--roster", sheet).code == 0
    filled = tmp_path / "filled.csv"
    assert grader("export", "moodle", "--fill", sheet, "-o", filled).code == 0
    known = {one.number: moodle.Participant() for one in students}
    imported = moodle.upload(filled.read_bytes(), known, 30.0)
    assert imported.grades == {1001: 30.0, 1002: 28.0}
    assert grader("export", "feedback-zip", "-o", tmp_path / "feedback.zip").code == 0
    with zipfile.ZipFile(tmp_path / "feedback.zip") as archive:
        assert archive.namelist() == [
            "Jane Doe_1001_assignsubmission_file/feedback.html",
            "Jürgen Müller_1002_assignsubmission_file/feedback.html",
        ]


def test_blackboard_and_back(grader: Command, tmp_path: Path, students: list[Student]) -> None:
    """UTF-16 with tabs, as it comes, and as it goes back."""
    inbox = write_zip(downloads.blackboard(students), tmp_path / "in.zip")
    sheet = tmp_path / "gc.xls"
    lines = [
        "Last Name\tFirst Name\tUsername\tStudent ID\tModule 2 [Total Pts: 30 Score] |77",
        *(f"{one.name}\t\t{one.username}\t{one.number}\t" for one in students),
    ]
    sheet.write_bytes("\r\n".join([*lines, ""]).encode("utf-16"))
    assert grader("batch", inbox, "--roster", sheet).code == 0
    filled = tmp_path / "filled.xls"
    column = "Module 2 [Total Pts: 30 Score] |77"
    ran = grader("export", "blackboard", "--fill", sheet, "--column", column, "-o", filled)
    assert ran.code == 0
    users = [one.username for one in students]
    taken = blackboard.upload(filled.read_bytes(), users, [column])
    assert taken == {("janedoe", column): 30.0, ("jmueller", column): 28.0}


def test_gradescope_and_back(grader: Command, tmp_path: Path, students: list[Student]) -> None:
    """Results are handed out by the numbers of the submissions; a group gets one."""
    pair = replace(students[0], members=("janedoe", "other"))
    inbox = write_zip(downloads.gradescope([pair, *students[1:]]), tmp_path / "in.zip")
    assert grader("batch", inbox).code == 0
    assert scores(grader) == {"janedoe": "30.0", "other": "30.0", "jmueller": "28.0", "poneil": ""}
    done = grader("export", "gradescope", "-o", tmp_path / "autograder.zip")
    assert done.code == 0
    handed_out = gradescope.autograder((tmp_path / "autograder.zip").read_bytes())
    assert {number: one.score for number, one in handed_out.items()} == {1001: 30.0, 1002: 28.0}

"""`grader export`: what counts in, a platform's file out, and who was left on stderr."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec import structs

from grader.cli.main import COMMANDS
from grader.cli.main import run as run_command
from grader.gradebook.standing import Standing
from grader.grading.result import PictureRef, Staff, StaffPart, to_json
from tests.cli.conftest import Command
from tests.export.parsers import gradescope as platform
from tests.export.people import attempt, person, run, standing, stored
from tests.report.conftest import png
from tests.report.synthetic import results

WORKSHEET = (
    "Identifier,Full name,Grade,Maximum Grade,Last modified (grade)\n"
    "Participant 501,Jane Doe,,30.00,-\n"
    "Participant 502,Omar Doe,,30.00,-\n"
    "Participant 503,\x1b[31mKim,,30.00,-\n"
)
CANVAS = "Student,ID,SIS Login ID,Section,Module (98)\nDoe,501,jane,A,\n"
RESULT = next(iter(results(1)))
PICTURE = png(4, 3)
DIGEST = hashlib.sha256(PICTURE).hexdigest()


@dataclass
class Shelf:
    """A course in a gradebook that is not there."""

    name: str = "Course"
    results: dict[int, bytes] = field(default_factory=dict)

    def result(self, run: int) -> bytes | None:
        """What is stored of a run."""
        return self.results.get(run)

    def picture(self, sha256: str) -> bytes | None:
        """The one picture."""
        return PICTURE if sha256 == DIGEST else None


@dataclass
class Opened:
    """What a command gets of the gradebook; `asked` holds what it was opened with."""

    cohort: Shelf = field(default_factory=Shelf)
    people: list[Standing] = field(default_factory=list)
    asked: list[object] = field(default_factory=list)

    def standings(self) -> list[Standing]:
        """What counts for each."""
        return self.people


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Jane with a score, and Omar, for whom we have none."""
    staff = Staff(parts=[StaffPart(exercise="e", part="p", expected="SECRET")], faults=["SECRET"])
    exercise = structs.replace(
        RESULT.exercises[0],
        pictures=[PictureRef(1, "Figure", DIGEST), PictureRef(1, "?", "0" * 64)],
    )
    result = structs.replace(RESULT, staff=staff, exercises=[exercise])
    given = attempt(
        layout="gradescope", origin="submission_12", submission=stored(slug="jane"), run=run(7)
    )
    opened = Opened(
        Shelf(results={7: to_json(result)}),
        [
            standing(person("501", "Doe, Jane"), 27.5, attempt=given),
            standing("502", None, "not-judged", number=2),
        ],
    )

    @contextmanager
    def open_(url: str, course: Path | None, extensions: Path | None) -> Iterator[Opened]:
        opened.asked += [url, course, extensions]
        yield opened

    monkeypatch.setattr("grader.cli.export.opened_books", open_)
    monkeypatch.setitem(COMMANDS, "export", "Write what counts.")
    monkeypatch.delenv("GRADER_DB", raising=False)
    monkeypatch.delenv("GRADER_EXTENSIONS", raising=False)
    return opened


@pytest.fixture
def worksheet(tmp_path: Path) -> Path:
    """A download from Moodle."""
    path = tmp_path / "grades.csv"
    path.write_text(WORKSHEET, encoding="utf-8")
    return path


def test_csv_to_stdout(grader: Command, books: Opened, small_root: Path) -> None:
    """The table and nothing else; who was left is on stderr, and makes the code 3."""
    ran = grader("export", "csv", "--parts")
    rows = list(csv.DictReader(io.StringIO(ran.out, newline="")))
    assert [(row["student_id"], row["score"]) for row in rows] == [("501", "27.5"), ("502", "")]
    assert ran.err == "1 filled, 1 left\nleft, not judged: 1 (502)\n"
    assert ran.code == 3
    assert books.asked == ["sqlite:///grader.db", small_root, None]


def test_all_is_well(grader: Command, books: Opened) -> None:
    """0, where nobody waits for a result of ours."""
    books.people = [books.people[0], standing("x", None, "missing", number=3)]
    ran = grader("export", "csv")
    assert (ran.code, ran.err) == (0, "1 filled, 1 left\nleft, missing: 1 (x)\n")


def test_provisional(grader: Command, books: Opened) -> None:
    """Left and told, or written; no failure of ours."""
    books.people = [standing("501", 5.0, provisional=True)]
    ran = grader("export", "csv")
    assert (ran.code, "5.0" in ran.out) == (0, False)
    assert "left, provisional: 1 (501)" in ran.err
    assert '"5.0"' in grader("export", "csv", "--provisional").out


@pytest.mark.usefixtures("books")
def test_anonymous(
    grader: Command,
) -> None:
    """Neither in the table nor on stderr."""
    ran = grader("export", "csv", "--anonymous")
    assert not any(word in ran.out + ran.err for word in ("501", "502", "Doe", "Jane"))
    assert "left, not judged: 1\n" in ran.err


@pytest.mark.usefixtures("books")
def test_csv_to_a_file(grader: Command, tmp_path: Path) -> None:
    """Byte for byte what stdout would get; with the mark if asked for."""
    path = tmp_path / "out" / "scores.csv"
    assert grader("export", "csv", "--bom", "-o", path).out == ""
    assert path.read_bytes().startswith(b'\xef\xbb\xbf"assignment"')
    assert path.read_bytes().count(b"\r\n") == 3


@pytest.mark.usefixtures("books")
def test_moodle(grader: Command, worksheet: Path) -> None:
    """The file is filled, and stays as it was; what is told has no control characters."""
    before = worksheet.read_bytes()
    ran = grader("export", "moodle", "--fill", worksheet)
    assert ran.out == WORKSHEET.replace("Jane Doe,,", "Jane Doe,27.50,")
    assert ran.err.splitlines() == [
        "1 filled, 1 left",
        "left, not judged: 1 (502)",
        "in the file and not in the gradebook: 1 (Participant 503)",
    ]
    assert ran.code == 3
    assert worksheet.read_bytes() == before


@pytest.mark.usefixtures("books")
def test_ids_of_the_file_are_told_harmlessly(grader: Command, tmp_path: Path) -> None:
    """Whatever they hold; the first few of them."""
    path = tmp_path / "gc.csv"
    users = "".join(f"\x1b[31m{at},\n" for at in range(9))
    path.write_text(f"Username,M [Total Pts: 30 Score] |1\n501,\n{users}", encoding="utf-8")
    ran = grader("export", "blackboard", "--fill", path)
    assert "\x1b" not in ran.err
    assert "in the file and not in the gradebook: 9 (\\x1b[31m0, " in ran.err
    assert ", ...)" in ran.err
    assert "501,27.50\n" in ran.out


@pytest.mark.usefixtures("books")
def test_utf_16_to_stdout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are written as they are."""
    path = tmp_path / "gc.xls"
    path.write_bytes("Username\tM |1\n501\t\n".encode("utf-16"))
    written = io.BytesIO()
    stdout = io.TextIOWrapper(written, encoding="utf-8")
    monkeypatch.setattr("sys.stdout", stdout)
    assert run_command(["export", "blackboard", "--fill", str(path)]) == 0
    stdout.flush()
    assert written.getvalue().decode("utf-16") == "Username\tM |1\n501\t27.50\n"


def test_the_download_is_not_written_over(
    grader: Command, books: Opened, worksheet: Path, tmp_path: Path
) -> None:
    """Under no name of it."""
    link = tmp_path / "link.csv"
    link.hardlink_to(worksheet)
    for target in (worksheet, tmp_path / "." / "x" / ".." / "grades.csv", link):
        ran = grader("export", "moodle", "--fill", worksheet, "-o", target)
        assert ran.code == 2
        assert "is not written over" in ran.sentence
    assert worksheet.read_text(encoding="utf-8") == WORKSHEET
    assert books.asked == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["moodle"], "moodle fills in the file that you download there: name it by --fill"),
        (["gradescope"], "gradescope is a zip: say by -o where to write it"),
        (["feedback-zip"], "feedback-zip is a zip: say by -o where to write it"),
        (["csv", "--scale"], "--scale is not for csv; leave it out"),
        (["gradescope", "--parts", "-o", "x"], "--parts is not for gradescope; leave it out"),
        (["csv", "--column", "x"], "--column is not for csv; leave it out"),
        (["canvas", "--comments"], "--comments is not for canvas; leave it out"),
    ],
)
def test_options_that_do_not_fit(
    grader: Command, books: Opened, words: list[str], said: str
) -> None:
    """One sentence, before the gradebook is opened."""
    ran = grader("export", *words)
    assert (ran.code, ran.sentence) == (2, said)
    assert books.asked == []


@pytest.mark.usefixtures("books")
def test_a_file_that_is_none(grader: Command, worksheet: Path) -> None:
    """Nothing is written, and the file is named."""
    ran = grader("export", "canvas", "--fill", worksheet)
    assert ran.code == 2
    assert ran.sentence.startswith(f"{worksheet}: it is no gradebook of Canvas")


@pytest.mark.usefixtures("books")
def test_canvas_with_other_points(grader: Command, tmp_path: Path) -> None:
    """Refused without --scale."""
    path = tmp_path / "canvas.csv"
    points = "    Points Possible,,,,60\n"
    path.write_text(CANVAS.replace("\n", f"\n{points}", 1), encoding="utf-8")
    words = ("export", "canvas", "--fill", path, "--column", "98")
    assert "out of 60.0 points" in grader(*words).sentence
    assert grader(*words, "--scale").out.endswith("Doe,501,jane,A,55.00\n")


@pytest.mark.usefixtures("books")
def test_gradescope(grader: Command, tmp_path: Path) -> None:
    """What the platform accepts, with the words of the report and nothing for staff."""
    path = tmp_path / "autograder.zip"
    ran = grader("export", "gradescope", "-o", path)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("1 filled, 1 left\n")
    assert platform.autograder(path.read_bytes())[12].score == 27.5
    with zipfile.ZipFile(path) as archive:
        text = archive.read("results/12.json").decode()
    assert "SECRET" not in text
    assert '"output": "Right' in text


@pytest.mark.usefixtures("books")
def test_feedback(grader: Command, tmp_path: Path) -> None:
    """The report of who has one, with the picture, and nothing for staff."""
    path = tmp_path / "new" / "feedback.zip"
    ran = grader("export", "feedback-zip", "-o", path)
    assert (ran.code, ran.out) == (3, "")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["jane/report.html"]
        page = archive.read("jane/report.html").decode()
    assert page.startswith("<!doctype html>")
    assert "data:image/png;base64," in page
    assert "SECRET" not in page
    assert [one.name for one in path.parent.iterdir()] == ["feedback.zip"]


def test_an_unfinished_zip_is_not_left(grader: Command, books: Opened, tmp_path: Path) -> None:
    """The one from before stays."""
    path = tmp_path / "feedback.zip"
    path.write_bytes(b"before")
    books.cohort.results[7] = b"no result"
    assert grader("export", "feedback-zip", "-o", path).code == 3
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["feedback.zip"]


@pytest.mark.usefixtures("books")
def test_a_pipe_is_written_to(grader: Command, tmp_path: Path) -> None:
    """And never replaced by a file."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(reader, "rb") as pipe:
        assert grader("export", "feedback-zip", "-o", path).code == 3
        assert pipe.read(4) == b"PK\x03\x04"
    assert path.is_fifo()


@pytest.mark.usefixtures("books")
def test_a_zip_that_cannot_be_written(grader: Command, tmp_path: Path) -> None:
    """One sentence."""
    (tmp_path / "file").write_bytes(b"")
    ran = grader("export", "feedback-zip", "-o", tmp_path / "file" / "x.zip")
    assert ran.code == 2
    assert "cannot be written" in ran.sentence


def test_no_stored_result(grader: Command, books: Opened, tmp_path: Path) -> None:
    """It is told."""
    books.cohort.results.clear()
    for format_ in ("gradescope", "feedback-zip"):
        ran = grader("export", format_, "-o", tmp_path / "x.zip")
        assert "left, no result: 1 (501)" in ran.err

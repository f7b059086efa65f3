"""A class that is written as a platform gives it out is read back exactly as it was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.submission.files import Found
from grader.submission.inbox.opening import Inbox
from grader.submission.inbox.recognise import recognise
from tests.submission.inbox.describing import (
    FIRST,
    JUNK,
    LAST,
    NOON,
    Around,
    HandedIn,
    Student,
    a_class,
    put,
)
from tests.submission.inbox.layouts import (
    FORMS,
    write_canvas,
    write_moodle,
)
from tests.submission.inbox.reading import BOOK, read, same

MAIN = ("hw.ipynb", "Übung 2.ipynb", "hw2.py", "2_300_hw.ipynb", "a_attempt_x.ipynb")
BESIDE = ("data.csv", "notes_1_20_x.txt", "sub/table.csv", "report.pdf")
LOGINS = ("jdoe", "j_doe", "doe-x", "x.doe")


@st.composite
def classes(draw: st.DrawFn) -> list[Student]:
    """One to five students, whose names, files and times are anything that platforms allow."""

    def handed_in(day: int) -> HandedIn:
        names = [draw(st.sampled_from(MAIN)), *draw(st.sets(st.sampled_from(BESIDE), max_size=2))]
        files = {name: draw(st.binary(min_size=1, max_size=8)) for name in names}
        late, text = draw(st.booleans()), draw(st.booleans())
        at = NOON + dt.timedelta(days=day, seconds=draw(st.integers(0, 80_000)))
        return HandedIn(files, at, late=late, text=text)

    def student(number: int, partners: tuple[Student, ...]) -> Student:
        return Student(
            number=number,
            first=draw(st.sampled_from(FIRST)),
            last=draw(st.sampled_from(LAST)),
            login=f"{draw(st.sampled_from(LOGINS))}{number}",
            attempts=tuple(handed_in(day) for day in range(draw(st.integers(1, 3)))),
            partners=partners,
            sid=draw(st.booleans()),
        )

    numbers = draw(st.lists(st.integers(100, 9_999), min_size=1, max_size=5, unique=True))
    return [
        student(n, tuple(student(n + 10_000, ()) for _ in range(draw(st.integers(0, 1)))))
        for n in numbers
    ]


@pytest.mark.parametrize("form", FORMS)
@given(
    students=classes(),
    name=st.sampled_from(["inbox", "inbox.zip"]),
    folders=st.sampled_from(["", "hw2/", "Module 2/all of it/"]),
    junk=st.sets(st.sampled_from(sorted(JUNK))),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_written_and_read(
    form: str,
    students: list[Student],
    name: str,
    folders: str,
    junk: set[str],
) -> None:
    """The layout is found out, and every hand-in comes back with all that is known of it."""
    files = [path for one in students for path in one.attempts[-1].files]
    if form == "plain" and sum(path.endswith(".ipynb") for path in files) < 2:
        folders = ""  # a folder around a single hand-in may be the hand-in as well
    around = Around(folders, {f"{top}{one}": JUNK[one] for one in junk for top in {"", folders}})
    with TemporaryDirectory() as folder:
        target = Path(folder, name)
        expected = FORMS[form](students, target, around)
        found = read(target, usernames=[one.login for one in students])
    assert found.layout == form.partition(",")[0]
    assert found.share == 1.0, found.unknown
    same(found, expected)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [1, 2, 30])
def test_without_a_roster(tmp_path: Path, form: str, count: int) -> None:
    """What the files say of themselves is enough to tell a platform, and the students by it."""
    students = a_class(count, {"hw.ipynb": BOOK, "data.csv": b"1"})
    expected = FORMS[form](students, tmp_path / "inbox", Around())
    found = read(tmp_path / "inbox")
    assert (found.layout, found.share) == (form.partition(",")[0], 1.0)
    if (form.startswith("git"), count) != (True, 1):
        same(found, expected)


def test_a_mixed_bag_is_not_recognised(tmp_path: Path) -> None:
    """Where a fifth of the files are of no platform, the share says so."""
    write_canvas(a_class(8, {"hw.ipynb": BOOK}), tmp_path)
    put({"README.md": b"# Read this", "grades.csv": b"1,2"}, tmp_path)
    found = read(tmp_path)
    assert found.layout == "canvas"
    assert found.share == 0.8
    assert found.unknown == ("README.md", "grades.csv")


def test_two_downloads_in_one_folder(tmp_path: Path) -> None:
    """Neither of them is nearly all of it."""
    write_canvas(a_class(6, {"hw.ipynb": BOOK}), tmp_path)
    write_moodle(a_class(4, {"hw.ipynb": BOOK}), tmp_path)
    found = read(tmp_path)
    assert (found.layout, found.share) == ("canvas", 0.6)


def test_ten_thousand_files() -> None:
    """Are told apart by their names alone, as one student's and as those of as many."""

    def never(_most: int) -> bytes:
        raise AssertionError

    files = tuple(Found(f"doejane{at}_{at}_{at + 100}_hw.ipynb", 1, never) for at in range(10_000))
    assert len(recognise(Inbox(files)).hand_ins) == 10_000
    alike = tuple(Found(f"doe_1_{at + 100}_hw.ipynb", 1, never) for at in range(10_000))
    [one] = recognise(Inbox(alike)).hand_ins
    assert len({file.path for file in one.files}) == 10_000

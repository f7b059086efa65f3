"""Files about people: extensions and groups, read strictly, with a sentence for what is wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.gradebook import sheet
from grader.gradebook.people import read_extensions, read_groups
from grader.gradebook.standing import Extension


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file to be written."""
    return tmp_path / "people.csv"


def test_extensions(path: Path) -> None:
    """All columns, some of them, in any order, with a mark of the encoding, and semicolons."""
    path.write_text(
        "student,due,late_days,excused,reason\n"
        "s1,2026-12-01T12:00:00+01:00,,,ill\n"
        's2,,1.5,,"moved, twice"\n'
        "\n"
        "s3,,,yes,\n",
        encoding="utf-8-sig",
    )
    due = dt.datetime(2026, 12, 1, 11, tzinfo=dt.UTC)
    assert read_extensions(path) == {
        "s1": Extension(due=due, reason="ill"),
        "s2": Extension(late_days=1.5, reason="moved, twice"),
        "s3": Extension(excused=True),
    }
    path.write_text("Excused;Student\nno;s1\n", encoding="utf-8")
    assert read_extensions(path) == {"s1": Extension()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("student,due\ns1,2026-12-01T12:00:00\n", "line 2: due needs a time zone, as in 2026-"),
        ("student,due\n\ns1,soon\n", "line 3: due is 'soon', which is no time; write it as in"),
        ("student,late_days\ns1,-1\n", "line 2: late_days is '-1', not a number"),
        ("student,late_days\ns1,nan\n", "line 2: late_days is 'nan', not a number"),
        ("student,late_days\ns1,two\n", "line 2: late_days is 'two', not a number"),
        ("student,excused\ns1,maybe\n", "line 2: excused is 'maybe', not yes or no"),
        ("student\ns1\ns1\n", "line 3: 's1' is named twice"),
        ("student\ns1\nS1\n", "line 3: 'S1' is named twice"),
        ("student,reason\ns1,ill, twice\n", "line 2: it has more cells than there are columns"),
        ("student;due\ns1;;x\n", "put quotes around a cell with a semicolon"),
        ("student,due\ns1,2026-12-01\n", "line 2: due needs a time zone"),
        ("student,due\ns1,2026-02-30T12:00:00+01:00\n", "which is no time"),
        ("student,due\ns1,01.12.2026 12:00\n", "which is no time"),
        ("student,late_days\ns1,inf\n", "line 2: late_days is 'inf', not a number"),
        ("student,late_days\ns1,1e9\n", "line 2: late_days is '1e9', not a number"),
        ('student,reason\ns1,"two\nlines"\ns1,\n', "line 4: 's1' is named twice"),
        (f"student\n{'s' * 301}\n", "line 2: there is no student in it"),
        ("student,due\n,\n,x\n", "line 3: there is no student in it"),
        ("name,due\ns1,\n", "there is no column 'student'; it may have the columns student, due"),
        ("student,dew\ns1,\n", "its columns are others"),
        ("student,student\ns1,s2\n", "its columns are others"),
        ('student\n"s1\n', "it is no CSV"),
        ("", "it is empty"),
        ("student\n\0\n", "it is no text"),
    ],
)
def test_wrong_extensions(path: Path, text: str, words: str) -> None:
    """Name the file, the line, and what to do."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_extensions(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)


def test_what_stands_before_the_header(path: Path) -> None:
    """Empty lines do not count, and commas within quotes divide nothing."""
    path.write_text('\n  \n"student";"reason"\ns1;"a, b, c, d"\n', encoding="utf-8")
    assert read_extensions(path) == {"s1": Extension(reason="a, b, c, d")}
    path.write_text("student;reason\r\ns1;ill\r\n", encoding="utf-16")
    assert read_extensions(path) == {"s1": Extension(reason="ill")}


def test_files_that_are_none(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In another encoding, too large, too long, or not there."""
    path.write_bytes("student\nJosé\n".encode("latin-1"))
    with pytest.raises(UsageError, match="it is not in UTF-8"):
        read_extensions(path)
    with pytest.raises(UsageError, match="it cannot be read"):
        read_extensions(tmp_path / "nowhere.csv")
    path.write_text("student\n" + "".join(f"s{at}\n" for at in range(20)), encoding="utf-8")
    monkeypatch.setattr(sheet, "MOST_ROWS", 10)
    with pytest.raises(UsageError, match="more than 10 rows"):
        read_extensions(path)
    monkeypatch.setattr(sheet, "MOST_BYTES", 10)
    with pytest.raises(UsageError, match="more than 0 MiB"):
        read_extensions(path)


def test_groups(path: Path) -> None:
    """In the order of the file; somebody twice is there once."""
    path.write_text("group,student\nt1,a\nt2,c\nt1,b\nt1,a\n", encoding="utf-8")
    assert read_groups(path) == {"t1": ("a", "b"), "t2": ("c",)}
    path.write_text("team,student\nt1,a\n", encoding="utf-8")
    with pytest.raises(UsageError, match="there is no column 'group'"):
        read_groups(path)

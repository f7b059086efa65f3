"""What is special about each platform's download, and about patterns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.submission.inbox.canvas import entry_of
from tests.submission.inbox.describing import (
    NOON,
    HandedIn,
    Student,
    a_class,
    put,
)
from tests.submission.inbox.layouts import (
    write_blackboard,
    write_canvas,
    write_git,
    write_gradescope,
    write_moodle,
    write_nbgrader,
    write_plain,
)
from tests.submission.inbox.reading import BOOK, read, same

# --- Canvas -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("doejane_12_345_hw.ipynb", ("doejane", "12", False, "345", "hw.ipynb")),
        ("doejane_LATE_12_345_hw.ipynb", ("doejane", "12", True, "345", "hw.ipynb")),
        ("_12_345_hw.ipynb", ("", "12", False, "345", "hw.ipynb")),
        ("_LATE_12_345_hw.ipynb", ("", "12", True, "345", "hw.ipynb")),
        ("12_345_hw.ipynb", ("", "12", False, "345", "hw.ipynb")),
        ("7_12_345_hw.ipynb", ("7", "12", False, "345", "hw.ipynb")),
        ("3doe_12_345_hw.ipynb", ("3doe", "12", False, "345", "hw.ipynb")),
        ("doe_jane_12_345_6_7_x.py", ("doe_jane", "12", False, "345", "6_7_x.py")),
        ("late_12_345_hw.ipynb", ("late", "12", False, "345", "hw.ipynb")),
        ("anon_Ab3dE_345_1_hw.ipynb", ("", "anon_Ab3dE", False, "345", "1_hw.ipynb")),
        ("anon_12345_678_9_hw.py", ("", "anon_12345", False, "678", "9_hw.py")),
        ("LATE_anon_Ab3dE_345_hw.py", ("", "anon_Ab3dE", True, "345", "hw.py")),
        ("doejane_12_text.html", ("doejane", "12", False, "", "")),
        ("doejane_LATE_12_link.html", ("doejane", "12", True, "", "")),
    ],
)
def test_names_of_canvas(path: str, entry: tuple[str, str, bool, str, str]) -> None:
    """Of late, anonymous and nameless ones, and of files that begin with numbers."""
    found = entry_of(path)
    assert found is not None
    assert (found.user, found.key, found.late, found.attachment, found.file) == entry


def test_a_known_id_decides_where_an_id_ends() -> None:
    """A group that ends with a number is told from its id by the roster."""
    path = "team_3_12_345_hw.ipynb"
    plain, told = entry_of(path), entry_of(path, {"12"})
    assert plain is not None
    assert told is not None
    assert (plain.user, plain.key) == ("team", "3")
    assert (told.user, told.key, told.attachment) == ("team_3", "12", "345")


@pytest.mark.parametrize(
    "names",
    [
        ["hw_1_2_final.ipynb"],
        ["hw_1_200_doe.ipynb", "hw_1_200_roe.ipynb"],
        ["HW_1_200_doe.ipynb"],
        ["Jane Doe_1_200_hw.ipynb"],
        ["doe-roe_1_200_hw.ipynb"],
    ],
)
def test_files_that_look_like_canvas_by_chance(tmp_path: Path, names: list[str]) -> None:
    """Are a plain folder, unless it is said that they are not."""
    put(dict.fromkeys(names, BOOK), tmp_path)
    found = read(tmp_path)
    assert found.layout == "plain"
    assert [one.key for one in found.hand_ins] == [name.removesuffix(".ipynb") for name in names]
    told = read(tmp_path, layout="canvas")
    assert (told.layout, told.share) == ("canvas", 1.0)


def test_equal_names_in_canvas(tmp_path: Path) -> None:
    """Two files of one name are both kept, and two students of one name are two."""
    put(
        {
            "doe_12_345_hw.ipynb": b"1",
            "doe_12_346_hw-1.ipynb": b"2",
            "doe_13_347_HW-1.ipynb": b"3",
            "doe_13_348_-1.ipynb": b"4",
        },
        tmp_path,
    )
    found = read(tmp_path)
    names = [[file.path for file in one.files] for one in found.hand_ins]
    assert names == [["hw.ipynb", "hw-1.ipynb"], ["HW.ipynb", "-1.ipynb"]]


def test_text_alone_is_said(tmp_path: Path) -> None:
    """Who only wrote a text is no hand-in, and is told."""
    alone = Student(12, "Jane", "Doe", "doe", (HandedIn({}, text=True),))
    others = a_class(2, {"hw.ipynb": BOOK})
    write_canvas([alone, *others], tmp_path / "canvas")
    write_moodle([alone, *others], tmp_path / "moodle")
    write_blackboard([alone, *others], tmp_path / "blackboard")
    said = {name: read(tmp_path / name) for name in ("canvas", "moodle", "blackboard")}
    assert {len(found.hand_ins) for found in said.values()} == {2}
    assert said["canvas"].remarks == ("12: handed in a text or a link, and no file",)
    assert said["moodle"].remarks == ("12: handed in a text, and no file",)
    assert said["blackboard"].remarks == ("doe: the attempt of 2026-12-01-12-00-00 has no file",)


# --- Moodle, Blackboard -------------------------------------------------------------------------


def test_one_student_of_moodle(tmp_path: Path) -> None:
    """Is enough, and the file's name may look like another student's."""
    name = "Jane Doe_12_assignsubmission_file_/Roe_13_assignsubmission_file_hw.ipynb"
    put({name: BOOK}, tmp_path)
    [one] = read(tmp_path).hand_ins
    assert (one.key, one.name, one.origin) == (
        "12", "Jane Doe", "Jane Doe_12_assignsubmission_file_",
    )  # fmt: skip


def test_a_flat_file_of_another_download(tmp_path: Path) -> None:
    """The first number counts, whatever the student's own file is called."""
    name = "Roe_13_assignsubmission_file_hw.ipynb"
    put({f"Jane Doe_12_assignsubmission_file_{name}": BOOK}, tmp_path)
    [one] = read(tmp_path).hand_ins
    assert (one.key, one.files[0].path) == ("12", name)


def test_what_is_put_before_a_name_is_not_part_of_it(tmp_path: Path) -> None:
    """Some sites write a username there."""
    put({"doe1_Jane Doe_12_assignsubmission_file/hw.ipynb": BOOK}, tmp_path)
    [one] = read(tmp_path).hand_ins
    assert (one.key, one.name) == ("12", "Jane Doe")


def test_usernames_with_underscores_are_told_apart(tmp_path: Path) -> None:
    """By what all names begin with, or by the roster; two students are never one."""
    time = "attempt_2026-12-01-12-00-00_hw.ipynb"
    put({f"Home_work_{name}_{time}": BOOK for name in ("a_doe", "b_doe")}, tmp_path)
    assert [one.key for one in read(tmp_path).hand_ins] == ["a_doe", "b_doe"]
    known = read(tmp_path, usernames=["A_DOE", "work_b_doe"])
    assert [one.key for one in known.hand_ins] == ["a_doe", "work_b_doe"]


def test_a_download_that_is_handed_in(tmp_path: Path) -> None:
    """The time in the name of a student's own file is not the attempt's."""
    own = "hw_roe_attempt_2020-01-01-00-00-00_hw.ipynb"
    put({f"hw_doe_attempt_2026-12-01-12-00-00_{own}": BOOK}, tmp_path)
    [one] = read(tmp_path).hand_ins
    assert (one.key, one.submitted_at, one.files[0].path) == ("doe", NOON, own)


@pytest.mark.parametrize("time", ["2026-02-30-12-00-00", "0000-00-00-00-00-00"])
def test_a_time_that_is_none(tmp_path: Path, time: str) -> None:
    """Leaves the attempt without one."""
    put({f"hw_doe_attempt_{time}_hw.ipynb": BOOK}, tmp_path)
    [one] = read(tmp_path).hand_ins
    assert (one.mark, one.submitted_at) == (time, None)


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_a_time_at_the_end_of_the_calendar(tmp_path: Path, year: str) -> None:
    """Which another time zone would move off it, is said and not kept."""
    put({f"hw_doe_attempt_{year}-23-59-59_hw.ipynb": BOOK}, tmp_path)
    zone = dt.timezone(dt.timedelta(hours=-12))
    found = read(tmp_path, zone=zone)
    assert found.hand_ins[0].submitted_at is None
    assert found.remarks == ("doe: the time of an attempt cannot be, and is not kept",)


# --- nbgrader, Gradescope, git ------------------------------------------------------------------


def test_two_of_nbgraders_assignments(tmp_path: Path) -> None:
    """A stub's name decides; else it is asked for."""
    expected = write_nbgrader(a_class(3, {"hw.ipynb": BOOK}), tmp_path, other="ps2")
    same(read(tmp_path, names=["hw.ipynb"]), expected)
    with pytest.raises(UsageError, match=r"2 assignments \(ps1, ps2\); name the files of one"):
        read(tmp_path)


def test_a_folder_called_submitted_is_not_nbgraders(tmp_path: Path) -> None:
    """Where little lies in it as nbgrader lays it."""
    put({f"{name}.ipynb": BOOK for name in "abcd"}, tmp_path)
    put({"submitted/x/1/a.csv": b"", "submitted/x/2/a.csv": b""}, tmp_path)
    assert [one.key for one in read(tmp_path).hand_ins] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("2026-12-01 12:00:00.000000 UTC", NOON),
        ("2026-12-01T13:00:00+01:00", NOON),
        ("2026-12-01 13:00 Europe/Berlin", NOON),
        ("2026-12-01 12:00", NOON),
        ("2026-12-01 12:00:00 ../../etc/passwd", None),
        ("2026-12-01 12:00:00 Nowhere/Nothing", None),
        ("2026-12-01 12:00:00 +99:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_timestamps_of_nbgrader(tmp_path: Path, stamp: str, at: dt.datetime | None) -> None:
    """Are UTC where they name no zone, and nothing where they are none."""
    put({"doe/ps1/hw.ipynb": BOOK, "doe/ps1/timestamp.txt": stamp.encode()}, tmp_path)
    [one] = read(tmp_path, zone=dt.timezone(dt.timedelta(hours=5))).hand_ins
    assert one.submitted_at == at
    assert [file.path for file in one.files] == ["hw.ipynb"]


def test_members_of_gradescope(tmp_path: Path) -> None:
    """Come with names and addresses."""
    partner = Student(13, "Zoë", "O'Roe", "roe", ())
    student = Student(12, "Jane", "Doe", "doe", (HandedIn({"hw.py": b"1"}),), (partner,), sid=False)
    write_gradescope([student], tmp_path)
    [one] = read(tmp_path).hand_ins
    assert [(m.key, m.name, m.email) for m in one.members] == [
        ("doe@example.edu", "Jane Doe", "doe@example.edu"),
        ("013", "Zoë O'Roe", "roe@example.edu"),
    ]
    assert (one.mark, one.ids) == ("90012", {})


def test_a_class_of_one_clone(tmp_path: Path) -> None:
    """Is told by the folder of GitHub Classroom, by Classroom 50's file, or by the roster."""
    doe = [Student(1, "Jane", "Doe", "jane-doe", (HandedIn({"hw.py": b"1"}),))]
    write_git(doe, tmp_path / "a" / "hw-2-submissions", start="hw-2-", marker=False)
    write_git(doe, tmp_path / "b", start="ml26-hw2-")
    write_git(doe, tmp_path / "c", marker=False)
    known = {"usernames": ["Jane-Doe"]}
    cases: list[tuple[str, Mapping[str, Any], str]] = [
        ("a", {}, "jane-doe"),
        ("a/hw-2-submissions", {}, "jane-doe"),
        ("b", {}, "jane-doe"),
        ("c", known, "jane-doe"),
        ("c", {}, "hw2-jane-doe"),
    ]
    keys = [read(tmp_path / name, **more).hand_ins[0].key for name, more, _ in cases]
    assert keys == [key for *_, key in cases]


def test_an_empty_clone_is_said(tmp_path: Path) -> None:
    """It is no hand-in."""
    nobody = Student(1, "Jane", "Doe", "doe", (HandedIn({}),))
    write_git([nobody, *a_class(2, {"hw.py": b"1"})], tmp_path, marker=False)
    found = read(tmp_path)
    assert (len(found.hand_ins), found.share) == (2, 1.0)
    assert found.remarks == ("hw2-doe: the repository is empty",)


# --- patterns -----------------------------------------------------------------------------------


def test_a_pattern(tmp_path: Path) -> None:
    """Its groups say who, what and when."""
    put(
        {
            "x/Doe_Jane_doe@example.edu_2026-12-01-12-00-00_hw.ipynb": b"1",
            "x/Roe_Zoë_roe@example.edu_2026-12-01T12:00:00_hw.py": b"2",
            "README.md": b"",
        },
        tmp_path,
    )
    regex = (
        r"(?P<last_name>[^/_]+)_(?P<first_name>[^_]+)_(?P<student_id>(?P<email>[^_]+))_"
        r"(?P<timestamp>[^_]+)_(?P<file_id>\w+)"
    )
    zone = dt.timezone(dt.timedelta(hours=1))
    found = read(tmp_path, regex=regex, zone=zone)
    assert found.unknown == ("README.md",)
    assert [(o.key, o.name, o.submitted_at) for o in found.hand_ins] == [
        ("doe@example.edu", "Jane Doe", NOON.replace(tzinfo=zone)),
        ("roe@example.edu", "Zoë Roe", NOON.replace(tzinfo=zone)),
    ]
    assert [[file.path for file in one.files] for one in found.hand_ins] == [
        ["hw.ipynb"], ["hw.py"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("regex", "said"),
    [
        (r"(?P<student>\w+)", r"needs a group \(\?P<student_id>"),
        (r"(?P<student_id>\w+", "no regular expression"),
        (r"(?P<student_id>a{99999999999})", "no regular expression"),
    ],
)
def test_a_pattern_that_is_none(tmp_path: Path, regex: str, said: str) -> None:
    """Is wrong usage."""
    with pytest.raises(UsageError, match=f"--pattern: .*{said}"):
        read(tmp_path, regex=regex)


def test_a_pattern_that_matches_nothing(tmp_path: Path) -> None:
    """Leaves every path unknown, as does one whose student is empty."""
    write_plain(a_class(2, {"hw.ipynb": BOOK}), tmp_path)
    for regex in ("(?P<student_id>nobody)", "(?P<student_id>)"):
        found = read(tmp_path, regex=regex)
        assert (found.hand_ins, found.share) == ((), 0.0)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("commit: done", NOON),
        ("commit (amend): done", NOON),
        ("clone: from there", None),
        ("pull: Fast-forward", None),
        ("checkout: moving from a to b", None),
    ],
)
def test_a_clone_is_not_late(tmp_path: Path, said: str, at: dt.datetime | None) -> None:
    """When it was cloned or fetched is not when the student was done: that time is unknown."""
    commit, seconds = "a" * 40, int(NOON.timestamp())
    log = f"{'0' * 40} {commit} Jane <doe@example.edu> {seconds} +0100\t{said}\n"
    git = {"HEAD": commit.encode(), "logs/HEAD": log.encode()}
    put({f"hw-doe/.git/{name}": data for name, data in git.items()}, tmp_path)
    put({"hw-doe/hw.py": b"1"}, tmp_path)
    [one] = read(tmp_path, layout="git").hand_ins
    assert (one.mark, one.submitted_at) == (commit, at)

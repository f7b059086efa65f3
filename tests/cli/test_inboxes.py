"""What is said of an inbox, when it stops, and who its hand-ins count for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.cli.inboxes import Reading, Refused, arrivals, opened_inboxes, people_of, slug_of
from grader.errors import GraderError, SubmissionError, UsageError
from grader.gradebook.roster import Roster
from grader.gradebook.rows import Arrival, Person
from grader.submission.inbox.hand_in import HandIn, Member
from tests.submission.inbox.describing import NOON, HandedIn, Student, a_class, put, zipped
from tests.submission.inbox.layouts import (
    write_canvas,
    write_git,
    write_gradescope,
    write_moodle,
    write_plain,
)

BOOK = b'{"nbformat": 4, "cells": []}'
DOE = Person("77", "Jane Doe", "jane@example.edu", {"login": "jdoe", "sis": "S-1"})
ROSTER = Roster("plain", (DOE, Person("78", "Zoë Roe")))


def reading(**options: Any) -> Reading:
    """How inboxes are read where nothing else is said."""
    usual: dict[str, Any] = {
        "layout": None,
        "pattern": None,
        "names": ["hw.ipynb"],
        "zone": dt.UTC,
        "without": Path("/nowhere/out"),
    }
    return Reading(**{**usual, **options})


def taken(path: Path, **options: Any) -> list[Arrival | Refused]:
    """What arrives from an inbox."""
    how = reading(**options)
    with opened_inboxes([path], how) as found:
        return list(arrivals(found, how))


def problem(path: Path, **options: Any) -> GraderError:
    """Why an inbox is not taken."""
    with pytest.raises((SubmissionError, UsageError)) as caught:
        taken(path, **options)
    assert "\n" not in str(caught.value)
    return caught.value


# --- what is said -------------------------------------------------------------------------------


def test_what_it_was_taken_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is said with the count of its entries, and nothing goes to stdout."""
    write_canvas(a_class(12, {"hw.ipynb": BOOK}), tmp_path)
    put({"README.md": b"x"}, tmp_path)
    assert len(taken(tmp_path)) == 12
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f"{tmp_path}: Canvas download: 12 of 13 entries, 12 hand-ins",
        "  not recognised: README.md",
    ]


def test_long_lists_are_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five paths and twenty remarks are shown, and how many more there are."""
    texts = [Student(at, "A", "B", f"s{at}", (HandedIn({}, text=True),)) for at in range(100, 125)]
    write_canvas([*texts, *a_class(60, {"hw.ipynb": BOOK})], tmp_path)
    put({f"x{at}.pdf": b"%PDF" for at in range(7)}, tmp_path)
    taken(tmp_path)
    lines = capsys.readouterr().err.splitlines()
    assert lines[1] == "  not recognised: x0.pdf, x1.pdf, x2.pdf, x3.pdf, x4.pdf and 2 more"
    assert lines[2] == "  100: handed in a text or a link, and no file"
    assert lines[-1] == "  and 5 more remarks"
    assert len(lines) == 23


def test_names_do_not_write_on_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path of a download is shown without what a terminal would obey."""
    (tmp_path / "in.zip").write_bytes(
        zipped({"doe.ipynb": BOOK, "a\x1b[31m\n\u202eb.pdf": b"%PDF"})
    )
    taken(tmp_path / "in.zip", layout="plain")
    err = capsys.readouterr().err
    assert not {"\x1b", "\u202e"} & set(err)
    assert len(err.splitlines()) == 2


# --- when it stops ------------------------------------------------------------------------------


def test_a_mixed_bag_stops(tmp_path: Path) -> None:
    """Under nine tenths it is not graded until the layout is named."""
    write_canvas(a_class(8, {"hw.ipynb": BOOK}), tmp_path)
    put({"a.md": b"x"}, tmp_path)
    error = problem(tmp_path)
    assert error.exit_code == 4
    assert "only 8 of its 9 entries are those of a Canvas download" in str(error)
    assert "grade it with --from canvas" in str(error)
    assert len(taken(tmp_path, layout="canvas")) == 8


def test_nine_tenths_are_enough(tmp_path: Path) -> None:
    """The tenth is said, and the others come."""
    write_plain(a_class(9, {"hw.ipynb": BOOK}), tmp_path)
    put({"student9/hw.pdf": b"%PDF", "student9/more.pdf": b"%PDF"}, tmp_path)
    assert len(taken(tmp_path)) == 9


def test_another_layout_than_it_is(tmp_path: Path) -> None:
    """Leaves nothing to grade."""
    write_canvas(a_class(2, {"hw.ipynb": BOOK}), tmp_path)
    error = problem(tmp_path, layout="moodle")
    assert error.exit_code == 4
    assert "nothing in it that can be graded" in str(error)


def test_patterns(tmp_path: Path) -> None:
    """Go on with whatever share they match, and stop where they match nothing."""
    put({"a-doe.ipynb": BOOK, "README.md": b"x", "b.md": b"x"}, tmp_path)
    [one] = taken(tmp_path, pattern=r"a-(?P<student_id>\w+)")
    assert isinstance(one, Arrival)
    assert one.key == "doe"
    assert "--pattern matches none of its 3 paths" in str(
        problem(tmp_path, pattern=r"c-(?P<student_id>\w+)")
    )
    assert problem(tmp_path, pattern="(").exit_code == 2


def test_the_folder_for_reports_is_no_inbox(tmp_path: Path) -> None:
    """However it is spelled; inside of an inbox it is passed over."""
    write_plain(a_class(2, {"hw.ipynb": BOOK}), tmp_path)
    put({"out/student7.ipynb": BOOK}, tmp_path)
    error = problem(tmp_path / "out" / ".." / "out", without=tmp_path / "out")
    assert "folder for reports" in str(error)
    assert len(taken(tmp_path, without=tmp_path / "out")) == 2


@pytest.mark.parametrize("name", ["gone", "loop", "x" * 300])
def test_paths_that_are_none(tmp_path: Path, name: str) -> None:
    """Are one sentence."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert problem(tmp_path / name).exit_code == 2


def test_several_inboxes(tmp_path: Path) -> None:
    """Each is recognised by itself."""
    write_canvas(a_class(2, {"hw.ipynb": BOOK}), tmp_path / "a.zip")
    write_moodle(a_class(3, {"hw.ipynb": BOOK}), tmp_path / "b")
    how = reading()
    with opened_inboxes([tmp_path / "a.zip", tmp_path / "b"], how) as found:
        assert [one.layout for one in found] == ["canvas", "moodle"]
        assert len(list(arrivals(found, how))) == 5


# --- what arrives -------------------------------------------------------------------------------


def test_an_arrival(tmp_path: Path) -> None:
    """Carries all that the download says."""
    doe = Student(12, "Jane", "Doe", "jdoe", (HandedIn({"hw.ipynb": BOOK, "a.csv": b"1"}),))
    write_gradescope([doe], tmp_path)
    [one] = taken(tmp_path)
    assert isinstance(one, Arrival)
    assert (one.key, one.slug, one.layout, one.origin, one.mark, one.submitted_at, one.late) == (
        "012", "012", "gradescope", "submission_90012", "90012", NOON, False,
    )  # fmt: skip
    assert one.file_name == "012.zip"
    assert one.people == (Person("012", "Jane Doe", "jdoe@example.edu"),)


def test_who_cannot_be_taken_in(tmp_path: Path) -> None:
    """Is told by name and reason, and the others come."""
    put({f"{at}.csv": b"" for at in range(2_001)} | {"hw.ipynb": BOOK}, tmp_path / "a" / "hw2-doe")
    write_git(a_class(1, {"hw.ipynb": BOOK}), tmp_path / "a", marker=False)
    put({".git/HEAD": b""}, tmp_path / "a" / "hw2-doe")
    refused, arrival = taken(tmp_path / "a")
    assert refused == Refused("doe", "it holds more than 2000 files; hand in the notebook")
    assert isinstance(arrival, Arrival)


@pytest.mark.parametrize(
    ("hand_in", "key"),
    [
        ({"key": "77"}, "77"),
        ({"key": "JDOE"}, "77"),
        ({"key": "s-1"}, "77"),
        ({"key": "x", "ids": {"sid": "S-1"}}, "77"),
        ({"key": "x", "members": (Member("x", "", "Jane@Example.edu"),)}, "77"),
        ({"key": "x"}, "x"),
        ({"key": "Jane Doe", "name": "Jane Doe"}, "Jane Doe"),
    ],
)
def test_the_roster_knows_students(hand_in: Mapping[str, Any], key: str) -> None:
    """By key, login, another id or address; never by a name."""
    one = HandIn(files=(), layout="plain", origin="", **hand_in)
    [person] = people_of(one, reading(roster=ROSTER))
    assert person.key == key
    if key == "77":
        assert (person.name, person.email) == (DOE.name, DOE.email)
        assert person.ids["login"] == "jdoe"
    assert people_of(one, reading())[0].key == one.key


def test_a_section_is_nobodys_name(tmp_path: Path) -> None:
    """Known names tell where a repository's ends, and a section is none of them."""
    put({f"hw-{name}/.github/workflows/a.yml": b"" for name in ("doe-b1", "x-j-roe")}, tmp_path)
    put({f"hw-{name}/hw.ipynb": BOOK for name in ("doe-b1", "x-j-roe")}, tmp_path)
    people = (Person("1", ids={"section": "b1"}), Person("2", ids={"login": "j-roe"}))
    found = taken(tmp_path, roster=Roster("plain", people))
    assert [one.key for one in found if isinstance(one, Arrival)] == ["doe-b1", "2"]


def test_members_of_a_group() -> None:
    """Are those that the platform lists, as the roster knows them, and each of them once."""
    one = HandIn(
        key="900", files=(), layout="gradescope", origin="",
        members=(Member("jdoe"), Member("z", "Zoë"), Member("9", "", "jane@example.edu")),
    )  # fmt: skip
    assert [p.key for p in people_of(one, reading(roster=ROSTER))] == ["77", "z"]
    assert [p.key for p in people_of(one, reading())] == ["jdoe", "z", "9"]


@pytest.mark.parametrize("field", ["key", "name"])
def test_groups_from_a_file(field: str) -> None:
    """Are found by the platform's id or name of the group."""
    given: dict[str, Any] = {"key": "12", "name": "doejane", field: "team-a"}
    one = HandIn(files=(), layout="canvas", origin="", **given)
    how = reading(roster=ROSTER, groups={"team-a": ("jdoe", "77", "78"), "12x": ("78",)})
    assert [p.key for p in people_of(one, how)] == ["77", "78"]


def test_a_group_keeps_its_own_key(tmp_path: Path) -> None:
    """A student alone has the roster's key, a group that of the platform."""
    write_plain(a_class(2, {"hw.ipynb": BOOK}), tmp_path)
    known = Roster("plain", (Person("1", "Jane", "", {"login": "student0"}),))
    found = taken(tmp_path, roster=known, groups={"student1": ("1", "x")})
    assert all(isinstance(one, Arrival) for one in found)
    keys = [(a.key, a.slug, [p.key for p in a.people]) for a in found if isinstance(a, Arrival)]
    assert keys == [("1", "1", ["1"]), ("student1", "student1", ["1", "x"])]


@pytest.mark.parametrize(
    ("key", "slug"),
    [
        ("team1/alice", "team1-alice"),
        ("jane@example.edu", "jane_example.edu"),
        ("../../etc/passwd", "etc-passwd"),
        ("con", "_con"),
        ("a\x1b[31m\nb", "a__31m_b"),
        ("Zoë", "Zoë"),
        ("", "submission"),
        ("/", "submission"),
        ("x" * 400, "x" * 120),
    ],
)
def test_slugs(key: str, slug: str) -> None:
    """Are names that every system takes, whatever the key."""
    assert slug_of(key) == slug

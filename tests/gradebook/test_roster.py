"""Rosters, as each platform gives them out."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook.roster import Roster, read_roster
from grader.gradebook.rows import Person

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Module 1 (7),Current Score
,,,,,Manual Posting,
    Points Possible,,,,,10.00,(read only)
"Doe, Jane",12,S12,jdoe,Group A,8.00,80
"O'Neil, Pat",13,S13,pat@example.org,"Group A, Group B",,
"Student, Test",14,,abc,Group A,,
"""
CANVAS_TWO_NAMES = """\
LastName;FirstName;ID;SIS Login ID;Section;"Module, part 1, of 2, or more; 3 (7)"
Points Possible;;;;;10
Doe;Jane;12;jdoe;Group A;8
Student;Test;14;abc;Group A;
"""
MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (grade)
Participant 501,Jane Doe,jane@example.org,Submitted,,100,-
Participant 502,Jim Roe,,No submission,,100,-
"""
MOODLE_GERMAN = """\
ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Zuletzt geändert (Bewertung)
Teilnehmer/in501;Jane Doe;jane@example.org;abgegeben;;100;-
"""
MOODLE_ANONYMOUS = """\
Identifier,Status,Grade,Maximum Grade,Last modified (grade),Feedback comments
Participant 501,Submitted for grading - ,,100,-,
"""
BLACKBOARD = (
    "Last Name\tFirst Name\tUsername\tStudent ID\tLast Access\tAvailability\tM1 [Total Pts: 10]\n"
    "Doe\tJane\tj_doe\t900\t\tYes\t\n"
)
GRADESCOPE = (
    "First Name,Last Name,SID,Email,Role\nJane,Doe,100,jane@example.org,Student\n"
    "Jim,Roe,,jim@example.org,Student\n"
)
GITHUB = (
    "assignment_name,assignment_url,github_username,roster_identifier,points_awarded\n"
    "m1,https://x,janed,jane@example.org,\nm1,https://x,,nobody@example.org,\n"
)
CLASSROOM = "username,first_name,last_name,email,section,github_id\njaned,Jane,Doe,j@e.org,A,99\n"
NBGRADER = "id,first_name,last_name,email\njaned,Jane,Doe,jane@example.org\n"
NUMBERED = "id,first_name,last_name,email,lms_user_id\nstudent1,Jane,Doe,,7\nstudent2,Jim,Roe,,8\n"
PLAIN = "key,name,email,room\njaned,Jane Doe,jane@example.org,4.12\n,,,\n"


def roster(tmp_path: Path, text: str, encoding: str = "utf-8") -> Roster:
    """What the file is read as."""
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return read_roster(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("kind", "text", "people"),
    [
        (
            "canvas",
            CANVAS,
            [
                Person(
                    "12", "Doe, Jane", "", {"sis": "S12", "login": "jdoe", "section": "Group A"}
                ),
                Person(
                    "13",
                    "O'Neil, Pat",
                    "",
                    {"sis": "S13", "login": "pat@example.org", "section": "Group A, Group B"},
                ),
            ],
        ),
        (
            "canvas",
            CANVAS_TWO_NAMES,
            [Person("12", "Jane Doe", "", {"login": "jdoe", "section": "Group A"})],
        ),
        (
            "moodle",
            MOODLE,
            [Person("501", "Jane Doe", "jane@example.org"), Person("502", "Jim Roe")],
        ),
        ("moodle", MOODLE_GERMAN, [Person("501", "Jane Doe", "jane@example.org")]),
        ("moodle", MOODLE_ANONYMOUS, [Person("501")]),
        ("blackboard", BLACKBOARD, [Person("j_doe", "Jane Doe", "", {"student_id": "900"})]),
        (
            "gradescope",
            GRADESCOPE,
            [
                Person("100", "Jane Doe", "jane@example.org"),
                Person("jim@example.org", "Jim Roe", "jim@example.org"),
            ],
        ),
        ("github", GITHUB, [Person("janed", "", "", {"identifier": "jane@example.org"})]),
        (
            "github",
            CLASSROOM,
            [Person("janed", "Jane Doe", "j@e.org", {"github": "99", "section": "A"})],
        ),
        ("plain", NBGRADER, [Person("janed", "Jane Doe", "jane@example.org")]),
        (
            "plain",
            NUMBERED,
            [
                Person("student1", "Jane Doe", "", {"lms_user_id": "7"}),
                Person("student2", "Jim Roe", "", {"lms_user_id": "8"}),
            ],
        ),
        ("plain", PLAIN, [Person("janed", "Jane Doe", "jane@example.org", {"room": "4.12"})]),
    ],
)
def test_rosters(tmp_path: Path, kind: str, text: str, people: list[Person], encoding: str) -> None:
    """By their headers, in each encoding that platforms write."""
    found = roster(tmp_path, text, encoding)
    assert found.kind == kind
    assert list(found.people) == people


def test_finding(tmp_path: Path) -> None:
    """By key before any other id; not where two have the same."""
    found = roster(tmp_path, "id,name,email\n1,A,x@e.org\n2,B,x@e.org\nX@E.ORG,C,\n")
    assert found.find("1") == Person("1", "A", "x@e.org")
    assert found.find("x@e.org") == Person("X@E.ORG", "C")
    twice = roster(tmp_path, "id,name,email\n1,A,x@e.org\n2,B,X@e.org\n")
    assert twice.find("x@e.org") is None
    assert twice.find("3") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "it is no roster that is known"),
        ("a,b,c,d,e\n1,2,3,4,5\n", "it is no roster that is known"),
        ("name,mail,group,room\nA,a@e.org,Group 1,4\n", "it is no roster that is known"),
        ("id,name\n1,A\n1,B\n", "'1' is named twice"),
        ("id,name\nab1,A\nAB1,B\n", "'ab1' is named twice"),
        ("id,name\n1,A\n,B\n", "line 3: there is no id in it"),
        ("id,name\n", "it names nobody"),
        ("Student,ID,Section\n    Points Possible,,\n", "it names nobody"),
        ("id,name\n1,Doe, Jane\n", "line 2: it has more cells than there are columns; put quotes"),
        ("Username;First Name;Last Name\n;Jane;Doe\n", "line 2: there is no username in it"),
        ("Name,SID,Email\nJane,,\n", "line 2: there is no sid or email in it"),
        ('id,name\n1,"A\n2,B\n', "it is no CSV"),
        ('id,name\n1,"A"B\n', "line 2: it is no CSV"),
        (f"id,name\n1,{'A' * 200_000}\n", "line 2: it is no CSV (field larger than"),
        (
            "Identifier,Full name,Email address,Status\nParticipant,Jane,,\n",
            "line 2: there is no participant's number in it",
        ),
    ],
)
def test_wrong_rosters(tmp_path: Path, text: str, words: str) -> None:
    """Each is a sentence."""
    with pytest.raises(UsageError) as caught:
        roster(tmp_path, text)
    assert words in str(caught.value)


def test_ids_that_are_no_numbers(tmp_path: Path) -> None:
    """A list with the words of Canvas loses nobody for that."""
    found = roster(tmp_path, "id,student,section\nab,Jane Doe,A\n7~12,Jim Roe,B\n")
    assert [one.key for one in found.people] == ["ab", "7~12"]


def test_finding_where_three_are_called_so(tmp_path: Path) -> None:
    """Nobody is meant, and blanks are nobody's name."""
    text = "id,name,email,room\n1,A,x@e.org,4\n2,B,x@e.org,4\n3,C,x@e.org,\n4,D,,x@e.org\n5,E,5,5\n"
    found = roster(tmp_path, text)
    assert found.find("X@e.org") is None
    assert found.find("4") == found.people[3]
    assert found.find("5") == found.people[4]
    assert found.find("") is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xfe\xca", "it is not in UTF-8; save it as CSV UTF-8"),
        ("id,name\n1,José\n".encode("latin-1"), "it is not in UTF-8"),
        ("id,name\n1,A\n".encode("utf-16-le"), "it is no text"),
        ("id,name\n1,A\n".encode("utf-32"), "it is no text"),
        (b"\xff\xfei\x00d\x00\x0a", "it is not in UTF-8"),
    ],
)
def test_what_is_no_csv(tmp_path: Path, data: bytes, words: str) -> None:
    """A spreadsheet, another encoding, half a character: each is a sentence."""
    path = tmp_path / "roster.csv"
    path.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_roster(path)
    assert words in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.text('id,name;\t"\n\r1 ', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """With a sentence and no other error; whoever is read has a key."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        path.write_bytes(data)
        with contextlib.suppress(UsageError):
            assert all(one.key for one in read_roster(path).people)

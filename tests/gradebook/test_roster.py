"""Rosters, as each platform gives them out."""

from __future__ import annotations

from pathlib import Path

import pytest

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
LastName,FirstName,ID,SIS Login ID,Section
Points Possible,,,,
Doe,Jane,12,jdoe,Group A
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
PLAIN = "key,name,email,room\njaned,Jane Doe,jane@example.org,4.12\n,nobody,,\n"


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
        ("id,name\n1,A\n1,B\n", "'1' is named twice"),
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

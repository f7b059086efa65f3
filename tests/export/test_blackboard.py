"""A file of Blackboard's Grade Center is filled so that an upload sets our scores alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.export.blackboard import fill_blackboard
from grader.export.filled import Choices, Filled
from grader.gradebook.standing import Standing
from tests.export.parsers import blackboard
from tests.export.people import cents, names, person, standing

OURS = "Module 02 [Total Pts: 30 Score] |1002"
HEADER = [
    "Last Name", "First Name", "Username", "Student ID", "Availability",
    "Module 01 [Total Pts: 10 Score] |1001", OURS,
]  # fmt: skip
JANE = ["Doe", "Jane", "jdoe", "0011", "Yes", "9", ""]
OMAR = ["O\tNeil", "Omar", "omar", "0012", "Yes", "8", "12.5"]
USERS = {"jdoe", "omar"}
SECOND = Choices(column="Module 02")


def tabbed(*rows: list[str]) -> bytes:
    """As it is downloaded: UTF-16 with its mark, tabs, all quoted, under a name in .xls."""
    text = "\r\n".join("\t".join(f'"{cell}"' for cell in row) for row in rows)
    return b"\xff\xfe" + text.encode("utf-16-le")


FILE = tabbed(HEADER, JANE, OMAR)


def filled(*standings: Standing, data: bytes = FILE, choices: Choices = SECOND) -> Filled:
    """What comes of filling the file."""
    return fill_blackboard(data, "gc.xls", standings, choices)


def two() -> tuple[Standing, Standing]:
    """Jane and Omar."""
    return standing("jdoe", 27.5, number=1), standing(
        person("9", ids={"sid": "0012"}), 3.0, number=2
    )


def test_only_our_column_is_written() -> None:
    """In the same encoding, all quoted; other columns of scores are not there."""
    done = filled(*two())
    expected = [row[:5] + row[6:] for row in (HEADER, JANE, OMAR)]
    expected[1][-1], expected[2][-1] = "27.50", "3.00"
    assert done.document == tabbed(*expected)
    assert done.filled == 2


def test_blackboard_takes_it() -> None:
    """By the username and the exact header."""
    assert blackboard.upload(filled(*two()).document, USERS, {OURS}) == {
        ("jdoe", OURS): 27.5,
        ("omar", OURS): 3.0,
    }


@pytest.mark.parametrize("column", [OURS, "1002", "|1002", "Module 02"])
def test_the_column_by_header_id_or_title(column: str) -> None:
    """All of them name the same."""
    assert filled(*two(), choices=Choices(column=column)) == filled(*two())


def test_another_maximum() -> None:
    """It is in the header; a column of text has none."""
    data = tabbed([*HEADER[:6], OURS.replace("30", "1,000")], [*JANE[:6], ""])
    with pytest.raises(UsageError, match=r"out of 1000\.0 points and the gradebook out of 30\.0"):
        filled(*two(), data=data)
    data = tabbed([*HEADER[:6], OURS.replace("30 Score", "0 Text")], JANE)
    assert "how many points" in filled(*two(), data=data).remarks[0]


def test_notes_and_a_csv() -> None:
    """Columns without an id stay; a comma file in UTF-8 too."""
    data = f'Username,{OURS},Feedback to Learner\njdoe,,"so, so"\n'.encode()
    done = filled(*two(), data=data)
    assert done.document == data.replace(b"jdoe,,", b"jdoe,27.50,")
    assert blackboard.upload(done.document, USERS, {OURS})["jdoe", OURS] == 27.5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (tabbed(["Name", OURS], ["x", ""]), "no column Username"),
        (tabbed(["Username", "Module 02"], ["x", ""]), "it has no column 'Module 02' for scores"),
        (tabbed([*HEADER, OURS.replace("1002", "1003")], [*JANE, ""]), "name one by its header"),
        (FILE[:-2], "a quoted cell does not end"),
        (FILE[:-1], "neither UTF-8 nor UTF-16"),
    ],
)
def test_another_file_is_refused(data: bytes, said: str) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError, match=said):
        filled(*two(), data=data)


@given(st.lists(st.tuples(names, cents | st.none()), min_size=1, max_size=6))
@settings(max_examples=60)
def test_each_gets_exactly_the_score(people: list[tuple[str, float | None]]) -> None:
    """Whatever they are called."""
    rows = [[name.replace('"', '""'), f"u{at}", ""] for at, (name, _) in enumerate(people)]
    data = tabbed(["Last Name", "Username", OURS], *rows)
    standings = [
        standing(f"u{at}", points, "graded" if points is not None else "missing", number=at)
        for at, (_, points) in enumerate(people)
    ]
    done = filled(*standings, data=data)
    users = {f"u{at}" for at in range(len(people))}
    assert blackboard.upload(done.document, users, {OURS}) == {
        (f"u{at}", OURS): points for at, (_, points) in enumerate(people) if points is not None
    }


@pytest.mark.parametrize(
    "data",
    [
        tabbed(["User", OURS], ["jdoe", "1"]),
        tabbed(["Username", "Module 02"], ["jdoe", "1"]),
        tabbed(["Username", OURS], ["nobody", "1"]),
        tabbed(["Username", OURS], ["jdoe", "1,5"]),
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_the_parser_refuses_what_blackboard_refuses(data: bytes) -> None:
    """So that what it accepts means something."""
    assert blackboard.upload(tabbed(["Username", OURS], ["jdoe", "1"]), USERS, {OURS})
    with pytest.raises(blackboard.Refused):
        blackboard.upload(data, USERS, {OURS})

"""A Canvas gradebook is filled so that an import sets our scores and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.export.canvas import fill_canvas
from grader.export.filled import Choices, Filled, Left
from grader.gradebook.standing import Standing
from tests.export.parsers import canvas
from tests.export.people import NAMES, attempt, by_hand, cents, names, person, standing

HEADER = "Student,ID,SIS User ID,SIS Login ID,Section,Module 01 (91),Module 02 (98),Final Score"
POSTING = ",,,,,,Manual Posting,"
POSSIBLE = "    Points Possible,,,,,10.00,30.00,(read only)"
JANE = '"Doe, Jane",11,S1,jane,"Sec A, Sec B",9.00,,61.20'
OMAR = '"O""Neil, Omar",12,S2,omar,Sec A,8.00,12.00,55.00'
TESTER = '"Student, Test",99,,f00d,Sec A,,,'
FILE = f"{HEADER}\n{POSTING}\n{POSSIBLE}\n{JANE}\n{OMAR}\n{TESTER}\n".encode()
SITE = canvas.Site(
    [
        canvas.Pupil(11, "Doe, Jane", "S1", "jane"),
        canvas.Pupil(12, 'O"Neil, Omar', "S2", "omar"),
        canvas.Pupil(99, "Student, Test"),
    ],
    {91: "Module 01", 98: "Module 02"},
)
SECOND = Choices(column="Module 02 (98)")


def filled(*standings: Standing, data: bytes = FILE, choices: Choices = SECOND) -> Filled:
    """What comes of filling the file."""
    return fill_canvas(data, "grades.csv", standings, choices)


def two(first: float | None = 27.5, second: float | None = 3.0) -> tuple[Standing, Standing]:
    """Jane and Omar."""
    return standing("11", first, number=1), standing("12", second, number=2)


def test_only_our_column_is_written() -> None:
    """The rows and the columns of students stand as they stood; the rest is not there."""
    done = filled(*two())
    assert done.document.decode().splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Module 02 (98)",
        ",,,,,Manual Posting",
        "    Points Possible,,,,,30.00",
        '"Doe, Jane",11,S1,jane,"Sec A, Sec B",27.50',
        '"O""Neil, Omar",12,S2,omar,Sec A,3.00',
        '"Student, Test",99,,f00d,Sec A,',
    ]
    assert (done.filled, done.left) == (2, ())
    assert done.unmatched.in_file == done.unmatched.in_gradebook == ()
    assert done.remarks == ("1 had another score in the file, which is replaced",)


def test_the_same_score_is_no_other() -> None:
    """However many decimals it has there."""
    assert filled(*two(second=12.0), data=FILE.replace(b"12.00", b"12")).remarks == ()
    assert filled(*two(), data=FILE.replace(b"12.00", b"late")).remarks == ()


def test_canvas_takes_it() -> None:
    """The import sets two scores, leaves the points, and makes nothing anew."""
    done = canvas.upload(filled(*two()).document, SITE)
    assert done.grades == {(11, 98): "27.50", (12, 98): "3.00", (99, 98): ""}
    assert done.points == {98: "30.00"}


@pytest.mark.parametrize("column", ["Module 02 (98)", "98", "(98)", "Module 02", " Module 02 "])
def test_the_column_by_header_id_or_title(column: str) -> None:
    """All of them name the same."""
    assert filled(*two(), choices=Choices(column=column)) == filled(*two())


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("Module 03", "it has no column 'Module 03' for scores"),
        ("Final Score", "it has no column 'Final Score'"),
        ("Section", "it has no column 'Section'"),
        (None, r"may be 'Module 01 \(91\)', 'Module 02 \(98\)'; name one by its header"),
    ],
)
def test_no_such_column(column: str | None, said: str) -> None:
    """Nothing is guessed, and totals are none of ours."""
    with pytest.raises(UsageError, match=said):
        filled(*two(), choices=Choices(column=column))


@pytest.mark.parametrize("header", ["Final Score (77)", "Integration ID (77)"])
def test_only_scores_are_filled_in(header: str) -> None:
    """A total stays Canvas', and an id stays an id, whatever number is behind it."""
    old = "Final Score" if header.startswith("Final") else "SIS User ID"
    data = FILE.replace(old.encode(), header.encode())
    with pytest.raises(UsageError, match="it has no column '77'"):
        filled(*two(), data=data, choices=Choices(column="77"))


def test_no_points_possible() -> None:
    """Then there is nothing to compare."""
    done = filled(*two(), data=FILE.replace(b"30.00", b"0.00"))
    assert done.filled == 2
    assert "how many points are possible" in done.remarks[1]


def test_the_same_title_twice() -> None:
    """It must be named by the whole header."""
    data = FILE.replace(b"Module 01", b"Module 02")
    with pytest.raises(UsageError, match=r"may be 'Module 02 \(91\)', 'Module 02 \(98\)'"):
        filled(*two(), data=data, choices=Choices(column="Module 02"))
    assert filled(*two(), data=data).filled == 2


def test_the_only_column_need_not_be_named() -> None:
    """Where there is one."""
    data = b"Student,ID,SIS Login ID,Section,Module 02 (98)\nJane,11,jane,A,\n"
    done = filled(standing("11"), data=data, choices=Choices())
    assert done.document.endswith(b"Jane,11,jane,A,27.50\n")
    assert "how many points are possible" in done.remarks[0]


def test_what_is_not_scored_stays() -> None:
    """And is told with the reason; a fault of ours is never a zero."""
    done = filled(
        standing("11", 0.0, "not-judged", number=1), standing("12", 5.0, provisional=True, number=2)
    )
    assert canvas.upload(done.document, SITE).grades[11, 98] == ""
    assert canvas.upload(done.document, SITE).grades[12, 98] == "12.00"
    assert done.left == (Left("11", "not judged"), Left("12", "provisional"))
    assert done.waiting


def test_points_by_hand_count_where_we_failed() -> None:
    """They are nobody's fault."""
    given = standing("11", 9.0, "not-judged", attempt=attempt(overrides=(by_hand(9.0),)))
    assert canvas.upload(filled(given).document, SITE).grades[11, 98] == "9.00"


def test_provisional_scores_if_asked_for() -> None:
    """With what they are now."""
    choices = Choices(column="98", provisional=True)
    done = filled(standing("12", 5.0, provisional=True), choices=choices)
    assert canvas.upload(done.document, SITE).grades[12, 98] == "5.00"


def test_excused_and_missing() -> None:
    """Canvas has a word for the one; the other is 0 only if that is asked for."""
    absent = standing("11", None, "missing", number=1), standing("12", None, "excused", number=2)
    done = filled(*absent)
    assert canvas.upload(done.document, SITE).grades == {(11, 98): "", (12, 98): "EX", (99, 98): ""}
    assert done.left == (Left("11", "missing"),)
    assert not done.waiting
    zero = filled(*absent, choices=Choices(column="98", missing_as_zero=True))
    assert canvas.upload(zero.document, SITE).grades[11, 98] == "0.00"


@pytest.mark.parametrize("status", ["pending", "not-judged", "not-graded", "excused"])
def test_missing_as_zero_is_for_the_missing_alone(status: str) -> None:
    """Whoever handed in something gets no zero from it."""
    one = standing("11", None, status)  # type: ignore[arg-type] # by its name
    done = filled(one, choices=Choices(column="98", missing_as_zero=True))
    assert canvas.upload(done.document, SITE).grades[11, 98] in {"", "EX"}


@pytest.mark.parametrize("word", ["EX", "ex", "N/A"])
def test_what_was_decided_there_stays(word: str) -> None:
    """A student who is excused there is not given a score from here."""
    done = filled(*two(), data=FILE.replace(b"12.00", word.encode()))
    assert canvas.upload(done.document, SITE).grades[12, 98] == word
    assert done.left == (Left("12", "decided there"),)


def test_other_points_are_refused() -> None:
    """Both numbers are said, and nothing is scaled that was not asked for."""
    data = FILE.replace(b"30.00", b"100.00")
    with pytest.raises(UsageError, match=r"out of 100\.0 points and the gradebook out of 30\.0"):
        filled(*two(), data=data)
    done = filled(*two(), data=data, choices=Choices(column="98", scale=True))
    assert canvas.upload(done.document, SITE).grades[11, 98] == "91.67"


def test_a_read_only_column_is_refused() -> None:
    """Canvas would not change it."""
    with pytest.raises(UsageError, match=r"does not let 'Module 02 \(98\)' be changed"):
        filled(*two(), data=FILE.replace(b"30.00", b"(read only)"))


def test_students_by_their_other_ids() -> None:
    """By the university's number, or the login, as the gradebook knows them."""
    for people in (
        [person("S1"), person("S2")],
        [person("jane"), person("OMAR ")],
        [person("x", ids={"sis": "S1"}), person("y", ids={"sis": "S2"})],
        [person("x", email="jane"), person("y", email="omar")],
    ):
        done = filled(*(standing(one, number=at) for at, one in enumerate(people)))
        assert done.filled == 2, people


def test_a_number_of_another_kind_is_not_taken() -> None:
    """Somebody's number there may be somebody else's at the university."""
    data = FILE.replace(b"S2", b"11").replace(b",12,", b",13,")
    done = filled(*two(), data=data)
    rows = done.document.decode().splitlines()
    assert rows[3].endswith(",27.50")
    assert rows[4].endswith(",12.00")
    assert done.unmatched.in_file == ("13",)
    assert done.unmatched.in_gradebook == ("12",)


def test_a_row_of_two_students_is_left() -> None:
    """By one id it is Jane's, by another Omar's."""
    people = person("11", ids={"login": "omar"}), person("12", ids={"login": "jane"})
    done = filled(*(standing(one, number=at) for at, one in enumerate(people)))
    assert done.filled == 0
    assert [one.why for one in done.left] == ["unclear", "unclear"]


def test_the_only_row_of_two_students_is_left() -> None:
    """Neither has another row, and the first that is found is not taken for the right one."""
    data = f"{HEADER}\n{POSSIBLE}\n{JANE}\n".encode()
    people = person("11"), person("x", ids={"login": "jane"})
    done = filled(*(standing(one, number=at) for at, one in enumerate(people)), data=data)
    assert done.filled == 0
    assert done.left == (Left("11", "unclear"),)


def test_an_address_that_two_share_is_nobodys() -> None:
    """Nor is an id."""
    people = person("x", email="jane"), person("y", email="jane")
    done = filled(*(standing(one, number=at) for at, one in enumerate(people)))
    assert done.filled == 0
    assert done.unmatched.in_gradebook == ("x", "y")


def test_two_rows_of_a_student_are_left() -> None:
    """Nobody knows which is right."""
    done = filled(*two(), data=FILE.replace(b",12,", b",11,"))
    assert done.filled == 0
    assert {one.why for one in done.left} == {"unclear"}


def test_who_is_not_there() -> None:
    """Both ways; the test student is nobody, and names match nothing."""
    done = filled(standing(person("77", "Doe, Jane")))
    assert done.filled == 0
    assert done.unmatched.in_file == ("11", "12")
    assert done.unmatched.in_gradebook == ("77",)
    assert done.document.decode().splitlines()[3].endswith('"Sec A, Sec B",')
    assert "only 0 of 1 students" in done.remarks[0]


def test_a_decimal_comma_and_semicolons() -> None:
    """Written as the file writes numbers; a file without any gets the comma."""
    data = (
        "\ufeff" + FILE.decode().replace(",", ";").replace("Doe; ", "Doe, ").replace(".", ",")
    ).encode()
    for one in (data, data.replace(b"10,00;30,00", b"10;30").replace(b",00", b"")):
        done = filled(*two(), data=one)
        assert done.document.startswith(b"\xef\xbb\xbfStudent;ID;")
        assert b";27,50\n" in done.document
        grades = canvas.upload(done.document, SITE).grades
        assert (grades[11, 98], grades[12, 98]) == ("27.50", "3.00")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Name,Number,X,Y\n", "no gradebook of Canvas"),
        (b"Etudiant,ID,SIS Login ID,Section\n", "no gradebook of Canvas"),
        (b"Student,ID,SIS Login ID,Module (98)\n", "no column Section"),
        (b"Student,ID\n", "no gradebook of Canvas"),
        (FILE.replace(b'"Doe, Jane",11', b'"Doe, Jane,11'), "a quote is where none may be"),
        (FILE.replace(b",,61.20", b""), "row 4: it ends before the column"),
    ],
)
def test_another_file_is_refused(data: bytes, said: str) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError, match=said):
        filled(*two(), data=data)


def test_last_and_first_names_apart() -> None:
    """Canvas can export them so."""
    data = b"LastName,FirstName,ID,SIS Login ID,Section,Module 02 (98)\nDoe,Jane,11,jane,A,\n"
    assert filled(standing("11"), data=data).document.endswith(b"Doe,Jane,11,jane,A,27.50\n")


@given(st.lists(st.tuples(names, cents | st.none()), min_size=1, max_size=6), st.booleans())
@settings(max_examples=100)
def test_each_gets_exactly_the_score(
    people: list[tuple[str, float | None]],
    comma: bool,  # noqa: FBT001
) -> None:
    """Whatever they are called; and names stand as they stood."""
    delimiter = ";" if comma else ","
    rows = [["Student", "ID", "SIS Login ID", "Section", "Module (98)"]]
    rows.append(["    Points Possible", "", "", "", "30,00" if comma else "30.00"])
    rows += [[f"n{name}", str(at), f"u{at}", "A", ""] for at, (name, _) in enumerate(people, 100)]
    data = "\n".join(delimiter.join(map(_quoted, row)) for row in rows).encode()
    standings = [
        standing(str(at), points, "graded" if points is not None else "missing", number=at)
        for at, (_, points) in enumerate(people, 100)
    ]
    done = filled(*standings, data=data, choices=Choices())
    site = canvas.Site([canvas.Pupil(at) for at in range(100, 100 + len(people))], {98: "Module"})
    if not comma or not any("\n" in name for name, _ in people):  # else Canvas sees no semicolons
        grades = canvas.upload(done.document, site).grades
        for at, (_, points) in enumerate(people, 100):
            assert grades[at, 98] == ("" if points is None else f"{points:.2f}")
    assert done.filled == sum(points is not None for _, points in people)
    for (_, points), row in zip(people, rows[2:], strict=True):
        start = delimiter.join(map(_quoted, row[:4])) + delimiter
        score = "" if points is None else f"{points:.2f}".replace(".", "," if comma else ".")
        assert f"{start}{score}".encode() in done.document


def _quoted(text: str) -> str:
    needed = any(sign in text for sign in ',;"\r\n') or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if needed else text


@pytest.mark.parametrize(
    "data",
    [
        FILE.replace(b"Section", b"Abschnitt"),
        FILE.replace(b"Student,ID", b"Name,ID"),
        FILE.replace(b"(98)", b"(97)"),
        FILE.replace(b"(98)", b""),
        FILE.replace(b"30.00", b"(read only)"),
        FILE.replace(b'"Doe, Jane",11,S1,jane', b'"Doe, John",15,S9,john'),
        FILE.replace(b'"Doe, Jane"', b'"Doe, Jane'),
        b"\xff\xfe" + FILE.decode().encode("utf-16-le"),
        b"",
    ],
)
def test_the_parser_refuses_what_canvas_refuses(data: bytes) -> None:
    """So that what it accepts means something."""
    assert canvas.upload(FILE, SITE).grades
    assert data != FILE
    with pytest.raises(canvas.Refused):
        canvas.upload(data, SITE)


def test_names_that_do_harm_stay_the_platforms() -> None:
    """They are not changed, since Canvas would not know them again."""
    for name in NAMES:
        row = f"{_quoted(name)},11,S1,jane,A,1.00,2.00,3.00"
        data = f"{HEADER}\n{POSSIBLE}\n{row}\n".encode()
        done = filled(standing("11"), data=data)
        assert f"{_quoted(name)},11,S1,jane,A,27.50\n".encode() in done.document

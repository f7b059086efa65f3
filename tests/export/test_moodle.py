"""A Moodle worksheet is filled so that an import sets our scores and comments and nothing else."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.export.filled import Choices, Filled, Left
from grader.export.moodle import fill_moodle
from grader.export.summary import is_summary, summary
from grader.gradebook.standing import Standing
from tests.export.parsers import moodle
from tests.export.people import cents, names, part, person, standing

PLAIN = Choices()
HEADER = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments"
)
DATE = '"Tuesday, 1 December 2026, 12:00 PM"'
JANE = f'Participant 501,"Jane Doe",jane@uni.example,Submitted,,30.00,Yes,{DATE},{DATE},'
OMAR = (
    f'Participant 502,Omar Doe,omar@uni.example,Submitted,12.00,30.00,Yes,{DATE},{DATE},"<p>Hi</p>"'
)
KIM = f"Participant 503,Kim Doe,kim@uni.example,No submission,,30.00,No,-,{DATE},"
FILE = f"{HEADER}\n{JANE}\n{OMAR}\n{KIM}\n".encode()
KNOWN = {
    501: moodle.Participant(),
    502: moodle.Participant(12.0, dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC), comment="<p>Hi</p>"),
    503: moodle.Participant(locked=True),
}
GERMAN = moodle.Words(
    "ID",
    "Teilnehmer/in",
    "Bewertung",
    "Zuletzt geändert (Bewertung)",
    "Feedback als Kommentar",
    ",",
)
GERMAN_FILE = (
    "\ufeffID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,"
    "Bewertung kann geändert werden,Zuletzt geändert (Bewertung),Feedback als Kommentar\r\n"
    'Teilnehmer/in501,Jane Doe,jane@uni.example,x,,"30,00",Ja,-,\r\n'
    'Teilnehmer/in502,Omar Doe,omar@uni.example,x,,"30,00",Nein,-,\r\n'
).encode()


def filled(*standings: Standing, data: bytes = FILE, choices: Choices = PLAIN) -> Filled:
    """What comes of filling the worksheet."""
    return fill_moodle(data, "grades.csv", standings, choices)


def two(first: float | None = 27.5, second: float | None = 3.0) -> tuple[Standing, Standing]:
    """Jane and Omar."""
    return standing("501", first, number=1), standing("502", second, number=2)


def test_only_grades_are_written() -> None:
    """Every other cell stands as it stood, the date of the last change above all."""
    done = filled(*two())
    assert done.document == FILE.replace(b"Submitted,,", b"Submitted,27.50,").replace(
        b"12.00", b"3.00"
    )
    assert done.filled == 2
    assert done.unmatched.in_file == ("Participant 503",)


def test_moodle_takes_it() -> None:
    """Two grades, and no comment is touched."""
    done = moodle.upload(filled(*two()).document, KNOWN, 30)
    assert done.grades == {501: 27.5, 502: 3.0}
    assert done.comments == {}
    assert done.passed_over == {503: "no value"}


def test_a_grade_changed_there_meanwhile_is_passed_over() -> None:
    """Since we left the date of the last change as it was."""
    later = moodle.Participant(14.0, dt.datetime(2026, 12, 3, tzinfo=dt.UTC))
    done = moodle.upload(filled(*two()).document, {**KNOWN, 502: later}, 30)
    assert done.grades == {501: 27.5}
    assert done.passed_over[502] == "modified"


def test_german() -> None:
    """Its own words, its decimal comma, and its No."""
    done = filled(*two(), data=GERMAN_FILE)
    assert b'x,"27,50","30,00",Ja' in done.document
    assert done.left == (Left("502", "locked"),)
    assert moodle.upload(done.document, KNOWN, 30, GERMAN).grades == {501: 27.5}


def test_another_language_by_column() -> None:
    """Any header can be named."""
    data = FILE.replace(b",Grade,", b",Punkty,")
    with pytest.raises(UsageError, match="no column for scores that we know"):
        filled(*two(), data=data)
    done = filled(*two(), data=data, choices=Choices(column="Punkty"))
    assert moodle.upload(done.document, KNOWN, 30, moodle.Words(grade="Punkty")).grades[501] == 27.5


def test_locked_rows_are_left() -> None:
    """And told."""
    done = filled(standing("503"))
    assert done.left == (Left("503", "locked"),)
    assert done.document == FILE


def test_more_than_the_maximum_is_left() -> None:
    """Moodle would pass over it in silence."""
    done = filled(*two(first=31.0))
    assert done.left == (Left("501", "over the maximum"),)
    assert moodle.upload(done.document, KNOWN, 30).grades == {502: 3.0}


def test_the_maximum_itself_is_not_more() -> None:
    """Sums of points are not exact."""
    done = filled(*two(first=30.0 + 1e-9))
    assert moodle.upload(done.document, KNOWN, 30).grades[501] == 30.0


def test_another_maximum() -> None:
    """Refused with both numbers, or scaled."""
    data = FILE.replace(b"30.00", b"100.00")
    with pytest.raises(UsageError, match=r"out of 100\.0 points and the gradebook out of 30\.0"):
        filled(*two(), data=data)
    done = filled(*two(), data=data, choices=Choices(scale=True))
    assert moodle.upload(done.document, KNOWN, 100).grades == {501: 91.67, 502: 10.0}


def test_a_scale_is_refused() -> None:
    """Its grades are words."""
    with pytest.raises(UsageError, match="by a scale"):
        filled(
            *two(), data=FILE.replace(b"Maximum Grade", b"Scale").replace(b"30.00", b'"ok, good"')
        )


def test_comments_are_summaries() -> None:
    """In HTML; what somebody has written stays, and an older summary is replaced."""
    one = standing(
        "501",
        exercises=(part("gradients", "a"),),
        notes=('<b> & "x" \\"',),
        attempts=2,
        penalty=1.0,
    )
    choices = Choices(comments=True)
    done = filled(one, two()[1], choices=choices)
    taken = moodle.upload(done.document, KNOWN, 30)
    assert taken.comments == {
        501: "<p>Points: 27.5 of 30.0<br>gradients: 1.0 of 2.0<br>Attempt 1 of 2<br>"
        "&lt;b&gt; &amp; &quot;x&quot; &#92;&quot;</p>"
    }
    assert taken.grades == {501: 27.5, 502: 3.0}
    again = filled(standing("501", 20.0), two()[1], data=done.document, choices=choices)
    assert moodle.upload(again.document, KNOWN, 30).comments[501].startswith("<p>Points: 20.0 of")


def test_no_column_for_comments() -> None:
    """Refused, where they are asked for."""
    data = FILE.replace(b"Feedback comments", b"Else")
    assert filled(*two(), data=data).filled == 2
    with pytest.raises(UsageError, match="no column for comments"):
        filled(*two(), data=data, choices=Choices(comments=True))


def test_a_summary_of_nothing() -> None:
    """Who has no score gets no comment."""
    choices = Choices(comments=True, missing_as_zero=True)
    done = filled(standing("501", None, "missing"), choices=choices)
    assert moodle.upload(done.document, KNOWN, 30).comments == {}
    assert moodle.upload(done.document, KNOWN, 30).grades == {501: 0.0}


def test_a_summary_is_known_again() -> None:
    """By its start; a person's comment is none."""
    assert is_summary(summary(standing("x")))
    assert not is_summary("<p>Well done</p>")


def test_students_by_their_address() -> None:
    """Where the gradebook has other ids."""
    done = filled(standing(person("s1", email="Jane@uni.example")))
    assert moodle.upload(done.document, KNOWN, 30).grades[501] == 27.5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Name,Grade\nJane,\nOmar,\n", "no grading worksheet of Moodle"),
        (b"Identifier,Grade\nParticipant 1,\nParticipant 1,\n", "no grading worksheet of Moodle"),
        (b"Identifier,Grade,Note\nParticipant 1,,\n", "it may be 'Grade', 'Note'"),
        (FILE.replace(b'"Jane', b"'Jane"), "a quote is where none may be"),
    ],
)
def test_another_file_is_refused(data: bytes, said: str) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError, match=said):
        filled(*two(), data=data)


@given(st.lists(st.tuples(names, cents | st.none()), min_size=1, max_size=6), st.booleans())
@settings(max_examples=100)
def test_each_gets_exactly_the_score(
    people: list[tuple[str, float | None]],
    comma: bool,  # noqa: FBT001
) -> None:
    """Whatever they are called; in the language's own decimals."""
    words = moodle.Words(decimal="," if comma else ".")
    rows = [["Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"]]
    most = "30,00" if comma else "30.00"
    rows += [[f"Participant {at}", name, "", most, "-"] for at, (name, _) in enumerate(people, 100)]
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    data = file.getvalue().encode()
    standings = [
        standing(str(at), points, "graded" if points is not None else "missing", number=at)
        for at, (_, points) in enumerate(people, 100)
    ]
    done = filled(*standings, data=data)
    known = {at: moodle.Participant() for at in range(100, 100 + len(people))}
    assert moodle.upload(done.document, known, 30, words).grades == {
        at: points for at, (_, points) in enumerate(people, 100) if points is not None
    }
    before, after = (_rows(one) for one in (data, done.document))
    assert [row[:2] + row[3:] for row in before] == [row[:2] + row[3:] for row in after]


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize(
    "data",
    [
        FILE.replace(b"Identifier", b"Number"),
        FILE.replace(b",Grade,", b",Score,"),
        FILE.replace(b"Last modified (grade)", b"Changed"),
        FILE.replace(b"Submitted,,", b"Submitted,27,50,"),
        FILE.decode().encode("utf-16"),
    ],
)
def test_the_parser_refuses_what_moodle_refuses(data: bytes) -> None:
    """So that what it accepts means something."""
    assert moodle.upload(FILE, KNOWN, 30).passed_over
    with pytest.raises(moodle.Refused):
        moodle.upload(data, KNOWN, 30)


@pytest.mark.parametrize(
    ("cell", "why"), [(b"31", "out of range"), (b"12", "the same"), (b"-1", "no value")]
)
def test_the_parser_passes_over_what_moodle_passes_over(cell: bytes, why: str) -> None:
    """With Moodle's reasons; a decimal comma is cut off in a language with a point."""
    assert moodle.upload(FILE.replace(b"12.00", cell), KNOWN, 30).passed_over[502] == why
    cut = FILE.replace(b"12.00", b'"3,5"')
    assert moodle.upload(cut, KNOWN, 30).grades[502] == 3.0

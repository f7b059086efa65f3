"""`grader report` over the gradebook: what counts, who is missing, and one result at a time."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.gradebook.rows import Person
from grader.gradebook.standing import Standing
from grader.grading.result import PictureRef, Result, Staff, StaffPart
from tests.cli.conftest import Command
from tests.cli.shelf import Shelf, books, by_hand, opener, shelved, without
from tests.report.conftest import png, typical
from tests.report.synthetic import results

PICTURE = png(40, 30)
DIGEST = hashlib.sha256(PICTURE).hexdigest()

Report = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shelf() -> Shelf:
    """An empty gradebook."""
    return Shelf()


@pytest.fixture
def report(
    grader: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shelf: Shelf
) -> Report:
    """Runs `grader report` over the shelf with these standings, into `out`."""

    def call(standings: list[Standing], *options: object) -> tuple[int, str, str]:
        opened = opener(books(shelf, *standings))
        monkeypatch.setattr("grader.cli.report.opened_books", opened)
        ran = grader("report", "-o", tmp_path / "out", *options)
        return ran.code, ran.out, ran.err

    return call


def files(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def text(folder: Path, name: str) -> str:
    """What a person reads on a page."""
    page = (folder / "out" / name).read_text(encoding="utf-8")
    body = re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(body).split())


def some(shelf: Shelf, count: int) -> list[Standing]:
    """So many students."""
    return [shelved(shelf, at, result) for at, result in enumerate(results(count), 1)]


def test_a_class(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """A page for each, named as the submission, and an overview that leads to them."""
    standings = some(shelf, 3)
    second = standings[1].attempt
    assert second is not None
    again = replace(second, submission=replace(second.submission, number=2))
    standings[1] = replace(standings[1], attempt=again, number=2)
    code, out, err = report(standings)
    assert (code, err) == (0, "")
    assert out.startswith("3 rendered, 0 without a result that counts\noverview: ")
    pages = ["s1.report.html", "s2.attempt-2.report.html", "s3.report.html"]
    assert files(tmp_path / "out") == ["overview.html", *pages]
    overview = (tmp_path / "out" / "overview.html").read_text(encoding="utf-8")
    assert all(f'href="{name}"' in overview for name in pages)
    assert shelf.read == 3
    assert "What counts" not in text(tmp_path, "s1.report.html")


def test_what_counts_is_at_the_head(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """The points and each note, in order; the automatic points stay on the page."""
    standing = shelved(shelf, 1, typical())
    given = by_hand(standing, "manual-gradients", "dL_dz", 2)
    notes = ("dL_dz: 2 of 2 by hand: <b>read again</b>", "1 day late: 10 % are taken off.")
    report([replace(given, points=9, penalty=1, notes=notes)])
    said = text(tmp_path, "s1.report.html")
    assert "8 of 30 points" in said
    assert f"What counts: 9 of 30 points {notes[0]} {notes[1]}" in said
    assert said.index("What counts") < said.index("Next step")
    row = text(tmp_path, "overview.html")
    assert "9 30" in row  # points and percent of its line


def test_a_score_that_is_final_now(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """Once a person has judged what was open, nobody reads that it may still rise."""
    standing = shelved(shelf, 1, typical())
    report([replace(standing, points=9.0)])
    assert "This score is not final" in text(tmp_path, "s1.report.html")
    report([replace(standing, points=9.0, provisional=False)])
    assert "This score is not final" not in text(tmp_path, "s1.report.html")


def test_notes_alone_are_said(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """Also where the points are the same; an excused student has none."""
    result = typical()
    report(
        [
            shelved(shelf, 1, result, notes=("Within the grace time.",)),
            shelved(shelf, 2, result, status="excused", points=None, notes=("Excused: ill.",)),
        ]
    )
    assert "What counts: 8 of 30 points Within the grace time." in text(tmp_path, "s1.report.html")
    assert "What counts: nothing Excused: ill." in text(tmp_path, "s2.report.html")
    overview = text(tmp_path, "overview.html")
    assert "Excused : 1 student s2" in overview
    assert "1 submission" in overview


def test_points_by_hand_in_the_overview(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """A part that a person judged is open no longer, and no misconception is counted for it."""
    standing = shelved(shelf, 1, typical())
    report([standing])
    before = text(tmp_path, "overview.html")
    assert "sign-flipped" not in before
    assert "was taken instead of" in before
    assert "to be marked" in before
    given = by_hand(
        by_hand(standing, "manual-gradients", "dL_dz", 2), "manual-gradients", "words", 1
    )
    report([given])
    after = text(tmp_path, "overview.html")
    assert "was taken instead of" not in after
    assert "to be marked" not in after
    assert "11 36" in after


def test_those_without_points(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """Faults of ours, submissions without code, what waits, and who handed in nothing."""
    code, out, _ = report(
        [
            *some(shelf, 1),
            without(2, "not-judged", "the sandbox did not open"),
            without(3, "not-graded", "no code was found"),
            without(4, "pending"),
            without(5, "missing", name="Doe, Jane"),
            without(6, "missing", name="<script>alert(1)</script>"),
        ]
    )
    assert code == 0
    assert out.startswith("1 rendered, 5 without a result that counts")
    assert files(tmp_path / "out") == ["overview.html", "s1.report.html"]
    said = text(tmp_path, "overview.html")
    attention = said[said.index("What needs attention first") : said.index("Students")]
    assert "for reasons that are not the student's : the sandbox did not open s2" in attention
    assert "Nothing in it could be graded : no code was found s3" in attention
    assert "Handed in and not graded yet s4" in attention
    assert "Handed in nothing" not in attention
    assert "Not judged, for reasons of ours 1 Not graded or unreadable 1" in said
    assert "Handed in nothing : 2 students <script>alert(1)</script> (s6) , Doe, Jane (s5)" in said


def test_nothing_wrong_but_missing(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """Is no reason for attention."""
    first = results(40)
    right = next(one for one in first if not one.provisional and one.run.isolation == "full")
    exercise = msgspec.structs.replace(right.exercises[0], messages=[], parts=[])
    quiet = msgspec.structs.replace(right, exercises=[exercise])
    report([shelved(shelf, 1, quiet), without(2, "missing")])
    said = text(tmp_path, "overview.html")
    assert "Nothing: all was judged, in full isolation, and no run was cut short." in said
    assert "Handed in nothing : 1 student s2" in said


def test_nobody(report: Report, tmp_path: Path) -> None:
    """Is wrong usage, and nothing is written."""
    code, out, err = report([])
    assert (code, out) == (2, "")
    assert "there is nobody in the gradebook yet" in err
    assert files(tmp_path / "out") == []
    assert report([without(1, "missing")])[0] == 0


def with_secrets(result: Result) -> Result:
    """The result with what only staff may read, and with a picture."""
    exercise = msgspec.structs.replace(
        result.exercises[0], pictures=[PictureRef(3, "a line", DIGEST)]
    )
    row = StaffPart(exercise="manual-gradients", part="z", expected="1.3", notes=["for staff"])
    return msgspec.structs.replace(result, exercises=[exercise], staff=Staff(parts=[row]))


@pytest.mark.parametrize("options", [[], ["--staff"]])
def test_staff_and_pictures(
    report: Report, shelf: Shelf, tmp_path: Path, options: list[str]
) -> None:
    """What is for staff only where it is asked for; pictures come out of the gradebook."""
    shelf.pictures[DIGEST] = PICTURE
    report([shelved(shelf, 1, with_secrets(typical()))], *options)
    page = (tmp_path / "out" / "s1.report.html").read_text(encoding="utf-8")
    assert ("for staff" in page) is bool(options)
    assert "data:image/png;base64," in page
    del shelf.pictures[DIGEST]
    report([shelved(shelf, 1, with_secrets(typical()))])
    assert "This picture was not kept." in text(tmp_path, "s1.report.html")


def test_anonymous(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """No name, id, digest or note is left; what counts still is."""
    result = next(results(1))
    jane = Person("jd4711", "Jane Doe", "jd@example.org")
    standing = shelved(shelf, 1, result, person=jane, points=7.0, notes=("Jane Doe asked.",))
    code, out, _ = report([standing, without(2, "missing", name="John Doe")], "--anonymous")
    assert (code, out[:10]) == (0, "1 rendered")
    assert files(tmp_path / "out") == ["Submission 001.report.html", "overview.html"]
    for name in files(tmp_path / "out"):
        page = (tmp_path / "out" / name).read_text(encoding="utf-8")
        for word in ("Doe", "jd", result.submission.name, result.submission.digest[:8]):
            assert word not in page
    assert f"What counts: 7 of {result.max_points:g} points" in text(
        tmp_path, "Submission 001.report.html"
    )
    assert "Handed in nothing : 1 student Student 1" in text(tmp_path, "overview.html")


def test_overview_only(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """Names lead to pages that are there already, and no page is made."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "s2.report.html").write_text("there", encoding="utf-8")
    _, out, _ = report(some(shelf, 2), "--overview-only")
    assert out.startswith("2 counted, 0 without")
    assert files(tmp_path / "out") == ["overview.html", "s2.report.html"]
    page = (tmp_path / "out" / "overview.html").read_text(encoding="utf-8")
    assert 'href="s2.report.html"' in page
    assert 'href="s1.report.html"' not in page


# groups


def together(shelf: Shelf, **changes: object) -> list[Standing]:
    """Two who handed in the same; the second is changed."""
    first = shelved(shelf, 1, typical())
    other = replace(first, student=2, person=Person("b@b/../c", "B"))
    return [first, replace(other, **changes)]  # type: ignore[arg-type] # fields by name


def test_a_group_shares_a_page(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """And is one line of the overview."""
    report(together(shelf))
    assert files(tmp_path / "out") == ["overview.html", "s1.report.html"]
    assert "Graded 1" in text(tmp_path, "overview.html")


def test_what_counts_for_one_alone(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """Is on a page of its own: the others of the group do not read it."""
    report(together(shelf, points=3.0, notes=("1 day late",)))
    pages = [name for name in files(tmp_path / "out") if name != "overview.html"]
    assert pages == ["s1.b_b-..-c.report.html", "s1.report.html"]
    assert "What counts: 3 of 30 points 1 day late" in text(tmp_path, pages[0])
    assert "What counts" not in text(tmp_path, pages[1])


# single students


def test_single_students(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """Their pages alone; those without one are a sentence."""
    standings = [*some(shelf, 3), without(4, "missing", name="Doe, Jane")]
    code, out, err = report(standings, "--student", "s2", "--student", "Doe, Jane")
    assert (code, out) == (0, "1 rendered\n")
    assert err == "grader: Doe, Jane (s4): there is no page, since the status is missing\n"
    assert files(tmp_path / "out") == ["s2.report.html"]
    assert shelf.read == 1


def test_single_students_of_a_group(report: Report, shelf: Shelf, tmp_path: Path) -> None:
    """Both have the one page."""
    standings = together(shelf)
    assert report(standings, "--student", "s1", "--student", "B") == (0, "1 rendered\n", "")
    assert files(tmp_path / "out") == ["s1.report.html"]


def test_a_member_alone_gets_the_page_by_the_same_name(
    report: Report, shelf: Shelf, tmp_path: Path
) -> None:
    """As when all pages are written."""
    standings = together(shelf, points=3.0)
    assert report(standings, "--student", "B")[0] == 0
    assert files(tmp_path / "out") == ["s1.b_b-..-c.report.html"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--student", "nobody"], "there is no student 'nobody' in the gradebook"),
        (["--student", "s2"], "none of these students has a result that counts"),
        (["--student", "s1", "--anonymous"], "it goes with neither RESULTS, --anonymous nor"),
        (["--student", "s1", "--overview-only"], "it goes with neither RESULTS"),
        (["--student", "s1", "."], "it goes with neither RESULTS"),
    ],
)
def test_wrong_usage(
    report: Report, shelf: Shelf, tmp_path: Path, options: list[str], words: str
) -> None:
    """Is a sentence, and nothing is written."""
    code, out, err = report([*some(shelf, 1), without(2, "pending")], *options)
    assert (code, out) == (2, "")
    assert words in err.splitlines()[-1]
    assert files(tmp_path / "out") == []


@pytest.mark.parametrize("stored", [None, b"{}", b"\xff"])
def test_a_result_that_is_damaged(
    report: Report, shelf: Shelf, tmp_path: Path, stored: bytes | None
) -> None:
    """Is named by its run."""
    standings = some(shelf, 1)
    del shelf.results[1]
    if stored is not None:
        shelf.results[1] = stored
    code, _, err = report(standings)
    assert code == 2
    assert err.startswith("grader: run 1 of the gradebook ")
    assert files(tmp_path / "out") == []

"""Pages in a zip, by the names that the platforms know."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.export.feedback import CANVAS_AGAIN, write_feedback
from grader.export.filled import Choices, Filled, Left
from grader.gradebook.standing import Standing
from tests.export.people import attempt, standing, stored

CANVAS = re.compile(r"^(?:.+_)?(\d+|anon_[^_]+)_(\d+)_.+$")
"""How Canvas routes a file that is uploaded: by the ids of the user and the attachment."""


def zipped(*standings: Standing, choices: Choices | None = None) -> tuple[Filled, dict[str, bytes]]:
    """What came of it, and what is in the zip."""
    file = io.BytesIO()
    done = write_feedback(
        standings, choices or Choices(), lambda one: one.person.key.encode(), file
    )
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return done, {name: archive.read(name) for name in archive.namelist()}


def one(key: str, at: int, layout: str, origin: str, slug: str = "slug") -> Standing:
    """A student whose hand-in came so."""
    submission = stored(at, key, slug)
    given = attempt(submission=submission, layout=layout, origin=origin)
    return standing(key, number=at, attempt=given)


@pytest.mark.parametrize(
    ("layout", "origin", "name"),
    [
        ("canvas", "doejane_4711_98_hw2.ipynb", "doejane_4711_98_hw2_feedback.html"),
        ("canvas", "doejane_LATE_4711_98_hw2-1.py", "doejane_LATE_4711_98_hw2-1_feedback.html"),
        ("canvas", "anon_x7Yz1_98_a.b.ipynb", "anon_x7Yz1_98_a.b_feedback.html"),
        (
            "moodle",
            "Jane Doe_501_assignsubmission_file",
            "Jane Doe_501_assignsubmission_file/feedback.html",
        ),
        (
            "moodle",
            "Jane Doe_501_assignsubmission_file_",
            "Jane Doe_501_assignsubmission_file_/feedback.html",
        ),
        (
            "moodle",
            "Jane Doe_501_assignsubmission_file_hw2.ipynb",
            "Jane Doe_501_assignsubmission_file_feedback.html",
        ),
        ("blackboard", "HW_jdoe_attempt_2026-12-01-12-00-00_hw.py", "slug/report.html"),
        ("plain", "team/hw.py", "slug/report.html"),
        ("gradescope", "submission_12", "slug/report.html"),
    ],
)
def test_names(layout: str, origin: str, name: str) -> None:
    """As the platform hands them to the student."""
    done, files = zipped(one("k", 1, layout, origin))
    assert files == {name: b"k"}
    assert done.filled == 1
    assert done.document == b""
    if layout == "canvas":
        found = CANVAS.match(name)
        assert found is not None
        assert found[2] == "98"


def test_canvas_adds_them_each_time() -> None:
    """That is said where it matters."""
    assert zipped(one("k", 1, "canvas", "a_1_2_x.py"))[0].remarks == (CANVAS_AGAIN,)
    assert zipped(one("k", 1, "moodle", "a_1_assignsubmission_file"))[0].remarks == ()


def test_no_name_twice() -> None:
    """Also not where a system takes two names for one."""
    _, files = zipped(
        one("a", 1, "plain", "x", "doe"),
        one("b", 2, "plain", "x", "DOE"),
        one("c", 3, "plain", "", "doe"),
    )
    assert list(files) == ["doe/report.html", "DOE/report-2.html", "doe/report-3.html"]


def test_a_group_shares_a_page() -> None:
    """It is made once."""
    done, files = zipped(one("a", 7, "plain", "x"), one("b", 7, "plain", "x"))
    assert (done.filled, len(files)) == (2, 1)


def test_who_gets_none() -> None:
    """With the reasons; a page that cannot be made is one."""
    file = io.BytesIO()
    people = [
        standing("a", None, "missing", number=1),
        standing("b", None, "not-judged", number=2),
        standing("c", 1.0, provisional=True, number=3),
        standing("d", None, "excused", number=4),
        standing("e", number=5),
    ]
    done = write_feedback(people, Choices(), lambda _: None, file)
    assert [one.why for one in done.left] == [
        "missing",
        "not judged",
        "provisional",
        "excused",
        "no result",
    ]
    assert done.waiting
    assert done.left[0] == Left("a", "missing")


def test_the_same_bytes_each_time() -> None:
    """No times in it."""
    people = [one("a", 1, "canvas", "a_1_2_x.py"), one("b", 2, "plain", "x")]
    files = io.BytesIO(), io.BytesIO()
    for file in files:
        write_feedback(people, Choices(), lambda _: b"page", file)
    assert files[0].getvalue() == files[1].getvalue()


@given(
    st.sampled_from(["canvas", "moodle", "plain"]),
    st.text(st.sampled_from("a/\\.:*\0\n~ _1é\u202e"), max_size=12) | st.text(max_size=300),
)
def test_no_name_leads_elsewhere(layout: str, origin: str) -> None:
    """Whatever a download called it."""
    ((name, _),) = zipped(one("k", 1, layout, origin, origin))[1].items()
    path = PurePosixPath(name)
    assert not path.is_absolute()
    assert len(path.parts) == name.count("/") + 1 <= 2
    assert all(not part.startswith(".") and part.strip() for part in path.parts)
    assert not set(name) & set('\\:*?"<>|\0\n\r\u202e')
    assert all(len(part.encode()) <= 200 for part in path.parts)
    assert name.endswith(".html")

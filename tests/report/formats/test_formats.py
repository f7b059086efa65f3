"""The files of services keep the rules of the services, whatever a student has written."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.report.formats.classroom50 import classroom50
from grader.report.formats.github import commands, output_file, outputs, summary
from grader.report.formats.junit import junit
from grader.report.formats.markdown import literal, sentence
from grader.report.formats.sheet import State, Trouble
from grader.report.formats.whole import whole
from tests.report.formats.rules import (
    SUMMARY,
    acts,
    elements,
    read_classroom50,
    read_commands,
    read_junit,
    read_outputs,
)
from tests.report.formats.sheets import HOSTILE, hostile, line, sheet

RUNNER = {
    "CLASSROOM": "ml",
    "ASSIGNMENT": "hw2",
    "ASSIGNMENT_TYPE": "individual",
    "USERNAME": "student",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.example/c",
    "RELEASE_URL": "https://github.example/r",
    "REVIEW_URL": "https://github.example/v",
}
NOW = dt.datetime(2026, 6, 1, 15, 0, tzinfo=dt.UTC)


def found(cell: int | None, number: int) -> int:
    """A line of the file for the tests."""
    return 100 * (cell or 0) + number


# ---- whole numbers ----


@pytest.mark.parametrize(
    ("shares", "most", "due"),
    [
        ([0.5, 0.5], [1, 1], [1, 0]),
        ([1.5, 1.5, 1.0], [2, 2, 2], [2, 1, 1]),
        ([0.2, 0.3, 0.4], [1, 1, 1], [0, 0, 0]),
        ([2.0, 1.0], [2, 1], [2, 1]),
        ([0.33, 0.33, 0.34], [1, 1, 1], [0, 0, 1]),
        ([], [], []),
    ],
)
def test_whole_numbers(shares: list[float], most: list[int], due: list[int]) -> None:
    """By the largest remainder; the sum is that of the shares, rounded down."""
    assert whole(shares, most) == due


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1)), max_size=30))
def test_whole_numbers_never_promise_too_much(pairs: list[tuple[int, float]]) -> None:
    """Each within its most and less than one from its share; all points only for all points."""
    most = [worth for worth, _ in pairs]
    shares = [worth * part for worth, part in pairs]
    got = whole(shares, most)
    assert all(0 <= g <= m for g, m in zip(got, most, strict=True))
    assert all(abs(g - s) < 1 + 1e-6 for g, s in zip(got, shares, strict=True))
    assert sum(got) <= sum(shares) + 1e-5
    assert sum(got) > sum(shares) - 1 - 1e-5
    if sum(got) == sum(most):
        assert sum(shares) == pytest.approx(sum(most), abs=1e-5)


# ---- Classroom 50 ----


def test_classroom50() -> None:
    """Points in whole numbers, the time from the tag, what the runner says of itself."""
    made = sheet(line("a"), line("b", "failed"), line("c", "failed"), line("d", "skipped"))
    data = read_classroom50(classroom50(made, RUNNER, NOW))
    assert (data["score"], data["max-score"]) == (3, 6)
    assert data["datetime"] == "2026-06-01T14:32:05Z"
    assert data["graded_at"] == "2026-06-01T15:00:00Z"
    assert data["owner"] == "student"


def test_classroom50_with_half_points() -> None:
    """Maxima become whole numbers with the same sum, and whoever earned all of them has all."""
    halves = [line(name, points=0.5, max_points=0.5) for name in "abcd"]
    data = read_classroom50(classroom50(sheet(*halves), RUNNER, NOW))
    assert (data["score"], data["max-score"]) == (2, 2)
    halves[0] = line("a", "failed", points=0.0, max_points=0.5)
    data = read_classroom50(classroom50(sheet(*halves), RUNNER, NOW))
    assert (data["score"], data["max-score"]) == (1, 2)


def test_classroom50_without_points() -> None:
    """Each part that is there and fits counts one."""
    states: list[tuple[str, State]] = [("a", "passed"), ("b", "failed"), ("c", "passed")]
    lines = [line(name, state, points=None, max_points=None) for name, state in states]
    data = read_classroom50(classroom50(sheet(*lines), RUNNER, NOW))
    assert (data["score"], data["max-score"]) == (2, 3)


@pytest.mark.parametrize("name", RUNNER)
def test_classroom50_elsewhere(name: str) -> None:
    """What is missing is named."""
    environment = {key: value for key, value in RUNNER.items() if key != name}
    with pytest.raises(UsageError, match=name):
        classroom50(sheet(line()), environment, NOW)


def test_a_tag_without_a_time() -> None:
    """Then it is now."""
    environment = {**RUNNER, "SUBMISSION_TAG": "v1"}
    data = read_classroom50(classroom50(sheet(line()), environment, NOW))
    assert data["datetime"] == "2026-06-01T15:00:00Z"


# ---- JUnit ----


def test_junit() -> None:
    """A case a part, with its points; what stopped is an error of its own."""
    made = sheet(
        line("a"),
        line("b", "failed", kind="sign-flipped", told="The sign is not."),
        line("c", "skipped"),
        troubles=(Trouble("Cell 3 stopped.", 3, 1),),
    )
    root = read_junit(junit(made))
    assert [suite.attrib["name"] for suite in root] == ["gradients", "code"]
    [failure] = root.iter("failure")
    assert failure.attrib == {"message": "The sign is not.", "type": "sign-flipped"}
    assert failure.text == "The sign is not.\ncell 4, line 2"
    points = [
        one.attrib["value"] for one in root.iter("property") if one.attrib["name"] == "points"
    ]
    assert points == ["2", "0.5", "0"]


@given(st.text(), st.text())
def test_junit_of_any_text(told: str, name: str) -> None:
    """Is XML, and two parts of any names are two cases."""
    made = sheet(line("a", "failed", told=told, title=name), line("b", "failed", told=name))
    assert len(list(read_junit(junit(made)).iter("testcase"))) == 2


# ---- GitHub ----


def test_annotations() -> None:
    """What stopped comes first, then by the points that were lost; the place is the file's."""
    made = sheet(
        line("a"),
        line("b", "failed", points=1.5),
        line("c", "failed", points=0.0, cell=7, line=3),
        line("d", "failed", points=1.0, cell=None, line=None),
        troubles=(Trouble("Cell 3 stopped.", 3, 1),),
    )
    read = read_commands(commands(made, "sub/hw.ipynb", found))
    assert [pairs["title"] for pairs, _ in read] == [
        "stopped (cell 3, line 1)",
        "c (cell 7, line 3)",
        "d",
        "b (cell 4, line 2)",
    ]
    assert [pairs.get("line") for pairs, _ in read] == ["301", "703", None, "402"]
    assert {pairs["file"] for pairs, _ in read} == {"sub/hw.ipynb"}


def test_names_of_files_are_escaped() -> None:
    """A comma or a colon in a name ends no property."""
    [read] = read_commands(commands(sheet(line("a", "failed")), "a,b:c%.ipynb", found))
    assert read[0]["file"] == "a,b:c%.ipynb"


def test_a_summary() -> None:
    """A table a exercise, as Markdown."""
    text = summary(sheet(line("a"), line("b", "failed", told="Not it."), notes=("A note.",)))
    assert "### hw\\.ipynb" in text
    assert "| ❌ | b | 0.5 of 2 | Not it\\. |" in text
    assert elements(text) == {"h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td"}


def test_outputs() -> None:
    """Status, score, maximum and percent; without points, the status alone."""
    assert outputs(sheet(line("a"), line("b", "failed"))) == {
        "status": "failed",
        "score": "2.5",
        "max-score": "4",
        "percent": "62",
    }
    assert outputs(sheet(line("a", points=None))) == {"status": "passed"}
    assert outputs(sheet(line("a"), fault=True))["status"] == "error"


@given(st.dictionaries(st.sampled_from(["score", "status", "path"]), st.text()))
def test_outputs_of_any_text(values: dict[str, str]) -> None:
    """No value can end itself, or begin another output."""
    values = {name: re.sub(r"[\r\x85\u2028\u2029]", "", value) for name, value in values.items()}
    assert read_outputs(output_file(values, "grader-0123")) == values


# ---- whatever is written ----


def test_hostile_text_acts_nowhere() -> None:
    """No command but ours, no markup but ours, no XML that is none, no score but ours."""
    bad = hostile()
    lines = commands(bad, HOSTILE[:200], found)
    assert len(read_commands(lines)) == 10
    assert acts("\n".join(lines)) == lines
    text = summary(bad)
    assert acts(text) == []
    assert elements(text) <= SUMMARY
    root = read_junit(junit(bad))
    assert "\x1b" not in ET.tostring(root, "unicode")
    data = read_classroom50(classroom50(bad, RUNNER, NOW))
    assert data["score"] == 10


def test_a_summary_that_is_too_long_is_cut_to_its_head() -> None:
    """More than a mebibyte would not be shown at all."""
    many = sheet(*(line(f"p{k}", "failed", told="x" * 990) for k in range(1_500)))
    text = summary(many)
    assert len(text.encode()) < 2**20
    assert text.startswith("### hw")


@given(st.text())
def test_literal_text_is_text(text: str) -> None:
    """Whatever it is, Markdown shows it and does not act on it."""
    assert elements(literal(text)) <= {"p"}
    assert "@" not in literal(text)


@given(st.text())
def test_sentences_have_names_in_them_and_nothing_else(text: str) -> None:
    """Between backticks is code; anything else is text."""
    assert elements(f"| a |\n|---|\n| {sentence(text)} |") <= SUMMARY


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`L` was not found in `x`", "`L` was not found in `x`"),
        ("`a` `b`", "`a` `b`"),
        ("with `E`: no", "with `E`\\: no"),
        ("no code", "no code"),
    ],
)
def test_words_are_parted_from_code(text: str, shown: str) -> None:
    """By the spaces that were there."""
    assert sentence(text) == shown

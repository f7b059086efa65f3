"""An autograder that hands out stored results: what is in it, and that it does."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from msgspec import structs

from grader.export.filled import Choices, Filled, Left
from grader.export.gradescope import gradescope
from grader.export.results import results_document
from grader.gradebook.standing import ExerciseStanding, PartStanding, Standing
from grader.grading.result import PartResult, Result, Staff, StaffPart
from tests.export.parsers import gradescope as platform
from tests.export.people import attempt, standing, stored
from tests.report.conftest import HOSTILE, hostile_result
from tests.report.synthetic import results

RESULT = next(iter(results(1)))


def said(part: PartResult) -> str:
    """The words for a part."""
    return f"{part.status}: {part.message.code}\nand more"


def document(result: Result = RESULT, one: Standing | None = None) -> dict[str, object]:
    """As it is written and read again."""
    made: dict[str, object] = json.loads(json.dumps(results_document(result, said, one)))
    return made


def shown(result: Result = RESULT, one: Standing | None = None) -> platform.Shown:
    """What the platform makes of it."""
    return platform.results(json.dumps(results_document(result, said, one)).encode())


def student(key: str, at: int, origin: str, points: float | None = 27.5) -> Standing:
    """Somebody who handed in there."""
    given = attempt(submission=stored(at, key), layout="gradescope", origin=origin)
    return standing(key, points, number=at, attempt=given)


def zipped(*standings: Standing) -> Filled:
    """The autograder of these students."""
    return gradescope(standings, Choices(), lambda one: results_document(RESULT, said, one))


def test_a_result_as_it_is() -> None:
    """A test for each part, with its status; the score is the result's."""
    seen = shown()
    assert seen.score == RESULT.points
    assert seen.total_shown
    parts = {
        f"{exercise.number}.{at}": part.status
        for exercise in RESULT.exercises
        for at, part in enumerate(exercise.parts, 1)
    }
    waiting = {"not-judged", "to-mark"}
    assert seen.passed == {
        number: None if status in waiting else status in {"right", "follow-through"}
        for number, status in parts.items()
    }


def test_what_counts_is_the_gradebooks() -> None:
    """Overrides in the tests; the penalty and the notes in words, and in the score."""
    exercise = RESULT.exercises[0]
    part = exercise.parts[0]
    changed = PartStanding(
        exercise.id, part.id, part.title, part.status, part.points, 9.0, 9.0, how="override"
    )
    one = standing(
        "k",
        20.5,
        penalty=1.25,
        notes=("One day late.",),
        exercises=(ExerciseStanding(exercise.id, 9.0, 9.0, (changed,)),),
    )
    made = document(one=one)
    assert made["score"] == 20.5
    assert made["output"] == (
        "20.5 of 30.0 points\nPenalty for lateness: 1.25 points\nOne day late."
    )
    tests = made["tests"]
    assert isinstance(tests, list)
    assert tests[0]["score"] == tests[0]["max_score"] == 9.0
    assert tests[0]["status"] == "passed"
    assert tests[0]["output"].endswith("\nand more")
    assert shown(one=one).score == 20.5


def test_what_is_not_judged_is_no_failure() -> None:
    """A test without a score, and a word that it may rise."""
    exercise = RESULT.exercises[0]
    open_ = structs.replace(exercise.parts[0], status="not-judged", points=0.0)
    result = structs.replace(
        RESULT, exercises=[structs.replace(exercise, parts=[open_])], provisional=True
    )
    assert shown(result).passed == {"1.1": None}
    assert "may still rise" in str(document(result)["output"])


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_hostile_result_is_markup(text: str) -> None:
    """All formats are text, without control characters."""
    made = results_document(hostile_result(text), lambda part: f"{part.title}\x1b[31m{part.value}")
    platform.results(json.dumps(made).encode())
    assert {value for name, value in made.items() if name.endswith("_format")} == {"text"}
    tests = made["tests"]
    assert isinstance(tests, list)
    for test in tests:
        assert "\x1b" not in test["name"] + test["output"]
        assert "\u202e" not in test["name"] + test["output"]


def test_nothing_for_staff_is_in_it() -> None:
    """Whatever the result holds."""
    secret = StaffPart(exercise="e", part="p", expected="SECRET", tolerance="SECRET")
    result = structs.replace(RESULT, staff=Staff(parts=[secret], faults=["SECRET"]))
    assert results_document(result, said) == results_document(RESULT, said)


def test_the_zip() -> None:
    """Scripts, and a document for each submission by the platform's number."""
    done = zipped(student("a", 1, "submission_12"), student("b", 2, "submission_34", 3.0))
    found = platform.autograder(done.document)
    assert {number: one.score for number, one in found.items()} == {12: 27.5, 34: 3.0}
    assert done.filled == 2
    with zipfile.ZipFile(io.BytesIO(done.document)) as archive:
        modes = {i.filename: i.external_attr >> 16 & 0o777 for i in archive.infolist()}
    assert modes["run_autograder"] == modes["setup.sh"] == 0o755
    assert modes["results/12.json"] == 0o644
    assert zipped(student("a", 1, "submission_12")) == zipped(student("a", 1, "submission_12"))


def test_who_is_not_in_it() -> None:
    """Who came from elsewhere, who has no result, and groups of different scores."""
    done = zipped(
        student("a", 1, "submission_12"),
        student("b", 2, "submission_12", 3.0),
        student("c", 3, "submission_5", None),
        student("d", 4, "../../x"),
        standing("e", number=5),
    )
    assert platform.autograder(done.document) == {}
    assert done.filled == 0
    assert set(done.left) == {
        Left("a", "unclear"),
        Left("b", "unclear"),
        Left("c", "not judged"),
        Left("d", "no result"),
        Left("e", "no result"),
    }


def test_a_group_shares_a_result() -> None:
    """One document, two students."""
    done = zipped(student("a", 1, "submission_12"), student("b", 2, "submission_12"))
    assert list(platform.autograder(done.document)) == [12]
    assert done.filled == 2


def test_no_stored_result() -> None:
    """It is left out."""
    done = gradescope([student("a", 1, "submission_12")], Choices(), lambda _: None)
    assert platform.autograder(done.document) == {}
    assert done.left == (Left("a", "no result"),)


@pytest.mark.parametrize(
    "changes",
    [
        {"score": "20"},
        {"score": True},
        {"visibility": "public"},
        {"output_format": "markdown"},
        {"tests": {}},
        {"tests": [{"score": 1, "status": "right"}]},
        {"tests": [{"points": 1}]},
        {"total": 3},
        {"score": float("nan")},
    ],
)
def test_the_parser_refuses_what_gradescope_refuses(changes: dict[str, object]) -> None:
    """So that what it accepts means something."""
    platform.results(json.dumps(document()).encode())
    with pytest.raises(platform.Refused):
        platform.results(json.dumps(document() | changes).encode())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run_autograder", None),
        ("run_autograder", b"#!/bin/sh\r\n"),
        ("setup.sh", b"echo"),
        ("results/12.json", b"{"),
        ("results/12.json", b'{"tests": []}'),
        ("results/x.json", b"{}"),
    ],
)
def test_the_parser_refuses_a_broken_zip(name: str, content: bytes | None) -> None:
    """A script that is none, a result that is none."""
    files = {"setup.sh": b"#!/bin/sh\n", "run_autograder": b"#!/bin/sh\n"}
    assert platform.autograder(_zip(files)) == {}
    files = {one: data for one, data in files.items() if one != name}
    with pytest.raises(platform.Refused):
        platform.autograder(_zip(files if content is None else {**files, name: content}))


def _zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.sandbox
def test_it_runs(tmp_path: Path) -> None:
    """As in the container: the submission's result is handed out, and another's run fails.

    A module in the working folder that is called like one of Python's is not run.
    """
    source = tmp_path / "source"
    with zipfile.ZipFile(io.BytesIO(zipped(student("a", 1, "submission_12")).document)) as archive:
        archive.extractall(source)
    script = tmp_path / "run_autograder"
    (source / "run_autograder").rename(script)
    (tmp_path / "results").mkdir()
    (tmp_path / "json.py").write_text("raise SystemExit(0)", encoding="utf-8")
    codes = []
    for number in (34, 12):
        about = json.dumps({"id": number, "users": []})
        (tmp_path / "submission_metadata.json").write_text(about, encoding="utf-8")
        assert not (tmp_path / "results" / "results.json").exists()
        done = subprocess.run(  # noqa: S603 - our own script
            ["/bin/sh", script], cwd=tmp_path, capture_output=True, check=False, encoding="utf-8"
        )
        codes.append(done.returncode)
    assert codes == [1, 0]
    assert platform.results((tmp_path / "results" / "results.json").read_bytes()).score == 27.5

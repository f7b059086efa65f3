"""The result as a document: read back strictly, described by its schema, without staff's part."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from grader.grading.course import Course
from grader.grading.grade import grade
from grader.grading.result import Result, from_json, json_schema, public, to_json
from tests.here import FIRST, SECOND, THIRD, Here, figures, write

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def result(course: Course, tmp_path: Path) -> Result:
    """One with follow-through, a misconception and a staff part."""
    path = write(tmp_path, FIRST.replace("a - y", "y - a"), SECOND, THIRD)
    return grade(path, course, Here(figures(), level="none")).result


def test_round_trip(result: Result) -> None:
    """What is written is read back."""
    assert from_json(to_json(result)) == result
    assert to_json(result).endswith(b"}\n")


def test_equal_results_give_equal_bytes(result: Result) -> None:
    """Also when one of them was read from a file."""
    assert to_json(from_json(to_json(result))) == to_json(result)


def test_public_leaves_staff_out(result: Result) -> None:
    """Of the document, key and all; everything else stays."""
    with_staff, without = json.loads(to_json(result)), json.loads(to_json(public(result)))
    assert set(with_staff) - set(without) == {"staff"}
    assert without == {key: value for key, value in with_staff.items() if key != "staff"}
    assert from_json(to_json(public(result))) == public(result)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"grader.result/1"', '"grader.result/2"'),
        ('"points": 28.0', '"points": -1'),
        ('"points": 28.0', '"points": "many"'),
        ('"status": "follow-through"', '"status": "fine"'),
        ('"isolation": "none"', '"isolation": "some"'),
    ],
)
def test_other_documents_are_refused(result: Result, old: str, new: str) -> None:
    """Another schema, impossible points, unknown words."""
    text = to_json(result).decode()
    assert old in text
    with pytest.raises(msgspec.ValidationError):
        from_json(text.replace(old, new, 1).encode())


def test_the_published_schema_is_current() -> None:
    """`make schema` writes it."""
    path = ROOT / "docs" / "result.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema()


def test_results_follow_the_schema(result: Result) -> None:
    """With and without the part for staff; one with a word of its own does not."""
    for one in (result, public(result)):
        jsonschema.validate(json.loads(to_json(one)), json_schema())
    wrong = json.loads(to_json(result)) | {"points": "many"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, json_schema())


def test_unknown_fields_are_refused(result: Result) -> None:
    """As the docstring of `from_json` says."""
    document = json.loads(to_json(result)) | {"stranger": 1}
    with pytest.raises(msgspec.ValidationError, match="stranger"):
        from_json(json.dumps(document).encode())

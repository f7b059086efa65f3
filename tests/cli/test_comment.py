"""`grader comment`: whatever an artifact holds, the comment holds names and states alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from grader.cli.main import run
from grader.grading.course import Course
from grader.outline.finding import MAX_BYTES, to_json
from tests.checkups import checked
from tests.cli.conftest import Command
from tests.here import FIRST, SECOND
from tests.report.formats.rules import SUMMARY, elements
from tests.report.formats.sheets import HOSTILE

MARKER = "<!-- grader-check -->"


@pytest.fixture
def artifact(course: Course, tmp_path: Path) -> Path:
    """Of a submission with a flipped sign."""
    wrong = FIRST.replace("dL_dz = a - y", "dL_dz = y - a")
    path = tmp_path / "check.json"
    path.write_bytes(to_json(checked(tmp_path, course, wrong, SECOND)))
    return path


def test_a_comment(grader: Command, artifact: Path) -> None:
    """With its marker first, what is to be looked at, whose run it was, and no points."""
    ran = grader("comment", artifact)
    assert ran.code == 0
    assert ran.out.startswith(f"{MARKER}\n")
    assert "1 of 14 parts are to be looked at." in ran.out
    assert "| ✗ | `dL_dz` | Look again |" in ran.out
    assert "The contributor's own run reported this; it is no mark" in ran.out
    assert "points" not in ran.out
    assert "rises with" not in ran.out


def forged(artifact: Path, **fields: object) -> None:
    """Write other fields into the artifact: of itself, its first exercise and its findings."""
    data: dict[str, Any] = json.loads(artifact.read_bytes())
    for place in (data, data["exercises"][0], *data["exercises"][0]["findings"]):
        place |= {name: value for name, value in fields.items() if name in place}
    artifact.write_text(json.dumps(data), encoding="utf-8")


def test_forged_texts_are_not_passed_on(grader: Command, artifact: Path) -> None:
    """Neither as names nor as ids, titles or messages."""
    text = HOSTILE.encode("utf-8", "replace").decode()[:390]
    forged(artifact, file=text, title=text, id=text, part=text, python=text)
    ran = grader("comment", artifact)
    assert ran.code == 0
    for word in ("forged", "script", "someone", "example", "x]("):
        assert word not in ran.out
    assert elements(ran.out) <= SUMMARY


@pytest.mark.parametrize("name", ["a`b", "a|b", "a b", "@you", "x" * 41, "1x", "", "ünder"])
def test_what_is_no_name_is_not_shown(grader: Command, artifact: Path, name: str) -> None:
    """Names of Python's, in ASCII and of a sensible length."""
    forged(artifact, part=name)
    out = grader("comment", artifact).out
    assert "(another name)" in out
    assert f"`{name}`" not in out


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"{" * 10_000,
        b"\xff",
        b'{"schema": "grader.check/1"}',
        b'{"schema": "grader.check/2", "file": "x", "exercises": []}',
        b'{"schema": "grader.check/1", "file": "x", "exercises": [], "points": 10}',
        b'{"schema": "grader.check/1", "file": 1, "exercises": []}',
        b" " * (MAX_BYTES + 1),
    ],
)
def test_what_is_no_check_is_refused(grader: Command, tmp_path: Path, document: bytes) -> None:
    """In a sentence, and nothing is written."""
    path = tmp_path / "check.json"
    path.write_bytes(document)
    ran = grader("comment", path, "-o", tmp_path / "comment.md")
    assert ran.code == 2
    assert "this is no result of `grader check -f json`" in ran.error
    assert not (tmp_path / "comment.md").exists()


def test_a_comment_is_never_too_long(grader: Command, artifact: Path) -> None:
    """However much the artifact holds."""
    data: dict[str, Any] = json.loads(artifact.read_bytes())
    finding = {"part": "p" * 40, "title": "", "state": "fails"}
    data["exercises"] = [
        {"id": f"e{k}", "number": k, "title": "", "findings": [finding] * 60} for k in range(100)
    ]
    artifact.write_text(json.dumps(data), encoding="utf-8")
    out = grader("comment", artifact).out
    assert 1_000 < len(out) < 65_536


def test_there_is_no_such_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As for any argument."""
    assert run(["comment", str(tmp_path / "no.json")]) == 2
    assert "does not exist" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "Nothing was found that could be checked."),
        (FIRST + "nothing\n", "The code does not run to its end."),
        (FIRST, "Nothing to complain of in 8 parts."),
    ],
)
def test_what_is_not_there_is_no_praise(
    grader: Command, course: Course, tmp_path: Path, source: str, said: str
) -> None:
    """Without findings, or where the code stops, there is more to be done."""
    path = tmp_path / "check.json"
    checkup = checked(tmp_path, course, source, "" if source else "x = 0.0\n")
    if not source:
        checkup = replace(checkup, exercises=[replace(checkup.exercises[0], findings=[])])
    path.write_bytes(to_json(checkup))
    assert said in grader("comment", path).out

"""What Gradescope takes as an autograder and as results.json, by autograder_samples docs/specs.md.

It imports nothing of the grader.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

VISIBLE = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
TOP = {
    "score", "execution_time", "output", "output_format", "test_output_format",
    "test_name_format", "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip
TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format",
    "tags", "visibility", "extra_data",
}  # fmt: skip


class Refused(Exception):
    """The autograder or its results are not accepted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a student sees: the score, unless a test is hidden, and each test's verdict."""

    score: float
    total_shown: bool
    passed: Mapping[str, bool | None]


def results(data: bytes) -> Shown:
    """What comes of a results.json.

    Raises:
        Refused: It breaks a rule.
    """
    try:
        top = json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError) as error:
        raise Refused("no JSON") from error
    if not isinstance(top, dict) or not set(top) <= TOP:
        raise Refused("unknown fields")
    tests = top.get("tests", [])
    if not isinstance(tests, list) or not all(
        isinstance(t, dict) and set(t) <= TEST for t in tests
    ):
        raise Refused("tests")
    if "score" not in top and (not tests or not all("score" in test for test in tests)):
        raise Refused("neither a score nor one for each test")
    _formats(top)
    for test in tests:
        _formats(test)
        _texts(test)
    score = top.get("score", None)
    total = (
        sum(_number(test.get("score", 0)) for test in tests) if score is None else _number(score)
    )
    hidden = any(test.get("visibility", top.get("visibility")) == "hidden" for test in tests)
    return Shown(total, not hidden, {test["number"]: _passed(test) for test in tests})


def autograder(data: bytes) -> dict[int, Shown]:
    """The results in an autograder's zip by submission.

    Raises:
        Refused: It lacks a script, one is no script, or something else is in it.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if len(set(names)) != len(names):
            raise Refused("a name twice")
        for script in ("setup.sh", "run_autograder"):
            if script not in names:
                raise Refused(f"no {script}")
            text = archive.read(script)
            if not text.startswith(b"#!") or b"\r" in text:
                raise Refused(f"{script} is no script")
        found = {}
        for name in set(names) - {"setup.sh", "run_autograder"}:
            number = re.fullmatch(r"results/(\d+)\.json", name)
            if number is None:
                raise Refused(name)
            found[int(number[1])] = results(archive.read(name))
        return found


def _formats(fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name.endswith("visibility") and value not in VISIBLE:
            raise Refused(f"{name}: {value!r}")
        if name.endswith("_format") and value not in FORMATS:
            raise Refused(f"{name}: {value!r}")


def _texts(test: Mapping[str, Any]) -> None:
    if test.get("status", "passed") not in {"passed", "failed"}:
        raise Refused("status")
    for name in ("name", "number", "output"):
        if not isinstance(test.get(name, ""), str):
            raise Refused(name)


def _passed(test: Mapping[str, Any]) -> bool | None:
    if "status" in test:
        return bool(test["status"] == "passed")
    if "score" in test and "max_score" in test:
        return _number(test["score"]) == _number(test["max_score"])
    return None


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise Refused(f"no number: {value!r}")
    return float(value)


def _no_number(text: str) -> float:
    raise ValueError(text)

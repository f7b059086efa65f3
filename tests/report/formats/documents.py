"""All files of services for a result, each read back by the service's own rules."""

from __future__ import annotations

import datetime as dt
import json
import traceback

from grader.export.results import results_document
from grader.grading.result import Result, from_json, public, to_json
from grader.report.formats.classroom50 import classroom50
from grader.report.formats.github import commands, output_file, outputs, summary
from grader.report.formats.junit import junit
from grader.report.formats.sheet import of_result, said_of_part
from tests.report.formats.rules import (
    SUMMARY,
    acts,
    elements,
    read_classroom50,
    read_commands,
    read_gradescope,
    read_junit,
    read_outputs,
)

RUNNER = {
    "CLASSROOM": "ml",
    "ASSIGNMENT": "hw2",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "student",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.example/c",
    "RELEASE_URL": "https://github.example/r",
    "REVIEW_URL": "https://github.example/v",
}
NOW = dt.datetime(2026, 6, 1, 15, 0, tzinfo=dt.UTC)
MOST_SUMMARY = 2**20


def breaches(result: Result) -> list[str]:
    """What is wrong with the files of a result; nothing, if all of them keep the rules."""
    try:
        _read_all(public(result))
    except (AssertionError, ValueError, KeyError) as error:
        where = traceback.extract_tb(error.__traceback__)[-1].line
        return [f"broke a format: {type(error).__name__}: {error} at {where}"]
    return []


def _read_all(result: Result) -> None:
    sheet = of_result(result)
    parts = sum(len(exercise.parts) for exercise in result.exercises)
    assert from_json(to_json(result)) == result
    cases = list(read_junit(junit(sheet)).iter("testcase"))
    assert len(cases) == parts + len(sheet.troubles)
    whole = read_classroom50(classroom50(sheet, RUNNER, NOW))
    assert whole["score"] == int(result.points + 1e-6)
    waiting = [line.max_points or 0.0 for line in sheet.lines if line.state == "skipped"]
    assert whole["max-score"] == result.max_points - sum(waiting)
    scored = read_gradescope(json.dumps(results_document(result, said_of_part)).encode())
    assert abs(float(str(scored["score"])) - result.points) < 1e-4
    lines = commands(sheet, sheet.name, lambda cell, line: line if cell is None else 10 * cell)
    read_commands(lines)
    assert acts("\n".join(lines)) == lines
    text = summary(sheet)
    assert acts(text) == []
    assert len(text.encode()) < MOST_SUMMARY
    assert elements(text) <= SUMMARY
    assert set(read_outputs(output_file(outputs(sheet), "grader-0"))) == {
        "status", "score", "max-score", "percent",
    }  # fmt: skip

"""The rules of the services, as their documentation gives them, and nothing of ours.

JUnit: GitLab's documentation on unit test reports. Classroom 50: its schema result-v1. Gradescope:
autograder_samples, docs/specs.md. GitHub: docs, workflow commands, and its toolkit's escaping.
"""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

CLASSROOM50 = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit",
        "release", "review", "datetime", "score", "max-score", "tests",
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        **{
            name: {"type": "string", "minLength": 1}
            for name in (
                "classroom", "assignment", "owner", "submission", "commit", "release", "review",
            )
        },
        "assignment_type": {"enum": ["individual", "group"]},
        **{
            name: {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
            for name in ("datetime", "graded_at")
        },
        **{name: {"type": "integer", "minimum": 0} for name in ("score", "max-score")},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": {"type": "string"},
                    "passed": {"type": "boolean"},
                    **{name: {"type": "integer", "minimum": 0} for name in ("score", "max-score")},
                },
            },
        },
        "submitted_by": {"type": "object"},
    },
}  # fmt: skip
_VISIBLE = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
GRADESCOPE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": _FORMAT,
        "test_output_format": _FORMAT,
        "test_name_format": _FORMAT,
        "visibility": _VISIBLE,
        "stdout_visibility": _VISIBLE,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": _FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": _FORMAT,
                    "tags": {"type": "array"},
                    "visibility": _VISIBLE,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}
SUMMARY = frozenset(
    {"h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "blockquote"}
)
"""The elements that a summary or a comment is made of."""
_COMMAND = re.compile(r"::warning ([^:]*)::(.*)")
_STARTS = re.compile(r"^\s*(?:::|##\[)")


def read_classroom50(document: bytes) -> dict[str, object]:
    """The document, if it keeps the schema and no score is above its maximum."""
    data = json.loads(document)
    jsonschema.validate(data, CLASSROOM50)
    assert data["score"] <= data["max-score"]
    assert all(test["score"] <= test["max-score"] for test in data["tests"])
    assert data["score"] == sum(test["score"] for test in data["tests"])
    assert data["max-score"] == sum(test["max-score"] for test in data["tests"])
    return dict(data)


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def read_gradescope(document: bytes) -> dict[str, object]:
    """The document, if it keeps the specification."""
    data = json.loads(document, parse_constant=_refuse)
    jsonschema.validate(data, GRADESCOPE)
    assert "score" in data or all("score" in test for test in data["tests"])
    assert data.get("stdout_visibility", "hidden") == "hidden"
    return dict(data)


def read_junit(document: bytes) -> ET.Element:
    """The root, if it is XML as GitLab reads it: unique names, counts that are right, no more."""
    assert len(document) < 30 * 2**20
    root = ET.fromstring(document)  # noqa: S314 - our own document
    assert root.tag == "testsuites"
    names = []
    for suite in root:
        cases = list(suite)
        assert suite.tag == "testsuite"
        assert int(suite.attrib["tests"]) == len(cases)
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[count]) == sum(case.find(tag) is not None for case in cases)
        for case in cases:
            assert case.tag == "testcase"
            assert case.attrib["classname"]
            names.append((case.attrib["classname"], case.attrib["name"]))
    assert len(set(names)) == len(names)
    return root


def read_commands(lines: list[str]) -> list[tuple[dict[str, str], str]]:
    """The properties and the message of each annotation, read as the runner does."""
    assert len(lines) <= 10
    found = []
    for line in lines:
        assert "\n" not in line
        assert "\r" not in line
        match = _COMMAND.fullmatch(line)
        assert match, line
        pairs = dict(pair.split("=", 1) for pair in match[1].split(","))
        assert set(pairs) <= {"file", "line", "title"}
        assert "line" not in pairs or pairs["line"].isdigit()
        found.append(({name: unescape(value) for name, value in pairs.items()}, unescape(match[2])))
    return found


def unescape(text: str) -> str:
    """As the runner reads data and properties."""
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def elements(markdown: str) -> set[str]:
    """The elements that Markdown becomes, with raw HTML let through as GitHub lets it through."""
    html = str(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown))
    return set(re.findall(r"<([a-z0-9]+)", html))


def acts(text: str) -> list[str]:
    """The lines that a runner would take for commands."""
    return [line for line in text.splitlines() if _STARTS.match(line)]


def read_outputs(text: str) -> dict[str, str]:
    """The step outputs, as the runner reads the file: name<<DELIMITER, lines, DELIMITER."""
    found: dict[str, str] = {}
    lines = text.split("\n")
    while lines and lines != [""]:
        name, _, delimiter = lines.pop(0).partition("<<")
        assert delimiter
        end = lines.index(delimiter)
        found[name] = "\n".join(lines[:end])
        lines = lines[end + 1 :]
    return found

"""A sheet as JUnit XML, which GitLab, Jenkins and others read.

It has no place for points, which are properties of each case. Names are unique, since GitLab drops
cases of the same name; what XML 1.0 cannot hold is replaced, since a student may print anything.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from grader.report.formats.sheet import Line, Sheet
from grader.report.said import points

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST = 4_000


def junit(sheet: Sheet) -> bytes:
    """The document, UTF-8; the same sheet gives the same bytes."""
    root = ET.Element("testsuites", name="grader")
    for exercise in dict.fromkeys(line.exercise_id for line in sheet.lines):
        lines = [line for line in sheet.lines if line.exercise_id == exercise]
        _suite(root, sheet, exercise, lines)
    if sheet.troubles:
        suite = ET.SubElement(root, "testsuite", _counts("code", len(sheet.troubles), 0, 0))
        suite.set("errors", str(len(sheet.troubles)))
        for number, trouble in enumerate(sheet.troubles, 1):
            name = f"{number}. cell {trouble.cell}" if trouble.cell else f"{number}. the code"
            case = ET.SubElement(suite, "testcase", classname="code", name=name)
            case.set("file", text(sheet.name))
            told = text(trouble.told)
            ET.SubElement(case, "error", message=told, type="code").text = told
    ET.indent(root)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def text(raw: str) -> str:
    """What XML 1.0 can hold, without a terminal's sequences, and not endless."""
    return _ILLEGAL.sub("\ufffd", _ANSI.sub("", raw[:MOST]))


def _suite(root: ET.Element, sheet: Sheet, exercise: str, lines: list[Line]) -> None:
    failed = sum(line.state == "failed" for line in lines)
    skipped = sum(line.state == "skipped" for line in lines)
    suite = ET.SubElement(root, "testsuite", _counts(exercise, len(lines), failed, skipped))
    for line in lines:
        name = line.part if line.title == line.part else f"{line.part}: {line.title}"
        case = ET.SubElement(suite, "testcase", classname=text(exercise), name=text(name))
        case.set("file", text(sheet.name))
        if line.points is not None and line.max_points is not None:
            held = ET.SubElement(case, "properties")
            ET.SubElement(held, "property", name="points", value=points(line.points))
            ET.SubElement(held, "property", name="max_points", value=points(line.max_points))
        told = text(line.told)
        if line.state == "failed":
            found = ET.SubElement(case, "failure", message=told, type=text(line.kind))
            found.text = f"{told}\n{_where(line)}".rstrip()
        elif line.state == "skipped":
            ET.SubElement(case, "skipped", message=told)


def _counts(name: str, tests: int, failed: int, skipped: int) -> dict[str, str]:
    return {
        "name": text(name),
        "tests": str(tests),
        "failures": str(failed),
        "errors": "0",
        "skipped": str(skipped),
    }


def _where(line: Line) -> str:
    if line.line is None:
        return ""
    return f"cell {line.cell}, line {line.line}" if line.cell else f"line {line.line}"

"""A sheet as GitHub Actions reads it: annotations, a step summary, and step outputs.

Workflow commands are parsed from every line of stdout, so text of a student's is there only
escaped, within a command of our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.report.formats.markdown import literal, sentence
from grader.report.formats.sheet import Line, Sheet
from grader.report.safe import one_line
from grader.report.said import percent, points

MOST = 10
"""GitHub shows so many annotations of a kind, a step."""
MOST_SUMMARY = 900_000
"""A summary of more than 1 MiB is not shown at all."""
Find = Callable[[int | None, int], int | None]
"""The line of the file for a line of a cell, or for a line of a module."""


def commands(sheet: Sheet, path: str, find: Find) -> list[str]:
    """At most ten annotations, one line each: what stopped first, then by the points lost.

    Args:
        sheet: What was found.
        path: The file, relative to the root of the repository, with slashes.
        find: The file's own lines.
    """
    failed = [line for line in sheet.lines if line.state == "failed"]
    told = [(one.cell, one.line, "stopped", one.told) for one in sheet.troubles]
    told += [(one.cell, one.line, one.part, one.told) for one in sorted(failed, key=_lost)]
    return [_command(path, find, *one) for one in told[:MOST]]


def summary(sheet: Sheet) -> str:
    """The step summary: a table of all parts, as Markdown, no letter of which acts."""
    lines = [f"### {literal(sheet.name)}: {literal(sheet.headline)}", ""]
    lines += [f"> {sentence(one.told)}" for one in sheet.troubles[:MOST]]
    with_points = sheet.points is not None
    for exercise in dict.fromkeys(line.exercise for line in sheet.lines):
        mine = [line for line in sheet.lines if line.exercise == exercise]
        lines += ["", f"**{literal(exercise)}**", ""]
        head = "| | part | points | |" if with_points else "| | part | |"
        lines += [head, "|---" * (head.count("|") - 1) + "|"]
        lines += [_row(line, with_points=with_points) for line in mine]
    lines += ["", *(sentence(note) for note in sheet.notes)]
    text = "\n".join(lines) + "\n"
    return text if len(text.encode()) <= MOST_SUMMARY else lines[0] + "\n"


def outputs(sheet: Sheet) -> dict[str, str]:
    """The step outputs, by name; the paths of files are added by who writes them."""
    found: dict[str, str] = {"status": sheet.status}
    if sheet.points is not None and sheet.max_points is not None:
        found |= {
            "score": points(sheet.points),
            "max-score": points(sheet.max_points),
            "percent": str(percent(sheet.points, sheet.max_points)),
        }
    return found


def output_file(found: Mapping[str, str], delimiter: str) -> str:
    """What is appended to GITHUB_OUTPUT; the delimiter must be one that nobody can guess."""
    return "".join(f"{name}<<{delimiter}\n{value}\n{delimiter}\n" for name, value in found.items())


def data(text: str) -> str:
    """The message of a command, escaped as GitHub's toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_(text: str) -> str:
    """A property of a command, likewise."""
    return data(text).replace(":", "%3A").replace(",", "%2C")


def _command(
    path: str, find: Find, cell: int | None, line: int | None, title: str, told: str
) -> str:
    at = find(cell, line) if line is not None else None
    place = f",line={at}" if at is not None else ""
    said = f"{title} (cell {cell}, line {line})" if cell and line else title
    shown = "\n".join(one_line(part, 600) for part in told.split("\n"))
    head = f"file={property_(one_line(path, 1_000))}{place},title={property_(one_line(said))}"
    return f"::warning {head}::{data(shown)}"


def _lost(line: Line) -> float:
    """Less for what costs more, so that it comes first."""
    if line.points is None or line.max_points is None:
        return 0.0
    return line.points - line.max_points


def _row(line: Line, *, with_points: bool) -> str:
    sign = {"passed": "✅", "failed": "❌", "skipped": "❔"}[line.state]
    name = f"{literal(line.part)}" if line.title == line.part else literal(line.title)
    told = " ".join(sentence(piece) for piece in line.told.split("\n"))
    if not with_points:
        return f"| {sign} | {name} | {told} |"
    worth = f"{points(line.points or 0.0)} of {points(line.max_points or 0.0)}"
    return f"| {sign} | {name} | {worth} | {told} |"

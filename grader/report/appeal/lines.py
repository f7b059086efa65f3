"""What an explanation says in lines, whatever the format."""

from __future__ import annotations

from grader.report.appeal.page import Asked, Explanation, PartLine, RunLine
from grader.report.said import points

HOW = {
    "part": "",
    "parent": "what it rests on: ",
    "re-run": "run again with other givens, for diagnosis only: ",
}


def score(explanation: Explanation) -> str:
    """The points earned and those that count, in a line."""
    if explanation.automatic is None:
        return f"No points: {explanation.status}"
    most = points(explanation.max_points)
    earned = f"{points(explanation.automatic)} of {most} by itself"
    if explanation.points is None:
        return f"{earned}; nothing of this attempt counts"
    return f"{earned}; {points(explanation.points)} of {most} count"


def asked_line(asked: Asked) -> str:
    """A question with its answer."""
    return f"{HOW[asked.how]}{asked.question} -> {asked.answer}"


def part_cells(line: PartLine) -> tuple[str, ...]:
    """A part's cells: name, title, status, points by itself, points that count, why."""
    most = points(line.max_points)
    return (
        f"{line.exercise}.{line.part}",
        line.title,
        line.status,
        f"{points(line.automatic)} of {most}",
        f"{points(line.points)} of {most}",
        "" if line.how == "automatic" else line.how,
    )


def run_line(line: RunLine) -> str:
    """A run in a line."""
    earned = line.status
    if line.points is not None:
        earned = f"{points(line.points)} of {points(line.max_points)} points"
    own = "" if line.part is None else f", this part {points(line.part)}"
    course = f", course {line.course}" if line.course else ""
    counts = " (counts)" if line.counts else ""
    return f"run {line.run}, {line.how} {line.finished}: {earned}{own}{course}{counts}"

"""Where things stand in the student's own file, for what a run says of its own cells and lines."""

from __future__ import annotations

from grader.checks.verdict import Remark
from grader.execution.sandbox import CellRun
from grader.grading.result import Message
from grader.observation.observation import OutOfMemory, Raised, TimedOut
from grader.submission.sections import Sections
from grader.submission.submission import Submission


def located(said: Remark, sections: Sections, submission: Submission) -> Message:
    """A message; where it points into the run, the place in the student's own file."""
    fields = {name: list(v) if isinstance(v, list) else v for name, v in said.fields.items()}
    if said.code == "crashed":
        cell, line = place_of(fields.pop("cell", 0), fields.pop("line", 0), sections, submission)
        fields |= {"cell": cell} if cell else {}
        fields |= {"line": line} if line else {}
    return Message(said.code, fields)


def place_of(
    cell: object, line: object, sections: Sections, submission: Submission
) -> tuple[int, int]:
    """The student's cell and line for a cell and line of the run; 0 where unknown.

    A module has no cells: its lines count in the file.
    """
    pieces = sections.pieces
    if not isinstance(cell, int) or not isinstance(line, int) or not 1 <= cell <= len(pieces):
        return 0, 0
    piece = pieces[cell - 1]
    number = 0 if submission.kind == "module" else piece.cell
    return number, piece.first_line + line - 1 if line else 0


def of_cell(run: CellRun, sections: Sections, submission: Submission) -> list[Message]:
    """What was not run in a cell, and how it stopped, if it did."""
    messages = [Message("not-run", {"what": what}) for what in run.not_run]
    cell, first_line = place_of(run.index, 1, sections, submission)
    fields: dict[str, str | int | float | bool | list[str]] = {"cell": cell, "line": first_line}
    match run.fault:
        case None:
            return messages
        case Raised(kind, text, at, line):
            _, own_line = place_of(at or run.index, line or 0, sections, submission)
            code, fields = "crashed", {**fields, "line": own_line, "type": kind, "message": text}
        case TimedOut(limit):
            code, fields = "timed-out", {**fields, "seconds": limit}
        case OutOfMemory():
            code = "out-of-memory"
        case fault:
            reason = getattr(fault, "reason", "it asked for more than one submission may use")
            code, fields = "ended", {**fields, "reason": str(reason)}
    prefix = "code" if submission.kind == "module" else "cell"
    kept = {name: value for name, value in fields.items() if value not in (0, "")}
    return [*messages, Message(f"{prefix}.{code}", kept)]

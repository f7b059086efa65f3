"""Cells by their marks: the ids that another tool gave them, or a digest of their text.

A notebook that was made for another tool names no exercise of ours. It is known by the ids of its
cells, else by its file name; then all of its code belongs to one exercise.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from grader.submission.blocks import Hint
from grader.submission.names import without_magics
from grader.submission.submission import Cell

_COMMENT = re.compile(r"<!--.*?-->|_Points:_ \S+\s*$", re.DOTALL)
_UNANSWERED = re.compile(
    r"#\s*YOUR CODE HERE|raise NotImplementedError(?:\(\))?|YOUR ANSWER HERE"
    r"|_Type your answer here, replacing this text\._|\.\.\."
)
_OTTERS = {"check", "check_all", "export", "add_plugin_files", "run_plugin"}
_MOST = 20_000


def mark_of(cell: Cell) -> str:
    """The cell's mark: its id, or a digest of its text without comments and blanks."""
    return cell.mark or text_mark(cell.source)


def text_mark(source: str) -> str:
    """The mark of a cell without an id."""
    words = " ".join(_COMMENT.sub(" ", source).split())
    return f"text-{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:12]}"


def owner_of(name: str, cells: Sequence[Cell], hints: Sequence[Hint]) -> str | None:
    """The exercise that a whole notebook belongs to; None if it is of this course's own making.

    Args:
        name: Of its file.
        cells: All of them.
        hints: What is known of the exercises.
    """
    released = [hint for hint in hints if hint.notebook]
    if not released or any(cell.exercise or cell.lesson for cell in cells):
        return None
    marks = {cell.mark for cell in cells if cell.mark}
    counts = sorted(((len(marks & hint.cells), hint.id) for hint in released), reverse=True)
    if counts[0][0] and (len(counts) == 1 or counts[0][0] > counts[1][0]):
        return counts[0][1]
    named = [hint.id for hint in released if hint.notebook.casefold() == name.casefold()]
    if len(named) == 1:
        return named[0]
    return released[0].id if len(hints) == 1 else None


def claimed(name: str, cells: Sequence[Cell], hints: Sequence[Hint]) -> list[Cell]:
    """The cells with the exercise that the notebook belongs to, without the other tool's own.

    Cells with its tests are left out, and cells that students were not to change are as they were.
    """
    owner = owner_of(name, cells, hints)
    known = {hint.id: hint for hint in hints if hint.notebook}
    found: list[Cell] = []
    for cell in cells:
        exercise = owner or cell.exercise
        hint = known.get(exercise or "")
        if cell.kind != "code":
            found.append(replace(cell, exercise=exercise))
        elif hint is None or cell.mark not in hint.tests:
            source = without_otter(cell.source)
            source = hint.locked.get(cell.mark or "", source) if hint else source
            found.append(replace(cell, exercise=exercise, source=source))
    return found


def is_otters(source: str) -> bool:
    """Whether all that a cell does is to set up otter, or to ask it for a check."""
    return without_otter(source) != source and not bare(without_otter(source))


def bare(source: str) -> str:
    """The code without comments and blank lines."""
    lines = [line for line in source.splitlines() if line.strip()]
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def without_otter(source: str) -> str:
    """The code without the statements that set up otter or ask it for a check; lines stay in place.

    Otter is not there where we run code, and a cell ends at the first error.
    """
    if "grader" not in source and "otter" not in source:
        return source
    try:
        body = ast.parse(without_magics(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    lines = source.split("\n")
    shared = {line for node in body if not _is_otters(node) for line in _lines(node)}
    for node in body:
        if _is_otters(node) and shared.isdisjoint(_lines(node)):
            for number in _lines(node):
                lines[number - 1] = ""
    return "\n".join(lines)


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _is_otters(node: ast.stmt) -> bool:
    match node:
        case ast.Import(names):
            return all(alias.name.partition(".")[0] == "otter" for alias in names)
        case ast.Assign([ast.Name("grader")], ast.Call(ast.Attribute(ast.Name("otter")))):
            return True
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("grader"), name))):
            return name in _OTTERS
        case _:
            return False


def written(
    cells: Sequence[Cell], handed_out: Sequence[Cell], mark: str, *, after: bool
) -> str | None:
    """What a submission has in the place of an answer; None if it is empty or as it was handed out.

    Args:
        cells: Of the submission.
        handed_out: Of the stub.
        mark: Of the cell that holds the answer, or of the one above it.
        after: Whether it stands below that cell, down to the next one that was handed out.
    """
    place = next((k for k, cell in enumerate(cells) if mark_of(cell) == mark), None)
    if place is None:
        return None
    if not after:
        texts = [cells[place].source]
    else:
        given = {mark_of(cell) for cell in handed_out}
        texts = list(_until(cells[place + 1 :], given))
    stubs = {_squeezed(cell.source) for cell in handed_out if mark_of(cell) == mark}
    text = "\n\n".join(one for one in texts if after or _squeezed(one) not in stubs)
    return text[:_MOST] if _UNANSWERED.sub("", text).strip() else None


def _until(cells: Sequence[Cell], given: Collection[str]) -> Sequence[str]:
    found: list[str] = []
    for cell in cells:
        answer = _COMMENT.sub("", cell.source).strip()
        if mark_of(cell) in given or not answer or is_otters(cell.source):
            break
        found.append(answer)
    return found


def _squeezed(source: str) -> str:
    return " ".join(source.split())

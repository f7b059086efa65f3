"""nbgrader's source notebooks: cells with metadata `nbgrader`, of schema versions 0 to 3.

The forms are those of nbgrader's own preprocessors `ClearSolutions`, `ClearHiddenTests` and
`ClearMarkScheme`, with its default delimiters.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.checks.asserts import Trial
from grader.errors import UsageError
from grader.importing.assignment import Assignment, Handed, PlannedPart
from grader.importing.book import BookCell
from grader.importing.names import folder_name, part_name, unique
from grader.importing.parsing import parsed
from grader.importing.requirements import imported, packages_to_add, requirements
from grader.importing.trials import Helpers, bound_by, free_names, unreadable

TOOL = "nbgrader"
CODE = "# YOUR CODE HERE\nraise NotImplementedError()"
TEXT = "YOUR ANSWER HERE"
NOTHING = "(No solution of this came with the assignment.)"
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_MARK = re.compile(r"[\w ./:-]{1,200}")  # more than nbgrader itself lets an id have
_AUTOTEST = re.compile(r"^\s*###\s*(?:HASHED\s+)?AUTOTEST\b.*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with what nbgrader knows of it; its mark is its name, if that is a plain one."""

    cell: BookCell
    name: str
    mark: str
    grade: bool
    solution: bool
    locked: bool
    task: bool
    points: float

    @property
    def tests(self) -> bool:
        """Whether it holds tests."""
        return self.grade and not self.solution and not self.task and self.cell.kind == "code"

    @property
    def by_hand(self) -> bool:
        """Whether a person marks it."""
        return self.task or (self.grade and self.solution)


def read_assignment(
    book: Sequence[BookCell],
    notebook: str,
    files: Mapping[str, bytes],
    released: Sequence[BookCell] = (),
) -> Assignment:
    """The assignment that a source notebook is.

    Args:
        book: Its cells.
        notebook: The name of its file.
        files: What lies beside it.
        released: The notebook as it was released, which has the tests that nbgrader wrote itself.

    Raises:
        UsageError: nbgrader knows nothing of it.
    """
    cells = [_known(cell) for cell in book if cell.kind in ("code", "markdown")]
    if not any(one.name for one in cells):
        raise UsageError(f"{notebook}: no cell has metadata of nbgrader's; give a source notebook")
    stem = notebook.removesuffix(".ipynb")
    code = [one.cell.source for one in cells if one.cell.kind == "code"]
    modules = imported(code)
    notes = [*_notes(cells), *packages_to_add(modules, files)]
    return Assignment(
        name=folder_name(stem),
        title=_title(cells, stem),
        notebook=notebook,
        tool=TOOL,
        cells=tuple(handed for one in cells for handed in _handed(one)),
        parts=tuple(_told_apart([*_parts(cells, _written_tests(released))])),
        released=frozenset(one.mark for one in cells if one.mark),
        tests=frozenset(one.mark for one in cells if one.tests),
        locked=frozenset(
            one.mark
            for one in cells
            if one.mark and one.locked and one.cell.kind == "code" and not one.grade
        ),
        requirements=requirements(modules),
        files=files,
        notes=tuple(notes),
    )


def _known(cell: BookCell) -> _Cell:
    said = cell.settings(TOOL)
    name = said.get("grade_id")
    name = name[:1_000] if isinstance(name, str) else ""
    task = said.get("task") is True
    return _Cell(
        cell=cell,
        name=name,
        mark=name if _MARK.fullmatch(name) else "",
        grade=said.get("grade") is True,
        solution=said.get("solution") is True,
        locked=said.get("locked") is True,
        task=task,
        points=_points(said.get("points")),
    )


def _points(said: Any) -> float:  # noqa: ANN401 - whatever stands in the file
    """Points as a number of two decimals; 0 where there are none."""
    try:
        points = float(said)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    points = round(points, 2) if math.isfinite(points) and points > 0 else 0.0
    return int(points) if points.is_integer() else points


def _notes(cells: Sequence[_Cell]) -> Iterator[str]:
    marks = [one.mark for one in cells if one.mark]
    for mark in sorted({one for one in marks if marks.count(one) > 1}):
        yield f"the grade_id '{mark}' is there twice; only its first cell is found in submissions"
    for one in cells:
        if (one.tests or one.by_hand) and not one.points:
            yield f"'{plain(one.name)}' has no points, and is no part"


def _title(cells: Sequence[_Cell], stem: str) -> str:
    """The first heading of the highest level, if it is there before any graded cell; the name."""
    for one in cells:
        if one.grade or one.solution:
            break
        found = re.search(r"^#\s+(.+?)\s*#*$", one.cell.source, re.MULTILINE)
        if one.cell.kind == "markdown" and found:
            return plain(found[1])
    return plain(stem.replace("_", " ").replace("-", " ")).capitalize() or stem


def plain(text: str) -> str:
    """A line of Markdown without its markup, short enough for a title."""
    bare = re.sub(r"<[^<>]*>|[*`\\\"]|\[|\]\([^)]*\)|\(\d+(?:\.\d+)? ?(?:points?|pts?)\)", "", text)
    return " ".join(bare.split())[:80]


def _handed(one: _Cell) -> Iterator[Handed]:
    kind, source = one.cell.kind, one.cell.source
    clear = _without(source, "HIDDEN TESTS")
    clear = _AUTOTEST.sub("", clear) if one.tests else clear
    clear = _without(clear, "MARK SCHEME")
    solution = _unmarked(source)
    if one.task or one.solution:
        stub = TEXT if kind == "markdown" else CODE
        cleared, found = _cleared(clear, stub)
        clear = cleared if found or one.task else stub
        if one.task:
            solution = clear  # what is answered stands below it
    elif kind == "code":
        clear, _ = _cleared(clear, CODE)
    if one.tests:
        yield Handed(kind, clear.strip("\n") if _code(clear) else None, None, one.mark)
        return
    yield Handed(kind, clear, solution, one.mark)
    if one.task:
        yield Handed("markdown", None, NOTHING)


def _code(source: str) -> bool:
    return any(line.strip() and not line.strip().startswith("#") for line in source.splitlines())


def _without(source: str, what: str) -> str:
    """The text without its regions of a kind, such as hidden tests."""
    kept, inside = [], False
    for line in source.split("\n"):
        if f"BEGIN {what}" in line:
            inside = True
        elif f"END {what}" in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def _cleared(source: str, stub: str) -> tuple[str, bool]:
    """The text with a stub in the place of each solution, and whether there was one."""
    kept, inside, found = [], False, False
    for line in source.split("\n"):
        if "### BEGIN SOLUTION" in line or line.strip() == "BEGIN SOLUTION":
            inside = found = True
            indent = line[: len(line) - len(line.lstrip())]
            kept += [indent + one for one in stub.split("\n")]
        elif "### END SOLUTION" in line or line.strip() == "END SOLUTION":
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept), found


def _unmarked(source: str) -> str:
    """The solution without the lines that mark it."""
    lines = source.split("\n")
    kept = [line for line in lines if not re.search(r"###\s*(BEGIN|END) SOLUTION", line)]
    return _without("\n".join(kept), "MARK SCHEME")


def _written_tests(released: Sequence[BookCell]) -> dict[str, str]:
    """The tests of a released notebook, by id."""
    known = [_known(cell) for cell in released]
    return {one.mark: one.cell.source for one in known if one.tests and one.mark}


def _parts(cells: Sequence[_Cell], written: Mapping[str, str]) -> Iterator[PlannedPart]:
    graded = [one for one in cells if one.tests or one.by_hand]
    ids = dict(zip(map(id, graded), unique([part_name(one.name) for one in graded]), strict=True))
    solutions = [one for one in cells if one.solution and one.cell.kind == "code"]
    solved = bound_by([one.cell.source for one in solutions])
    helpers, heading, before = Helpers(), "", ""
    for one in cells:
        if one.cell.kind == "markdown" and (found := _HEADING.findall(one.cell.source)):
            heading = plain(found[-1])
        if one.solution and one.cell.kind == "code":
            before = one.mark
        if one.tests and one.points:
            source = one.cell.source
            if _AUTOTEST.search(source) and one.mark in written:
                source = written[one.mark]
            spoken_of = [solved[name] for name in free_names(source) if name in solved]
            answer = solutions[max(spoken_of)].mark if spoken_of else before or one.mark
            yield _tested(one, source, ids[id(one)], heading, answer, helpers)
        elif one.by_hand and one.points:
            title = heading or plain(one.name)
            quoted = _region(one.cell.source, "MARK SCHEME")
            yield PlannedPart(
                ids[id(one)], one.points, title, "by hand", cell=one.mark, after=one.task,
                quoted=quoted,
            )  # fmt: skip
        if one.cell.kind == "code" and not one.solution:
            helpers.take(one.cell.source, functions_only=not one.tests)
            helpers.forget(solved)


def _told_apart(parts: Sequence[PlannedPart]) -> Iterator[PlannedPart]:
    """The parts; those below one heading have their own names behind it."""
    titles = [part.title for part in parts]
    for part in parts:
        shared = titles.count(part.title) > 1
        title = f"{part.title}: {part.id.replace('_', ' ')}" if shared else part.title
        yield replace(part, title=title)


def _tested(
    one: _Cell, source: str, id_: str, heading: str, answer: str, helpers: Helpers
) -> PlannedPart:
    source = source.strip("\n")
    trial = Trial(helpers.before(source))
    title = _first_words(source) or heading or plain(one.name.replace("_", " "))
    reason = unreadable(trial)
    if reason:
        return PlannedPart(
            id_, one.points, title, "left", cell=answer, reason=reason, quoted=source
        )
    return PlannedPart(id_, one.points, title, "automatic", (trial,))


def _first_words(source: str) -> str:
    """The docstring of a test cell, where it is one line."""
    text = ast.get_docstring(ast.Module(parsed(source), [])) or ""
    first = re.sub(r"^Check (?:that|whether|if) ", "", plain(text).rstrip("."))
    return first if "\n" not in text and len(first) < 80 else ""


def _region(source: str, what: str) -> str:
    found = re.search(rf"BEGIN {what}[^\n]*\n(.*?)\n[^\n]*END {what}", source, re.DOTALL)
    return found[1] if found else ""

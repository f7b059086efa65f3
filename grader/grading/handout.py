"""Stubs as they are handed out: notebook or module, with the outlines that `grader check` reads.

The notebook's first cell brings `%check`; the outlines are in the notebook's metadata. Beside a
module they are a file of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import nbformat

from grader.grading.course import Course, CourseExercise
from grader.grading.lessons import only_imports
from grader.grading.outline import document_of, outline_document
from grader.outline.outline import METADATA, to_metadata
from grader.submission.sections import source_digest
from grader.submission.submission import Cell

SETUP = """\
# Brings %check, which tests your work as you go. If it is missing, it is installed; numpy and
# IPython stay as they are.
import importlib.metadata
import importlib.util

_shell = get_ipython()
if not (importlib.util.find_spec("grader") or _shell.find_line_magic("check")):
    _there = {{one.name.lower(): one.version for one in importlib.metadata.distributions()}}
    _kept = [f"{{name}}=={{_there[name]}}" for name in ("numpy", "ipython") if name in _there]
    _shell.run_line_magic("pip", " ".join(["install --quiet '{package}'", *_kept]))
    importlib.invalidate_caches()
if importlib.util.find_spec("grader"):
    _shell.run_line_magic("load_ext", "grader")
elif not _shell.find_line_magic("check"):
    print("%check is not to be had here; your work does not depend on it.")
"""


def notebook(course: Course, entries: tuple[CourseExercise, ...]) -> str:
    """A notebook, as JSON text, with the stubs of these exercises one after another.

    Code cells carry the exercise's id in their metadata, so that they are found however the student
    moves them; cells of lessons carry the lesson's name. Imports that stood before are not
    repeated. The notebook's own metadata holds the outlines.
    """
    book = nbformat.v4.new_notebook()
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "grader": {METADATA: to_metadata(document_of(course, entries))},
    }
    if len(entries) > 1:
        book.cells.append(_cell("markdown", f"# {course.settings.name}", {}, "title"))
    if course.settings.install:
        setup = SETUP.format(package=course.settings.install)
        book.cells.append(_cell("code", setup, {}, "setup"))
    for given in _given(course, entries):
        source = given.cell.source
        metadata: dict[str, dict[str, str]] = {}
        if given.lesson and not given.shared:
            metadata = {"grader": {"lesson": given.owner}}
        elif given.cell.kind == "code" and not given.shared:
            metadata = {"grader": {"exercise": given.owner}}
        if given.cell.mark:
            metadata = {"grader": {**metadata.get("grader", {}), "mark": given.cell.mark}}
        book.cells.append(_cell(given.cell.kind, source, metadata, given.place))
    nbformat.validate(book)
    return str(nbformat.writes(book)) + "\n"


def module(course: Course, entries: tuple[CourseExercise, ...]) -> str:
    """The same as a module in percent format; its outlines are in `beside`."""
    pieces: list[str] = []
    if len(entries) > 1:
        pieces.append(f"# %% [markdown]\n# # {course.settings.name}\n")
    pieces += [_percent(given) for given in _given(course, entries)]
    return "\n".join(pieces)


def beside(course: Course, entries: tuple[CourseExercise, ...]) -> str:
    """The file with the outlines that stands beside a module."""
    return outline_document(course, entries).decode("utf-8")


@dataclass(frozen=True, slots=True)
class _Given:
    """A cell that is handed out.

    Attributes:
        cell: The cell.
        owner: The id of its exercise, or the name of its lesson.
        lesson: Whether that is a lesson.
        place: Tells it from all others.
        shared: Whether it holds nothing but imports, which belong to all that follows.
    """

    cell: Cell
    owner: str
    lesson: bool
    place: str
    shared: bool


def _given(course: Course, entries: tuple[CourseExercise, ...]) -> Iterator[_Given]:
    """The cells of these exercises, of several together with the lessons before each."""
    groups: list[tuple[str, bool, tuple[Cell, ...]]] = []
    for entry in entries:
        lessons = course.lessons if len(entries) > 1 else ()
        groups += [
            (one.name, True, one.cells) for one in lessons if one.before == entry.folder.name
        ]
        groups.append((entry.exercise.id, False, entry.stub_cells))
    seen: set[str] = set()
    for owner, lesson, cells in groups:
        for position, cell in enumerate(cells):
            digest = source_digest(cell.source)
            shared = cell.kind == "code" and only_imports(cell.source)
            if shared and digest in seen:
                continue
            seen.add(digest)
            place = f"{'lesson ' if lesson else ''}{owner} {position}"
            yield _Given(cell, owner, lesson, place, shared)


def _percent(given: _Given) -> str:
    option = f' lesson="{given.owner}"' if given.lesson and not given.shared else ""
    option += f' mark="{given.cell.mark}"' if given.cell.mark else ""
    source = given.cell.source.rstrip()
    if given.cell.kind == "code":
        return f"# %%{option}\n{source}\n"
    lines = [f"# {line}".rstrip() for line in source.splitlines()]
    return "\n".join([f"# %% [markdown]{option}", *lines]) + "\n"


def _cell(
    kind: str, source: str, metadata: dict[str, dict[str, str]], place: str
) -> nbformat.NotebookNode:
    """A cell whose id depends on its place alone, so that building twice gives the same bytes."""
    identity = hashlib.sha256(place.encode()).hexdigest()[:8]
    text = source.rstrip("\n")
    cell: nbformat.NotebookNode = (
        nbformat.v4.new_code_cell(source=text, metadata=metadata, id=identity)
        if kind == "code"
        else nbformat.v4.new_markdown_cell(source=text, metadata=metadata, id=identity)
    )
    return cell

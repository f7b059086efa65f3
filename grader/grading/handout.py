"""Stubs as they are handed out: notebook or module, with the outlines that `grader check` reads.

The notebook's first cell brings `%check`; the outlines are in the notebook's metadata. Beside a
module they are a file of their own.
"""

from __future__ import annotations

import hashlib

import nbformat

from grader.grading.course import Course, CourseExercise
from grader.grading.outline import document_of, outline_document
from grader.grading.stubs import stub_cells
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
    moves them. Imports that stood before are not repeated. The notebook's own metadata holds the
    outlines.
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
    seen: set[str] = set()
    for entry in entries:
        for position, cell in enumerate(stub_cells(entry)):
            digest = source_digest(cell.source)
            if cell.kind == "code" and _only_imports(cell.source) and digest in seen:
                continue
            seen.add(digest)
            asked = cell.kind == "code" and not _only_imports(cell.source)
            metadata = {"grader": {"exercise": entry.exercise.id}} if asked else {}
            book.cells.append(
                _cell(cell.kind, cell.source, metadata, f"{entry.exercise.id} {position}")
            )
    nbformat.validate(book)
    return str(nbformat.writes(book)) + "\n"


def module(course: Course, entries: tuple[CourseExercise, ...]) -> str:
    """The same as a module in percent format; its outlines are in `beside`."""
    pieces: list[str] = []
    if len(entries) > 1:
        pieces.append(f"# %% [markdown]\n# # {course.settings.name}\n")
    seen: set[str] = set()
    for entry in entries:
        for cell in stub_cells(entry):
            digest = source_digest(cell.source)
            if cell.kind == "code" and _only_imports(cell.source) and digest in seen:
                continue
            seen.add(digest)
            pieces.append(_percent(cell))
    return "\n".join(pieces)


def beside(course: Course, entries: tuple[CourseExercise, ...]) -> str:
    """The file with the outlines that stands beside a module."""
    return outline_document(course, entries).decode("utf-8")


def _percent(cell: Cell) -> str:
    if cell.kind == "code":
        return f"# %%\n{cell.source.rstrip()}\n"
    lines = [f"# {line}".rstrip() for line in cell.source.rstrip().splitlines()]
    return "\n".join(["# %% [markdown]", *lines]) + "\n"


def _only_imports(source: str) -> bool:
    lines = [line.strip() for line in source.splitlines()]
    code = [line for line in lines if line and not line.startswith("#")]
    return bool(code) and all(line.startswith(("import ", "from ")) for line in code)


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

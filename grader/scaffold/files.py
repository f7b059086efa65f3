"""The files of a new exercise, from the templates that lie beside this module."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from string import Template

from grader.errors import UsageError

_TEMPLATES = Path(__file__).parent / "templates"
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_SAMPLES = ("correct", "no_half")
_PACKAGES = {
    "exercises": '"""Exercises, each in a folder of its own."""\n',
    "reference": '"""What is true: plain numpy, with the source of each formula."""\n',
}
"""Folders of a course, with what their `__init__.py` says."""


class _Template(Template):
    delimiter = "@"  # a dollar sign is LaTeX in a stub


def exercise_id(name: str) -> str:
    """The id that an exercise has by the name of its folder."""
    return name.replace("_", "-")


def new_exercise(root: Path, name: str, heading: str) -> dict[Path, str]:
    """The files of a new exercise with their texts; nothing is written.

    Args:
        root: The course.
        name: Of the folder and of the reference module.
        heading: What its heading begins with, such as "Exercise 4".

    Raises:
        UsageError: The name is none that a folder can have, or it is taken.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        problem = "is no name for an exercise: take small letters, digits and _, as in my_exercise"
        raise UsageError(f"'{name}' {problem}")
    folder = root / "exercises" / name
    reference = root / "reference" / f"{name}.py"
    for path in (folder, reference):
        if path.exists():
            raise UsageError(f"{path}: exists already; take another name than '{name}'")
    files = {
        root / package / "__init__.py": text
        for package, text in _PACKAGES.items()
        if not (root / package / "__init__.py").exists()
    }
    title = name.replace("_", " ").capitalize()
    fields = {"name": name, "id": exercise_id(name), "title": title, "heading": heading}
    inside = ["__init__.py", "exercise.py", "misconceptions.py", "stub.py", "README.md"]
    inside += [f"samples/{sample}.py" for sample in _SAMPLES]
    files |= {folder / one: _filled(one, fields) for one in inside}
    return {**files, reference: _filled("reference.py", fields)}


def _filled(template: str, fields: dict[str, str]) -> str:
    text = (_TEMPLATES / f"{template}.in").read_text(encoding="utf-8")
    return _Template(text).substitute(fields)

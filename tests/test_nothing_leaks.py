"""What a student installs and is given holds no reference, no rule and no expected value.

That is the engine's wheel, the stubs as notebooks and modules, and the outlines beside them.
Of the course, whatever judges is looked for: the files, the formulas in them as syntax trees, the
words of the misconceptions, and the true values of all parts.
"""

from __future__ import annotations

import ast
import io
import json
import math
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from grader.bundle.wheel import engine_wheel
from grader.grading.course import Course
from grader.grading.handout import beside, module, notebook

ROOT = Path(__file__).resolve().parents[1]
NUMBER = re.compile(r"(?<![\w.])-?\d+\.?\d*(?:[eE][-+]?\d+)?(?!\w)")
LETTERS, DIGITS = 12, 5
"""Formulas and numbers that are shorter are everybody's: `x - lr`, 0.25."""


@pytest.fixture(scope="session")
def course(whole_course: Course) -> Course:
    """All exercises."""
    return whole_course


@pytest.fixture(scope="module")
def installed(course: Course) -> dict[str, str]:
    """Every text on a student's machine, by name."""
    texts: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(engine_wheel().content)) as archive:
        for name in archive.namelist():
            texts[name] = archive.read(name).decode("utf-8")
    for entries in (course.exercises, *((entry,) for entry in course.exercises)):
        name = entries[0].folder.name if len(entries) == 1 else course.settings.notebook
        texts[f"{name}.ipynb"] = notebook(course, entries)
        texts[f"{name}.py"] = module(course, entries)
        texts[f"{name}.check.json"] = beside(course, entries)
    return texts


def judging() -> list[Path]:
    """The course's files that judge: references, definitions, rules, families, misconceptions."""
    files = [
        path
        for folder in ("reference", "exercises")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "samples" not in path.parts and path.name not in ("stub.py", "__init__.py")
    ]
    assert len(files) > 15
    return files


@cache
def formulas(source: str) -> frozenset[str]:
    """Every expression of a source that works something out, as it is written by Python itself."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call | ast.IfExp | ast.Compare):
            found.add(ast.unparse(node))
    return frozenset(found)


def is_arithmetic(node: ast.AST) -> bool:
    """Whether something is worked out here; `list | tuple` is a type."""
    return isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitOr)


def answers(source: str) -> set[str]:
    """What the functions of a source give: the formulas of returns, lambdas and assignments."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Return(value) if value is not None:
                found.add(value)
            case ast.Lambda(body=body):
                found.add(body)
            case _:
                continue
    arithmetic = (ast.BinOp, ast.UnaryOp, ast.IfExp)
    works = [n for n in found if any(is_arithmetic(one) for one in ast.walk(n))]
    said = {ast.unparse(node) for node in works if isinstance(node, arithmetic)}
    return {text for text in said if len(text) >= LETTERS}


def code_of(name: str, text: str) -> Iterator[str]:
    """The Python sources in a file."""
    if name.endswith(".py"):
        yield text
    elif name.endswith(".ipynb"):
        for cell in json.loads(text)["cells"]:
            if cell["cell_type"] == "code" and "%" not in "".join(cell["source"]):
                yield "".join(cell["source"])


def test_no_file_of_the_course_is_there(installed: dict[str, str]) -> None:
    """The wheel holds the engine alone; whatever is beside it are stubs and outlines."""
    for name in installed:
        assert name.startswith(("grader/", "gradient_grader-")) or "/" not in name
        inside = name.removeprefix("grader/scaffold/templates/")  # an example of nobody's course
        assert not {"reference", "exercises", "samples"} & set(Path(inside).parts) or inside != name
    course = {path.read_text(encoding="utf-8") for path in judging()}
    assert not course & set(installed.values())


def test_no_formula_of_the_course_is_there(installed: dict[str, str]) -> None:
    """As a syntax tree in any source, or as text in any other file."""
    secret = {answer for path in judging() for answer in answers(path.read_text(encoding="utf-8"))}
    assert len(secret) > 60
    trees: set[str] = set()
    for name, text in installed.items():
        for source in code_of(name, text):
            trees |= formulas(source)
        if not name.endswith(".py"):
            assert [one for one in secret if one in text] == [], name
    assert secret & trees == set()


def test_no_misconception_is_there(course: Course, installed: dict[str, str]) -> None:
    """No hints: they tell what is right by what is wrong. Names are words that tasks use too.

    The engine's own slips, such as a factor of 2, are of every exercise and tell of none.
    """
    slips = "grader/checks/slips.py"
    everything = "\n".join(text for name, text in installed.items() if name != slips)
    for entry in course.exercises:
        for one in entry.exercise.misconceptions:
            for words in (one.nudge, one.pointer, one.worked):
                assert len(words) < LETTERS or words not in everything, one.id


def true_values(course: Course) -> dict[str, float]:
    """Every true number of five or more digits, by part."""
    found: dict[str, float] = {}
    for entry in course.exercises:
        exercise = entry.exercise
        for givens in (exercise.givens, {**exercise.givens, **exercise.alternative_givens}):
            true = exercise.graph.true_values({**givens, **exercise.fixed})
            for name, value in true.items():
                if callable(value) or name in givens:
                    continue
                for k, number in enumerate(np.ravel(np.asarray(value, dtype=float))):
                    if len(f"{number:.12g}".strip("-0.").replace(".", "")) >= DIGITS:
                        found[f"{entry.exercise.id} {name} {k} {len(found)}"] = float(number)
    return found


def test_no_expected_number_is_there(course: Course, installed: dict[str, str]) -> None:
    """No number agrees with a true value in five digits."""
    secrets = true_values(course)
    assert len(secrets) > 40
    for name, text in installed.items():
        for word in set(NUMBER.findall(text)):
            if len(re.sub(r"\D", "", re.split("[eE]", word)[0]).strip("0")) < DIGITS:
                continue
            number = float(word)
            near = [
                part
                for part, secret in secrets.items()
                if math.isclose(number, secret, rel_tol=10.0 ** (1 - DIGITS) / 2)
            ]
            assert near == [], (name, word)


def test_the_search_finds_what_it_looks_for(course: Course, installed: dict[str, str]) -> None:
    """A rule, a number and a formula that were left in a stub would be seen."""
    neuron = (ROOT / "reference" / "neuron.py").read_text(encoding="utf-8")
    left = {**installed, "left.py": neuron}
    with pytest.raises(AssertionError):
        test_no_formula_of_the_course_is_there(left)
    with pytest.raises(AssertionError):
        test_no_file_of_the_course_is_there(left)
    secret = next(iter(true_values(course).values()))
    with pytest.raises(AssertionError):
        test_no_expected_number_is_there(course, {"left.json": f'{{"z": {secret:.6f}}}'})
    hint = course.exercises[0].exercise.misconceptions[0].nudge
    with pytest.raises(AssertionError):
        test_no_misconception_is_there(course, {"left.md": hint})

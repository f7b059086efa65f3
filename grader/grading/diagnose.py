"""The diagnose job: a section is run again with other givens, to tell misconceptions apart.

On the stated numbers w = 1/x, so that "multiplied by w" and "divided by x" give the same value.
On other numbers they do not. The literals of the givens are replaced where the syntax tree finds
them, and the section runs once more, in a fresh process and without figures. This is for diagnosis
only: it never earns or costs points.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.execution.sandbox import CodeCell, Job, Step
from grader.grading.course import CourseExercise
from grader.grading.mark import Marked
from grader.grading.plan import Plan
from grader.submission.names import without_magics


@dataclass(frozen=True, slots=True)
class Rerun:
    """A section to run again.

    Attributes:
        entry: The exercise.
        givens: Those in force: the alternative ones that were found as literals.
        job: What to run and ask.
    """

    entry: CourseExercise
    givens: Mapping[str, float]
    job: Job


def reruns(planned: Plan, marked: Sequence[tuple[CourseExercise, Marked]]) -> list[Rerun]:
    """What to run again: exercises that lost points and have alternative givens."""
    found = []
    for entry, verdicts in marked:
        lost = any(v.fraction < 1 and v.value is not None for v in verdicts.verdicts.values())
        if lost and entry.exercise.alternative_givens:
            rerun = _rerun(planned, entry)
            if rerun is not None:
                found.append(rerun)
    return found


def _rerun(planned: Plan, entry: CourseExercise) -> Rerun | None:
    """The steps up to the section's end, with the section's own literals replaced."""
    exercise = entry.exercise
    replaced: set[str] = set()
    steps: list[Step] = []
    for step in planned.job.steps:
        if step.section != exercise.id:
            steps.append(replace(step, probes=None))
            continue
        cells = []
        for cell in step.cells:
            source, names = regiven(cell.source, exercise.alternative_givens)
            replaced |= names
            cells.append(CodeCell(cell.index, source))
        steps.append(replace(step, cells=tuple(cells)))
        if step.probes is not None:
            break
    if not replaced:
        return None
    givens = {name: exercise.alternative_givens[name] for name in sorted(replaced)}
    limits = replace(planned.job.limits, pictures=0)
    return Rerun(entry, givens, replace(planned.job, steps=tuple(steps), limits=limits))


def regiven(source: str, givens: Mapping[str, float]) -> tuple[str, frozenset[str]]:
    """The source with other numbers where a given is assigned a literal, and the names replaced.

    Only the literals change, so that lines and columns before them stay where they are.
    """
    try:
        tree = ast.parse(without_magics(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source, frozenset()
    edits: list[tuple[ast.expr, float]] = []
    names: set[str] = set()
    for statement in tree.body:
        for name, value in _literals(statement):
            if name in givens:
                edits.append((value, givens[name]))
                names.add(name)
    lines = source.encode("utf-8").split(b"\n")
    for value, number in sorted(edits, key=lambda e: (e[0].lineno, e[0].col_offset), reverse=True):
        if value.end_lineno != value.lineno or value.end_col_offset is None:
            continue
        line = lines[value.lineno - 1]
        text = repr(number).encode()
        if not _is_literal(line[value.col_offset : value.end_col_offset], value):
            continue  # a magic before it has moved the columns
        lines[value.lineno - 1] = line[: value.col_offset] + text + line[value.end_col_offset :]
    return b"\n".join(lines).decode("utf-8"), frozenset(names)


def _literals(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Names that a statement assigns number literals to: `x = 2.0`, `x, w = 2.0, -0.5`."""
    pairs: list[tuple[ast.expr, ast.expr]]
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        pairs = [(statement.target, statement.value)]
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        pairs = [(statement.targets[0], statement.value)]
    else:
        return []
    found: list[tuple[str, ast.expr]] = []
    for target, value in pairs:
        inside = [(target, value)]
        if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            inside = list(zip(target.elts, value.elts, strict=False))
        found += [(t.id, v) for t, v in inside if isinstance(t, ast.Name) and _is_number(v)]
    return found


def _is_literal(text: bytes, value: ast.expr) -> bool:
    """Whether the text at a place is the number that the syntax tree has there."""
    try:
        return bool(ast.literal_eval(text.decode("utf-8")) == ast.literal_eval(value))
    except (ValueError, SyntaxError, UnicodeDecodeError):
        return False


def _is_number(value: ast.expr) -> bool:
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub | ast.UAdd):
        value = value.operand
    return isinstance(value, ast.Constant) and type(value.value) in (int, float)

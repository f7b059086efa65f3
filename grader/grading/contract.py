"""The contract that every exercise keeps, checked by grading its own stub and samples.

1. Every name that is asked for occurs in the stub.
2. The rule of each part can be worked out on the givens and the alternative givens.
3. The untouched stub earns nothing, and nothing crashes the grader.
4. `samples/correct.py` earns everything.
5. Each other sample loses just the parts that its docstring says, and the misconceptions that it
   names are found.
6. Every misconception, tried as an answer, loses points (the mutation score is 100 %).
7. No result for students holds a true number that the student did not have.
"""

from __future__ import annotations

import ast
import math
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.checks.rule import Quantity
from grader.errors import CourseError
from grader.execution.sandbox import Limits, Sandbox
from grader.exercise.exercise import Exercise
from grader.grading.course import Course, CourseExercise
from grader.grading.grade import Graded, grade, prepare, section_seen
from grader.grading.handout import notebook
from grader.grading.mutation import Score, mutation_score
from grader.grading.questions import asked_names
from grader.grading.result import ExerciseResult, public, to_json

NUMBER = re.compile(r"-?\d+\.?\d*(?:[eE][-+]?\d+)?")
LEAK_DIGITS = 5
LIMITS = Limits(cell_seconds=4.0, submission_seconds=60.0)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a sample's docstring says of it."""

    loses: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of the contract."""

    exercise: str
    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.exercise}: {self.where}: {self.problem}"


@dataclass(frozen=True, slots=True)
class CheckedSample:
    """The breaches of the contract by one sample, and what it was graded as."""

    findings: list[Finding]
    graded: Graded


@dataclass(frozen=True, slots=True)
class CheckedExercise:
    """What was seen when the contract of one exercise was checked.

    Attributes:
        findings: All breaches; none is an empty list.
        samples: The result of each sample, by its name without `.py`, the correct one first.
        score: How many misconceptions are refused and named.
    """

    findings: list[Finding]
    samples: Mapping[str, ExerciseResult]
    score: Score


def check_exercise(course: Course, entry: CourseExercise, sandbox: Sandbox) -> CheckedExercise:
    """Hold one exercise against the contract; each sample is graded once."""
    findings = [*_check_definition(entry), *_check_stub(course, entry, sandbox)]
    samples: dict[str, ExerciseResult] = {}
    for path in samples_of(entry):
        checked = check_sample(course, entry, path, sandbox)
        findings += checked.findings
        samples[path.stem] = checked.graded.result.exercises[0]
    score = score_exercise(course, entry, sandbox)
    for passed in score.passed:
        findings.append(Finding(entry.exercise.id, passed, "a wrong answer of this kind passes"))
    return CheckedExercise(findings, samples, score)


def score_exercise(course: Course, entry: CourseExercise, sandbox: Sandbox) -> Score:
    """How many of the exercise's misconceptions are refused and named (see mutation.py)."""
    correct = samples_of(entry)[0]
    planned = prepare(correct, course, exercises=[entry.exercise.id], limits=LIMITS)
    execution = sandbox.run(planned.job)
    seen = section_seen(entry, planned, execution)
    return mutation_score(entry.exercise, seen)


def samples_of(entry: CourseExercise) -> list[Path]:
    """The sample submissions of an exercise, the correct one first.

    Raises:
        CourseError: There is no samples/correct.py.
    """
    correct = entry.folder / "samples" / "correct.py"
    if not correct.is_file():
        raise CourseError(correct, "every exercise needs a sample that earns everything")
    others = [p for p in sorted(correct.parent.glob("*.py")) if p.name != "correct.py"]
    return [correct, *(path for path in others if path.name != "__init__.py")]


def promise_of(path: Path) -> Promise:
    """What the docstring of a sample promises, in lines `loses: ...` and `names: part=id, ...`.

    Raises:
        CourseError: The docstring or a line is missing, or the sample is no Python.
    """
    try:
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    except (SyntaxError, ValueError) as error:
        raise CourseError(path, f"is no Python that can be read ({error})") from None
    found = dict(re.findall(r"^(loses|names): (.*)$", text, flags=re.MULTILINE))
    if set(found) != {"loses", "names"}:
        raise CourseError(path, "the docstring needs a line 'loses: ...' and a line 'names: ...'")
    loses, names = (
        frozenset(re.split(r",\s*", found[key].strip())) - {"nothing"} for key in ("loses", "names")
    )
    return Promise(loses, names)


def _check_definition(entry: CourseExercise) -> Iterator[Finding]:
    exercise = entry.exercise
    stub = entry.stub
    for name in sorted(asked_names(exercise, inherited=True) | set(exercise.givens)):
        if not re.search(rf"\b{re.escape(name)}\b", stub):
            yield Finding(exercise.id, "stub.py", f"the name '{name}' is asked for but not there")
    for givens in (exercise.givens, {**exercise.givens, **exercise.alternative_givens}):
        yield from _check_rules(exercise, givens)


def _check_rules(exercise: Exercise, givens: Mapping[str, float]) -> Iterator[Finding]:
    """Whether each rule can be worked out on these givens."""
    values: dict[str, Quantity] = {**givens, **exercise.fixed}
    for part in exercise.graph.order:
        try:
            with np.errstate(all="ignore"):
                value = values[part] = exercise.graph.rules[part](values)
        except Exception as error:  # noqa: BLE001 - whatever an author's rule raises
            problem = f"the rule fails on {dict(givens)} ({type(error).__name__}: {error})"
            yield Finding(exercise.id, part, problem)
            return
        if not callable(value) and not np.isfinite(np.asarray(value, dtype=float)).all():
            yield Finding(exercise.id, part, f"the true value on {dict(givens)} is not finite")


def _check_stub(course: Course, entry: CourseExercise, sandbox: Sandbox) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        path = Path(folder) / f"{entry.folder.name}.ipynb"
        path.write_text(notebook(course, (entry,)), encoding="utf-8")
        graded = _grade(course, entry, path, sandbox)
    mine = graded.result.exercises[0]
    for part in mine.parts:
        if part.points:
            yield Finding(mine.id, "the untouched stub", f"earns {part.points} for {part.id}")
    for message in mine.messages:
        if message.code.startswith(("cell.", "code.")):
            yield Finding(mine.id, "the untouched stub", f"does not run: {message.fields}")
    yield from _check_faults(mine, "the untouched stub", graded)


def check_sample(
    course: Course, entry: CourseExercise, path: Path, sandbox: Sandbox
) -> CheckedSample:
    """Grade one sample and hold it against its promise: what it loses, is named, what leaks."""
    promise = promise_of(path)
    graded = _grade(course, entry, path, sandbox)
    mine = graded.result.exercises[0]
    findings = list(_check_faults(mine, path.name, graded))
    lost = {part.id for part in mine.parts if part.points < part.max_points}
    if lost != promise.loses:
        said, is_so = sorted(promise.loses), sorted(lost)
        findings.append(Finding(mine.id, path.name, f"should lose {said} but loses {is_so}"))
    named = {f"{p.id}={p.misconception.id}" for p in mine.parts if p.misconception}
    if named != promise.names:
        said, is_so = sorted(promise.names), sorted(named)
        findings.append(Finding(mine.id, path.name, f"should name {said} but names {is_so}"))
    text = to_json(public(graded.result)).decode()
    findings += [
        Finding(mine.id, path.name, f"the result gives away {leak}")
        for leak in leaks(text, entry, graded, path.read_text(encoding="utf-8"))
    ]
    return CheckedSample(findings, graded)


def _grade(course: Course, entry: CourseExercise, path: Path, sandbox: Sandbox) -> Graded:
    return grade(path, course, sandbox, exercises=[entry.exercise.id], limits=LIMITS)


def _check_faults(mine: ExerciseResult, where: str, graded: Graded) -> Iterator[Finding]:
    staff = graded.result.staff
    for fault in staff.faults if staff else ():
        yield Finding(mine.id, where, f"a check failed: {fault}")


def leaks(text: str, entry: CourseExercise, graded: Graded, source: str) -> list[str]:
    """True numbers of five or more digits in a text for students that they did not have.

    What stands in the student's code or values, or in the stub, gives nothing away; nor do numbers
    of parts that are right.
    """
    mine = graded.result.exercises[0]
    known = [source, entry.stub, *(part.value or "" for part in mine.parts)]
    allowed = {number for one in known for number in _numbers(one)}
    secrets = _secrets(entry, [part.id for part in mine.parts if part.points < part.max_points])
    found = []
    for number in _numbers(text):
        if _digits(number) < LEAK_DIGITS or any(_same(number, other) for other in allowed):
            continue
        if any(_same(number, secret) for secret in secrets):
            found.append(number)
    return sorted(set(found))


def _numbers(text: str) -> list[str]:
    return NUMBER.findall(text)


def _digits(number: str) -> int:
    mantissa = re.split("[eE]", number)[0]
    return len(re.sub(r"\D", "", mantissa).strip("0"))


def _same(number: str, other: str) -> bool:
    """Whether two numbers agree in all the digits of the coarser one."""
    try:
        a, b = float(number), float(other)
    except ValueError:
        return False
    if not (math.isfinite(a) and math.isfinite(b)):
        return False
    digits = min(max(_digits(number), 1), max(_digits(other), 1), 15)
    return abs(a - b) <= 0.5 * 10.0 ** (1 - digits) * max(abs(a), abs(b)) and digits >= LEAK_DIGITS


def _secrets(entry: CourseExercise, parts: Sequence[str]) -> list[str]:
    """The true numbers of these parts, written out."""
    exercise = entry.exercise
    true = exercise.graph.true_values({**exercise.givens, **exercise.fixed})
    values = [true[part] for part in parts if part in true and not callable(true[part])]
    return [repr(float(v)) for value in values for v in np.ravel(np.asarray(value, dtype=float))]

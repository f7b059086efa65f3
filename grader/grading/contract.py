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
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.checks.judge import Judge, Written
from grader.checks.slips import SLIPS
from grader.errors import CourseError, SubmissionError, meant
from grader.execution.sandbox import Limits, Sandbox
from grader.exercise.exercise import Exercise
from grader.grading.course import Course, CourseExercise
from grader.grading.definition import (
    DEFINITION,
    STUB,
    Finding,
    check_definition,
    check_stub_names,
)
from grader.grading.grade import Graded, grade, prepare, section_seen
from grader.grading.handout import notebook
from grader.grading.leaks import leaks
from grader.grading.mutation import Score, mutation_score
from grader.grading.result import ExerciseResult, Message, public, to_json

CORRECT = "correct"
NOTHING_TRIED = Score(0, (), ())
"""The score where no misconception was tried."""
LIMITS = Limits(cell_seconds=4.0, submission_seconds=60.0)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a sample's docstring says of it."""

    loses: frozenset[str]
    names: frozenset[str]


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
        sound: Whether definition and correct sample are in order, so that more can be asked.
    """

    findings: list[Finding]
    samples: Mapping[str, ExerciseResult]
    score: Score
    sound: bool = True


def check_exercise(course: Course, entry: CourseExercise, sandbox: Sandbox) -> CheckedExercise:
    """Hold one exercise against the contract; each sample is graded once.

    Nothing is run where the definition is at fault, and no misconception is tried where the correct
    sample is: all else would only follow from that.
    """
    samples: dict[str, ExerciseResult] = {}
    findings = check_definition(entry)
    if findings:
        return CheckedExercise(findings, samples, NOTHING_TRIED, sound=False)
    try:
        findings = [*check_stub_names(entry), *_check_stub(course, entry, sandbox)]
        paths = samples_of(entry)
    except CourseError as error:
        place = error.where.name if isinstance(error.where, Path) else str(error.where)
        findings.append(Finding(entry.exercise.id, place, error.problem))
        return CheckedExercise(findings, samples, NOTHING_TRIED, sound=False)
    usable = True
    for path in paths:
        try:
            checked = check_sample(course, entry, path, sandbox)
        except (CourseError, SubmissionError) as error:
            problem = error.problem if isinstance(error, CourseError) else error.reason
            findings.append(Finding(entry.exercise.id, path.name, problem))
            usable = usable and path.stem != CORRECT
            continue
        findings += checked.findings
        one = samples[path.stem] = checked.graded.result.exercises[0]
        usable = usable and (path.stem != CORRECT or not _lost(entry.exercise, one))
    if not usable:
        return CheckedExercise(findings, samples, NOTHING_TRIED, sound=False)
    score = score_exercise(course, entry, sandbox)
    sound = DEFINITION not in {one.where for one in findings}
    return CheckedExercise([*findings, *_passed(entry.exercise, score)], samples, score, sound)


def _passed(exercise: Exercise, score: Score) -> Iterator[Finding]:
    """Wrong answers that lose nothing: a misconception's rule, or a slip of a part."""
    for passed in score.passed:
        part, colon, slip = passed.partition(":")
        if colon:
            problem = f"part '{part}': with the slip '{slip}' it loses nothing; choose other givens"
        else:
            problem = (
                f"'{part}', tried as an answer, loses nothing: its rule must give another value"
            )
        yield Finding(exercise.id, DEFINITION if colon else "misconceptions.py", problem)


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
        raise CourseError(correct, "every exercise needs a sample that earns everything; write it")
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
        problem = str(error).replace("<unknown>, ", "")
        raise CourseError(path, f"is no Python that can be read ({problem})") from None
    found = dict(re.findall(r"^(loses|names): (.*)$", text, flags=re.MULTILINE))
    if set(found) != {"loses", "names"}:
        needed = "the docstring needs a line 'loses: ...' and a line 'names: ...'"
        raise CourseError(path, f"{needed}; where there is none, say 'nothing'")
    loses, names = (
        frozenset(re.split(r",\s*", found[key].strip())) - {"nothing"} for key in ("loses", "names")
    )
    return Promise(loses, names)


def _check_stub(course: Course, entry: CourseExercise, sandbox: Sandbox) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        path = Path(folder) / f"{entry.folder.name}.ipynb"
        path.write_text(notebook(course, (entry,)), encoding="utf-8")
        graded = _grade(course, entry, path, sandbox)
    mine = graded.result.exercises[0]
    for part in mine.parts:
        if part.status == "to-mark":
            problem = f"has an answer for '{part.id}' as it is handed out; take it out"
            yield Finding(mine.id, STUB, problem)
        if part.points:
            problem = f"earns {part.points:g} of {part.max_points:g} points for '{part.id}'"
            yield Finding(mine.id, STUB, f"{problem} as it is handed out; take the answer out")
    for message in mine.messages:
        if message.code == "given.changed":
            said = f"{message.fields['name']} = {message.fields['value']}"
            stated = entry.exercise.givens[str(message.fields["name"])]
            problem = f"hands out {said}, but the givens of exercise.py say {stated}"
            yield Finding(mine.id, STUB, problem)
        if message.code.startswith("cell.") and entry.exercise.released is None:
            why = _stopped(message, _line_of(course, entry, message))
            yield Finding(mine.id, STUB, f"does not run as it is handed out: {why}")
    yield from _check_faults(mine, STUB, graded)


def _line_of(course: Course, entry: CourseExercise, message: Message) -> int:
    """The line of stub.py that a message on a cell of its notebook speaks of; 0 where unknown."""
    cell, line = message.fields.get("cell", 0), message.fields.get("line", 1)
    cells = entry.stub_cells
    at = int(str(cell)) - (2 if course.settings.install else 1)
    return cells[at].first_line + int(str(line)) - 1 if 0 <= at < len(cells) else 0


def _stopped(message: Message, line: object) -> str:
    """How a run stopped, in a few words: what and where."""
    fields = message.fields
    kind = message.code.rpartition(".")[2]
    what = f"{fields['type']}: {fields['message']}" if "type" in fields else kind
    return f"{what}, line {line}" if line else what


def check_sample(
    course: Course, entry: CourseExercise, path: Path, sandbox: Sandbox
) -> CheckedSample:
    """Grade one sample and hold it against its promise: what it loses, is named, what leaks."""
    promise = promise_of(path)
    unknown = list(_strangers(entry.exercise, path, promise))
    graded = _grade(course, entry, path, sandbox)
    mine = graded.result.exercises[0]
    findings = [*_check_faults(mine, path.name, graded), *unknown]
    lost = _lost(entry.exercise, mine)
    if lost != promise.loses and not unknown:
        said, is_so = sorted(promise.loses), sorted(lost)
        problem = f"should lose {said} but loses {is_so}{_why(graded, lost - promise.loses)}"
        findings.append(Finding(mine.id, path.name, problem))
    named = {f"{p.id}={p.misconception.id}" for p in mine.parts if p.misconception}
    if named != promise.names and not unknown:
        said, is_so = sorted(promise.names), sorted(named)
        findings.append(Finding(mine.id, path.name, f"should name {said} but names {is_so}"))
    text = to_json(public(graded.result)).decode()
    findings += [
        Finding(mine.id, path.name, f"the result gives away {leak}")
        for leak in leaks(text, entry, graded, path.read_text(encoding="utf-8"))
    ]
    return CheckedSample(findings, graded)


def _lost(exercise: Exercise, mine: ExerciseResult) -> set[str]:
    """The parts that did not earn everything, but for texts that a person has yet to mark."""
    return {
        p.id
        for p in mine.parts
        if p.points < p.max_points
        and not (p.status == "to-mark" and isinstance(exercise.part(p.id).check, Written))
    }


def _strangers(exercise: Exercise, path: Path, promise: Promise) -> Iterator[Finding]:
    """What a sample's docstring speaks of and the exercise does not have."""
    parts = [part.id for part in exercise.parts]
    slips = [f"any-{slip.id}" for slip in SLIPS]
    for name in sorted(promise.loses - set(parts)):
        problem = f"its line 'loses:' has '{name}', which is no part{meant(name, parts)}"
        yield Finding(exercise.id, path.name, problem)
    if path.stem == CORRECT and promise.loses:
        problem = "its line 'loses:' must say 'nothing': this is the sample that earns everything"
        yield Finding(exercise.id, path.name, problem)
    for name in sorted(promise.names):
        part, equals, wrong_rule = name.partition("=")
        known = [*(m.id for m in exercise.misconceptions if m.part == part), *slips]
        if not equals:
            problem = "write part=misconception"
        elif part not in parts:
            problem = f"there is no part '{part}'{meant(part, parts)}"
        elif wrong_rule not in known and not isinstance(exercise.part(part).check, Judge):
            problem = f"'{part}' has no such misconception{meant(wrong_rule, known)}"
        else:
            continue
        yield Finding(exercise.id, path.name, f"its line 'names:' has '{name}': {problem}")


def _why(graded: Graded, unexpected: Collection[str]) -> str:
    """What makes a sample lose more than it says: how it stopped, or what its values should be."""
    mine = graded.result.exercises[0]
    stops = [one for one in mine.messages if one.code.startswith(("cell.", "code."))]
    if stops and unexpected:
        return f"; it stopped: {_stopped(stops[0], stops[0].fields.get('line'))}"
    staff = graded.result.staff
    expected = {one.part: one.expected for one in staff.parts} if staff else {}
    said = [
        f"{part.id} is {part.value or part.message.code}, expected {expected[part.id]}"
        for part in mine.parts
        if part.id in unexpected and expected.get(part.id)
    ]
    return f" ({'; '.join(said)})" if said else ""


def _grade(course: Course, entry: CourseExercise, path: Path, sandbox: Sandbox) -> Graded:
    return grade(path, course, sandbox, exercises=[entry.exercise.id], limits=LIMITS)


def _check_faults(mine: ExerciseResult, where: str, graded: Graded) -> Iterator[Finding]:
    staff = graded.result.staff
    for fault in staff.faults if staff else ():
        yield Finding(mine.id, where, f"a check failed: {fault}")

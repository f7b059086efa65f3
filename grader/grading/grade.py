"""One submission, from file to result: load, cut, run, judge, add up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.execution.recorded import dump
from grader.execution.sandbox import Execution, Job, Limits, Sandbox
from grader.grading.course import Course, CourseExercise
from grader.grading.diagnose import Rerun, reruns
from grader.grading.identity import released
from grader.grading.mark import Marked, SectionSeen, mark
from grader.grading.plan import Plan, key_of, plan
from grader.grading.result import FileRef, Message, Result, Reveal, Run, Staff, SubmissionRef
from grader.grading.scoring import exercise_result, highest, staff_parts
from grader.observation.observation import Data, Observation, OutOfMemory, TimedOut, Value
from grader.submission.load import load_content, load_submission
from grader.submission.names import is_python

SEED = 20260101


@dataclass(frozen=True, slots=True)
class Again:
    """A re-run and what came out of it."""

    rerun: Rerun
    execution: Execution


@dataclass(frozen=True, slots=True)
class Graded:
    """A result with what belongs to it.

    Attributes:
        result: Scored, with its staff part.
        pictures: PNG by SHA-256, as referred to in the result.
        limited: Whether a limit of time or memory was hit, which on a loaded machine may not have
            been the code's fault.
        ran: What was run, with what came out of it.
        again: The same of each re-run with other givens.
    """

    result: Result
    pictures: Mapping[str, bytes]
    limited: bool
    ran: tuple[Job, Execution]
    again: tuple[Again, ...] = ()

    @property
    def observations(self) -> bytes:
        """`grader.observations/1`, from which it can be judged again."""
        return dump(*self.ran)

    @property
    def diagnoses(self) -> tuple[bytes, ...]:
        """The same of each re-run."""
        return tuple(dump(one.rerun.job, one.execution) for one in self.again)


def choose(course: Course, ids: Sequence[str]) -> tuple[CourseExercise, ...]:
    """The exercises of these ids in the course's order; all of them if none is named.

    Raises:
        UsageError: An id is unknown.
    """
    wanted = {course.find(one).exercise.id for one in ids}
    return tuple(e for e in course.exercises if not ids or e.exercise.id in wanted)


def stub_names(course: Course, asked: Sequence[CourseExercise] = ()) -> list[str]:
    """File names of the stubs of these exercises, or of all, which decide among several files."""
    entries = asked or course.exercises
    stems = [course.settings.notebook, *(entry.folder.name for entry in entries)]
    released = [e.exercise.released.notebook for e in entries if e.exercise.released is not None]
    return [*(f"{stem}{ending}" for stem in stems for ending in (".ipynb", ".py")), *released]


def grade(
    path: Path,
    course: Course,
    sandbox: Sandbox,
    *,
    exercises: Sequence[str] = (),
    limits: Limits | None = None,
    reveal: Reveal | None = None,
) -> Graded:
    """Grade one submission.

    Args:
        path: A notebook, a module, a folder or a zip.
        course: What to hold it against.
        sandbox: Where its code runs.
        exercises: Ids of the exercises to grade; all of the course's by default.
        limits: Bounds on the run.
        reveal: What the result may show; a nudge alone by default.

    Raises:
        UsageError: The path does not exist, or an exercise id is unknown.
        SubmissionError: Nothing in it can be graded.
        GradingError: It could not be run, for reasons of ours.
    """
    planned = prepare(path, course, exercises=exercises, limits=limits)
    return run(planned, course, sandbox, reveal)


def prepare(
    path: Path,
    course: Course,
    *,
    exercises: Sequence[str] = (),
    limits: Limits | None = None,
) -> Plan:
    """Read a submission and lay out its run; nothing is executed. Raises as `grade` does."""
    try:
        there = path.exists()
    except (OSError, ValueError):  # a name too long, a loop of links
        there = False
    if not there:
        raise UsageError(f"{path}: there is no such file or folder")
    asked = choose(course, exercises)
    submission = load_submission(path, names=stub_names(course, asked), word=course.settings.word)
    return plan(submission, course, asked, limits or Limits(), SEED)


def prepare_content(
    data: bytes,
    file_name: str,
    course: Course,
    *,
    exercises: Sequence[str] = (),
    limits: Limits | None = None,
) -> Plan:
    """The same for a submission in memory: a file, or a zip of several, and what it is called.

    Raises:
        UsageError: An exercise id is unknown.
        SubmissionError: Nothing in it can be graded.
    """
    asked = choose(course, exercises)
    word = course.settings.word
    submission = load_content(data, file_name, names=stub_names(course, asked), word=word)
    return plan(submission, course, asked, limits or Limits(), SEED)


def run(planned: Plan, course: Course, sandbox: Sandbox, reveal: Reveal | None = None) -> Graded:
    """Execute what was laid out, once more with other givens where it lost points, and judge it."""
    execution = sandbox.run(planned.job)
    marked = _mark(planned, execution)
    again = [Again(rerun, sandbox.run(rerun.job)) for rerun in reruns(planned, marked)]
    if again:
        return judge(planned, course, execution, again, reveal)
    return _graded(planned, course, execution, (), marked, reveal or Reveal())


def judge(
    planned: Plan,
    course: Course,
    execution: Execution,
    again: Sequence[Again] = (),
    reveal: Reveal | None = None,
) -> Graded:
    """The result of a run; pure, so that stored observations give the same result again.

    Args:
        planned: What was run and asked.
        course: What to hold it against.
        execution: What came out.
        again: Sections that were run with other givens, to tell misconceptions apart.
        reveal: What the result may show; a nudge alone by default.
    """
    marked = _mark(planned, execution, again)
    return _graded(planned, course, execution, again, marked, reveal or Reveal())


def _graded(
    planned: Plan,
    course: Course,
    execution: Execution,
    again: Sequence[Again],
    marked: Sequence[tuple[CourseExercise, Marked]],
    shown: Reveal,
) -> Graded:
    """Verdicts, added up to a result."""
    scored = [exercise_result(entry, m, planned, execution, shown) for entry, m in marked]
    points = round(sum(one.points for one in scored), 2)
    most = round(sum(highest(entry.exercise, m) for entry, m in marked), 2)
    result = Result(
        submission=_submission_ref(planned),
        exercises=scored,
        points=points,
        max_points=sum(one.max_points for one in scored),
        highest_points=most,
        provisional=any(
            v.status in ("to-mark", "not-judged") for _, m in marked for v in m.verdicts.values()
        ),
        run=_run(planned, course, execution),
        reveal=shown,
        messages=_messages(planned, execution),
        staff=Staff(
            parts=[part for entry, m in marked for part in staff_parts(entry.exercise, m, planned)],
            faults=[fault for _, m in marked for fault in m.faults],
        ),
    )
    drawn = [picture.png for picture in execution.pictures if picture.png]
    pictures = {hashlib.sha256(png).hexdigest(): png for png in drawn}
    ran = (planned.job, execution)
    return Graded(result, pictures, limited(execution), ran, tuple(again))


def limited(execution: Execution) -> bool:
    """Whether a cell, an answer or a value in an answer ended at a limit of time or memory."""
    todo: list[Observation | Data] = [cell.fault for cell in execution.cells]
    todo += [seen for answers in execution.answers.values() for seen in answers.values()]
    while todo:
        match todo.pop():
            case TimedOut() | OutOfMemory():
                return True
            case Value(data):
                todo.append(data)
            case dict() as entries:
                todo += entries.values()
            case list() | tuple() as entries:
                todo += entries
            case _:
                pass
    return False


def _mark(
    planned: Plan, execution: Execution, again: Sequence[Again] = ()
) -> list[tuple[CourseExercise, Marked]]:
    """Every asked exercise, judged; with a re-run where there is one."""
    second = {one.rerun.entry.exercise.id: one for one in again}
    marked = []
    for entry in planned.asked:
        one = second.get(entry.exercise.id)
        other = None
        if one is not None:
            seen = section_seen(entry, planned, one.execution)
            other = mark(entry.exercise, seen, givens=one.rerun.givens)
        seen = section_seen(entry, planned, execution)
        marked.append((entry, mark(entry.exercise, seen, rerun=other)))
    return marked


def section_seen(entry: CourseExercise, planned: Plan, execution: Execution) -> SectionSeen:
    """What came out of one exercise's section, sorted by part."""
    section = entry.exercise.id
    answers = execution.answers.get(section, {})
    asked = entry.probes
    return SectionSeen(
        asked=asked,
        answers={
            part: {k: answers[key_of(part, k)] for k in probes if key_of(part, k) in answers}
            for part, probes in asked.items()
        },
        faults=[c.fault for c in execution.cells if c.section == section and c.fault is not None],
        bound=planned.sections.bound(section),
        complete=all(is_python(piece.source) for piece in planned.sections.of(section)),
        attempted=bool(planned.sections.of(section)),
    )


def _submission_ref(planned: Plan) -> SubmissionRef:
    submission = planned.submission
    main = FileRef(submission.main.path, submission.main.sha256, submission.main.size)
    helpers = [
        FileRef(path, hashlib.sha256(data).hexdigest(), len(data))
        for path, data in sorted(submission.helpers.items())
    ]
    return SubmissionRef(submission.name, submission.kind, submission.digest, [main, *helpers])


def _run(planned: Plan, course: Course, execution: Execution) -> Run:
    return Run(
        isolation=execution.level,
        versions={"grader": released(), **dict(sorted(execution.versions.items()))},
        seed=planned.job.seed,
        limits=asdict(planned.job.limits),
        course=course.settings.name,
        course_digest=course.digest,
    )


def _messages(planned: Plan, execution: Execution) -> list[Message]:
    messages = [Message(code, dict(fields)) for code, fields in planned.submission.remarks]
    if execution.level in ("limits", "none"):
        bare = execution.level == "none"
        messages.append(Message("isolation.none" if bare else "isolation.limits"))
    return messages

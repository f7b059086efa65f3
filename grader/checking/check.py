"""One file, from reading to findings: run it from top to bottom, ask, judge."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checking.plan import CheckPlan, key_of
from grader.checks.check import Answers
from grader.checks.verdict import remark
from grader.execution.sandbox import Execution, Sandbox
from grader.grading.places import located, of_cell
from grader.grading.result import Message
from grader.observation.observation import Observation, Raised
from grader.outline.finding import TROUBLE, Checked, Checkup, Finding, Spot
from grader.outline.judge import Judged, judge
from grader.outline.outline import Asked, Document, Outline
from grader.outline.questions import Questions
from grader.submission.names import loaded_names
from grader.submission.sections import Sections
from grader.submission.submission import Submission

MOST_MESSAGES = 100
"""Of the cells of a section; whoever stops in more of them has read enough."""


def run_check(planned: CheckPlan, sandbox: Sandbox) -> Checkup:
    """Run what was laid out, and judge what came out."""
    execution = sandbox.run(planned.job)
    submission = planned.work.submission
    return Checkup(
        file=submission.main.path[:400],
        digest=submission.main.sha256,
        isolation=execution.level,
        python=execution.versions.get("python", ""),
        exercises=[
            _checked(outline, planned, execution) for outline in planned.work.document.exercises
        ],
        messages=[
            *(Message(code, dict(fields)) for code, fields in submission.remarks),
            *_of_cells(None, planned, execution),
            *_of_packages(execution),
        ][:MOST_MESSAGES],
    )


def _of_packages(execution: Execution) -> list[Message]:
    """What is to be said where a package is missing: mostly it is another Python that has it."""
    faults = [cell.fault for cell in execution.cells]
    missing = any(isinstance(f, Raised) and f.type == "ModuleNotFoundError" for f in faults)
    return [Message("check.module")] if missing else []


def _checked(outline: Outline, planned: CheckPlan, execution: Execution) -> Checked:
    """The findings of one exercise; one whose section is not there has not been begun."""
    asked = planned.asked.get(outline.id)
    answers = execution.answers.get(outline.id, {})
    return checked(
        outline,
        asked,
        answers,
        planned.sections,
        planned.work.submission,
        _of_cells(outline.id, planned, execution),
        elsewhere_of(planned.work.document, planned.asked),
    )


def elsewhere_of(document: Document, asked: Mapping[str, Questions]) -> frozenset[str]:
    """The parts that are checked in an exercise of their own, and need not be as helpers."""
    there = [outline for outline in document.exercises if outline.id in asked]
    return frozenset(one.id for outline in there for one in outline.asked if not one.helper)


def checked(
    outline: Outline,
    asked: Questions | None,
    answers: Mapping[str, Observation],
    sections: Sections,
    submission: Submission,
    messages: list[Message],
    elsewhere: frozenset[str] = frozenset(),
) -> Checked:
    """The findings of one exercise.

    Args:
        outline: Of the exercise.
        asked: What was asked; None where no code of it was found.
        answers: What came back, by `key_of`.
        sections: Where things stand.
        submission: The file.
        messages: What was noticed of its cells.
        elsewhere: Helpers that are checked in the exercise that they come from.
    """
    judged: Mapping[str, Judged]
    if asked is None:
        judged = {}
        messages = [Message("missing.section")]
    else:
        judged = judge(outline, _sorted(asked, answers), asked.reruns)
        judged = _first_things_first(outline, judged, sections)
    shown = [
        one
        for one in outline.asked
        if not one.helper or (one.id not in elsewhere and _trouble(judged.get(one.id)))
    ]
    return Checked(
        id=outline.id,
        number=outline.number,
        title=outline.title,
        findings=[
            _finding(outline, one, judged[one.id], sections, submission)
            for one in shown
            if one.id in judged
        ],
        messages=messages,
    )


def _first_things_first(
    outline: Outline, judged: Mapping[str, Judged], sections: Sections
) -> dict[str, Judged]:
    """The same, but what is worked out from something that does not fit waits for that.

    One slip goes through the whole chain; it is named where it was made.
    """
    found = dict(judged)
    for one in outline.asked:
        mine = found.get(one.id)
        place = sections.place(outline.id, one.id)
        if mine is None or mine.state != "fails" or one.form != "number" or place is None:
            continue
        reads = loaded_names(place.excerpt)
        first = [
            other.id
            for other in outline.asked
            if other.id in reads and other.id != one.id and judged[other.id].state in TROUBLE
        ]
        if first:
            said = remark("check.after", name=one.id, parents=first)
            found[one.id] = Judged("unknown", (said,))
    return found


def _trouble(judged: Judged | None) -> bool:
    return judged is not None and judged.state in ("fails", "missing")


def _sorted(asked: Questions, answers: Mapping[str, Observation]) -> dict[str, Answers]:
    """The answers by part."""
    return {
        part: Answers(
            mine, {k: answers[key_of(part, k)] for k in mine if key_of(part, k) in answers}
        )
        for part, mine in asked.probes.items()
    }


def _finding(
    outline: Outline, one: Asked, judged: Judged, sections: Sections, submission: Submission
) -> Finding:
    reached = judged.remarks
    if judged.state == "missing" and one.id in sections.bound(outline.id):
        reached = tuple(
            remark("check.not-reached", name=one.id) if said.code == "missing" else said
            for said in judged.remarks
        )
    messages = [located(said, sections, submission) for said in reached]
    return Finding(
        part=one.id,
        title=one.title,
        state=judged.state,
        messages=messages,
        spot=_spot(outline, one, sections, submission),
    )


def _spot(outline: Outline, one: Asked, sections: Sections, submission: Submission) -> Spot | None:
    for name in (one.id, one.table):
        place = sections.place(outline.id, name) if name else None
        if place is not None:
            return Spot(None if submission.kind == "module" else place.cell, place.line)
    return None


def _of_cells(section: str | None, planned: CheckPlan, execution: Execution) -> list[Message]:
    """What happened in the cells of a section; helpers of ours are not among them."""
    most = len(planned.sections.pieces)
    submission = planned.work.submission
    found = []
    for run in execution.cells:
        if run.section == section and run.index <= most:
            found += of_cell(run, planned.sections, submission)
    return found[:MOST_MESSAGES]

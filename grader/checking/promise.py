"""Whether the relations of an exercise hold where all is right, which is for authors to know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grader.checking.check import run_check
from grader.checking.plan import plan_check
from grader.checking.reading import Work
from grader.execution.sandbox import Limits, Sandbox
from grader.grading.result import Message
from grader.outline.finding import Finding
from grader.outline.outline import Document
from grader.submission.load import load_submission


def broken_relations(
    document: Document,
    sample: Path,
    sandbox: Sandbox,
    word: Callable[[Message], str] = lambda message: message.code,
) -> list[str]:
    """What a right submission would be told that is not so, a sentence each; nothing if all holds.

    Args:
        document: The outline of one exercise.
        sample: A submission that is right.
        sandbox: Where it runs.
        word: What a message says.

    Raises:
        SubmissionError: It holds nothing of the exercise.
    """
    if not any(outline.asked for outline in document.exercises):
        return []  # all of it is read by a person
    submission = load_submission(sample, names=(), word=document.word)
    checkup = run_check(plan_check(Work(sample, submission, document), Limits()), sandbox)
    related = {one.part for outline in document.exercises for one in outline.relations}
    return [
        sentence
        for finding in checkup.findings
        if (sentence := _sentence(finding, word, related=finding.part in related))
    ]


def _sentence(finding: Finding, word: Callable[[Message], str], *, related: bool) -> str:
    due = "holds" if related else "present"
    if finding.state in ("holds", due):
        return ""
    said = " ".join(word(message) for message in finding.messages) or "nothing is said"
    what = "the relation is at fault" if related else "the part is asked for in another form"
    begin = f"`grader check` finds '{finding.state}' for {finding.part}, not '{due}'"
    return f"{begin} ({said}); {what}, or this sample"

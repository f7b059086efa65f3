"""How each state of a finding is shown: by a word, an icon and a tone; and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from grader.outline.finding import Checkup, Finding, State
from grader.report.looks import Look
from grader.report.safe import one_line
from grader.report.wording import word

STATES: Mapping[State, Look] = MappingProxyType(
    {
        "holds": Look("Fits", "tick", "good"),
        "present": Look("There", "ring", "plain"),
        "fails": Look("Look again", "cross", "bad"),
        "missing": Look("Missing", "ring", "bad"),
        "crashed": Look("Stopped by an error", "bang", "bad"),
        "timed-out": Look("Out of time", "clock", "bad"),
        "unknown": Look("Cannot be told", "query", "open"),
    }
)
SIGNS: Mapping[State, str] = MappingProxyType(
    {
        "holds": "✓",
        "present": "·",
        "fails": "✗",
        "missing": "✗",
        "crashed": "✗",
        "timed-out": "✗",
        "unknown": "?",
    }
)
NO_MARK = (
    "This says whether your values fit each other. Whether they are right, only grading tells."
)


def said(finding: Finding) -> str:
    """What is to be said of a finding, as one paragraph; of what fits, nothing."""
    return " ".join(word(message) for message in finding.messages)


def verdict(checkup: Checkup) -> str:
    """All of it in a sentence."""
    findings, troubles = checkup.findings, len(checkup.troubles)
    fits = sum(finding.state == "holds" for finding in findings)
    open_ = sum(finding.state == "unknown" for finding in findings)
    if not findings:
        return "Nothing was found that could be checked."
    if troubles:
        things = "thing" if troubles == 1 else "things"
        return f"{troubles} {things} to look at; {fits} of {len(findings)} parts fit."
    if stopped(checkup):
        return "The code does not run to its end."
    if open_:
        return f"{fits} of {len(findings)} parts fit; of {open_} it cannot be told."
    return f"Nothing to complain of: {fits} of {len(findings)} parts fit, the others are there."


def hand_in(checkup: Checkup, name: str | None) -> list[str]:
    """What a notebook says below its findings."""
    notes = []
    if checkup.live:
        notes.append(
            "Checked was what this kernel holds now, which may be left over from cells that are "
            "changed or gone. %check --clean runs the saved file from top to bottom in a fresh "
            "process, as grading does."
        )
    if name is not None:
        notes.append(f"The file to hand in is {one_line(name)}.")
    return notes


def stopped(checkup: Checkup) -> bool:
    """Whether any of the code did not run to its end."""
    messages = [*checkup.messages, *(m for one in checkup.exercises for m in one.messages)]
    return any(message.code.startswith(("cell.", "code.")) for message in messages)

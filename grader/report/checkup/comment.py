"""Findings of somebody's own run -> a comment on a pull request.

The artifact may be forged: a fork can change the workflow that made it. So the comment holds names
and states that have the form of names and states, no text of the artifact's besides, no points,
and it says whose run it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.outline.finding import Checked, Checkup
from grader.report.checkup.states import SIGNS, STATES, stopped

MARKER = "<!-- grader-check -->"
"""By which the comment is found again."""
MOST_PARTS = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_ID = re.compile(r"[a-z][a-z0-9-]{0,59}")


def render_comment(checkup: Checkup) -> str:
    """The comment, as Markdown; well below the 65,536 characters that one may have."""
    return "\n".join(_lines(checkup)) + "\n"


def _lines(checkup: Checkup) -> Iterator[str]:
    yield MARKER
    troubles, count = len(checkup.troubles), len(checkup.findings)
    yield "### Check of this pull request's submission"
    yield ""
    if not count:
        yield "Nothing was found that could be checked."
    elif not troubles and stopped(checkup):
        yield "The code does not run to its end."
    elif troubles:
        yield f"{troubles} of {count} parts are to be looked at."
    else:
        yield f"Nothing to complain of in {count} parts."
    left = MOST_PARTS
    for exercise in checkup.exercises:
        shown = exercise.findings[:left]
        left -= len(shown)
        yield from _exercise(exercise, len(shown))
    yield ""
    yield (
        "The contributor's own run reported this; it is no mark, and whoever can change the "
        "workflow can change what it says. What is behind each line is in the summary of that run."
    )


def _exercise(exercise: Checked, count: int) -> Iterator[str]:
    name = exercise.id if _ID.fullmatch(exercise.id) else f"exercise {exercise.number}"
    yield ""
    yield f"**{name}**"
    yield ""
    if not count:
        yield "Nothing was found of it."
        return
    yield "| | part | |"
    yield "|---|---|---|"
    for finding in exercise.findings[:count]:
        part = f"`{finding.part}`" if _NAME.fullmatch(finding.part) else "(another name)"
        yield f"| {SIGNS[finding.state]} | {part} | {STATES[finding.state].word} |"

"""Feedback pages in a zip, called as the platform needs it to hand each to its student.

Canvas finds the student and the submission by the numbers in a file's name (assignment.rb,
`generate_comments_from_files`), Moodle by the folder's name (importziplib.php).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import BinaryIO

from grader.bundle.zips import zipped
from grader.export.archive import safe, unique
from grader.export.filled import Choices, Filled, Left, score_of
from grader.gradebook.rows import Attempt
from grader.gradebook.standing import Standing

PageOf = Callable[[Standing], bytes | None]
CANVAS_AGAIN = (
    "Canvas adds the pages as comments: uploading them a second time adds them a second time"
)
_MOODLE = re.compile(r"([^/]*_\d+_assignsubmission_[a-z]+)(?:_?|_(.+))", re.DOTALL)
_ENDING = re.compile(r"(?<=.)\.[A-Za-z0-9]{1,10}$", re.DOTALL)


def write_feedback(
    standings: Sequence[Standing], choices: Choices, page_of: PageOf, file: BinaryIO
) -> Filled:
    """Write the zip, page by page; members of a group who handed in together share one.

    Args:
        standings: Whose feedback.
        choices: Whether provisional results are handed out.
        page_of: Makes the page of a standing when it is its turn; None if there is no result.
        file: Where to.

    Returns:
        How many students got a page, and who did not; its document is empty.
    """
    taken: set[str] = set()
    done: set[int] = set()
    filled, left, layouts = 0, list[Left](), set[str]()
    with zipped(file) as add:
        for standing in standings:
            why = score_of(standing, choices)
            attempt = standing.attempt
            if isinstance(why, str):
                left.append(Left(standing.person.key, why))
                continue
            if attempt is not None and attempt.submission.id in done:
                filled += 1
                continue
            page = page_of(standing) if attempt is not None else None
            if attempt is None or page is None:
                left.append(Left(standing.person.key, "no result"))
                continue
            add(unique(_name(attempt), taken), page)
            done.add(attempt.submission.id)
            layouts.add(attempt.layout)
            filled += 1
    return Filled(
        document=b"",
        filled=filled,
        left=tuple(left),
        remarks=(CANVAS_AGAIN,) if "canvas" in layouts else (),
    )


def _name(attempt: Attempt) -> str:
    """The page's name in the zip."""
    origin = attempt.origin
    if attempt.layout == "canvas" and origin:
        return safe(_ENDING.sub("", origin), "_feedback.html")
    if attempt.layout == "moodle" and origin:
        found = _MOODLE.fullmatch(origin.strip("/"))
        if found and found[2]:
            return safe(found[1], "_feedback.html")
        return f"{safe(origin.strip('/'))}/feedback.html"
    return f"{safe(attempt.submission.slug)}/report.html"

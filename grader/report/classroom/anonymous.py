"""Results and records without what tells whose they are: names, paths and digests of files.

What students wrote themselves, such as a name in a comment, stays as they wrote it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from grader.grading.result import ExerciseResult, Message, PartResult, Result, SubmissionRef
from grader.report.classroom.record import Record, Without

FILE_FIELDS = frozenset({"file", "files"})
OF_FILES = frozenset({"not-judged", "not-graded", "unreadable"})
"""Kinds of problems that are those of a file."""


def anonymous_names(records: Sequence[Record]) -> tuple[str, ...]:
    """A new name for each record: numbered by digest, an order that tells nothing of a name."""
    digits = max(3, len(str(len(records))))
    order = sorted(range(len(records)), key=lambda at: _place(records[at]))
    names = [""] * len(records)
    for number, at in enumerate(order, 1):
        names[at] = f"Submission {number:0{digits}}"
    return tuple(names)


def anonymous_problems(without: Sequence[Without]) -> tuple[Without, ...]:
    """The same without names, and without reasons, which may hold one."""
    return tuple(
        replace(one, name=f"{'File' if one.kind in OF_FILES else 'Student'} {at}", reason="")
        for at, one in enumerate(without, 1)
    )


def anonymous_result(result: Result, name: str) -> Result:
    """The result as that of a submission of this name, without files."""
    secret = _secrets(result)
    return structs.replace(
        result,
        submission=SubmissionRef(name, result.submission.kind, name, []),
        exercises=[_exercise(exercise, name, secret) for exercise in result.exercises],
        messages=_messages(result.messages, name, secret),
    )


def _place(record: Record) -> tuple[str, str]:
    """Equal digests, too, come in an order that has nothing to do with names."""
    return record.digest, hashlib.sha256(record.name.encode("utf-8", "replace")).hexdigest()


def _secrets(result: Result) -> tuple[str, ...]:
    """Names, paths and digests, the longest first, so that none is left in pieces."""
    submission = result.submission
    known = {submission.name, submission.digest}
    for file in submission.files:
        known |= {file.path, file.path.rpartition("/")[2], file.sha256}
    return tuple(sorted((one for one in known if one), key=lambda one: (-len(one), one)))


def _exercise(exercise: ExerciseResult, name: str, secret: Sequence[str]) -> ExerciseResult:
    return structs.replace(
        exercise,
        parts=[_part(part, name, secret) for part in exercise.parts],
        messages=_messages(exercise.messages, name, secret),
    )


def _part(part: PartResult, name: str, secret: Sequence[str]) -> PartResult:
    return structs.replace(
        part,
        message=_message(part.message, name, secret),
        remarks=_messages(part.remarks, name, secret),
        where=None if part.where is None else structs.replace(part.where, path=name),
    )


def _messages(messages: Sequence[Message], name: str, secret: Sequence[str]) -> list[Message]:
    """All that are not about files."""
    return [
        _message(message, name, secret)
        for message in messages
        if not FILE_FIELDS & message.fields.keys()
    ]


def _message(message: Message, name: str, secret: Sequence[str]) -> Message:
    fields = {
        key: _hidden(value, name, secret) if isinstance(value, str) else value
        for key, value in message.fields.items()
    }
    return Message(message.code, fields)


def _hidden(text: str, name: str, secret: Sequence[str]) -> str:
    for one in secret:
        text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", lambda _: name, text)
    return text

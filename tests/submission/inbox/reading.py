"""What was read from an inbox, compared with what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.opening import opened_inbox
from grader.submission.inbox.recognise import recognise
from tests.submission.inbox.describing import Expected

BOOK = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}]}'


def read(path: Path, **options: Any) -> Recognised:
    """What a path is recognised as, its files read and held in memory."""
    with opened_inbox(path) as inbox:
        found = recognise(inbox, **options)
        hand_ins = tuple(replace(one, files=tuple(map(_held, one.files))) for one in found.hand_ins)
    return replace(found, hand_ins=hand_ins)


def _held(file: Found) -> Found:
    data = file.read(10**8)
    return Found(file.path, len(data), lambda _most: data)


def as_expected(one: HandIn, like: Expected) -> Expected:
    """A hand-in as what was expected of it; the origin only where the writer told one."""
    return Expected(
        key=one.key,
        files={file.path: file.read(10**6) for file in one.files},
        name=one.name,
        mark=one.mark,
        at=one.submitted_at,
        late=one.late,
        origin=one.origin if like.origin else "",
        members=tuple(member.key for member in one.members),
    )


def same(found: Recognised, expected: Sequence[Expected]) -> None:
    """Whether what was read is what was written, all of it."""
    assert len(found.hand_ins) == len(expected)
    pairs = zip(found.hand_ins, expected, strict=True)
    assert [as_expected(one, like) for one, like in pairs] == list(expected)

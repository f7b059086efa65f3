"""What a download of a class is read as: one hand-in for each student or group and attempt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from grader.submission.files import Found

Layout = Literal["plain", "canvas", "moodle", "blackboard", "gradescope", "nbgrader", "git"]
"""Whose download it is; plain is a folder of files and folders."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of those who handed in together, by the platform's id."""

    key: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """What one student or group handed in at one moment.

    Attributes:
        key: The platform's id of the student or group; in a plain folder, the path without ending.
        files: What was handed in; their paths are those that the student gave them.
        layout: Whose download it was found in.
        origin: What feedback must be called for the platform to find the way back: the name of the
            first file in a Canvas or Blackboard download, of the folder in that of Moodle or
            Gradescope, the path elsewhere.
        name: What the platform calls the student or group, if it says.
        mark: What tells this attempt from another one of the same content, if the platform says:
            attachment ids, a time, a submission's id, a commit.
        submitted_at: When, with its time zone, if the platform says.
        late: Whether the platform marks it as late.
        members: Those who handed in together, if the platform lists them.
        ids: More ids of the student by the platform's words for them, such as "username".
    """

    key: str
    files: tuple[Found, ...]
    layout: Layout
    origin: str
    name: str = ""
    mark: str = ""
    submitted_at: dt.datetime | None = None
    late: bool = False
    members: tuple[Member, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was made of an inbox.

    Attributes:
        layout: Whose download it was taken for.
        hand_ins: In order of their keys, then of time.
        matched: How many entries belong to the layout.
        total: How many entries there are, without those that mean nothing anywhere.
        unknown: The paths of the others.
        remarks: Sentences on what was noticed, such as entries that were not safe to read.
    """

    layout: Layout
    hand_ins: tuple[HandIn, ...]
    matched: int
    total: int
    unknown: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The share of the entries that belong to the layout, from 0 to 1."""
        return self.matched / self.total if self.total else 0.0

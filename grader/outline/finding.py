"""What `grader check` found, `grader.check/1`: no points, and nothing that is expected.

It may come from anybody, as an artifact of somebody's run, so it is read strictly and within
bounds.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from grader.grading.result import Message

SCHEMA: Literal["grader.check/1"] = "grader.check/1"
MAX_BYTES = 2**20

State = Literal["holds", "present", "fails", "missing", "crashed", "timed-out", "unknown"]
"""`holds`: it fits the student's other values. `present`: it is there, and only grading tells more.
`unknown`: that it fits could not be told."""
TROUBLE: frozenset[State] = frozenset({"fails", "missing", "crashed", "timed-out"})
Text = Annotated[str, Meta(max_length=400)]
Place = Annotated[int, Meta(ge=0, lt=2**31)]


class Spot(Struct, frozen=True, forbid_unknown_fields=True):
    """Where in the file: `line` counts within the cell, from 1; a module has no cells."""

    cell: Place | None
    line: Place


class Finding(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of one part."""

    part: Text
    title: Text
    state: State
    messages: Annotated[list[Message], Meta(max_length=20)] = []
    spot: Spot | None = None


class Checked(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The findings of one exercise; `messages` are of its cells."""

    id: Text
    number: Place
    title: Text
    findings: Annotated[list[Finding], Meta(max_length=200)]
    messages: Annotated[list[Message], Meta(max_length=200)] = []


class Checkup(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All findings of one file, or of a live namespace.

    Attributes:
        file: The name of the file; the one to hand in, where the namespace is live.
        live: Whether a live namespace was looked at, in which old names may be left.
        isolation: Of the run; a live namespace has none.
        python: The version that ran it.
        messages: What was noticed of the file as a whole.
    """

    schema: Literal["grader.check/1"] = SCHEMA
    file: Text
    digest: Text = ""
    live: bool = False
    isolation: Literal["full", "restricted", "limits", "none"] = "none"
    python: Text = ""
    exercises: Annotated[list[Checked], Meta(max_length=200)]
    messages: Annotated[list[Message], Meta(max_length=200)] = []

    @property
    def findings(self) -> list[Finding]:
        """Those of all exercises, in order."""
        return [finding for one in self.exercises for finding in one.findings]

    @property
    def troubles(self) -> list[Finding]:
        """Those that the student should look at."""
        return [finding for finding in self.findings if finding.state in TROUBLE]


def to_json(checkup: Checkup) -> bytes:
    """UTF-8 JSON, keys in a fixed order."""
    return msgspec.json.format(msgspec.json.encode(checkup), indent=2) + b"\n"


def from_json(data: bytes) -> Checkup:
    """Read it back; unknown fields, wrong types and what is too large are refused.

    Raises:
        msgspec.ValidationError: The data is no `grader.check/1`.
        msgspec.DecodeError: It is no JSON.
    """
    if len(data) > MAX_BYTES:
        raise msgspec.ValidationError(f"more than {MAX_BYTES} bytes")
    return msgspec.json.decode(data, type=Checkup)


def json_schema() -> dict[str, object]:
    """The JSON Schema, as published in docs/check.schema.json."""
    return msgspec.json.schema(Checkup)

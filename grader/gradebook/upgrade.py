"""Stored documents of earlier graders -> the schema that is written today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from grader.errors import GradingError, UsageError
from grader.grading.result import SCHEMA

RESULT = SCHEMA
OBSERVATIONS = "grader.observations/1"
"""As `execution.recorded` writes them."""
Document = dict[str, Any]
Step = Callable[[Document], Document]
STEPS: Mapping[str, Step] = {}
"""By the schema that it takes, what makes the next one of a document."""


class _Head(msgspec.Struct):
    schema: str


def upgraded(data: bytes, newest: str, steps: Mapping[str, Step] = STEPS) -> bytes:
    """The document in the schema `newest`; as it is if that is what it has.

    Raises:
        UsageError: A newer grader wrote it.
        GradingError: It is no such document.
    """
    try:
        schema = msgspec.json.decode(data, type=_Head).schema
        if schema == newest:
            return data
        document: Document = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise GradingError(
            f"what the gradebook holds as {newest} is damaged; take it from a backup"
        ) from None
    while schema in steps and schema != newest:
        document = steps[schema](document)
        schema = document["schema"]
    if schema != newest:
        raise UsageError(
            f"the gradebook holds a document of {schema}, and this grader knows {newest}; update "
            "the grader"
        )
    return msgspec.json.encode(document)

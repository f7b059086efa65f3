"""A message's code and fields -> the sentence that a person reads.

The sentences are in `sentences.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from grader.grading.result import Message
from grader.report.safe import one_line
from grader.report.sentences import SENTENCES

Field: TypeAlias = str | int | float | bool | list[str]

UNKNOWN = "…"
FIELD_LIMIT = 300
LIST_LIMIT = 8

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")
_WORDS = re.compile("[A-Za-z]{2,}(?: [A-Za-z]{2,})+")


def word(message: Message) -> str:
    """The sentence of a message; a code without a sentence is given back as it is."""
    template = SENTENCES.get(message.code)
    if template is None:
        return one_line(message.code)
    known = {name: _text(value) for name, value in message.fields.items()}
    said = _OPTIONAL.sub(lambda stretch: _if_known(stretch[1], known), template)
    return _FIELD.sub(lambda field: known.get(field[1], UNKNOWN), said)


def names(several: list[str]) -> str:
    """Names in backticks, as a list in a sentence: "`a`, `b` and `c`"; words stay as they are."""
    said = map(_text, several[:LIST_LIMIT])
    shown = [name if _WORDS.fullmatch(name) else f"`{name}`" for name in said]
    if len(several) > LIST_LIMIT:
        shown.append(f"{len(several) - LIST_LIMIT} more")
    if len(shown) < 2:
        return "".join(shown) or UNKNOWN
    return ", ".join(shown[:-1]) + " and " + shown[-1]


def _if_known(stretch: str, known: Mapping[str, str]) -> str:
    return stretch if all(known.get(name) for name in _FIELD.findall(stretch)) else ""


def _text(value: Field) -> str:
    if isinstance(value, list):
        return names(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= 64 else "a very large number"
    return one_line(value, FIELD_LIMIT).replace("`", "'")

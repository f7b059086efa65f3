"""A new exercise in the list of grader.toml: the text is changed, so that comments survive."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_OPENING = re.compile(r"^[ \t]*exercises[ \t]*=[ \t]*\[", re.MULTILINE)
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?P<space>\s+)|(?P<text>"(?:[^"\\\n]|\\.)*"|'[^'\n]*')|(?P<sign>.)"""
)


def listed(text: str, name: str) -> str | None:
    """The text of a grader.toml with one more exercise at the end of its list.

    None where that cannot be done so that all else stays: the result is read again and compared.
    """
    wanted = _read(text)
    if wanted is None or not isinstance(wanted.get("exercises"), list):
        return None
    wanted["exercises"] = [*wanted["exercises"], name]
    for opening in _OPENING.finditer(text):
        changed = _added(text, opening.end(), name)
        if changed is not None and _read(changed) == wanted:
            return changed
    return None


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _added(text: str, start: int, name: str) -> str | None:
    """With the name as the last entry of the list whose bracket ends before `start`."""
    last, entry = start, None  # the end of the last sign or text, and the start of the last text
    for token in _TOKEN.finditer(text, start):
        if token["sign"] == "]":
            break
        if token["text"] or token["sign"]:
            last = token.end()
        if token["text"]:
            entry = token.start()
    else:
        return None
    comma = "" if entry is None or text[last - 1] == "," else ","
    before = "" if entry is None else _indented(text, entry)
    after = "," if entry is not None and not comma else ""
    return f'{text[:last]}{comma}{before}"{name}"{after}{text[last:]}'


def _indented(text: str, entry: int) -> str:
    """What stands before an entry: a new line like its own, if it has one, else a space."""
    line = text.rfind("\n", 0, entry) + 1
    indent = text[line:entry]
    return " " if indent.strip() else f"\n{indent}"

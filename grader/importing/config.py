"""The YAML in otter's cells: a mapping of texts, lists and mappings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from grader.errors import UsageError
from grader.submission.inbox.plain_yaml import read_yaml

_PAIR = re.compile(r"(\w[\w ]*?)\s*:(?:\s+(.*))?$")


def read_config(text: str, where: str) -> Mapping[str, Any]:
    """What a cell says, with every scalar as the text that is written there.

    Without a package for YAML, what is plain is read: keys with a value, a list or a mapping.

    Raises:
        UsageError: It is no mapping.
    """
    if len(text) > 20_000:
        raise UsageError(f"{where}: its settings are too long")
    try:
        found = read_yaml(text.encode("utf-8", "replace"), where)
    except UsageError as error:
        if "pip install" not in str(error):
            raise
        found = _plain(text)
    if found is None or found == "":
        return {}
    if not isinstance(found, dict):
        raise UsageError(f"{where}: its settings are no mapping")
    return {str(key): value for key, value in found.items()}


def number(said: object) -> float | None:
    """A number of points; None where none is said."""
    try:
        value = float(str(said))
    except ValueError:
        return None
    return value if 0 <= value < 1e6 else None


def truth(said: object) -> bool:
    """Whether a text is one of YAML's words for true."""
    return str(said).strip().lower() in ("true", "yes", "on")


def _plain(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    last = ""
    for line in text.split("\n"):
        bare = re.sub(r"(^|\s)#.*$", "", line).rstrip()
        if not bare.strip():
            continue
        inner = bare.strip()
        pair = _PAIR.match(inner)
        if bare[0] not in " \t-" and pair:
            last = pair[1]
            found[last] = (pair[2] or "").strip("'\"")
        elif inner.startswith("- ") and last:
            entries = found[last] if isinstance(found[last], list) else []
            found[last] = [*entries, inner[2:].strip("'\" ")]
        elif pair and last:
            entries = found[last] if isinstance(found[last], dict) else {}
            found[last] = {**entries, pair[1]: (pair[2] or "").strip("'\"")}
    return found

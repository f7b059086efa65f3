"""YAML as plain data: texts, lists and mappings, whatever it claims to be."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from grader.errors import UsageError

DEEPEST = 100


def read_yaml(data: bytes, where: str) -> object:
    """The first document, in which every scalar is the text that is written there.

    So `0123` is no number, a date is no date, and a tag makes no object. An alias is the same list
    or mapping once more, and not a copy: whoever follows all of them may never come to an end.

    Raises:
        UsageError: It cannot be read, or there is nothing to read YAML with.
    """
    try:
        yaml = import_module("yaml")
    except ImportError:
        raise UsageError(
            f"{where}: reading it takes a package that is not installed: `pip install pyyaml`"
        ) from None
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        text = data.decode("utf-8-sig")
        _refuse_deep(yaml, text, loader)
        return yaml.load(text, Loader=loader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        raise UsageError(f"{where}: it cannot be read ({said}); download it again") from None


def _refuse_deep(yaml: Any, text: str, loader: Any) -> None:  # noqa: ANN401 - loaded when it runs
    """Raise if it is nested so deep that reading it would overflow the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise ValueError(f"it is nested more than {DEEPEST} deep")

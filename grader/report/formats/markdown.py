"""Text from outside as Markdown that shows it letter by letter: no markup, link or mention."""

from __future__ import annotations

import re

from grader.report.safe import one_line

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$:=^\"'/])")


def literal(text: str, limit: int = 400) -> str:
    """The text on one line with all that Markdown, HTML or the service would act on escaped."""
    return _escaped(one_line(text, limit))


def _escaped(line: str) -> str:
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;")
    return _MARKS.sub(r"\\\1", line)


def sentence(text: str, limit: int = 1_000) -> str:
    """A sentence of ours that may hold names in backticks: those are code, the rest is literal."""
    pieces = one_line(text, limit).split("`")
    if len(pieces) % 2 == 0:
        return literal(text, limit)
    return "".join(
        _code(piece) if number % 2 else _escaped(piece) for number, piece in enumerate(pieces)
    )


def _code(text: str) -> str:
    """A code span; HTML entities and mentions are not acted on within one."""
    inner = text.replace("|", "\\|").strip()
    return f"`{inner}`" if inner else "` `"

"""A sentence cut into words, code in backticks, and mathematics between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# No space inside of the signs, and no digit behind: "$5 or $6" is no mathematics.
_MATH = re.compile(r"\$(?! )([^$]+)(?<! )\$(?!\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence; `code` was in backticks, `math` between dollar signs."""

    text: str
    code: bool
    math: bool = False


def code_only(text: str) -> tuple[Span, ...]:
    """The text cut at its backticks; one without a partner stays as it is."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        pieces[-2:] = ["`".join(pieces[-2:])]
    cut = (Span(piece, code=at % 2 == 1) for at, piece in enumerate(pieces))
    return tuple(span for span in cut if span.text)


def code_and_math(text: str) -> tuple[Span, ...]:
    """The same, and what is left of it cut at dollar signs."""
    return tuple(part for span in code_only(text) for part in _math(span))


def _math(span: Span) -> Iterator[Span]:
    if span.code:
        yield span
        return
    for at, piece in enumerate(_MATH.split(span.text)):
        if piece:
            yield Span(piece, code=False, math=at % 2 == 1)

"""Python source -> tokens in which names, numbers, texts, comments and layout do not show."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Keyword, Name, Number, Operator, Punctuation, String  # type: ignore[import-untyped]

from grader.similarity.vocabulary import WELL_KNOWN

MOST_CHARACTERS, MOST_TOKENS = 30_000, 4_000
"""Of one section that are looked at; the longest right answer known has 2,000 and 500."""
_LEXER = PythonLexer()
_NAME, _NUMBER, _TEXT = "n", "0", "s"
_IMPORTS = frozenset({"import", "from"})


@dataclass(frozen=True, slots=True)
class Code:
    """Some code of a section: the cell it stands in, its first line there, and the source."""

    cell: int
    first_line: int
    source: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a section.

    Attributes:
        kinds: What each is, as a number that is the same on every machine.
        rows: The row of the section in which each stands, from 0: rows count on from one piece of
            code to the next.
    """

    kinds: NDArray[np.uint32]
    rows: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.kinds)


@dataclass(frozen=True, slots=True)
class _Lexed:
    """A token as it stands there; `is_name` if it is not known yet whose."""

    text: str
    row: int
    is_name: bool = False


def tokens_of(code: Iterable[Code]) -> Tokens:
    """The tokens of these pieces in order, as far as they are looked at."""
    kinds: list[NDArray[np.uint32]] = [np.empty(0, dtype=np.uint32)]
    rows: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]
    first, characters, count = 0, MOST_CHARACTERS, 0
    for piece in code:
        if characters <= 0 or count >= MOST_TOKENS:
            break
        found = _tokens(piece.source[:characters])
        kinds.append(found.kinds)
        rows.append(found.rows + np.int32(first))
        first += piece.source.count("\n") + 1
        characters -= len(piece.source)
        count += len(found)
    return Tokens(np.concatenate(kinds)[:MOST_TOKENS], np.concatenate(rows)[:MOST_TOKENS])


@lru_cache(maxsize=1_000)
def _tokens(source: str) -> Tokens:
    """Of one piece; the same piece is found with many."""
    found = list(islice(_lexed(source), MOST_TOKENS))
    kinds = [_kind(_word(found, at)) for at in range(len(found))]
    rows = [one.row for one in found]
    return Tokens(np.array(kinds, dtype=np.uint32), np.array(rows, dtype=np.int32))


@lru_cache(maxsize=10_000)
def _kind(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace"))


def _lexed(source: str) -> Iterator[_Lexed]:
    """All but white space, comments, docstrings and imports; a text is one token."""
    row = 0
    fresh, importing, in_text = True, False, False
    for _, kind, text in _LEXER.get_tokens_unprocessed(source):
        importing = importing or (fresh and text in _IMPORTS and kind in Keyword)
        is_text = kind in String and kind not in String.Doc
        if not importing and is_text and not in_text:
            yield _Lexed(_TEXT, row)
        elif not importing and kind in Number:
            yield _Lexed(_NUMBER, row)
        elif not importing and (kind in Name or kind in Keyword):
            yield _Lexed(text, row, kind in Name)
        elif not importing and (kind in Operator or kind in Punctuation) and text != ";":
            yield _Lexed(text, row)
        breaks = text.count("\n")
        row += breaks
        in_text = is_text
        fresh = (fresh and not text.strip()) or breaks > 0 or text == ";"
        importing = importing and not fresh


def _word(found: Sequence[_Lexed], at: int) -> str:
    """What is compared: of names only those that all know, where they are used so."""
    token = found[at]
    if not token.is_name:
        return token.text
    called = at + 1 < len(found) and found[at + 1].text == "("
    of_something = at > 0 and found[at - 1].text == "."
    return token.text if token.text in WELL_KNOWN and (called or of_something) else _NAME

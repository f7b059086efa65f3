"""Free text made fit for a spreadsheet: no cell is a formula, and nothing is hidden in it.

A spreadsheet takes a cell that starts with one of a few signs for a formula (CWE-1236). One that
splits a line at other separators than the file's own may see such a start within a cell.
"""

from __future__ import annotations

import re
import unicodedata

_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫"  # noqa: RUF001 - spreadsheets read the wide and small ones too
_START = re.compile(rf"(^|[,;|\"])([\s\"'\u200c\u200d]*)(?=[{_SIGNS}])")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")


def free_text(text: str) -> str:
    """The text as a cell: on one line, without hidden characters, and never a formula.

    What would be read as one gets an apostrophe, which makes it text. Joiners stay within words
    and emoji.
    """
    return _START.sub(r"\1\2'", plain(text).strip("\u200c\u200d \t"))


def plain(text: str) -> str:
    """The text on one line; a control or hidden character is a space, as is a line's end."""
    seen = "".join(
        char if char in _JOINERS or unicodedata.category(char) not in _HIDDEN else " "
        for char in text
    )
    return " ".join(seen.split())

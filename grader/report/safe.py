"""Text that came from a student, made fit to be read: nothing hidden and nothing endless.

This is no escaping: HTML escapes on top of it. It is about characters that a reader does not see
but a terminal or a browser obeys: escape sequences, changes of writing direction, line separators.
"""

from __future__ import annotations

import unicodedata

CUT = " …"

# Control, format, surrogate, and the two separators that are line ends to some readers only.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Line ends and tabs are layout; the (non-)joiners are spelling in Persian and Hindi.
_WANTED = frozenset("\n\t\u200c\u200d")


def visible(text: str) -> str:
    r"""The text with every unseen character written out, as in `\x1b` or `\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text.replace("\r\n", "\n")))


def one_line(text: str, limit: int = 200) -> str:
    """The visible text on one line, at most `limit` characters of it."""
    head = text[: 4 * limit]
    line = visible(" ".join(head.split()))
    return _cut(line, limit, whole=len(head) == len(text))


def block(text: str, *, lines: int, limit: int) -> str:
    """The visible text with its line ends, at most so many lines and characters of it."""
    head = visible(text[:limit]).expandtabs(4).split("\n")
    kept = "\n".join(head[:lines]).rstrip()
    whole = len(text) <= limit and (len(head) <= lines or not any(map(str.strip, head[lines:])))
    return _cut(kept, limit, whole=whole)


def _shown(char: str) -> str:
    if char in _WANTED or unicodedata.category(char) not in _UNSEEN:
        return char
    return char.encode("unicode_escape").decode("ascii")


def _cut(text: str, limit: int, *, whole: bool) -> str:
    if whole and len(text) <= limit:
        return text
    return text[:limit].rstrip() + CUT

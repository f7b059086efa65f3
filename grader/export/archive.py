"""Names in zips that every system can unpack."""

from __future__ import annotations

import unicodedata

LONGEST = 200
"""Bytes of a name."""
_FORBIDDEN = frozenset('\\/:*?"<>|')


def safe(text: str, ending: str = "") -> str:
    """The text as the name of one file or folder, with this ending: not empty, hidden or a path."""
    kept = "".join(
        "_" if char in _FORBIDDEN or unicodedata.category(char)[0] == "C" else char for char in text
    )
    kept = kept.strip().lstrip(".") or "feedback"
    room = LONGEST - len(ending.encode())
    return kept.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + ending


def unique(name: str, taken: set[str]) -> str:
    """The name, numbered before its ending if some system takes it for one that was taken."""
    stem, dot, ending = name.rpartition(".")
    one, number = name, 1
    while _key(one) in taken:
        number += 1
        one = f"{stem}-{number}{dot}{ending}"
    taken.add(_key(one))
    return one


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())

"""Paths of submissions -> names for the files that are written about them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePath

LONGEST = 120
"""Bytes of a name; what is put behind it has room in the 255 that a file name may have."""
_ENDING = re.compile(r"(?<=.)\.(ipynb|pyw?|zip|json|txt|text|ipy)$", re.IGNORECASE | re.DOTALL)
_KEPT = frozenset("LMN")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?![^.])", re.IGNORECASE)


def unique_names(paths: Sequence[PurePath]) -> Iterator[str]:
    """A name for each relative path, in order: safe on every system, and none twice.

    `team1/alice.ipynb` becomes `team1-alice`; a name that was given already gets a number.
    """
    taken: set[str] = set()
    for path in paths:
        plain = _cut(_plain(_ENDING.sub("", "-".join(path.parts))), LONGEST) or "submission"
        name, number = plain, 1
        while _key(name) in taken:
            number += 1
            name = f"{_cut(plain, LONGEST - len(f'-{number}'))}-{number}"
        taken.add(_key(name))
        yield name


def _plain(text: str) -> str:
    """Letters, digits and `._-` of any script; nothing that a system or a shell reads otherwise."""
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(c if c in "._-" or unicodedata.category(c)[0] in _KEPT else "_" for c in normal)
    kept = kept.strip("._-")
    return f"_{kept}" if _DEVICE.match(kept) else kept


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore").rstrip("._-")


def _key(name: str) -> str:
    """What two names share if some system takes them for the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())

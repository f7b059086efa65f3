"""Names that a course can have, for whatever an assignment calls its things."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence


def folder_name(text: str) -> str:
    """A name for an exercise's folder: small letters, digits and _, and no keyword."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60] or "exercise"
    if not name[0].isalpha() or keyword.iskeyword(name):
        name = f"exercise_{name}"
    return name


def part_name(text: str) -> str:
    """An id for a part: letters, digits, _ and -."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")[:80] or "part"


def unique(names: Sequence[str], taken: Collection[str] = ()) -> Iterator[str]:
    """The names, each with a number behind it where it is there already."""
    seen = set(taken)
    for name in names:
        chosen, number = name, 2
        while chosen in seen:
            chosen, number = f"{name}_{number}", number + 1
        seen.add(chosen)
        yield chosen

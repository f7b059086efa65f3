"""The scripts of a bundle, with what differs from course to course filled in."""

from __future__ import annotations

import re
from pathlib import Path

_FOLDER = Path(__file__).parent / "scripts"
_PLACE = re.compile(r"@([a-z]+)@")


def script(name: str, **values: str) -> bytes:
    """The script of that name; each `@place@` in it takes the value of that name as it is."""
    text = (_FOLDER / f"{name}.in").read_text(encoding="utf-8")
    return _PLACE.sub(lambda place: values[place[1]], text).encode()

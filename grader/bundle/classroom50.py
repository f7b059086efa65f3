"""Checks for Classroom 50, which anybody can fetch: nothing in them is worth hiding."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from grader.bundle.script import script
from grader.bundle.wheel import Wheel

AUTOGRADER = "autograder.py"
OUTLINE = "outline.json"
REQUIREMENTS = "requirements.txt"


def classroom50(
    outline: bytes, wheel: Wheel, requirements: Sequence[str], names: Sequence[str]
) -> Mapping[str, bytes]:
    """The files of the folder, by name.

    Args:
        outline: What to check, without what is right.
        wheel: The engine.
        requirements: What students may import, as pip reads it.
        names: What the notebook or module may be called, without ending; the first is preferred.
    """
    own = {"wheel": wheel.name, "names": json.dumps(list(names), ensure_ascii=False)}
    return {
        AUTOGRADER: script(AUTOGRADER, **own),
        wheel.name: wheel.content,
        OUTLINE: outline,
        REQUIREMENTS: "".join(f"{one}\n" for one in requirements).encode(),
    }


def is_ours(name: str) -> bool:
    """Whether a file of that name is part of such a folder, of this version or another."""
    own = {AUTOGRADER, OUTLINE, REQUIREMENTS}
    return name in own or (name.startswith("gradient_grader-") and name.endswith(".whl"))

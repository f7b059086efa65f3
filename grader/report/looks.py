"""How each status is shown: by a word, an icon and a tone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from grader.grading.result import Status

Tone: TypeAlias = Literal["good", "some", "bad", "open", "plain"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is shown: by word, by icon and by tone (colour), never by one of them alone."""

    word: str
    icon: str
    tone: Tone

    @property
    def short(self) -> str:
        """The word as it is counted: "2 follow-through"."""
        return self.word.lower().removeprefix("right, ")


LOOKS: Mapping[Status, Look] = MappingProxyType(
    {
        "right": Look("Right", "tick", "good"),
        "follow-through": Look("Right, follow-through", "follow", "good"),
        "partial": Look("Partly right", "half", "some"),
        "wrong": Look("Not right", "cross", "bad"),
        "missing": Look("Missing", "ring", "bad"),
        "crashed": Look("Stopped by an error", "bang", "bad"),
        "timed-out": Look("Out of time", "clock", "bad"),
        "to-mark": Look("To be marked", "pen", "open"),
        "not-judged": Look("Not judged yet", "query", "open"),
    }
)
GIVEN = Look("Given", "given", "plain")
"""Of a number that is handed out, which is not judged."""

RIGHT: frozenset[Status] = frozenset({"right", "follow-through"})
NOT_RIGHT: frozenset[Status] = frozenset({"partial", "wrong", "missing", "crashed", "timed-out"})

"""Observations of trusted code, made in this process: for tests of everything above execution."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from grader.execution.inside.clock import Clock
from grader.execution.inside.evaluate import Unbound, answer
from grader.exercise.exercise import Exercise
from grader.grading.mark import Marked, SectionSeen, mark
from grader.grading.questions import probes_of
from grader.observation.codec import decode_observation, encode_probe
from grader.submission.names import bound_names


class World:
    """A namespace in this process, for the evaluator that runs inside the sandbox."""

    def __init__(
        self, namespace: Mapping[str, Any], bound: frozenset[str], figures: list[Any]
    ) -> None:
        self.namespace, self.bound, self.drawn = namespace, bound, figures

    def lookup(self, name: str, *, inherited: bool) -> Any:
        """As inside: strict names must be bound by the section."""
        if name in self.namespace and (inherited or name in self.bound):
            return self.namespace[name]
        raise Unbound(name)

    def figures(self) -> list[Any]:
        """What the test says was drawn."""
        return self.drawn

    def fault(self, error: BaseException) -> dict[str, Any]:
        """The JSON form of an exception."""
        return {"t": "raised", "type": type(error).__name__, "message": str(error)}


def observations(
    exercise: Exercise, source: str, *, figures: list[Any] | None = None, before: str = ""
) -> SectionSeen:
    """What would come out of this code as the section of that exercise; it is run right here.

    Args:
        exercise: Whose probes are asked.
        source: The section's code, trusted.
        figures: What it draws, as recorded data.
        before: Code of earlier sections.
    """
    namespace: dict[str, Any] = {"np": np}
    with np.errstate(all="ignore"):
        exec(compile(before, "before", "exec"), namespace)  # noqa: S102 - the test's own code
        with suppress(Exception):  # an error in a section ends it, and what it bound stays
            exec(compile(source, "section", "exec"), namespace)  # noqa: S102
        world = World(namespace, bound_names(source), figures or [])
        asked = probes_of(exercise, "test")
        answers = {
            part: {
                key: decode_observation(answer(encode_probe(probe), world, Clock(), 20.0))
                for key, probe in probes.items()
            }
            for part, probes in asked.items()
        }
    return SectionSeen(asked=asked, answers=answers, bound=bound_names(source))


def marked(exercise: Exercise, source: str, **options: Any) -> Marked:
    """The verdicts on this code."""
    result = mark(exercise, observations(exercise, source, **options))
    assert not result.faults, result.faults
    return result


def statuses(exercise: Exercise, source: str, **options: Any) -> dict[str, str]:
    """The status of each part on this code."""
    found = marked(exercise, source, **options).verdicts
    return {part: verdict.status for part, verdict in found.items()}

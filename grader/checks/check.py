"""The one interface of all checks: what to ask, and how to judge what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.random import Generator

from grader.checks.misconception import Misconception
from grader.checks.rule import Rule
from grader.checks.verdict import Verdict
from grader.observation.observation import Missing, Observation
from grader.observation.probe import Probe, Ref

VALUE = "value"
"""The key under which a check asks for the part itself."""


@dataclass(frozen=True, slots=True)
class Ask:
    """For whom a check asks: the part's name, and a generator for random points.

    `inherited` is set for helpers, which may come from an earlier section.
    """

    part: str
    rng: Generator
    inherited: bool = False

    def ref(self, name: str | None = None, *, inherited: bool = False) -> Ref:
        """The student's own thing of that name; by default the part's."""
        return Ref(self.part if name is None else name, inherited=self.inherited or inherited)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked for one part, and what came back, by key."""

    asked: Mapping[str, Probe]
    answers: Mapping[str, Observation]

    def __getitem__(self, key: str) -> Observation:
        return self.answers.get(key, Missing(key))


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a check may know when it judges one part; plain data, nothing that runs.

    Attributes:
        part: The part's name.
        here: The part's own probes and their answers.
        parts: The same of all parts, helpers and givens, by name.
        true: True values by name, on the givens that the exercise states.
        verdicts: Of the parts that come before this one in the graph.
        misconceptions: Named wrong rules of this part.
        givens: Names that are givens, not parts.
        rerun: The same part after the section has run again with other givens; for diagnosis only.
    """

    part: str
    here: Answers
    parts: Mapping[str, Answers]
    true: Mapping[str, Any]
    verdicts: Mapping[str, Verdict]
    misconceptions: tuple[Misconception, ...] = ()
    givens: frozenset[str] = frozenset()
    rerun: Seen | None = None

    def own(self, name: str) -> Observation:
        """What the student has under a name of the exercise."""
        answers = self.parts.get(name)
        return Missing(name) if answers is None else answers[VALUE]

    def is_right(self, name: str) -> bool:
        """Whether that part was judged right before."""
        verdict = self.verdicts.get(name)
        return verdict is not None and verdict.status == "right"


class Check(Protocol):
    """Probes and a judge. `rule` gives the part's true value, where there is one."""

    @property
    def rule(self) -> Rule | None:
        """The true value as a function of named parents; None if there is no such value."""
        ...

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """What to ask, known before anything runs; `VALUE` is the part itself."""
        ...

    def judge(self, seen: Seen) -> Verdict:
        """The verdict. Pure: the same `seen` gives the same verdict."""
        ...

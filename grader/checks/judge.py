"""Judge and Written: the way out for what no other check fits, and for what people must read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.checks.check import VALUE, Ask, Seen
from grader.checks.reading import fault_problem, show
from grader.checks.rule import Rule
from grader.checks.verdict import Verdict, remark
from grader.observation.observation import Value
from grader.observation.probe import Probe, Text


class Judge:
    """Judges by a function of one's own.

    Args:
        probes: What to ask, by key; or a function of `Ask` that gives it, for random points.
        function: A pure function of `Seen` that gives the verdict.
        rule: The part's true value, if others rest on it.
        within: The name of the dict that the part is an entry of, or of the function that it is
            said of, if it has no name of its own; for `grader check`.
    """

    def __init__(
        self,
        probes: Mapping[str, Probe] | Callable[[Ask], Mapping[str, Probe]],
        function: Callable[[Seen], Verdict],
        *,
        rule: Callable[..., object] | None = None,
        within: str = "",
    ) -> None:
        self._probes = probes
        self._function = function
        self.within = within
        self.rule = None if rule is None else Rule.of(rule)

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """As given."""
        return self._probes(ask) if callable(self._probes) else self._probes

    def judge(self, seen: Seen) -> Verdict:
        """As given."""
        return self._function(seen)


class Written:
    """An answer in words, or whatever else a person marks: the result is provisional until then.

    Args:
        cell: The mark of the cell that holds it, or of the last one above it; by default the answer
            is a text under the part's name.
        after: Whether it stands below that cell.
    """

    rule: Rule | None = None

    def __init__(self, cell: str = "", *, after: bool = False) -> None:
        self.cell, self.after = cell, after

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """The text."""
        return {VALUE: Text(self.cell, self.after) if self.cell else ask.ref()}

    def judge(self, seen: Seen) -> Verdict:
        """To be marked if there is a text, else missing."""
        observation = seen.here[VALUE]
        if not isinstance(observation, Value):
            problem = fault_problem(observation)
            return Verdict(status=problem.status, fraction=0.0, message=problem.remark)
        if not isinstance(observation.data, str) or not observation.data.strip():
            message = remark("written.nothing" if self.cell else "wrong.none", name=seen.part)
            return Verdict(status="missing", fraction=0.0, message=message)
        shown = show(observation)
        return Verdict(status="to-mark", fraction=0.0, message=remark("to-mark"), value=shown)

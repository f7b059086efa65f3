"""Observations -> verdicts -> points: pure, so that stored observations can be judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.checks.check import VALUE, Answers, Seen
from grader.checks.closeness import close
from grader.checks.reading import Numbers, fault_problem, read_numbers, show
from grader.checks.verdict import Staff, Verdict, remark
from grader.exercise.exercise import Exercise, Part
from grader.observation.observation import Fault, Missing, Observation
from grader.observation.probe import Probe


@dataclass(frozen=True, slots=True)
class SectionSeen:
    """What is known of one section after the run.

    Attributes:
        asked: Probes by part (or given) and key.
        answers: Observations by part and key.
        faults: How the section's cells ended that did not end well, in order.
        bound: Names that its code binds at the top level.
        complete: Whether all of its code could be read, so that `bound` is all there is.
        attempted: Whether there is any code of this section at all.
    """

    asked: Mapping[str, Mapping[str, Probe]]
    answers: Mapping[str, Mapping[str, Observation]]
    faults: Sequence[Fault] = ()
    bound: frozenset[str] = frozenset()
    complete: bool = True
    attempted: bool = True


@dataclass(frozen=True, slots=True)
class Marked:
    """One exercise, judged.

    Attributes:
        verdicts: By part id, in the order of the exercise; helpers are left out.
        changed: Givens that the student changed, with the value as shown.
        faults: Faults of ours, for staff: one line each.
        seen: What each part was judged by; of a re-run, what the first run is explained with.
    """

    verdicts: Mapping[str, Verdict]
    changed: Mapping[str, str]
    faults: tuple[str, ...]
    seen: Mapping[str, Seen]


def points_of(verdict: Verdict, part: Part) -> float:
    """The points that a verdict earns, to two decimals."""
    return round(verdict.fraction * part.points, 2)


def mark(
    exercise: Exercise,
    seen: SectionSeen,
    *,
    givens: Mapping[str, float] | None = None,
    rerun: Marked | None = None,
) -> Marked:
    """Judge all parts, parents first, so that what rests on a wrong value can follow through.

    Args:
        exercise: What to judge by.
        seen: What came out.
        givens: Those in force, where they are not the exercise's own.
        rerun: The same section, marked after a run with other givens. It tells misconceptions
            apart; it never earns or costs points.
    """
    in_force = {**exercise.givens, **(givens or {}), **exercise.fixed}
    true = exercise.graph.true_values(in_force)
    parts = {name: Answers(asked, seen.answers.get(name, {})) for name, asked in seen.asked.items()}
    verdicts: dict[str, Verdict] = {}
    faults: list[str] = []
    by_part: dict[str, Seen] = {}
    for part in _in_order(exercise):
        here = parts.get(part.id, Answers({}, {}))
        wrong_rules = tuple(m for m in exercise.misconceptions if m.part == part.id)
        known = Seen(
            part=part.id,
            here=here,
            parts=parts,
            true=true,
            verdicts=dict(verdicts),
            misconceptions=wrong_rules,
            givens=frozenset(exercise.givens),
            rerun=None if rerun is None else rerun.seen.get(part.id),
        )
        by_part[part.id] = known
        verdict = _judge(exercise, part, known, faults)
        verdicts[part.id] = _with_reason(verdict, here, seen)
    ordered = {part.id: verdicts[part.id] for part in exercise.parts}
    return Marked(ordered, _changed(exercise, parts), tuple(faults), by_part)


def _in_order(exercise: Exercise) -> list[Part]:
    """Helpers and parts with a rule, parents first; then those without."""
    order = exercise.graph.order
    with_rule = [exercise.part(name) for name in order]
    return [*with_rule, *(part for part in exercise.everything if part.id not in order)]


def _judge(exercise: Exercise, part: Part, seen: Seen, faults: list[str]) -> Verdict:
    """The check's verdict; an error in a check is ours, so that the part is not judged."""
    try:
        with np.errstate(all="ignore"):  # students' numbers overflow; that is no fault of ours
            return part.check.judge(seen)
    except Exception as error:  # noqa: BLE001 - whatever a check does, the student loses nothing
        faults.append(f"{exercise.id}/{part.id}: the check failed: {type(error).__name__}: {error}")
        return Verdict(
            status="not-judged",
            fraction=0.0,
            message=remark("not-judged.our-fault"),
            staff=Staff(notes=(f"{type(error).__name__}: {error}",)),
        )


def _with_reason(verdict: Verdict, here: Answers, seen: SectionSeen) -> Verdict:
    """A missing name is crashed or timed out where the section stopped before binding it."""
    if verdict.status != "missing":
        return verdict
    if not seen.attempted:
        return replace(verdict, message=remark("missing.section"))
    lost = here[VALUE]
    if not seen.faults or not isinstance(lost, Missing):
        return verdict
    if lost.name not in seen.bound and seen.complete:
        return verdict
    problem = fault_problem(seen.faults[0])
    if problem.status not in ("crashed", "timed-out"):
        return verdict
    return replace(verdict, status=problem.status, message=problem.remark)


def _changed(exercise: Exercise, parts: Mapping[str, Answers]) -> dict[str, str]:
    """Givens that hold another number than the exercise states, as shown."""
    changed = {}
    for name, stated in exercise.givens.items():
        observation = parts[name][VALUE] if name in parts else Missing(name)
        own = read_numbers(observation, name)
        if isinstance(own, Numbers) and own.array.size == 1:
            value = own.array.reshape(())
            if not close(value, np.asarray(stated, dtype=float)):
                changed[name] = show(observation) or ""
    return changed

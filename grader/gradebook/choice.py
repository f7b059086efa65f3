"""Which of a student's attempts counts, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.gradebook.lateness import Lateness, lateness
from grader.gradebook.rows import Attempt, Void
from grader.gradebook.scores import Score, score
from grader.gradebook.standing import Extension, Standings
from grader.grading.settings import Policy, Settings


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attempt with what it would count."""

    at: int
    attempt: Attempt
    score: Score
    late: Lateness
    penalty: float

    @property
    def points(self) -> float:
        """After the penalty."""
        return max(0.0, self.score.points - self.penalty)

    @property
    def status(self) -> Standings:
        """What became of it."""
        return "pending" if self.attempt.run is None else self.attempt.run.status

    @property
    def has_points(self) -> bool:
        """Whether it was graded, or a person gave all of its points."""
        return self.status == "graded" or self.score.by_hand

    @property
    def waits(self) -> bool:
        """Whether it may still be graded, which is up to us."""
        return not self.has_points and self.status != "not-graded"


def candidate(
    at: int,
    attempt: Attempt,
    settings: Settings,
    extension: Extension,
    voids: Sequence[Void],
) -> Candidate:
    """What the attempt with this number would count."""
    rules = settings.policy.late
    earned = score(attempt, voids, settings.policy.drop)
    due = extension.due or settings.due
    own = extension.due is not None
    late = lateness(attempt, due, rules, extension.late_days, own_due=own)
    of_points = rules.of == "points" or late.closed or not earned.max_points
    of = earned.points if of_points else earned.max_points
    return Candidate(at, attempt, earned, late, min(earned.points, of * late.percent / 100))


def choose(tries: Sequence[Candidate], policy: Policy) -> Candidate:
    """The one that counts.

    What can never have points counts only if there is nothing else, and so does what came too late.
    """
    hopeful = [one for one in tries if one.has_points or one.waits]
    if not hopeful:
        return tries[-1]
    in_time = [one for one in hopeful if not one.late.closed] or hopeful
    match policy.attempts:
        case "first":
            return in_time[0]
        case "best":
            known = [one for one in in_time if one.has_points]
            best = max(known, key=lambda one: (rounded(one.points), -one.at), default=None)
            return best or in_time[-1]
        case "last":
            return in_time[-1]


def hopes_of(chosen: Candidate, tries: Sequence[Candidate], policy: Policy) -> Sequence[Candidate]:
    """Where the best counts: those that may become better still."""
    if policy.attempts != "best" or (0 < chosen.score.max_points <= chosen.points):
        return ()
    return [one for one in tries if one.waits and not one.late.closed]


def reasons(chosen: Candidate, tries: Sequence[Candidate]) -> list[str]:
    """Why another attempt than the newest counts."""
    later = [one for one in tries[chosen.at :] if one.has_points or one.waits]
    if chosen.at == len(tries):
        return []
    why = "it is the one that counts"
    if not later:
        why = "what came later holds nothing that can be graded"
    elif not chosen.late.closed and all(one.late.closed for one in later):
        why = "what came later was too late to count"
    return [f"attempt {chosen.at} of {len(tries)}: {why}"]


def rounded(points: float) -> float:
    """As points are said and compared; never -0."""
    return round(points, 2) + 0.0

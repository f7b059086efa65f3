"""Records -> numbers: how a class did, and what each part tells about it. Pure.

A part that is not judged yet, or waits for a person, says nothing about its student: it is left out
of that part's numbers and of what other parts are held against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import correlation, fmean, median, quantiles

from grader.grading.result import Status
from grader.report.classroom.record import ExerciseRecord, PartRecord, Record

OPEN: frozenset[Status] = frozenset({"to-mark", "not-judged"})
FEWEST = 10
"""With fewer submissions a correlation says nothing."""
FEWEST_FOR_GROUPS = 30
GROUP = 0.27
"""The share of a class in its upper and in its lower group."""
BINS = 10


@dataclass(frozen=True, slots=True)
class Spread:
    """How numbers lie; quartiles are interpolated between them, as numpy does."""

    count: int
    mean: float
    median: float
    lower: float
    upper: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class PartStats:
    """What one part tells about a class.

    Attributes:
        judged: In how many submissions it was judged, missing ones included.
        mean: The share of its points earned on average in those.
        answered: The same without the missing ones: its difficulty.
        discrimination: The correlation of the share earned with that of all other parts.
        why: Why there is no discrimination, if there is none.
        upper_lower: The mean share of the upper group minus that of the lower one, by all other
            parts; None in a small class.
        counts: How often it had which status.
    """

    part: PartRecord
    judged: int
    mean: float | None
    answered: float | None
    discrimination: float | None
    why: str
    upper_lower: float | None
    counts: Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class ExerciseStats:
    """One exercise: in how many submissions it was looked for, and its parts."""

    exercise: ExerciseRecord
    submissions: int
    mean: float | None
    parts: tuple[PartStats, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A part of one submission, with the share of all its other parts that was earned."""

    part: PartRecord
    rest: float | None


def percents(records: Iterable[Record]) -> list[float]:
    """The percentage of each; those with nothing to earn have none."""
    return [100 * r.points / r.max_points for r in records if r.max_points > 0]


def spread(values: Sequence[float]) -> Spread | None:
    """How the values lie; None if there are none."""
    if not values:
        return None
    cut = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    return Spread(
        len(values), fmean(values), median(values), cut[0], cut[2], min(values), max(values)
    )


def histogram(values: Iterable[float]) -> tuple[int, ...]:
    """How many percentages are in each tenth; all of the points are in the last one."""
    count = Counter(min(max(int(value * BINS / 100 + 1e-9), 0), BINS - 1) for value in values)
    return tuple(count[at] for at in range(BINS))


def by_exercise(records: Iterable[Record]) -> tuple[ExerciseStats, ...]:
    """Every exercise, in the order of its number, with every part in the order of the course."""
    exercises: dict[str, list[ExerciseRecord]] = {}
    seen: dict[str, dict[str, list[_Seen]]] = {}
    for record in records:
        earned, most = _judged(record)
        for exercise in record.exercises:
            exercises.setdefault(exercise.id, []).append(exercise)
            for part in exercise.parts:
                parts = seen.setdefault(exercise.id, {}).setdefault(part.id, [])
                parts.append(_Seen(part, _rest(part, earned, most)))
    found = [
        ExerciseStats(
            exercise=several[0],
            submissions=len(several),
            mean=_mean([_share(one) for one in several if one.max_points > 0]),
            parts=tuple(map(part_stats, seen.get(name, {}).values())),
        )
        for name, several in exercises.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.exercise.number, one.exercise.id)))


def part_stats(seen: Sequence[_Seen]) -> PartStats:
    """The numbers of one part from all submissions that were asked for it."""
    judged = [one for one in seen if _counts(one.part)]
    pairs = [(_share(one.part), one.rest) for one in judged if one.rest is not None]
    related, why = discrimination([own for own, _ in pairs], [rest for _, rest in pairs])
    return PartStats(
        part=seen[0].part,
        judged=len(judged),
        mean=_mean([_share(one.part) for one in judged]),
        answered=_mean([_share(one.part) for one in judged if one.part.status != "missing"]),
        discrimination=related,
        why=why,
        upper_lower=upper_lower(pairs),
        counts=Counter(one.part.status for one in seen),
    )


def discrimination(own: Sequence[float], rest: Sequence[float]) -> tuple[float | None, str]:
    """The corrected item-rest correlation, or why there is none."""
    if len(own) < FEWEST:
        return None, "n too small"
    own, rest = [round(one, 9) for one in own], [round(one, 9) for one in rest]
    if len(set(own)) == 1 or len(set(rest)) == 1:
        return None, "no variance"
    return correlation(own, rest), ""


def upper_lower(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The mean share of the upper 27 % minus that of the lower 27 %, by the rest of their points.

    Those who are level at the border of a group share the places that are left in it, so that no
    order among them matters.

    Args:
        pairs: The share of the part and that of the rest, for each submission.
    """
    if len(pairs) < FEWEST_FOR_GROUPS:
        return None
    size = round(GROUP * len(pairs))
    lower = [(own, round(rest, 9)) for own, rest in pairs]
    upper = [(own, -rest) for own, rest in lower]
    return _lowest(upper, size) - _lowest(lower, size)


def _lowest(pairs: Sequence[tuple[float, float]], size: int) -> float:
    border = sorted(rest for _, rest in pairs)[size - 1]
    inside = [own for own, rest in pairs if rest < border]
    level = [own for own, rest in pairs if rest == border]
    return (fsum(inside) + (size - len(inside)) * fmean(level)) / size


def _judged(record: Record) -> tuple[float, float]:
    """The points earned and to be had in all parts that are judged."""
    parts = [part for exercise in record.exercises for part in exercise.parts if _counts(part)]
    return fsum(part.points for part in parts), fsum(part.max_points for part in parts)


def _rest(part: PartRecord, earned: float, most: float) -> float | None:
    if not _counts(part) or most - part.max_points <= 1e-9:
        return None
    return (earned - part.points) / (most - part.max_points)


def _counts(part: PartRecord) -> bool:
    return part.status not in OPEN and part.max_points > 0


def _share(one: PartRecord | ExerciseRecord) -> float:
    return one.points / one.max_points


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None

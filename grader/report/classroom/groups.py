"""Records -> groups of submissions that have something in common. Pure.

Each group names its members, so that nobody has to look for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from grader.grading.result import Status
from grader.report.classroom.record import Absence, ExerciseRecord, PartRecord, Record, Without

Kind: TypeAlias = Literal[
    "part-not-judged",
    "not-judged",
    "not-graded",
    "unreadable",
    "pending",
    "crashed",
    "timed-out",
    "isolation",
    "provisional",
    "given-changed",
    "missing",
    "excused",
]


@dataclass(frozen=True, slots=True)
class Member:
    """A submission in a group; `anchor` is the place in its report, if it has one to link to."""

    name: str
    anchor: str = ""
    linked: bool = True


@dataclass(frozen=True, slots=True)
class SlipGroup:
    """A misconception in one part; `unsure` counts those that only look like it."""

    exercise: ExerciseRecord
    part: PartRecord
    name: str
    unsure: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """An equal wrong answer that no misconception explains."""

    exercise: ExerciseRecord
    part: PartRecord
    shown: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that a person should look at; `detail` is a level, a name or a reason."""

    kind: Kind
    exercise: ExerciseRecord | None
    part: PartRecord | None
    detail: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of one submission, and where its report shows it."""

    record: Record
    exercise: ExerciseRecord
    part: PartRecord
    anchor: str

    @property
    def member(self) -> Member:
        """The submission, at this place."""
        return Member(self.record.name, self.anchor, self.record.linked)


@dataclass(slots=True)
class _Gathered:
    """A concern while it grows; a submission is in it once."""

    exercise: ExerciseRecord | None = None
    part: PartRecord | None = None
    detail: str = ""
    members: dict[str, Member] = field(default_factory=dict)


def misconceptions(records: Iterable[Record]) -> tuple[SlipGroup, ...]:
    """Every misconception of every part, the most frequent first."""
    found: dict[tuple[str, str, str], list[_Place]] = {}
    for place in _places(records):
        if place.part.slip is not None:
            key = (place.exercise.id, place.part.id, place.part.slip.id)
            found.setdefault(key, []).append(place)
    groups = [
        SlipGroup(
            exercise=places[0].exercise,
            part=places[0].part,
            name=places[0].part.slip.name if places[0].part.slip else "",
            unsure=sum(not (place.part.slip and place.part.slip.sure) for place in places),
            members=_once(place.member for place in places),
        )
        for places in found.values()
    ]
    return tuple(sorted(groups, key=lambda one: (-len(one.members), one.exercise.number)))


def clusters(records: Iterable[Record]) -> tuple[Cluster, ...]:
    """Equal wrong answers that no misconception explains, the most frequent first.

    They are candidates for the catalogue of misconceptions. Two submissions and more must share
    one, and be no copies of each other.
    """
    found: dict[tuple[str, str, str], list[_Place]] = {}
    for place in _places(records):
        if place.part.answer is not None:
            key = (place.exercise.id, place.part.id, place.part.answer.key)
            found.setdefault(key, []).append(place)
    groups = [
        Cluster(
            exercise=places[0].exercise,
            part=places[0].part,
            shown=places[0].part.answer.shown if places[0].part.answer else "",
            members=_once(place.member for place in places),
        )
        for places in found.values()
        if len({place.record.digest for place in places}) > 1
    ]
    return tuple(sorted(groups, key=lambda one: (-len(one.members), one.exercise.number)))


def identical(records: Iterable[Record]) -> tuple[tuple[Member, ...], ...]:
    """Submissions with the same digest, the largest groups first."""
    found: dict[str, list[Member]] = {}
    for record in records:
        if record.digest:
            found.setdefault(record.digest, []).append(_member(record))
    several = [tuple(members) for members in found.values() if len(members) > 1]
    return tuple(sorted(several, key=len, reverse=True))


def concerns(records: Sequence[Record], without: Iterable[Without]) -> Iterator[Concern]:
    """What a person should look at first: our own faults, then what went wrong in a run."""
    places = list(_places(records))
    yield from _by_part(places, "not-judged", "part-not-judged")
    yield from _without(without, ("not-judged", "not-graded", "unreadable", "pending"))
    yield from _by_exercise(places, "crashed", "crashed")
    yield from _by_exercise(places, "timed-out", "timed-out")
    levels: dict[str, _Gathered] = {}
    for record in records:
        if record.isolation != "full":
            gathered = levels.setdefault(record.isolation, _Gathered(detail=record.isolation))
            gathered.members.setdefault(record.name, _member(record))
    yield from _concerns("isolation", levels.values())
    waiting = _Gathered(members={r.name: _member(r) for r in records if r.provisional})
    yield from _concerns("provisional", [waiting] if waiting.members else [])
    yield from _changed(records)


def absent(without: Iterable[Without]) -> Iterator[Concern]:
    """Who handed in nothing, and who is excused; that is no fault in anything."""
    order: tuple[Absence, ...] = ("missing", "excused")
    yield from _without(without, order)


def _by_part(places: Iterable[_Place], status: Status, kind: Kind) -> Iterator[Concern]:
    found: dict[tuple[str, str], _Gathered] = {}
    for place in places:
        if place.part.status == status:
            key = (place.exercise.id, place.part.id)
            gathered = found.setdefault(key, _Gathered(place.exercise, place.part))
            gathered.members.setdefault(place.record.name, place.member)
    yield from _concerns(kind, sorted(found.values(), key=_order))


def _by_exercise(places: Iterable[_Place], status: Status, kind: Kind) -> Iterator[Concern]:
    found: dict[str, _Gathered] = {}
    for place in places:
        if place.part.status == status:
            gathered = found.setdefault(place.exercise.id, _Gathered(place.exercise))
            gathered.members.setdefault(place.record.name, place.member)
    yield from _concerns(kind, sorted(found.values(), key=_order))


def _without(without: Iterable[Without], order: Sequence[Kind]) -> Iterator[Concern]:
    found: dict[Kind, dict[str, _Gathered]] = {kind: {} for kind in order}
    for one in without:
        if one.kind not in found:
            continue
        gathered = found[one.kind].setdefault(one.reason, _Gathered(detail=one.reason))
        gathered.members.setdefault(one.name, Member(one.name, linked=False))
    for kind in order:
        yield from _concerns(kind, found[kind].values())


def _changed(records: Iterable[Record]) -> Iterator[Concern]:
    found: dict[tuple[str, str], _Gathered] = {}
    for record in records:
        for at, exercise in enumerate(record.exercises, 1):
            if exercise.changed:
                names = ", ".join(exercise.changed)
                gathered = found.setdefault((exercise.id, names), _Gathered(exercise, detail=names))
                gathered.members.setdefault(record.name, _member(record, f"e{at}"))
    yield from _concerns("given-changed", sorted(found.values(), key=_order))


def _order(one: _Gathered) -> tuple[int, int]:
    """By exercise, then the most frequent first."""
    return one.exercise.number if one.exercise else 0, -len(one.members)


def _concerns(kind: Kind, found: Iterable[_Gathered]) -> Iterator[Concern]:
    for one in found:
        yield Concern(kind, one.exercise, one.part, one.detail, tuple(one.members.values()))


def _places(records: Iterable[Record]) -> Iterator[_Place]:
    """Every part of every submission; anchors count as those of the reports do."""
    for record in records:
        for at, exercise in enumerate(record.exercises, 1):
            for number, part in enumerate(exercise.parts, 1):
                yield _Place(record, exercise, part, f"e{at}-p{number}")


def _member(record: Record, anchor: str = "") -> Member:
    return Member(record.name, anchor, record.linked)


def _once(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple({member.name: member for member in members}.values())

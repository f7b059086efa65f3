"""Findings -> page: words and bounds what the page of similar submissions shows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.report.classroom.view import report_file
from grader.report.page import Fact
from grader.report.safe import one_line
from grader.report.similar.excerpt import NAME_LIMIT, excerpt
from grader.report.similar.found import Beside, Entry, Findings, InExercise, Looked, Member
from grader.report.similar.page import EntryView, Name, Page, PairView, PlaceView

NAMES = 20
"""Submissions that are named in one place."""
LABEL_LIMIT = 200
FULL_TITLES = 2
"""So many exercises are named with their titles in one place."""


def similar(findings: Findings) -> Page:
    """The page of what was found."""
    return Page(
        course=one_line(findings.course, LABEL_LIMIT),
        count=len(findings.entries) + findings.more,
        facts=tuple(_facts(findings)),
        entries=tuple(_entries(findings.entries)),
        more=findings.more,
        exercises=tuple(map(_looked, findings.exercises)),
        unread=tuple(one_line(name, NAME_LIMIT) for name in findings.unread[:NAMES]),
        more_unread=max(0, len(findings.unread) - NAMES),
    )


def _facts(findings: Findings) -> Iterator[Fact]:
    least = findings.least
    earlier = f", {findings.earlier} of them of other courses" if findings.earlier else ""
    yield Fact("Submissions read", f"{findings.compared}{earlier}")
    if findings.unread:
        yield Fact("Could not be read", str(len(findings.unread)))
    share = f"{_percent(least.share)} of the own code in an exercise"
    yield Fact("Listed if they share", f"{share}, and {least.tokens} words, signs and numbers")
    unlooked = sum(one.unlooked for one in findings.exercises)
    if unlooked:
        yield Fact("Pairs that were too many to compare", str(unlooked))


def _looked(one: Looked) -> tuple[str, ...]:
    label = one_line(one.exercise, LABEL_LIMIT)
    return label, str(one.sections), str(one.similar), f"more than {one.most_parties}"


def _entries(entries: Sequence[Entry]) -> Iterator[EntryView]:
    with_name: dict[str, list[int]] = {}
    for number, entry in enumerate(entries, 1):
        for member in entry.members:
            with_name.setdefault(member.name, []).append(number)
    for number, entry in enumerate(entries, 1):
        others = [other for one in entry.members for other in with_name[one.name]]
        related = {other for other in others if others.count(other) > 1} - {number}
        yield _entry(number, entry, tuple(sorted(related)[:NAMES]))


def _entry(number: int, entry: Entry, related: tuple[int, ...]) -> EntryView:
    places = tuple(map(_place, entry.places))
    return EntryView(
        number=number,
        names=tuple(map(_name, entry.members[:NAMES])),
        more_names=max(0, len(entry.members) - NAMES),
        share=_range(entry.low, entry.high),
        lines=sum(place.lines for place in entry.places),
        where=_where(entry.places),
        identical=entry.identical,
        places=places,
        related=related,
    )


def _name(member: Member) -> Name:
    href = report_file(member.name, quoted=True) if member.linked else ""
    return Name(one_line(member.name, NAME_LIMIT), href)


def _place(place: InExercise) -> PlaceView:
    pairs = tuple(map(_pair, place.pairs))
    return PlaceView(one_line(place.exercise, LABEL_LIMIT), pairs, place.more)


def _pair(pair: Beside) -> PairView:
    one = excerpt(pair.one, [stretch.one for stretch in pair.shared.stretches])
    other = excerpt(pair.other, [stretch.other for stretch in pair.shared.stretches])
    return PairView(
        shares=(_percent(pair.shared.share_of_one), _percent(pair.shared.share_of_other)),
        one=one,
        other=other,
    )


def _where(places: Sequence[InExercise]) -> str:
    """The exercises by title, or many of them by their numbers."""
    if len(places) <= FULL_TITLES:
        return "; ".join(one_line(place.exercise, LABEL_LIMIT) for place in places)
    return ", ".join(one_line(place.label, LABEL_LIMIT) for place in places)


def _range(low: float, high: float) -> str:
    first, last = _percent(low), _percent(high)
    return last if first == last else f"{first} to {last}"


def _percent(share: float) -> str:
    """Rounded down, so that 100 means all."""
    return f"{int(100 * share + 1e-9)} %"

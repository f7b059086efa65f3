"""Records -> page: chooses, words and bounds what the class overview shows. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from grader.grading.result import Status
from grader.report.classroom.groups import (
    Cluster,
    Concern,
    Kind,
    Member,
    SlipGroup,
    absent,
    clusters,
    concerns,
    identical,
    misconceptions,
)
from grader.report.classroom.histogram import histogram_of
from grader.report.classroom.page import (
    ClusterRow,
    Column,
    ConcernView,
    Histogram,
    Link,
    Overview,
    SlipRow,
    StudentRow,
    Who,
)
from grader.report.classroom.record import ExerciseRecord, PartRecord, Record, Without
from grader.report.classroom.stats import by_exercise, histogram, percents, spread
from grader.report.classroom.tables import exercise_label, number, part_table, shown_columns
from grader.report.looks import LOOKS
from grader.report.page import Fact, Prose
from grader.report.safe import one_line
from grader.report.said import percent, points

NAMES = 20
"""Submissions that are named behind a line."""
MOST_CONCERNS, MOST_SLIPS, MOST_CLUSTERS, MOST_COPIES = 60, 40, 25, 25
"""Lines of a list: the rest is counted."""
NAME_LIMIT, REASON_LIMIT = 120, 300
LEADS: Mapping[Kind, str] = MappingProxyType(
    {
        "part-not-judged": "A part could not be judged",
        "not-judged": "No result, for reasons that are not the student's",
        "not-graded": "Nothing in it could be graded",
        "unreadable": "A file could not be read as a result",
        "crashed": "Stopped by an error",
        "timed-out": "Out of time",
        "isolation": "Run with less than full isolation",
        "provisional": "The score is not final",
        "given-changed": "Givens were changed",
        "pending": "Handed in and not graded yet",
        "missing": "Handed in nothing",
        "excused": "Excused",
    }
)
NOTED: tuple[Status, ...] = ("not-judged", "to-mark", "crashed", "timed-out", "missing")
"""What the table of students says in words."""


def overview(records: Iterable[Record], without: Iterable[Without] = ()) -> Overview:
    """The page of a class; it does not depend on the order of either."""
    records = sorted(records, key=lambda one: (one.name.casefold(), one.name))
    without = sorted(without, key=lambda one: (one.name.casefold(), one.name))
    found, slips, equal = (
        list(concerns(records, without)),
        misconceptions(records),
        clusters(records),
    )
    copies = identical(records)
    exercises = by_exercise(records)
    shown = shown_columns(exercises)
    columns = [one.exercise for one in exercises]
    return Overview(
        course=_course(records),
        count=len(records),
        facts=tuple(_facts(records, without)),
        histogram=_histogram(records),
        concerns=tuple(map(_concern, found[:MOST_CONCERNS])),
        more_concerns=_more(found, MOST_CONCERNS),
        parts=tuple(part_table(one, f"x{at}", shown) for at, one in enumerate(exercises, 1)),
        has_groups=shown.groups,
        has_open=shown.waiting,
        slips=tuple(map(_slip, slips[:MOST_SLIPS])),
        more_slips=_more(slips, MOST_SLIPS),
        clusters=tuple(map(_cluster, equal[:MOST_CLUSTERS])),
        more_clusters=_more(equal, MOST_CLUSTERS),
        copies=tuple(map(_who, copies[:MOST_COPIES])),
        more_copies=_more(copies, MOST_COPIES),
        columns=tuple(_columns(columns)),
        students=tuple(_student(record, columns) for record in records),
        absent=tuple(map(_concern, absent(without))),
    )


def _more(lines: Sequence[object], most: int) -> int:
    return max(0, len(lines) - most)


def _course(records: Sequence[Record]) -> str:
    """The course of most of them."""
    count = Counter(record.course for record in records)
    return count.most_common(1)[0][0] if count else ""


def _facts(records: Sequence[Record], without: Sequence[Without]) -> Iterator[Fact]:
    open_parts = sum(
        any(part.status == "not-judged" for one in record.exercises for part in one.parts)
        for record in records
    )
    count = Counter(one.kind for one in without)
    yield Fact("Graded", _with(len(records), open_parts, "with parts that are not judged"))
    yield Fact("Not judged, for reasons of ours", str(count["not-judged"]))
    yield Fact("Not graded or unreadable", str(count["not-graded"] + count["unreadable"]))
    for kind in ("pending", "missing", "excused"):
        if count[kind]:
            yield Fact(LEADS[kind], str(count[kind]))
    lies = spread(percents(records))
    if lies is None:
        return
    most = {record.max_points for record in records if record.max_points > 0}
    median = f"{number(lies.median)} %"
    if len(most) == 1:
        total = most.pop()
        median += f" ({points(lies.median * total / 100)} of {points(total)} points)"
    yield Fact("Median", median)
    yield Fact("Quartiles", f"{number(lies.lower)} % and {number(lies.upper)} %")
    yield Fact("Mean", f"{number(lies.mean)} %")
    yield Fact("Lowest and highest", f"{number(lies.lowest)} % and {number(lies.highest)} %")
    waiting = sum(record.provisional for record in records)
    if waiting:
        yield Fact("Not final yet", f"{waiting}, counted with what they have earned so far")


def _with(count: int, some: int, what: str) -> str:
    return f"{count}, {some} of them {what}" if some else str(count)


def _histogram(records: Sequence[Record]) -> Histogram | None:
    values = percents(records)
    return histogram_of(histogram(values)) if values else None


def _concern(found: Concern) -> ConcernView:
    where = ""
    if found.exercise is not None:
        where = exercise_label(found.exercise)
    if found.part is not None:
        where += f", {found.part.title}"
    return ConcernView(
        lead=LEADS[found.kind],
        where=where,
        detail=one_line(found.detail, REASON_LIMIT),
        who=_who(found.members),
    )


def _slip(group: SlipGroup) -> SlipRow:
    sure = ""
    if group.unsure:
        whole = group.unsure == len(group.members)
        sure = "looks like it" if whole else f"{group.unsure} only look like it"
    return SlipRow(
        Prose(group.name), *_place(group.exercise, group.part), sure, _who(group.members)
    )


def _cluster(group: Cluster) -> ClusterRow:
    return ClusterRow(group.shown, *_place(group.exercise, group.part), _who(group.members))


def _place(exercise: ExerciseRecord, part: PartRecord) -> tuple[str, str]:
    return exercise_label(exercise), part.title


def _who(members: Sequence[Member]) -> Who:
    return Who(tuple(map(_link, members[:NAMES])), max(0, len(members) - NAMES))


def _link(member: Member) -> Link:
    text = one_line(member.name, NAME_LIMIT)
    if not member.linked:
        return Link(text, "")
    anchor = f"#{member.anchor}" if member.anchor else ""
    return Link(text, report_file(member.name, quoted=True) + anchor)


def report_file(name: str, *, quoted: bool = False) -> str:
    """The name of a submission's report, as a file or as a relative address."""
    file = f"{name[:250]}.report.html"
    return quote(file, safe="", errors="replace") if quoted else file


def _columns(exercises: Sequence[ExerciseRecord]) -> Iterator[Column]:
    yield Column("Submission", "text")
    yield Column("Points", "number")
    yield Column("Percent", "number")
    yield from (Column(exercise_label(exercise), "number") for exercise in exercises)
    yield Column("Misconceptions", "number")
    yield Column("Open or missing", "text")


def _student(record: Record, columns: Sequence[ExerciseRecord]) -> StudentRow:
    own = {exercise.id: points(exercise.points) for exercise in record.exercises}
    parts = [part for exercise in record.exercises for part in exercise.parts]
    count = Counter(part.status for part in parts)
    noted = [f"{count[status]} {LOOKS[status].short}" for status in NOTED if count[status]]
    return StudentRow(
        link=_link(Member(record.name, linked=record.linked)),
        cells=(
            points(record.points),
            str(percent(record.points, record.max_points)),
            *(own.get(exercise.id, "") for exercise in columns),
            str(sum(part.slip is not None for part in parts)),
            ", ".join(noted),
        ),
    )

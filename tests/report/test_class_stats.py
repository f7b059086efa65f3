"""The numbers and groups of a class, against numbers worked out by hand and by numpy."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.grading.result import Message, Misconception, PartResult, Result, Status
from grader.report.classroom.groups import clusters, concerns, identical, misconceptions
from grader.report.classroom.record import (
    Answer,
    ExerciseRecord,
    PartRecord,
    Record,
    Shared,
    Slip,
    Without,
    record,
)
from grader.report.classroom.stats import (
    by_exercise,
    discrimination,
    histogram,
    percents,
    spread,
    upper_lower,
)
from tests.report.synthetic import names, results


def part(earned: float, name: str = "a", status: Status = "wrong", **more: Any) -> PartRecord:
    """A part of 2 points."""
    return PartRecord(name, name, status, earned, 2, **{"slip": None, "answer": None, **more})


def made(name: str, parts: Sequence[PartRecord], digest: str = "", **more: Any) -> Record:
    """A submission with one exercise."""
    points, most = sum(one.points for one in parts), sum(one.max_points for one in parts)
    exercise = ExerciseRecord("e", 1, "E", points, most, tuple(parts), more.pop("changed", ()))
    rest = {"provisional": False, "isolation": "full", **more}
    return Record(name, digest or name, "course", points, most, exercises=(exercise,), **rest)


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ([40], (40, 40, 40, 40, 40, 40)),
        ([70, 70, 70], (70, 70, 70, 70, 70, 70)),
        ([10, 20, 40, 90], (40, 30, 17.5, 52.5, 10, 90)),
        ([100, 0], (50, 50, 25, 75, 0, 100)),
    ],
)
def test_spread(values: list[float], due: tuple[float, ...]) -> None:
    """Mean, median, quartiles, lowest and highest, in any order of the values."""
    for given in (values, values[::-1]):
        lies = spread(given)
        assert lies is not None
        assert lies.count == len(values)
        found = (lies.mean, lies.median, lies.lower, lies.upper, lies.lowest, lies.highest)
        assert found == pytest.approx(due)


def test_quartiles_are_those_of_numpy() -> None:
    """Of a whole class."""
    values = percents(record(one, "x") for one in results(57))
    lies = spread(values)
    assert lies is not None
    assert (lies.lower, lies.median, lies.upper) == pytest.approx(
        tuple(np.percentile(values, [25, 50, 75]))
    )


def test_nobody() -> None:
    """No results, no numbers; nor from results in which nothing could be earned."""
    assert spread([]) is None
    assert percents([made("a", [])]) == []
    assert by_exercise([]) == ()
    assert list(concerns([], [])) == []
    assert clusters([]) == ()
    assert misconceptions([]) == ()
    assert identical([]) == ()


def test_histogram() -> None:
    """Borders belong to the upper tenth, 100 to the last; what a float adds up to is forgiven."""
    counts = histogram([0, 9.99, 10, 29.999999999999996, 30, 89.5, 90, 100])
    assert counts == (2, 1, 0, 2, 0, 0, 0, 0, 1, 2)
    assert sum(histogram([])) == 0


def test_discrimination_is_the_correlation_of_numpy() -> None:
    """Of the share of the part with that of all others."""
    own = [0, 0.5, 1, 1, 0, 0.25, 1, 0.75, 0, 1, 1]
    rest = [0.1, 0.4, 0.9, 0.8, 0.3, 0.2, 0.7, 0.9, 0.0, 0.6, 1.0]
    found, why = discrimination(own, rest)
    assert found == pytest.approx(np.corrcoef(own, rest)[0, 1])
    assert why == ""


@pytest.mark.parametrize(
    ("own", "rest", "why"),
    [
        ([], [], "n too small"),
        ([0, 1] * 4 + [1], [0, 1] * 4 + [1], "n too small"),
        ([0.3] * 10, [0, 1] * 5, "no variance"),
        ([0, 1] * 5, [0.1 + 0.2, 0.3] * 5, "no variance"),
    ],
)
def test_no_discrimination(own: list[float], rest: list[float], why: str) -> None:
    """Few submissions, or all the same, say so."""
    assert discrimination(own, rest) == (None, why)


def test_upper_and_lower_group() -> None:
    """27 % of 30 are 8; from 30 on."""
    pairs = [(1.0 if at >= 22 else 0.5 if at < 8 else 0.0, at / 30) for at in range(30)]
    assert upper_lower(pairs) == pytest.approx(0.5)
    assert upper_lower(pairs[1:]) is None


def test_those_who_are_level_share_the_places() -> None:
    """Whatever their order: all level means no difference."""
    pairs = [(float(at % 2), 0.5) for at in range(30)]
    assert upper_lower(pairs) == pytest.approx(0)
    split = [(1.0, 1.0)] * 4 + pairs[:26]
    assert upper_lower(split) == upper_lower(split[::-1]) == pytest.approx((4 + 4 * 0.5) / 8 - 0.5)


def test_parts_by_hand() -> None:
    """Means with and without missing ones; what is open counts nowhere but in its column."""
    (found,) = by_exercise(
        [
            made("a", [part(2, status="right"), part(2, "b", "right")]),
            made("b", [part(1, status="partial"), part(0, "b")]),
            made("c", [part(0, status="missing"), part(0, "b")]),
            made("d", [part(0, status="not-judged"), part(0, "b", "to-mark")]),
        ]
    )
    first, second = found.parts
    assert (first.judged, first.mean, first.answered) == (3, 0.5, 0.75)
    assert second.judged == 3
    assert second.mean == pytest.approx(1 / 3)
    assert first.counts == {"right": 1, "partial": 1, "missing": 1, "not-judged": 1}
    assert (first.discrimination, first.why, first.upper_lower) == (None, "n too small", None)
    assert found.submissions == 4
    assert found.mean == pytest.approx(5 / 16)


def test_what_is_open_elsewhere_is_not_held_against_a_part() -> None:
    """The rest is the share of all other parts that are judged."""
    records = []
    for at in range(12):
        waits: Status = "not-judged" if at % 3 == 0 else "right"
        records.append(
            made(
                f"s{at}",
                [
                    part(at % 2 * 2),
                    part(at % 5 / 4 * 2, "b"),
                    part(0 if at % 3 == 0 else 2, "c", waits),
                ],
            )
        )
    own = [at % 2 for at in range(12)]
    rest = [at % 5 / 4 if at % 3 == 0 else (at % 5 / 4 + 1) / 2 for at in range(12)]
    found = by_exercise(records)[0].parts[0].discrimination
    assert found == pytest.approx(np.corrcoef(own, rest)[0, 1])


def test_an_only_part_has_no_rest() -> None:
    """Nothing to hold it against."""
    (found,) = by_exercise([made(f"s{at}", [part(at % 3)]) for at in range(40)])
    assert (found.parts[0].discrimination, found.parts[0].upper_lower) == (None, None)


def test_exercises_are_in_order() -> None:
    """By number, also where a submission has but the later ones."""
    first, second = (record(one, name) for one, name in zip(results(2), names(2), strict=True))
    late = replace(first, exercises=first.exercises[1:])
    found = by_exercise([late, second])
    assert [(one.exercise.number, one.submissions) for one in found] == [(1, 1), (2, 2), (3, 2)]


SIGN, HALF = Slip("sign", "a sign was lost", sure=True), Slip("half", "half of it", sure=True)


def test_misconceptions_by_frequency() -> None:
    """A submission counts once in a part; those that only look like it are counted apart."""
    records = [
        made("a", [part(0, slip=HALF), part(0, "b", slip=SIGN)]),
        made("b", [part(0, "x"), part(0, "b", slip=replace(SIGN, sure=False))]),
        made("c", [part(0, slip=SIGN)]),
    ]
    found = misconceptions(records)
    assert [(one.name, one.part.id, one.unsure, len(one.members)) for one in found] == [
        ("a sign was lost", "b", 1, 2),
        ("half of it", "a", 0, 1),
        ("a sign was lost", "a", 0, 1),
    ]
    assert [(one.name, one.anchor) for one in found[0].members] == [("a", "e1-p2"), ("b", "e1-p2")]


def test_clusters() -> None:
    """The same part and answer, in submissions that are no copies."""
    one, other = Answer("0.5", "k1"), Answer("0.7", "k2")
    records = [
        made("a", [part(0, answer=one), part(0, "b", answer=other)], "same"),
        made("b", [part(0, answer=one), part(0, "b", answer=one)]),
        made("c", [part(0, "b", answer=other)], "same"),
        made("d", [part(0, answer=one)]),
        made("e", [part(0, slip=SIGN)]),
    ]
    (found,) = clusters(records)
    assert (found.shown, found.part.id) == ("0.5", "a")
    assert [member.name for member in found.members] == ["a", "b", "d"]


def test_identical() -> None:
    """By digest, the largest group first; no digest is no sameness."""
    records = [made(name, [], digest) for name, digest in zip("abcdefg", "1121223", strict=True)]
    records += [replace(record, digest="") for record in records[-1:] * 2]
    groups = identical(records)
    assert [[member.name for member in group] for group in groups] == [
        ["a", "b", "d"],
        ["c", "e", "f"],
    ]


def test_concerns() -> None:
    """In their order, each with its submissions once."""
    crashed = [part(0, status="crashed"), part(0, "b", "crashed")]
    records = [
        made("a", crashed, provisional=True, isolation="none", changed=("lr", "x")),
        made("b", [part(0, status="timed-out"), part(0, "b", "not-judged")], changed=("lr",)),
        made("c", crashed, isolation="restricted", changed=("lr", "x")),
        made("d", [part(2, status="right")]),
    ]
    without = [
        Without("f", "unreadable", "no result"),
        Without("g", "not-judged", "the disk is full"),
        Without("h", "not-graded", "empty"),
        Without("i", "not-graded", "empty"),
    ]
    found = [
        (one.kind, one.detail, "".join(member.name for member in one.members))
        for one in concerns(records, without)
    ]
    assert found == [
        ("part-not-judged", "", "b"),
        ("not-judged", "the disk is full", "g"),
        ("not-graded", "empty", "hi"),
        ("unreadable", "no result", "f"),
        ("crashed", "", "ac"),
        ("timed-out", "", "b"),
        ("isolation", "none", "a"),
        ("isolation", "restricted", "c"),
        ("provisional", "", "a"),
        ("given-changed", "lr, x", "ac"),
        ("given-changed", "lr", "b"),
    ]


def only_part(result: Result, **changes: Any) -> PartRecord:
    """The record of a result's first part after these changes."""
    changed: PartResult = msgspec.structs.replace(result.exercises[0].parts[0], **changes)
    exercise = msgspec.structs.replace(result.exercises[0], parts=[changed])
    return record(msgspec.structs.replace(result, exercises=[exercise]), "x").exercises[0].parts[0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0.21416501695744142", "0.2141650169574414", True),
        ("[1.0, -2.5,\n 3]", "[1, -2.50, 3.0]", True),
        ("1e-3", "0.001", True),
        ("0.214165", "0.214175", False),
        ("-1", "1", False),
        ("x1", "x10", False),
        ("a" * 500 + "1", "a" * 500 + "2", False),
        ("1" * 400, "2" * 400, False),
    ],
)
def test_equal_answers(result: Result, one: str, other: str, same: bool) -> None:  # noqa: FBT001
    """Numbers count to six digits, white space as one; what is cut off counts too."""
    answers = [only_part(result, status="wrong", value=text).answer for text in (one, other)]
    assert answers[0] is not None
    assert answers[1] is not None
    assert (answers[0].key == answers[1].key) is same
    assert len(answers[0].shown) <= 130


def test_what_is_an_answer(result: Result) -> None:
    """Of wrong and partial parts that nothing explains; a function's is what it gave."""
    message = Message("wrong.gradient", {"name": "df", "x": 1.5, "got": 4.0})
    said = only_part(result, status="partial", value=None, message=message).answer
    assert said is not None
    assert said.shown == "At x = 1.5, your df gives 4, which is not the slope there."
    assert only_part(result, status="wrong", value=None, message=Message("wrong")).answer is None
    assert only_part(result, status="right", value="1").answer is None
    trivial = Message("trivial.parent", {"name": "x"})
    assert only_part(result, status="wrong", value="0", message=trivial).answer is None
    assert only_part(result, status="missing", value="1").answer is None
    explained = only_part(
        result, status="wrong", value="1", misconception=Misconception("m", "a slip", [])
    )
    assert (explained.answer, explained.slip) == (None, Slip("m", "a slip", sure=True))


def test_a_record_is_small(for_staff: Result) -> None:
    """What is for staff is not in it, nor code, nor pictures, nor paths."""
    kept = record(for_staff, "alice")
    assert kept.exercises[0].changed == ("lr",)
    said = repr(kept)
    assert len(said) < 5_000
    assert not any(
        word in said for word in ("ZeroDivisionError", "IndexError", "hw.ipynb", "y - a  #")
    )


def test_what_records_have_in_common_is_kept_once() -> None:
    """Also of those that came from other processes; each stays equal to what it was."""
    records = [
        made(f"s{at}", [part(2, "z", "right"), part(0, "a", answer=Answer(f"{at % 2}", "k"))])
        for at in range(4)
    ]
    came = [pickle.loads(pickle.dumps(record)) for record in records]  # noqa: S301 - our own
    assert came[0].exercises[0].parts[0] is not came[2].exercises[0].parts[0]
    shared = Shared()
    kept = [shared(record) for record in came]
    assert kept == records
    first, second, third, _ = (record.exercises for record in kept)
    assert first is third
    assert first is not second
    assert first[0].parts[0] is second[0].parts[0]

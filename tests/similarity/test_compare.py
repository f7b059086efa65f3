"""Who is similar to whom: what must be found, and what must not."""

from __future__ import annotations

import numpy as np
import pytest

from grader.similarity.compare import Least, Section, compare
from grader.similarity.gather import gather
from grader.similarity.stretches import Prepared, Shared, shared
from grader.similarity.tokens import Tokens
from tests.similarity.classes import ANSWER, OTHER, RENAMED, alike, compared, sections, tokens

HALVES = ANSWER.split("\n\n")


def test_the_same_is_found_and_another_way_is_not() -> None:
    """Names, numbers, comments and layout do not hide it."""
    found = compared(ANSWER, OTHER, RENAMED)
    assert alike(found) == [(0, 2)]
    [pair] = found.likenesses[0].pairs
    assert (pair.shared.share_of_one, pair.shared.share_of_other) == (1.0, 1.0)


def test_the_order_of_pieces_does_not_hide_it() -> None:
    """What stands below in one may stand above in the other."""
    assert alike(compared(ANSWER, f"{HALVES[1]}\n{HALVES[0]}", OTHER)) == [(0, 1)]


def test_code_around_it_does_not_hide_it() -> None:
    """The share is that of the submission that has less of its own."""
    found = compared(ANSWER, f"{OTHER}\n{ANSWER}")
    assert alike(found) == [(0, 1)]
    shared = found.likenesses[0].pairs[0].shared
    assert shared.share_of_one == 1.0
    assert shared.share_of_other < 0.7


def test_less_than_the_least_share_is_not_similar() -> None:
    """Half of an answer is under the default of 60 % and over 30 %."""
    mixed = f"{HALVES[0]}\n{OTHER}"
    assert alike(compared(ANSWER, mixed, least=Least(share=0.9))) == []
    assert alike(compared(ANSWER, mixed, least=Least(share=0.3))) == [(0, 1)]


@pytest.mark.parametrize(
    "short",
    [
        "dL_dz = a - y\ndL_dw = dL_dz * x\ndL_db = dL_dz\nw_new = w - lr * dL_dw\n",
        "a = 1 / (1 + np.exp(-z))\nL = -(y * np.log(a) + (1 - y) * np.log(1 - a))",
        "answer = 'b'\nreason = 'since it is smooth'",
        "",
    ],
)
def test_short_answers_are_not_similar_even_if_they_are_equal(short: str) -> None:
    """What everybody writes who is right tells nothing."""
    assert alike(compared(short, short, OTHER)) == []


def test_what_was_handed_out_is_nobodys() -> None:
    """A filled stub is compared by what was filled in."""
    stub = "\n".join(RENAMED.splitlines()[:9])
    assert alike(compared(stub, stub)) == [(0, 1)]
    assert alike(compared(stub, stub, handed_out=[ANSWER])) == []
    assert alike(compared(ANSWER, RENAMED, handed_out=[OTHER])) == [(0, 1)]


def test_what_many_have_is_nobodys() -> None:
    """Eight of a small class are listed, nine are what is common."""
    eight = compared(*[ANSWER] * 8, OTHER)
    assert alike(eight) == [tuple(range(8))]
    assert eight.most_parties == 8
    assert alike(compared(*[ANSWER] * 9, OTHER)) == []


def test_a_tenth_of_a_large_class_is_many() -> None:
    """Of 120 twelve may share something, and thirteen not."""
    filler = [f"{'x' * 9} = [{', '.join('1' * (at + 9))}]" for at in range(108)]
    assert alike(compared(*[ANSWER] * 12, *filler))[0] == tuple(range(12))
    assert tuple(range(13)) not in alike(compared(*[ANSWER] * 13, *filler[:107]))


def test_a_party_is_not_compared_with_itself() -> None:
    """Members of a group, or one student twice, are one; and count once for what many have."""
    one, two = tokens(ANSWER), tokens(RENAMED)
    ours = [Section(at, 7, one if at % 2 else two) for at in range(12)]
    assert alike(compare(ours, [])) == []
    assert alike(compare([*ours, Section(12, 8, one)], []))[0][-1] == 12


def test_two_of_another_course_are_not_compared() -> None:
    """What is asked is whether this course's are like them."""
    older = [Section(at, at, tokens(ANSWER), earlier=True) for at in (1, 2)]
    assert alike(compare(older, [])) == []
    assert alike(compare([Section(0, 0, tokens(RENAMED)), *older], [])) == [(0, 1, 2)]


def test_each_of_many_stands_beside_the_one_it_is_most_like() -> None:
    """Four that are similar are one likeness of three pairs, and no two are linked twice."""
    longer = f"{ANSWER}\n{OTHER}"
    found = compared(ANSWER, longer, RENAMED, f"{longer}\nlast = np.sqrt(total) if y else -9")
    [likeness] = found.likenesses
    assert likeness.works == (0, 1, 2, 3)
    assert len(likeness.pairs) == 3


def test_stretches_say_where_on_both_sides() -> None:
    """Rows of the one and of the other, in the order of the one."""
    found = compared(ANSWER, f"{OTHER}\n{HALVES[1]}\n{HALVES[0]}", least=Least(share=0.3))
    stretches = found.likenesses[0].pairs[0].shared.stretches
    below = OTHER.count("\n") + 1
    first, second = stretches[0], stretches[-1]
    assert (first.one.first, second.one.last) == (0, len(ANSWER.splitlines()) - 1)
    assert second.other.first <= below < first.other.first


def test_the_order_in_which_they_come_makes_no_difference() -> None:
    """The same class gives the same findings."""
    ours = sections(ANSWER, OTHER, RENAMED, f"{OTHER}\ny = 1", HALVES[0])
    assert compare(ours, []) == compare(ours[::-1], [])


def test_the_same_submissions_in_several_exercises_are_one_entry() -> None:
    """Entries come with the most shared code first."""
    found = gather(
        {"a": compared(HALVES[0], OTHER, HALVES[0]), "b": compared(ANSWER, RENAMED, ANSWER)}
        | {"c": compared(ANSWER, OTHER, RENAMED)}
    )
    assert [(one.works, [place.exercise for place in one.places]) for one in found] == [
        ((0, 2), ["a", "c"]),
        ((0, 1, 2), ["b"]),
    ]


def test_nobody_and_nothing() -> None:
    """No section, one, and empty ones have no likeness."""
    assert alike(compare([], [])) == []
    assert alike(compared(ANSWER)) == []
    assert alike(compared("", "", "# only a note")) == []


def test_a_line_repeated_for_ever_is_one_stretch() -> None:
    """Each place is not held against each other."""
    found = compared("x = x + 1\n" * 5_000, "y = y + 2\n" * 3_000 + "z = -z")
    [stretch] = found.likenesses[0].pairs[0].shared.stretches
    assert stretch.one.first == stretch.other.first == 0


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An entry for each pair that is compared token by token."""
    seen: list[int] = []

    def share(one: Prepared, other: Prepared) -> Shared:
        seen.append(len(one.tokens))
        return shared(one, other)

    monkeypatch.setattr("grader.similarity.compare.shared", share)
    return seen


def test_no_more_pairs_are_compared_than_fit(
    counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The most promising are; how many were left out is said."""
    monkeypatch.setattr("grader.similarity.compare.MOST_COMPARED", 3)
    tails = [f"\nlast = {'-' * at}1" for at in range(6)]
    found = compared(*(ANSWER + tail for tail in tails))
    assert len(counted) == 3
    assert found.unlooked == 6 * 5 // 2 - 3


def test_of_a_class_of_a_thousand_one_pair_is_compared(counted: list[int]) -> None:
    """Random answers of 200 tokens and one planted pair: half a million share nothing."""
    rng = np.random.default_rng(4)
    kinds = rng.integers(0, 40, (1_000, 200)).astype(np.uint32)
    kinds[700, 50:] = kinds[300, :150]
    rows = np.arange(200, dtype=np.int32)
    found = compare([Section(at, at, Tokens(one, rows)) for at, one in enumerate(kinds)], [])
    assert alike(found) == [(300, 700)]
    assert len(counted) == 1

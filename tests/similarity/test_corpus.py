"""On the right solutions in this repository: what is independent is not similar, rewrites are."""

from __future__ import annotations

from numpy.random import default_rng

from grader.grading.course import Course
from grader.similarity.compare import Least
from tests.similarity.corpus import independent, one_of_each, rewritten

EVERY, LONG = 5, 100


def test_no_two_independent_solutions_are_similar(whole_course: Course) -> None:
    """Not even if nothing is left out for being common."""
    for least in (Least(), Least(common_parties=10**6)):
        met = independent(whole_course, least)
        assert (met.found, met.of > 800) == (0, True)


def test_lower_bounds_would_call_some_similar(whole_course: Course) -> None:
    """The corpus can tell: the bounds are there for a reason."""
    assert independent(whole_course, Least(0.3, 20, common_parties=10**6)).found > 10


def test_nearly_all_rewrites_of_longer_solutions_are_similar(whole_course: Course) -> None:
    """Renamed, reordered, with other loops and expressions; short ones are nobody's own."""
    drawn = list(one_of_each(whole_course, EVERY, default_rng(11)))
    met = rewritten(whole_course, drawn, Least(), LONG)
    assert met.of > 12
    assert met.found >= 0.9 * met.of

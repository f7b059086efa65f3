"""A function along a recorded path, and where the path ends."""

from __future__ import annotations

from itertools import pairwise

from grader import Misconception

from .descent import Names
from .rule import over


def heights(
    part: str, names: Names, *, lowest: tuple[float, float]
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in a list that is f along the path.

    Args:
        part: The list.
        names: Of the path, and of f.
        lowest: Where the minimum is: x, and the height there.
    """
    return (*_out_of_step(part, names), *_other_lists(part, names, lowest))


def _out_of_step(part: str, names: Names) -> tuple[Misconception, ...]:
    f_xs = (names.height, names.path)
    return (
        Misconception(
            "y-late", part, over(f_xs, lambda f, xs: [f(x) for x in (xs[0], *xs[:-1])]),
            "each height is the one before the update",
            "Do the entries at one place of both lists belong to the same moment?",
            pointer="Compare the order of the update and of the two lines that record.",
            worked="x^2 with points 1, 0.8, 0.64: the heights are 1, 0.64, 0.41, not 1, 1, 0.64.",
        ),
        Misconception(
            "y-early", part,
            over((*f_xs, names.slope, names.lr),
                 lambda f, xs, df, lr: [f(x) for x in (*xs[1:], xs[-1] - lr * df(xs[-1]))]),
            "each height is the one after the next update",
            "Do the entries at one place of both lists belong to the same moment?",
            pointer="Compare the order of the update and of the two lines that record.",
            worked="x^2 with points 1, 0.8: the heights are 1, 0.64, not 0.64, 0.41.",
        ),
        Misconception(
            "y-no-start", part, over(f_xs, lambda f, xs: [f(x) for x in xs[1:]]),
            "the height of the start is missing", "Are both lists equally long?",
            pointer="The start is a point of the path, so it has a height too.",
            worked="x^2 with points 1, 0.8, 0.64: three points have three heights.",
        ),
        Misconception(
            "y-no-end", part, over(f_xs, lambda f, xs: [f(x) for x in xs[:-1]]),
            "the height of the last point is missing", "Are both lists equally long?",
            pointer="The last point is reached after the last update. Is it recorded?",
            worked="x^2 with points 1, 0.8, 0.64: three points have three heights.",
        ),
        Misconception(
            "y-last-only", part, over(f_xs, lambda f, xs: [f(xs[-1])] * len(xs)),
            "every entry is the height of the last point", "Which x does each entry belong to?",
            pointer="Is the height worked out for each point, or once after the loop?",
            worked="x^2 with points 1, 0.8: the heights are 1 and 0.64.",
        ),
        Misconception(
            "y-first-only", part, over(f_xs, lambda f, xs: [f(xs[0])] * len(xs)),
            "every entry is the height of the start", "Which x does each entry belong to?",
            pointer="Is the height worked out anew in each turn, at the current x?",
            worked="x^2 with points 1, 0.8: the heights are 1 and 0.64.",
        ),
    )  # fmt: skip


def _other_lists(
    part: str, names: Names, lowest: tuple[float, float]
) -> tuple[Misconception, ...]:  # fmt: skip
    x_min, f_min = lowest
    f_xs = (names.height, names.path)
    return (
        Misconception(
            "y-copies-x", part, over((names.path,), list),
            "the points are in the list of heights", "Which list is this, the x or the heights?",
            pointer="Each entry should be the function at a point, not the point.",
            worked="A point at x = 3 on the curve x^2 has the height 9.",
        ),
        Misconception(
            "y-slopes", part,
            over((names.slope, names.path), lambda df, xs: [df(x) for x in xs]),
            "the slopes instead of the heights", "Does the list hold heights or slopes?",
            pointer="Check which of your two functions is called.",
            worked="x^2 at 3 has the height 9 and the slope 6.",
        ),
        Misconception(
            "y-above-minimum", part,
            over(f_xs, lambda f, xs: [f(x) - f_min for x in xs]),
            "the height above the minimum", "From where is the height measured?",
            pointer="The list should hold the function itself; nothing is taken away.",
            worked="x^2 + 1 at 2 has the height 5, and not 4.",
        ),
        Misconception(
            "y-distances", part,
            over((names.path,), lambda xs: [abs(x - x_min) for x in xs]),
            "the distances from the minimum instead of the heights",
            "Is this a way along x, or a height?",
            pointer="Each entry should be the function at a point.",
            worked="(x - 1)^2 + 5 at 4: the distance is 3, and the height is 14.",
        ),
        Misconception(
            "y-differences", part,
            over(f_xs, lambda f, xs: [f(v) - f(u) for u, v in pairwise(xs)]),
            "by how much the height changes instead of the height",
            "Does the list hold heights, or differences of heights?",
            pointer="Nothing has to be subtracted: one entry for each point.",
            worked="x^2 with points 1, 0.8: the heights are 1 and 0.64; -0.36 is their difference.",
        ),
    )  # fmt: skip


def end(part: str, names: Names, *, x_min: float) -> tuple[Misconception, ...]:
    """Slips in the last point of the path."""
    xs = (names.path,)
    return (
        Misconception(
            "x-minimum", part, over((), lambda: x_min),
            "the exact minimum instead of where the path ends",
            "Does your path really reach the minimum?",
            pointer="After a limited number of steps you are near. Take the number from the loop.",
            worked="x^2 from 1 with rate 0.1: two steps end at 0.64, though the minimum is at 0.",
        ),
        Misconception(
            "x-start", part, over((names.start,), lambda x0: x0),
            "the start instead of the end", "Has this name changed since the start?",
            pointer="After the loop it should hold where the last update led.",
            worked="x^2 from 1 with rate 0.1: after two steps it is 0.64, and not 1.",
        ),
        Misconception(
            "x-one-before", part, over(xs, lambda xs: xs[-2]),
            "the last point but one", "Has the last update been made?",
            pointer="Count the updates from the start to this point.",
            worked="x^2 from 1 with rate 0.1: two updates lead to 0.64, one to 0.8.",
        ),
        Misconception(
            "x-one-more", part,
            over((*xs, names.slope, names.lr), lambda xs, df, lr: xs[-1] - lr * df(xs[-1])),
            "one update more than the path has", "Do the path and this point end together?",
            pointer="Look for an update after the loop, or for one that is not recorded.",
            worked="x^2 from 1 with rate 0.1: two updates lead to 0.64, three to 0.51.",
        ),
        Misconception(
            "x-height", part, over((names.height, *xs), lambda f, xs: f(xs[-1])),
            "the height of the last point instead of the point", "Is this an x, or a height?",
            pointer="The minimum has a place and a value. The place is asked for here.",
            worked="(x - 1)^2 + 5: the place of the minimum is 1, and the height there is 5.",
        ),
    )  # fmt: skip

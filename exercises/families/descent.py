"""A recorded path of gradient descent."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader import Misconception

from .rule import over

Fn = Callable[[float], float]
MOMENTUM = 0.9


@dataclass(frozen=True, slots=True)
class Names:
    """What an exercise calls the path and all that it is made of."""

    path: str = "trajectory_x"
    height: str = "f"
    slope: str = "df"
    start: str = "x0"
    lr: str = "lr"
    n: str = "n_iterations"

    @property
    def parents(self) -> tuple[str, ...]:
        """What the path follows from: slope, start, rate, number of updates."""
        return (self.slope, self.start, self.lr, self.n)


def walk(start: float, n: int, step: Fn) -> list[float]:
    """The path x <- step(x) of n updates, up to the last finite number."""
    xs = [start]
    for _ in range(int(n)):
        try:
            new = step(xs[-1])
        except OverflowError:
            break
        if not math.isfinite(new):
            break
        xs.append(new)
    return xs


def descend(df: Fn, x0: float, lr: float, n: int) -> list[float]:
    """The right path."""
    return walk(x0, n, lambda x: x - lr * df(x))


def path(names: Names) -> tuple[Misconception, ...]:
    """Slips in the recorded path; ids begin with "gd"."""
    return (*_steps(names), *_rates(names), *_loops(names), *_records(names), *_mixed_up(names))


def _steps(names: Names) -> tuple[Misconception, ...]:
    part, parents = names.path, names.parents
    by_height = (names.height, names.start, names.lr, names.n)
    return (
        Misconception(
            "gd-ascent", part, over(parents, lambda df, x0, lr, n: descend(df, x0, -lr, n)),
            "a step uphill", "Does the function fall along your path?",
            pointer="The slope points uphill. Look at the sign in front of the learning rate.",
            worked="Where the slope is -2, the function falls to the right, so x has to grow.",
        ),
        Misconception(
            "gd-height", part, over(by_height, descend),
            "the height instead of the slope makes the step",
            "What tells you which way is down, the height or the slope?",
            pointer="Check which of your two functions is called in the update.",
            worked="g(x) = (x - 1)^2 + 5 at 0: the slope -2 leads to the right; the height 6 would "
            "lead to the left.",
        ),
        Misconception(
            "gd-no-old", part,
            over(parents, lambda df, x0, lr, n: walk(x0, n, lambda x: -lr * df(x))),
            "the step replaces x instead of being added", "Where does each step start?",
            pointer="New is old plus change. Which of the two is missing?",
            worked="From 3 with slope 2 and rate 0.5: 3 - 1 = 2, and not -1.",
        ),
        Misconception(
            "gd-sign-only", part,
            over(parents, lambda df, x0, lr, n: walk(
                x0, n, lambda x: x - lr * math.copysign(1, df(x)) if df(x) else x)),
            "only the sign of the slope is used", "Are your steps shorter where it is flatter?",
            pointer="The slope says which way, and it also says how far.",
            worked="At rate 0.5 a slope of 2 makes a step of 1, and a slope of 0.2 one of 0.1.",
        ),
        Misconception(
            "gd-momentum", part, over(parents, _heavy_ball),
            "part of the step before is added: momentum",
            "Does your step depend on anything but the slope where you are?",
            pointer="Plain gradient descent was asked for. It forgets the step before.",
            worked="At 3 with slope 2 and rate 0.5 the next point is 2, however you came to 3.",
        ),
    )  # fmt: skip


def _heavy_ball(df: Fn, x0: float, lr: float, n: int) -> list[float]:
    xs, velocity = [x0], 0.0
    for _ in range(int(n)):
        velocity = MOMENTUM * velocity - lr * df(xs[-1])
        xs.append(xs[-1] + velocity)
    return xs


def _rates(names: Names) -> tuple[Misconception, ...]:
    part, parents = names.path, names.parents
    return (
        Misconception(
            "gd-rate", part, over((part, names.slope, names.lr), _own_rate),
            "another learning rate than the one given",
            "How long is your first step, compared with the slope where it starts?",
            pointer="Step divided by slope is the rate that was used. Compare it with the task.",
            worked="A step of 0.8 where the slope is -4 was made with rate 0.2.",
        ),
        Misconception(
            "gd-no-rate", part, over(parents, lambda df, x0, _, n: descend(df, x0, 1.0, n)),
            "the learning rate is left out", "What keeps the steps short?",
            pointer="One given does not appear in your update.",
            worked="From 3 with slope 2 and rate 0.5: the step is 1, and not 2.",
        ),
        Misconception(
            "gd-divided", part, over(parents, lambda df, x0, lr, n: descend(df, x0, 1 / lr, n)),
            "divided by the learning rate",
            "Does a smaller learning rate make your steps shorter?",
            pointer="The learning rate is a factor of the step.",
            worked="With slope 2: rate 0.5 makes a step of 1, and rate 0.25 one of 0.5.",
        ),
        Misconception(
            "gd-shrinking", part, over(parents, _shrinking),
            "the learning rate becomes smaller from turn to turn",
            "Should the rate be the same in every turn?",
            pointer="Does your update use the number of the turn?",
            worked="At rate 0.5 a slope of 2 makes a step of 1, in the first turn and the tenth.",
        ),
    )  # fmt: skip


def _own_rate(path: Sequence[float], df: Fn, lr: float) -> list[float]:
    """The path that the first step's rate leads to; none if that is the rate that was given."""
    xs = [float(x) for x in path]
    if len(xs) < 3 or df(xs[0]) == 0:
        return []
    rate = (xs[0] - xs[1]) / df(xs[0])
    if abs(rate - lr) <= 1e-6 * abs(lr):
        return []
    return descend(df, xs[0], rate, len(xs) - 1)


def _shrinking(df: Fn, x0: float, lr: float, n: int) -> list[float]:
    xs = [x0]
    for i in range(int(n)):
        xs.append(xs[-1] - lr / (i + 1) * df(xs[-1]))
    return xs


def _loops(names: Names) -> tuple[Misconception, ...]:
    part, parents = names.path, names.parents
    return (
        Misconception(
            "gd-frozen-slope", part,
            over(parents, lambda df, x0, lr, n: walk(x0, n, lambda x: x - lr * df(x0))),
            "the slope is worked out once, at the start", "Is the slope the same everywhere?",
            pointer="Look at where the derivative is called: inside the loop, at the current x?",
            worked="x^2 from 1 with rate 0.1: 0.8, then 0.64, and not 0.6.",
        ),
        Misconception(
            "gd-still", part, over(parents, lambda _df, x0, _lr, n: [x0] * (int(n) + 1)),
            "x never changes", "Is the new x used in the next turn?",
            pointer="The result of the update has to be stored under the name that it starts from.",
            worked="`new = u - 1` leaves u as it was; `u = u - 1` moves it.",
        ),
        Misconception(
            "gd-reset", part,
            over(parents, lambda df, x0, lr, n: [x0] + [x0 - lr * df(x0)] * int(n)),
            "every turn starts from the same x", "Where does the second turn start?",
            pointer="Is the start set inside the loop, or the new x stored under another name?",
            worked="x^2 from 1 with rate 0.1: 0.8, and the next turn starts at 0.8.",
        ),
        Misconception(
            "gd-extra", part, over(parents, lambda df, x0, lr, n: descend(df, x0, lr, n + 1)),
            "one update too many", "How many updates did the task ask for?",
            pointer="Look at the numbers in `range`, and for an update outside of the loop.",
            worked="Two updates make three points: the start and one for each.",
        ),
        Misconception(
            "gd-two-a-turn", part,
            over(parents, lambda df, x0, lr, n: descend(df, x0, lr, 2 * n)[::2]),
            "two updates in each turn", "How often does x change in one turn of your loop?",
            pointer="Look for a second line that changes x.",
            worked="x^2 from 1 with rate 0.1: 1, 0.8, 0.64; leaving out the 0.8 is two at once.",
        ),
    )  # fmt: skip


def _records(names: Names) -> tuple[Misconception, ...]:
    part, parents = names.path, names.parents
    return (
        Misconception(
            "gd-no-start", part, over(parents, lambda *p: descend(*p)[1:]),
            "the start is not recorded", "How many points belong to a path of two steps?",
            pointer="The list should not be empty when the loop begins.",
            worked="Two steps from 1: the path is 1, 0.8, 0.64, three points.",
        ),
        Misconception(
            "gd-no-end", part, over(parents, lambda *p: descend(*p)[:-1]),
            "the last point is not recorded", "Where does the last update lead to?",
            pointer="Each point is recorded before the update. What happens to the last one?",
            worked="Two steps from 1: the path is 1, 0.8, 0.64, three points.",
        ),
        Misconception(
            "gd-start-twice", part,
            over(parents, lambda df, x0, lr, n: [x0, *descend(df, x0, lr, n)[:-1]]),
            "the start is recorded twice, and the end not at all",
            "Look at the first two entries of your list.",
            pointer="The start is in the list already, so record after the update.",
            worked="Two steps from 1: 1, 0.8, 0.64, and not 1, 1, 0.8.",
        ),
        Misconception(
            "gd-only-ends", part,
            over(parents, lambda df, x0, lr, n: [x0, descend(df, x0, lr, n)[-1]]),
            "only the start and the end are recorded", "How often does the loop record a point?",
            pointer="Check how far the line that records is indented.",
            worked="Two steps from 1: the path is 1, 0.8, 0.64, and not 1, 0.64.",
        ),
    )  # fmt: skip


def _mixed_up(names: Names) -> tuple[Misconception, ...]:
    part, parents = names.path, names.parents
    return (
        Misconception(
            "gd-heights", part,
            over((names.height, *parents), lambda f, *p: [f(x) for x in descend(*p)]),
            "the heights are in the list of x", "Which list is this, the x or the heights?",
            pointer="Two lists are filled. Check what goes into which.",
            worked="A ball at x = 3 on the curve x^2: 3 goes into the list of x, and 9 does not.",
        ),
        Misconception(
            "gd-slopes", part,
            over(parents, lambda df, *p: [df(x) for x in descend(df, *p)]),
            "the slopes are recorded instead of the points", "What should the list hold?",
            pointer="Look at what is appended: where you are, or how steep it is there?",
            worked="x^2 from 1 with rate 0.1: the points are 1, 0.8; the slopes are 2, 1.6.",
        ),
        Misconception(
            "gd-step-lengths", part,
            over(parents, lambda df, x0, lr, n: [lr * df(x) for x in descend(df, x0, lr, n)[:-1]]),
            "the steps are recorded instead of the points", "What should the list hold?",
            pointer="Look at what is appended: where you are, or how far you went?",
            worked="x^2 from 1 with rate 0.1: the points are 1, 0.8; the steps are 0.2, 0.16.",
        ),
    )  # fmt: skip

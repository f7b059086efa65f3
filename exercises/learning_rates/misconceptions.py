"""Wrong columns that explain wrong entries of the table in exercise 3.

A rule is a column without parents: by rate, the entries that differ from the right ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader import Misconception

from ...reference import quadratic
from ...reference.descent import TOLERANCE, converged_after, gradient_descent
from .rules import RATES, START, UPDATES

Path = list[float]
Column = Callable[[], Mapping[float, float | str | None]]
EARLIER = 20
"""Updates of the exercise before."""

PATHS = {rate: gradient_descent(quadratic.df, START, rate, UPDATES) for rate in RATES}


def _chained() -> dict[float, Path]:
    """The runs where each begins at the end of the one before."""
    paths: dict[float, Path] = {}
    x = START
    for rate in RATES:
        paths[rate] = gradient_descent(quadratic.df, x, rate, UPDATES)
        x = paths[rate][-1]
    return paths


CHAINED = _chained()


def _heights(path: Path) -> list[float]:
    return [quadratic.f(x) for x in path]


def _arrival(path: Path) -> int | None:
    return converged_after(_heights(path))


def _first(rate: float, arrived: Callable[[float, float], bool]) -> int | None:
    """After how many updates this holds for x and the x before it; None if never."""
    path = PATHS[rate]
    return next((k for k in range(1, len(path)) if arrived(path[k], path[k - 1])), None)


def _differing(
    entry: Callable[[float], float | None], right: Callable[[float], float | None]
) -> Column:
    """The rows in which the two do not agree."""
    pairs = {rate: (entry(rate), right(rate)) for rate in RATES}
    rows = {rate: wrong for rate, (wrong, due) in pairs.items() if not _agree(wrong, due)}
    return lambda: rows


def _agree(wrong: float | None, due: float | None) -> bool:
    if wrong is None or due is None:
        return wrong is due
    return abs(wrong - due) <= 1e-9 * max(1.0, abs(due))


def _x(entry: Callable[[float], float]) -> Column:
    return _differing(entry, lambda rate: PATHS[rate][-1])


def _f(entry: Callable[[float], float]) -> Column:
    return _differing(entry, lambda rate: quadratic.f(PATHS[rate][-1]))


def _iter(entry: Callable[[float], int | None]) -> Column:
    return _differing(entry, lambda rate: _arrival(PATHS[rate]))


def _after(updates: int) -> Column:
    return _x(lambda rate: gradient_descent(quadratic.df, START, rate, updates)[-1])


def _said(**rows: str) -> Column:
    """Words for the status by rate; `r0_9` is rate 0.9."""
    by_rate = {float(name[1:].replace("_", ".")): word for name, word in rows.items()}
    return lambda: by_rate


FINAL_X = (
    Misconception(
        "run-no-reset", "final_x", _x(lambda rate: CHAINED[rate][-1]),
        "each run begins where the one before has ended", "Where does the second run start?",
        pointer="The start has to be set anew for each rate, outside of the inner loop.",
        worked="Two runs from 5: both begin at 5, even if the first one ended at 1.",
    ),
    Misconception(
        "run-ascent", "final_x",
        _x(lambda rate: gradient_descent(quadratic.df, START, -rate, UPDATES)[-1]),
        "the steps lead uphill", "Does the function fall along your runs?",
        pointer="The slope points uphill. Look at the sign in front of the learning rate.",
        worked="Where the slope is -2 the function falls to the right, so x has to grow.",
    ),
    Misconception(
        "run-frozen-slope", "final_x",
        _x(lambda rate: START - UPDATES * rate * quadratic.df(START)),
        "the slope is worked out once, at the start", "Is the slope the same everywhere?",
        pointer="Look at where the derivative is called: inside the inner loop, at the current x?",
        worked="x^2 from 1 with rate 0.25: 0.5, then 0.25, and not 0.",
    ),
    Misconception(
        "run-one-update", "final_x", _after(1),
        "only one update is made in each run", "How often does x change in a run?",
        pointer="Is x set back inside the inner loop, or the new x stored under another name?",
        worked="x^2 from 1 with rate 0.25: 0.5 after one update, 0.25 after two.",
    ),
    Misconception(
        "run-one-less", "final_x", _after(UPDATES - 1),
        "one update too few", "How many updates does your loop make?",
        pointer="Look at the numbers in `range`: the second one is left out.",
        worked="`range(1, 4)` holds 1, 2, 3; `range(1, 3)` holds two numbers only.",
    ),
    Misconception(
        "run-one-more", "final_x", _after(UPDATES + 1),
        "one update too many", "How many updates does your loop make?",
        pointer="Look at the numbers in `range`, and for an update after the loop.",
        worked="`range(4)` makes four turns: 0, 1, 2, 3.",
    ),
    Misconception(
        "run-earlier-number", "final_x", _after(EARLIER),
        "as many updates as in the exercise before", "How many updates does this task ask for?",
        pointer="A name may still hold the number of an earlier exercise.",
        worked="If `n = 5` was set above, `range(n)` makes 5 turns until n is set again.",
    ),
    Misconception(
        "run-height", "final_x", _x(lambda rate: quadratic.f(PATHS[rate][-1])),
        "the heights are in the column of x", "Is this a place, or a height?",
        pointer="Two columns are filled. Check what goes into which.",
        worked="x^2 at x = 3: the place is 3, and the height is 9.",
    ),
    Misconception(
        "run-distance", "final_x", _x(lambda rate: abs(PATHS[rate][-1] - quadratic.X_MIN)),
        "the distance from the minimum instead of x", "From where is your number measured?",
        pointer="The column holds x itself; nothing is taken away.",
        worked="With a minimum at 6, a run that ends at 5 has x = 5 and the distance 1.",
    ),
)  # fmt: skip

FINAL_F = (
    Misconception(
        "height-lowest", "final_f", _f(lambda rate: min(_heights(PATHS[rate]))),
        "the lowest height of the run instead of the last",
        "Which point does the height belong to?",
        pointer="A run may pass a low point and leave it again. The end is asked for.",
        worked="With heights 5, 3, 8 the lowest is 3, and the final one is 8.",
    ),
    Misconception(
        "height-slope", "final_f", _f(lambda rate: quadratic.df(PATHS[rate][-1])),
        "the slope instead of the height", "Is this a height or a slope?",
        pointer="Check which of your two functions is called.",
        worked="x^2 at 3 has the height 9 and the slope 6.",
    ),
    Misconception(
        "height-above-minimum", "final_f",
        _f(lambda rate: quadratic.f(PATHS[rate][-1]) - quadratic.F_MIN),
        "the height above the minimum", "From where is the height measured?",
        pointer="The column holds the function itself; nothing is taken away.",
        worked="x^2 + 1 at 2 has the height 5, and not 4.",
    ),
    Misconception(
        "height-is-x", "final_f", _f(lambda rate: PATHS[rate][-1]),
        "x is in the column of heights", "Is this a place, or a height?",
        pointer="Put the last x of the run into the function.",
        worked="x^2 at x = 3: the place is 3, and the height is 9.",
    ),
)  # fmt: skip

CONVERGED_ITER = (
    Misconception(
        "iter-distance", "converged_iter",
        _iter(lambda rate: _first(rate, lambda x, _: abs(x - quadratic.X_MIN) < TOLERANCE)),
        "x instead of the function is held against the limit",
        "Which quantity has to come close to its minimum here?",
        pointer="Read the criterion once more: it speaks of a height, not of a place.",
        worked="x^2 at x = 0.05 is 0.0025 high: below 0.01, though x is not.",
    ),
    Misconception(
        "iter-slope", "converged_iter",
        _iter(lambda rate: _first(rate, lambda x, _: abs(quadratic.df(x)) < TOLERANCE)),
        "the slope instead of the function is held against the limit",
        "Which quantity has to come close to its minimum here?",
        pointer="A small slope is another sign of arrival. Read the criterion once more.",
        worked="x^2 at x = 0.05 is 0.0025 high, and its slope is 0.1.",
    ),
    Misconception(
        "iter-step", "converged_iter",
        _iter(lambda rate: _first(rate, lambda x, before: abs(x - before) < TOLERANCE)),
        "the length of the step is held against the limit",
        "Does a short step mean that the run has arrived?",
        pointer="A run with a tiny rate makes short steps everywhere. Read the criterion again.",
        worked="x^2 at 1 with rate 0.001 makes a step of 0.002, far from the minimum.",
    ),
    Misconception(
        "iter-change", "converged_iter",
        _iter(lambda rate: _first(
            rate, lambda x, before: abs(quadratic.f(x) - quadratic.f(before)) < TOLERANCE)),
        "the change of the height is held against the limit",
        "What is the height compared with: the height before, or that of the minimum?",
        pointer="A run can slow down before it has arrived. Read the criterion once more.",
        worked="Heights 5.004 and 5.001 differ by little, and are still far above 3.5.",
    ),
    Misconception(
        "iter-loose", "converged_iter",
        _iter(lambda rate: converged_after(_heights(PATHS[rate]), 10 * TOLERANCE)),
        "the limit is ten times too wide", "How close is close enough in this task?",
        pointer="Count the zeros of your limit.",
        worked="One hundredth is 0.01, or `1e-2`.",
    ),
    Misconception(
        "iter-strict", "converged_iter",
        _iter(lambda rate: converged_after(_heights(PATHS[rate]), TOLERANCE / 10)),
        "the limit is ten times too narrow", "How close is close enough in this task?",
        pointer="Count the zeros of your limit.",
        worked="One hundredth is 0.01, or `1e-2`.",
    ),
    Misconception(
        "iter-one-more", "converged_iter",
        _iter(lambda rate: None if (k := _arrival(PATHS[rate])) is None else k + 1),
        "one too many is counted", "How many updates have been made at the start?",
        pointer="Points are counted, or the counter grows once too often. Updates are asked for.",
        worked="Three points, the start among them, are two updates.",
    ),
    Misconception(
        "iter-no-reset", "converged_iter", _iter(lambda rate: _arrival(CHAINED[rate])),
        "each run begins where the one before has ended", "Where does the second run start?",
        pointer="The start has to be set anew for each rate, outside of the inner loop.",
        worked="Two runs from 5: both begin at 5, even if the first one ended at 1.",
    ),
    Misconception(
        "iter-left-over", "converged_iter",
        _iter(lambda rate: _arrival(PATHS[0.01]) if rate == 0.01 else _arrival(PATHS[0.1])),
        "the count of an earlier run is still there",
        "What does your counter hold when the next run begins?",
        pointer="Set the counter back for each rate, before the inner loop.",
        worked="`found = None` above both loops is set once; below the first `for`, once a run.",
    ),
    Misconception(
        "iter-last-time", "converged_iter",
        _iter(lambda rate: None if _arrival(PATHS[rate]) is None else UPDATES),
        "the last time that the criterion held, not the first",
        "Is the count kept once it has been found?",
        pointer="The criterion holds again and again. Store the count only if there is none yet.",
        worked="If it holds at 4, 5 and 6, the first time is 4.",
    ),
    Misconception(
        "iter-last-index", "converged_iter",
        _iter(lambda rate: None if _arrival(PATHS[rate]) is None else UPDATES - 1),
        "the last time that the criterion held, not the first",
        "Is the count kept once it has been found?",
        pointer="The criterion holds again and again. Store the count only if there is none yet.",
        worked="If it holds at 4, 5 and 6, the first time is 4.",
    ),
    Misconception(
        "iter-how-often", "converged_iter",
        _iter(lambda rate: None if (k := _arrival(PATHS[rate])) is None else UPDATES - k + 1),
        "how often the criterion held, not when it held first",
        "Does your counter grow before or after the run has arrived?",
        pointer="Count the updates until the criterion holds, not those for which it holds.",
        worked="If it holds at 4, 5 and 6 of 6, then 4 is the answer, and 3 is how often.",
    ),
    Misconception(
        "iter-zero", "converged_iter",
        _iter(lambda rate: 0 if (k := _arrival(PATHS[rate])) is None else k),
        "0 for a run that never arrives", "What would a count of 0 mean?",
        pointer="0 says that the start was close enough already. Begin with another value.",
        worked="`found = None` stays None until something is found.",
    ),
)  # fmt: skip

STATUS = (
    Misconception(
        "status-swinging", "status", _said(r0_9="diverged"),
        "a run that swings to and fro is called diverged",
        "Does the distance from the minimum grow or shrink in this run?",
        pointer="Crossing the minimum is not yet running away from it.",
        worked="Errors 4, -3, 2.25 swing and shrink; 4, -5, 6.25 swing and grow.",
    ),
    Misconception(
        "status-slow-arrived", "status", _said(r0_01="converged"),
        "a run that is still on its way is called converged",
        "Does this run meet the criterion within the updates?",
        pointer="Look at the last height of the slowest run, and at how your counter begins.",
        worked="A run that ends at 5 above a minimum of 4 has not arrived, though it gets closer.",
    ),
    Misconception(
        "status-slow-diverged", "status", _said(r0_01="diverged"),
        "a run that is still on its way is called diverged",
        "Is this run farther from the minimum at its end than at its start?",
        pointer="Not having arrived can mean two things. Which one is it here?",
        worked="Errors 4, 3.9, 3.8 shrink slowly: on the way. Errors 4, 5, 6 run away.",
    ),
    Misconception(
        "status-growing-swings", "status", _said(r1_1="oscillating"),
        "a run that moves away is called oscillating",
        "Does the distance from the minimum grow or shrink in this run?",
        pointer="Test whether it grows before you test whether it swings.",
        worked="Errors 4, -3, 2.25 swing and shrink; 4, -5, 6.25 swing and grow.",
    ),
    Misconception(
        "status-growing-not-yet", "status", _said(r1_1="not yet"),
        "a run that moves away is called on its way",
        "Would more updates help this run?",
        pointer="Not having arrived can mean two things. Compare the end with the start.",
        worked="Errors 4, -5, 6.25: each update leads farther away.",
    ),
    Misconception(
        "status-growing-arrived", "status", _said(r1_1="converged"),
        "a run that moves away is called converged",
        "How far from the minimum does this run end?",
        pointer="Look at where this run starts, and at the heights along it.",
        worked="Errors 4, -5, 6.25: each update leads farther away.",
    ),
    Misconception(
        "status-strict", "status", _said(r0_1="not yet", r0_9="not yet"),
        "runs that have arrived are called on their way",
        "Which criterion decides whether a run has arrived?",
        pointer="Being close is enough. Compare your limit, and what it is applied to.",
        worked="A height of 4.002 above a minimum of 4 is within 0.01 of it.",
    ),
)  # fmt: skip

MISCONCEPTIONS = (*FINAL_X, *FINAL_F, *CONVERGED_ITER, *STATUS)

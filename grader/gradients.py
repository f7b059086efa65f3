"""A numerical gradient check whose tolerance is computed, not chosen.

`plan` lists the points at which f must be known, so that all of them are asked in one exchange;
`decide` compares a claimed gradient with what the values say; `check` does both for a function at
hand and confirms what is wrong at a second place. Along each direction there is a ladder of steps.
Its difference quotients are extrapolated, and each estimate has an error bound from two sources:
how far it moved when it was refined, and the measured noise of f, carried through the same
formulas. An estimate that a smaller step contradicts is dropped, which keeps kinks of f out. A
claim beyond the bound is wrong; a bound too wide to tell is "undecided", never "right".

Sources: L. F. Richardson, "The deferred approach to the limit" (1927) and W. Romberg (1955) for
the table; C. J. F. Ridders, "Accurate computation of F'(x)" (1982) for a bound from neighbouring
entries; J. J. More and S. M. Wild, "Estimating computational noise" (SIAM J. Sci. Comput. 33,
2011). What it finds and misses is measured in docs/gradients.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Gradient = Callable[[Floats], ArrayLike] | ArrayLike
Note = Literal["corner", "rounded", "float32", "noisy", "not-finite", "unconfirmed"]

LEVELS, RATIO, FIRST_STEP = 12, 4.0, 0.25
"""The ladder of a direction: steps FIRST_STEP * RATIO^-k of the scale of x, k = 0..LEVELS-1."""
COLUMNS = 6
NOISE_POINTS = 9
NEARBY = 2
"""From this step on (1/64 of the scale), f is taken to be "near x"."""
WIDE, FEW = 40, 3
"""With more entries than WIDE, FEW random directions are tried first instead of each entry."""
SAFETY_NOISE, SAFETY_TRUNCATION = 16.0, 4.0
"""Both parts of a bound are estimates; they are taken to be larger by these factors."""
OWN = 64.0
"""Roundings that a claim may carry itself, by which it may be off in any case."""
RESOLUTION, SMALL = 1e-5, 1e-3
"""What "right" promises: no entry is off by more than RESOLUTION of the larger of itself and SMALL
times the largest slope."""
MANY = 8
"""So many values that are float32 numbers, and not round, are no chance."""
NOISY = 1e4
"""f is called noisy if it jitters by more than so many roundings of its own values."""
EPS = float(np.finfo(np.float64).eps)
EPS32 = float(np.finfo(np.float32).eps)


@dataclass(frozen=True, slots=True)
class Plan:
    """The points of one check.

    Attributes:
        x: Where the gradient is claimed, shape (n,).
        directions: Shape (d, n): the unit vectors if n <= WIDE, else FEW random ones.
        steps: Of each direction, falling, shape (d, LEVELS).
        points: Where f must be known, shape (2 d LEVELS + 10, n): x + steps, x - steps, nine close
            points beside x for the noise, and x.
    """

    x: Floats
    directions: Floats
    steps: Floats
    points: Floats


@dataclass(frozen=True, slots=True)
class GradientVerdict:
    """What the numbers say of a claimed gradient.

    Attributes:
        status: "right", "wrong", or "undecided" where the error bound is too wide to tell.
        estimate: The derivative along each direction, shape (d,); with n <= WIDE, the gradient.
        error: Its bound, shape (d,); inf where there is none.
        worst: Index of the entry that is furthest outside of its bound; -1 where only random
            directions were tried, which do not tell entries apart.
        evaluations: How many values of f were used.
        notes: What else was seen: "corner" (at an exact corner any slope between the two sides is
            accepted), "rounded" (f, or a value inside of it, is rounded), "float32" (f or the
            claim is in single precision), "noisy" (f jitters), "not-finite" (nan or inf at x or
            in the claim), "unconfirmed" (wrong here, but not at the neighbouring point).
        digits: To how many decimals f is rounded, where that is known.
    """

    status: Literal["right", "wrong", "undecided"]
    estimate: Floats
    error: Floats
    worst: int
    evaluations: int
    notes: tuple[Note, ...] = ()
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """Values of f: at the steps after and before x, (2, d, LEVELS); beside x, (9,); and at x."""

    sides: Floats
    beside: Floats
    here: float
    steps: Floats


@dataclass(frozen=True, slots=True)
class _Precision:
    """How exact f is: the rounding units of its values and of the claim, and the noise of f."""

    unit: float
    claim_unit: float
    noise: float
    notes: tuple[Note, ...]
    digits: int | None


@dataclass(frozen=True, slots=True)
class _Limit:
    """What each ladder of quotients tends to, and its error bound; both of shape (d,)."""

    value: Floats
    error: Floats


@dataclass(frozen=True, slots=True)
class _Slopes:
    """Each directional derivative is in [low - error, high + error]; all of shape (d,)."""

    low: Floats
    high: Floats
    error: Floats
    corner: Flags


def plan(x: ArrayLike, rng: Generator, *, every_entry: bool = False) -> Plan:
    """The points at which f must be known for a check at x of shape (n,).

    Args:
        x: Where the gradient is claimed.
        rng: For the noise sample, and for the directions if n > WIDE.
        every_entry: Try each entry alone however many there are.
    """
    at = _vector(x)
    n = at.size
    if n <= WIDE or every_entry:
        directions, scale = np.eye(n), _scale(at)
    else:
        # no entry is small in any direction, so that one wrong entry shows in all of them; sizes
        # are drawn, so that two wrong ones do not cancel; few bits, so that x + h v is exact
        sizes = 0.5 + rng.integers(0, 513, (FEW, n)) / 1024
        directions = rng.choice([-1.0, 1.0], (FEW, n)) * sizes
        scale = np.full(FEW, _scale(at).max())
    steps = _steps(scale)
    moves = (steps[:, :, None] * directions[:, None, :]).reshape(-1, n)
    # beside x, so that a corner at x does not look like noise
    middle = NOISE_POINTS // 2
    away = 3.1e-4 + 0.93e-6 * (np.arange(NOISE_POINTS) - middle)
    aside = _scale(at) * rng.choice([-1.0, 1.0], n) * rng.uniform(0.5, 1.0, n)
    beside = at + away[:, None] * aside
    return Plan(at, directions, steps, np.concatenate([at + moves, at - moves, beside, at[None]]))


def plan_at(x: ArrayLike, points: Floats) -> Plan:
    """The plan at x of shape (n,) whose points, made by `plan`, were asked already."""
    at = _vector(x)
    n, count = at.size, (len(points) - NOISE_POINTS - 1) // (2 * LEVELS)
    if count == n:
        return Plan(at, np.eye(n), _steps(_scale(at)), points)
    steps = _steps(np.full(count, _scale(at).max()))
    return Plan(at, (points[: count * LEVELS : LEVELS] - at) / steps[:, :1], steps, points)


def neighbour(x: ArrayLike, rng: Generator) -> Floats:
    """A point near x of shape (n,), at which a "wrong" can be confirmed: about 1 % away."""
    at = _vector(x)
    away = rng.uniform(0.3, 1.0, at.size) * rng.choice([-1.0, 1.0], at.size)
    return np.asarray(at + 0.01 * _scale(at) * away)


def _vector(x: ArrayLike) -> Floats:
    at = np.atleast_1d(np.asarray(x, dtype=np.float64))
    if at.ndim != 1 or not at.size:
        raise ValueError(f"x is a number or an array of shape (n,), not {at.shape}")
    return at


def _scale(at: Floats) -> Floats:
    """The scale of each entry: at least 1, and a power of two, so that x + h is exact."""
    _, exponent = np.frexp(np.maximum(1.0, np.abs(at)))
    return np.asarray(np.ldexp(1.0, exponent - 1))


def _steps(scale: Floats) -> Floats:
    """The ladders of steps, shape (d, LEVELS), from the scale of each direction."""
    return FIRST_STEP * scale[:, None] * RATIO ** -np.arange(LEVELS, dtype=np.float64)


def noise(values: Sequence[float] | Floats) -> float:
    """The noise level of f from its values at equally spaced, close points (More & Wild 2011)."""
    differences = np.asarray(values, dtype=float)
    gamma, levels = 1.0, []
    for k in range(1, len(differences)):
        differences = np.diff(differences)
        gamma *= 0.5 * k / (2 * k - 1)  # gamma_k = (k!)^2 / (2k)!
        levels.append(math.sqrt(gamma * float(np.mean(differences**2))))
    return max(levels[2:6])


def decide(asked: Plan, values: ArrayLike, claim: ArrayLike) -> GradientVerdict:
    """Compare a claimed gradient of shape (n,) with f's values at `asked.points`.

    Raises:
        ValueError: The claim or the values have another shape than the plan.
    """
    f = np.asarray(values, dtype=np.float64)
    given = np.atleast_1d(np.asarray(claim))
    g = given.astype(np.float64)
    count, n = asked.directions.shape
    if f.shape != (len(asked.points),) or g.shape != (n,):
        raise ValueError(f"{len(asked.points)} values and {n} entries are due")
    sides, rest = np.split(f, [2 * count * LEVELS])
    if not (np.isfinite(rest).all() and np.isfinite(g).all()):
        unknown, endless = np.full(count, math.nan), np.full(count, math.inf)
        return GradientVerdict("undecided", unknown, endless, -1, f.size, ("not-finite",))
    seen = _Seen(sides.reshape(2, count, LEVELS), rest[:-1], float(rest[-1]), asked.steps)
    with np.errstate(all="ignore"):
        precision = _precision(seen)
        if given.dtype == np.float32:
            others = tuple(note for note in precision.notes if note != "float32")
            precision = replace(precision, claim_unit=EPS32, notes=(*others, "float32"))
        return _compare(asked, seen, g, precision)


def _compare(asked: Plan, seen: _Seen, g: Floats, precision: _Precision) -> GradientVerdict:
    """The verdict on the claim g of shape (n,)."""
    slopes = _slopes(seen, precision)
    count, n = asked.directions.shape
    each = count == n
    along, middle = asked.directions @ g, (slopes.low + slopes.high) / 2
    size = np.nan_to_num(np.abs(middle))
    largest = max(float(np.abs(g).max()), _chord(seen, NEARBY), float(size.max()) if each else 0.0)
    own = OWN * precision.claim_unit * math.sqrt(n) * max(largest, float(size.max()))
    bound = slopes.error + own
    outside = np.maximum(slopes.low - along, along - slopes.high) - bound
    outside[np.isinf(slopes.error)] = -math.inf
    first = int(np.argmax(outside))
    wrong = bool(outside[first] > 0)
    notes = precision.notes + (("corner",) if slopes.corner.any() else ())
    if wrong and precision.digits is None and _on_stairs(seen, first, float(along[first])):
        wrong, notes = False, (*notes, "rounded")
    if np.all(np.maximum(size, np.abs(along)) <= bound):
        largest = max(largest, _chord(seen, 0))  # a gradient of 0 has no scale of its own
    # what an entry may be off by; in a random direction each entry counts by half at least
    due = np.maximum(size, SMALL * largest) if each else np.full(count, SMALL * largest / 2)
    sharp = int(np.sum(bound <= RESOLUTION * due))
    enough = sharp >= (n if each else FEW - 1) or _is_flat(seen)
    right = enough and not {"rounded", "float32"} & set(notes)
    return GradientVerdict(
        status="wrong" if wrong else "right" if right else "undecided",
        estimate=middle,
        error=slopes.error + (slopes.high - slopes.low) / 2,
        worst=first if each else -1,
        evaluations=len(asked.points),
        notes=notes,
        digits=precision.digits,
    )


def _chord(seen: _Seen, k: int) -> float:
    """The steepest chord from x to the ends of the k-th steps: the scale of the slopes near x."""
    chords = np.abs(seen.sides[:, :, k] - seen.here) / seen.steps[:, k]
    return float(np.max(chords, initial=0.0, where=np.isfinite(chords)))


def _is_flat(seen: _Seen) -> bool:
    """Whether f is constant near x, but for a few roundings."""
    near = seen.sides[:, :, NEARBY:]
    return bool(np.all(np.abs(near - seen.here) <= 16 * EPS * abs(seen.here)))


def _on_stairs(seen: _Seen, first: int, claim: float) -> bool:
    """Whether f has steps: it is flat here, but further away about as steep as claimed.

    Seen where a value inside of f is rounded. A unit of a network that is switched off is flat too,
    but on one side only is it as steep as claimed.
    """
    ends = seen.sides[:, first]
    chords = (ends - seen.here) / (seen.steps[first] * np.array([[1.0], [-1.0]]))
    steep = np.all(np.abs(chords - claim) <= 0.5 * abs(claim), axis=0)
    often = steep[0] or np.sum(steep) > 1  # a curve is as steep as that at one step only
    return bool(np.all(ends[:, -1] == seen.here) and often)


def _precision(seen: _Seen) -> _Precision:
    """How exact f is: measured, and from the form of its values."""
    values = np.concatenate([seen.sides.ravel(), seen.beside, [seen.here]])
    values = values[np.isfinite(values)]
    single = _is_float32(values, seen.here)
    unit, digits, measured = EPS32 if single else EPS, _digits(values), noise(seen.beside)
    near = seen.sides[:, :, NEARBY]
    size = float(np.max(np.abs(near), initial=abs(seen.here), where=np.isfinite(near)))
    notes: list[Note] = ["float32"] if single else []
    if digits is not None:
        notes.append("rounded")
    elif measured > NOISY * unit * size:
        notes.append("noisy")
    quantum = 0.0 if digits is None else 0.5 * 10.0**-digits
    level = max(measured, unit * abs(seen.here), quantum)
    return _Precision(unit, unit, level, tuple(notes), digits)


def _is_float32(values: Floats, here: float) -> bool:
    """Whether all values are float32 numbers, and many of them not merely because they are round.

    One whose distance from f(x) needs more than eight bits is a float32 by chance once in 2^29
    cases. Of a linear f at a round point, the distances are as round as the steps.
    """
    if not np.array_equal(values.astype(np.float32).astype(np.float64), values):
        return False
    mantissa, _ = np.frexp(np.unique(values) - here)
    return int(np.sum(np.mod(mantissa * 2.0**8, 1.0) != 0)) >= MANY


def _digits(values: Floats) -> int | None:
    """To how many decimals (0..8) all values are rounded; None if they are not.

    Few values may have few decimals by chance, as 2.247 and 2.0595 at round points: rounded ones
    are as many as the ladder makes of their range (at least half of it, if f is symmetric).
    """
    distinct = np.unique(values)
    reach = float(distinct[-1] - distinct[0])
    for k in range(9):
        quantum = 10.0**-k
        if quantum < 1e3 * EPS * np.abs(distinct).max():
            return None  # numbers so large have no further decimals anyway
        if np.array_equal(np.round(distinct, k), distinct):
            due = 1 + 0.5 * math.log(max(1.0, reach / quantum), RATIO)
            return k if distinct.size >= max(3.0, due) else None
    return None


def _slopes(seen: _Seen, precision: _Precision) -> _Slopes:
    """The derivative along each direction, from both sides of x together and from each alone.

    Two-sided quotients D(h) = (f(x + h) - f(x - h)) / (2 h) = f'(x) + c h^2 + d h^4 + ... are the
    sharpest. One-sided ones, F(h) = (f(x + h) - f(x)) / h = f'(x) + c h + d h^2 + ..., see corners,
    and do not mind a jump of f'' at x.
    """
    h, (after, before) = seen.steps, seen.sides
    size = np.maximum(np.abs(after), np.abs(before))
    rounding = SAFETY_NOISE * np.maximum(precision.noise, precision.unit * size) / h
    both = _limit((after - before) / (2 * h), rounding, RATIO**2)
    right = _limit((after - seen.here) / h, 2 * rounding, RATIO)
    left = _limit((seen.here - before) / h, 2 * rounding, RATIO)
    apart, sum_of_errors = np.abs(right.value - left.value), right.error + left.error
    error = np.maximum(right.error, left.error)
    # sides that may differ are not averaged, as the two-sided quotients do
    sided = (apart > sum_of_errors) | (error < both.error)
    low = np.where(sided, np.minimum(left.value, right.value), both.value)
    high = np.where(sided, np.maximum(left.value, right.value), both.value)
    return _Slopes(low, high, np.where(sided, error, both.error), apart > 4 * sum_of_errors)


def _limit(quotients: Floats, rounding: Floats, base: float) -> _Limit:
    """The limit of each ladder of quotients for h -> 0.

    Args:
        quotients: With error terms in h^p, h^2p, ..., shape (d, LEVELS).
        rounding: Their bounds from the noise of f.
        base: RATIO^p.
    """
    shape = (COLUMNS + 1, *quotients.shape)
    table, error, shaky = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    table[0], shaky[0] = quotients, rounding
    for j in range(1, COLUMNS + 1):
        # T[k,j] = T[k,j-1] + (T[k,j-1] - T[k-1,j-1]) / (base^j - 1) removes the term of h^(p j)
        q = base**j
        here, coarser = table[j - 1, :, 1:], table[j - 1, :, :-1]
        table[j, :, 1:] = here + (here - coarser) / (q - 1)
        shaky[j, :, 1:] = (q * shaky[j - 1, :, 1:] + shaky[j - 1, :, :-1]) / (q - 1)
        new = table[j, :, 1:]
        moved = SAFETY_TRUNCATION * np.maximum(np.abs(new - here), np.abs(new - coarser))
        error[j, :, 1:] = moved + shaky[j, :, 1:]
    error[~np.isfinite(error)] = math.inf
    # an entry T is void where a smaller step k contradicts it: |T[k,1] - T| is more than T's bound
    # and what the row k alone vouches for; then a kink lies between
    vouched = shaky[1] + np.abs(table[1] - table[0])
    for k in range(2, LEVELS):
        gap = np.abs(table[1, :, k, None] - table[:, :, :k])
        error[:, :, :k][gap > error[:, :, :k] + vouched[:, k, None]] = math.inf
    errors, values = (np.concatenate(list(each[1:]), axis=1) for each in (error, table))
    best = np.argmin(errors, axis=1)[:, None]
    value, error = (np.take_along_axis(each, best, axis=1)[:, 0] for each in (values, errors))
    return _Limit(value, error)


def check(
    f: Callable[[Floats], float], gradient: Gradient, x: ArrayLike, *, rng: Generator | None = None
) -> GradientVerdict:
    """Check a gradient of f at x of shape (n,).

    Where the gradient is a function, "wrong" is confirmed at a neighbouring point, unless it is
    seen at a corner, which the neighbour has not. With n > WIDE, the entry is then looked for.

    Args:
        f: Maps an array of shape (n,) to a number.
        gradient: The claim at x, an array of shape (n,), or a function that gives it.
        x: Where to check.
        rng: For the directions; a fixed seed by default.
    """
    chance, at = rng or np.random.default_rng(0), _vector(x)
    verdict = _once(f, gradient, plan(at, chance))
    if verdict.status == "wrong" and callable(gradient) and verdict.notes != ("corner",):
        beside = plan(neighbour(at, chance), chance)
        verdict = confirm(verdict, _once(f, gradient, beside))
    if verdict.status == "wrong" and verdict.worst < 0:
        named = _once(f, gradient, plan(at, chance, every_entry=True))
        total = verdict.evaluations + named.evaluations
        agreed = named if named.status == "wrong" else verdict
        return replace(agreed, evaluations=total)
    return verdict


def confirm(first: GradientVerdict, second: GradientVerdict) -> GradientVerdict:
    """The first verdict, on the second's word if it is "wrong"; `evaluations` are added up."""
    total = first.evaluations + second.evaluations
    if first.status != "wrong" or second.status == "wrong":
        return replace(first, evaluations=total)
    notes: tuple[Note, ...] = (*first.notes, "unconfirmed")
    return replace(first, status="undecided", evaluations=total, notes=notes)


def _once(f: Callable[[Floats], float], gradient: Gradient, asked: Plan) -> GradientVerdict:
    """The verdict at one place."""
    values = [float(f(point)) for point in asked.points]
    return decide(asked, values, gradient(asked.x) if callable(gradient) else gradient)

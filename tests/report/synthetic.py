"""Results of a class that was never taught: as varied as real ones, and the same every time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from random import Random

from grader.grading.result import (
    ExerciseResult,
    FileRef,
    Message,
    Misconception,
    PartResult,
    Result,
    Run,
    Status,
    SubmissionRef,
)

PARTS = (
    ("z", "a", "L", "dL_dz", "dL_dw", "dL_db", "w_new", "b_new"),
    ("f", "df", "trajectory_x", "trajectory_y", "final_x", "final_f", "figure"),
    ("final_x", "final_f", "converged_iter", "status", "fastest_lr", "figure"),
)
TITLES = ("Gradients of one sigmoid neuron, by hand", "Gradient descent", "Learning rates")
FIRST = ("anna", "björn", "chen", "dilan", "emre", "fatou", "greta", "hui", "ivan", "joão")
LAST = ("müller", "nguyen", "o_neill", "papadopoulos", "schmidt", "van_dijk", "yilmaz", "zhang")
SLIPS = tuple(
    (f"slip-{at}", f"The factor `{'xwbyz'[at % 5]}` of step {at} was left out of the product.")
    for at in range(40)
)


def names(count: int) -> list[str]:
    """Names of files as a learning platform makes them."""
    return [
        f"{FIRST[at % len(FIRST)]}_{LAST[at // len(FIRST) % len(LAST)]}_{48_000 + at}"
        for at in range(count)
    ]


def results(count: int, seed: int = 1) -> Iterator[Result]:
    """As many results; one in thirty is the same as the one before."""
    chance = Random(seed)  # noqa: S311 - nothing is secret here
    last: Result | None = None
    for at in range(count):
        if last is None or at % 30:
            last = _result(chance, at)
        yield last


def _result(chance: Random, at: int) -> Result:
    skill = chance.betavariate(4, 1.6)
    exercises = [_exercise(chance, number, skill) for number in (1, 2, 3)]
    points = round(sum(one.points for one in exercises), 2)
    waiting = sum(p.max_points for e in exercises for p in e.parts if p.status == "not-judged")
    digest = hashlib.sha256(f"{at}".encode()).hexdigest()
    name = f"{names(at + 1)[-1]}.ipynb"
    return Result(
        submission=SubmissionRef(name, "notebook", digest, [FileRef(name, digest, 9_000)]),
        exercises=exercises,
        points=points,
        max_points=sum(one.max_points for one in exercises),
        highest_points=points + waiting,
        provisional=waiting > 0,
        run=Run(
            isolation="restricted" if chance.random() < 0.02 else "full",
            versions={"python": "3.11.7"},
            seed=1,
            limits={"cell_seconds": 10.0},
            course="Backpropagation and gradient descent",
            course_digest="c" * 64,
        ),
    )


def _exercise(chance: Random, number: int, skill: float) -> ExerciseResult:
    names = PARTS[number - 1]
    broken: Status | None = None
    if chance.random() < 0.12:
        broken = chance.choice(("missing", "crashed", "timed-out"))
    parts = [_part(chance, number, name, skill, broken) for name in names]
    changed = [Message("given.changed", {"name": "lr", "value": 0.2})]
    return ExerciseResult(
        id=f"exercise-{number}",
        title=TITLES[number - 1],
        number=number,
        points=round(sum(part.points for part in parts), 2),
        max_points=sum(part.max_points for part in parts),
        parts=parts,
        messages=changed if chance.random() < 0.03 else [],
    )


def _part(
    chance: Random, number: int, name: str, skill: float, broken: Status | None
) -> PartResult:
    status: Status = "right"
    if broken is not None and chance.random() < 0.7:
        status = broken
    elif chance.random() > skill:
        status = _other(chance)
    share = {"right": 1.0, "follow-through": 1.0, "partial": 0.5}.get(status, 0.0)
    most = 1.0 + len(name) % 3
    slip = None
    value = f"{chance.gauss(0, 1):.10f}"
    if status in ("wrong", "partial"):
        if chance.random() < 0.7:
            which = SLIPS[(number * 13 + min(int(chance.expovariate(0.3)), 12)) % len(SLIPS)]
            slip = Misconception(*which, sure=chance.random() < 0.8)
        elif chance.random() < 0.5:
            value = f"0.{number}{chance.randrange(4)}25"
    return PartResult(
        id=name,
        title=name,
        status=status,
        points=share * most,
        max_points=most,
        message=Message(status),
        misconception=slip,
        value=None if status in ("missing", "crashed", "timed-out") else value,
    )


def _other(chance: Random) -> Status:
    others: Sequence[Status] = (
        *("wrong", "wrong", "wrong", "follow-through", "follow-through", "partial"),
        *("missing", "not-judged"),
    )
    status = chance.choice(others)
    return "wrong" if status == "not-judged" and chance.random() < 0.8 else status

"""Exercise 3: what the learning rate does."""

from grader import Exercise, Figure, Gradient, Judge, Matches, Part, Table

from ...reference import quadratic
from . import rules

EXERCISE = Exercise(
    id="learning-rates",
    title="What the learning rate does",
    helpers=(
        Part("f", 0, Matches(quadratic.f)),
        Part("df", 0, Gradient("f", quadratic.df)),
    ),
    parts=(
        Part("final_x", 3, Table(rules.RESULTS, "final_x", rules.final_x, rules.runs)),
        Part("final_f", 1, Table(rules.RESULTS, "final_f", rules.final_f, rules.heights)),
        Part("converged_iter", 2, Table(rules.RESULTS, "converged_iter", rules.arrival)),
        Part("status", 2, Table(rules.RESULTS, "status", rules.status)),
        Part("fastest_lr", 1, Judge(rules.ask_fastest, rules.fastest), "The fastest rate"),
        Part("figure", 1, Figure(rules.curves), "The figure"),
    ),
    solution_digests=frozenset(),
)

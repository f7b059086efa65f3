"""Exercise 3: what the learning rate does."""

from grader import (
    Descent,
    Exercise,
    Figure,
    Gradient,
    Judge,
    Matches,
    Part,
    Smallest,
    Table,
    Values,
)

from ...reference import quadratic
from . import rules
from .misconceptions import MISCONCEPTIONS

EXERCISE = Exercise(
    id="learning-rates",
    title="What the learning rate does",
    helpers=(
        Part("f", 0, Matches(quadratic.f)),
        Part("df", 0, Gradient("f", quadratic.df)),
    ),
    parts=(
        Part(
            "final_x",
            3,
            Table(rules.RESULTS, "final_x", rules.final_x, rules.runs, rules.distances),
            self_check="""\
for row in results:
    print(row["lr"], row["final_x"], abs(row["final_x"] - 2))  # how far from the minimum?
""",
            relation=Descent("df", rules.START, "lr", rules.UPDATES),
        ),
        Part(
            "final_f",
            1,
            Table(rules.RESULTS, "final_f", rules.final_f, rules.heights),
            self_check="""\
for row in results:
    print(row["lr"], row["final_f"], f(row["final_x"]))
""",
            relation=Values("f", "final_x"),
        ),
        Part("converged_iter", 2, Table(rules.RESULTS, "converged_iter", rules.arrival)),
        Part("status", 2, Table(rules.RESULTS, "status", rules.status)),
        Part(
            "fastest_lr",
            1,
            Judge(rules.ask_fastest, rules.fastest),
            "The fastest rate",
            relation=Smallest("results", "converged_iter"),
        ),
        Part("figure", 1, Figure(rules.curves), "The figure"),
    ),
    misconceptions=MISCONCEPTIONS,
    # cells of the course text's own notebook: its solution and its stub
    solution_digests=frozenset(
        {"7544c00d4dbc1870b62d709460f3d8c41d26f5b43dd1a8db71cd0d6f00fa0ba7"}
    ),
    stub_digests=frozenset({"13008c069754d4fd864d8efc15d9cf121a53cc3ae910c4bbfa556a056859e645"}),
)

"""Mine: what students get, what is graded and for how many points."""

from grader import Cases, Exercise, Function, Number, Part, real

from ...reference import mine as true
from .misconceptions import MISCONCEPTIONS

EXERCISE = Exercise(
    id="mine",
    title="Mine",
    # the numbers that stub.py hands out
    givens={"x": 2.0, "w": 0.5, "b": 0.3, "y": 1.0},
    # other numbers: they tell wrong rules apart that give the same on those above
    alternative_givens={"x": 1.7, "w": 0.6, "b": -0.35, "y": 0.4},
    # the parameters of a rule are the names of givens and of other parts
    parts=(
        Part("p", 1, Number(true.prediction), "p, the prediction"),
        Part("e", 1, Number(true.error), "e, the error"),
        Part(
            "mse",
            2,
            # called with one, three and five samples that nobody has seen
            Function(
                "mse",
                true.mse,
                Cases({"p": real("m"), "y": real("m")}, sizes=({"m": 1}, {"m": 3}, {"m": 5})),
            ),
            "mse(p, y), the mean squared error",
        ),
    ),
    misconceptions=MISCONCEPTIONS,
)

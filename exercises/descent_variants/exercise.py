"""Exercise 6: batch, mini-batch and stochastic gradient descent."""

from grader import Exercise, Function, Part

from ...reference import sgd
from . import cases, self_checks
from .descent import Descent
from .minibatches import Minibatches, in_order
from .misconceptions import BATCHING, MISCONCEPTIONS
from .stochastic import Stochastic

EXERCISE = Exercise(
    id="descent-variants",
    title="Batch, mini-batch and stochastic gradient descent",
    parts=(
        Part(
            "grad",
            2,
            Function("grad", sgd.gradient, cases.GRADIENTS),
            "grad, of the mean loss",
            self_check=self_checks.GRAD,
        ),
        Part(
            "gd",
            3,
            Descent("gd", sgd.gd, cases.DESCENTS),
            "gd, with all samples",
            self_check=self_checks.GD,
        ),
        Part(
            "minibatches",
            3,
            Minibatches("minibatches", in_order, cases.BATCHES),
            self_check=self_checks.MINIBATCHES,
        ),
        Part(
            "sgd",
            4,
            Stochastic("sgd", sgd.sgd, cases.WALKS, batching=BATCHING),
            "sgd, with batches",
            self_check=self_checks.SGD,
        ),
    ),
    misconceptions=MISCONCEPTIONS,
)

"""Exercise 5: losses and their gradients."""

from grader import Exercise, Function, Part

from ...reference import losses
from . import rules
from .misconceptions import MISCONCEPTIONS
from .self_checks import BCE_GRAD, MSE_GRAD, SOFTMAX, SOFTMAX_CCE_GRAD

EXERCISE = Exercise(
    id="losses",
    title="Losses and their gradients",
    parts=(
        Part("mse", 1, Function("mse", losses.mse, rules.REALS), "mse, the squared error"),
        Part(
            "mse_grad",
            2,
            Function("mse_grad", losses.mse_grad, rules.REALS, of="mse", wrt="p"),
            "mse_grad, its gradient",
            self_check=MSE_GRAD,
        ),
        Part("bce", 2, Function("bce", losses.bce, rules.BINARY), "bce, the binary cross-entropy"),
        Part(
            "bce_grad",
            2,
            Function("bce_grad", losses.bce_grad, rules.BINARY_SLOPES, of="bce", wrt="p"),
            "bce_grad, its gradient",
            self_check=BCE_GRAD,
        ),
        Part("softmax", 2, Function("softmax", losses.softmax, rules.SCORES), self_check=SOFTMAX),
        Part("cce", 1, Function("cce", losses.cce, rules.CLASSES), "cce, of several classes"),
        Part(
            "softmax_cce_grad",
            2,
            rules.ByScores("softmax_cce_grad", losses.softmax_cce_grad, rules.SCORES_AND_LABELS),
            "softmax_cce_grad, the gradient by the scores",
            self_check=SOFTMAX_CCE_GRAD,
        ),
    ),
    misconceptions=MISCONCEPTIONS,
)

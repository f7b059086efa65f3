"""Exercise 5: losses and their gradients."""

from grader import Exercise, Function, Part

from ...reference import losses
from . import rules
from .misconceptions import MISCONCEPTIONS

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
            self_check="""\
p, y, h = np.array([1.0, 4.0, 2.0]), np.array([3.0, 3.5, 2.0]), 1e-6
for e in np.eye(3):  # one prediction moved at a time
    print((mse(p + h * e, y) - mse(p - h * e, y)) / (2 * h), mse_grad(p, y) @ e)
""",
        ),
        Part("bce", 2, Function("bce", losses.bce, rules.BINARY), "bce, the binary cross-entropy"),
        Part(
            "bce_grad",
            2,
            Function("bce_grad", losses.bce_grad, rules.BINARY_SLOPES, of="bce", wrt="p"),
            "bce_grad, its gradient",
            self_check="""\
p, y, h = np.array([0.2, 0.7, 0.6]), np.array([0, 1, 0]), 1e-6
for e in np.eye(3):  # one prediction moved at a time
    print((bce(p + h * e, y) - bce(p - h * e, y)) / (2 * h), bce_grad(p, y) @ e)
""",
        ),
        Part(
            "softmax",
            2,
            Function("softmax", losses.softmax, rules.SCORES),
            self_check="print(softmax(np.array([[0.0, 900], [2, 901]])).sum(axis=0))\n",
        ),
        Part("cce", 1, Function("cce", losses.cce, rules.CLASSES), "cce, of several classes"),
        Part(
            "softmax_cce_grad",
            2,
            rules.ByScores("softmax_cce_grad", losses.softmax_cce_grad, rules.SCORES_AND_LABELS),
            "softmax_cce_grad, the gradient by the scores",
            self_check="""\
z, y, h = np.array([[1.0, 0], [2, 1], [0, 3]]), np.eye(3)[:, :2], 1e-6
e = np.zeros((3, 2))
e[0, 1] = h  # one score moved; try the others too
print((cce(softmax(z + e), y) - cce(softmax(z - e), y)) / (2 * h), softmax_cce_grad(z, y)[0, 1])
""",
        ),
    ),
    misconceptions=MISCONCEPTIONS,
)

"""Exercise 6: batch, mini-batch and stochastic gradient descent."""

from grader import Exercise, Function, Part

from ...reference import sgd
from . import cases
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
            self_check="""\
X, y, w, h = np.array([[1.0, 2, 0], [3, 1, 1]]), np.array([1.0, 0, 2]), np.array([0.5, -1]), 1e-6
for e in np.eye(2):  # one parameter moved at a time
    up, down = (np.mean(((w + d * e) @ X - y) ** 2) / 2 for d in (h, -h))
    print((up - down) / (2 * h), grad(w, X, y) @ e)
""",
        ),
        Part(
            "gd",
            3,
            Descent("gd", sgd.gd, cases.DESCENTS),
            "gd, with all samples",
            self_check="""\
X, y = np.array([[1.0, 2, 0], [3, 1, 1]]), np.array([1.0, 0, 2])
path = gd(X, y, np.zeros(2), 0.1, 4)
for w in path:  # the loss along the path
    print(w, np.mean((w @ X - y) ** 2) / 2)
""",
        ),
        Part(
            "minibatches",
            3,
            Minibatches("minibatches", in_order, cases.BATCHES),
            self_check="""\
X = np.arange(14.0).reshape(2, 7)
for Xb, yb in minibatches(X, X[0], 3, 1):  # here each label is the first entry of its sample
    print(Xb.shape, yb.shape, Xb[0] == yb)
""",
        ),
        Part(
            "sgd",
            4,
            Stochastic("sgd", sgd.sgd, cases.WALKS, batching=BATCHING),
            "sgd, with batches",
            self_check="""\
X, y = np.array([[1.0, 2, 0], [3, 1, 1]]), np.array([1.0, 0, 2])
print(len(sgd(X, y, np.zeros(2), 0.1, 5, 2, 1)))  # how many updates should there be?
print(sgd(X, y, np.zeros(2), 0.1, 4, 3, 1)[-1], gd(X, y, np.zeros(2), 0.1, 4)[-1])
""",
        ),
    ),
    misconceptions=MISCONCEPTIONS,
)

"""Exercise 1: forward pass, gradients and one update of a sigmoid neuron, by hand."""

from grader import Between, Exercise, Lowers, Number, Part, Slope

from ...reference import neuron
from .misconceptions import MISCONCEPTIONS

_STEP = """\
# One step must lower the loss. Put w_new and b_new in the place of w and b in your code for L,
# run it again and compare.
print(w, w_new, b, b_new, L)
"""


def _nudge(name: str) -> str:
    """How to see a slope for oneself: move the quantity a little, and watch the loss."""
    return f"""\
h = 1e-6

def loss_at({name}):
    ...  # your own lines from {name} to L
    return L

print((loss_at({name} + h) - loss_at({name} - h)) / (2 * h), dL_d{name})
"""


EXERCISE = Exercise(
    id="manual-gradients",
    title="Gradients of one sigmoid neuron, by hand",
    givens={"x": 2.0, "w": 0.5, "b": 0.3, "y": 1.0, "lr": 0.1},
    alternative_givens={"x": 1.7, "w": 0.6, "b": -0.35, "y": 0.0, "lr": 0.2},
    # y stays 1: with a label of 0, three wrong rules give the right values
    variants={
        "x": Between(1.2, 3.0),
        "w": Between(0.2, 1.5),
        "b": Between(-0.9, 0.9),
        "lr": (0.05, 0.1, 0.2, 0.25, 0.3),
    },
    parts=(
        Part("z", 1, Number(neuron.pre_activation), "z, the weighted sum", "z"),
        Part(
            "a",
            1,
            Number(neuron.sigmoid),
            "a, the prediction",
            "a",
            "print(0 < a < 1, (a > 0.5) == (z > 0))  # True True for every z\n",
        ),
        Part(
            "L",
            1,
            Number(neuron.binary_cross_entropy),
            "L, the loss",
            "L",
            "# Set b = 3 in your code, run it again: a comes closer to y, so L must get smaller.\n"
            "print(a, L)\n",
        ),
        Part(
            "dL_dz",
            2,
            Number(neuron.loss_slope),
            "dL/dz",
            r"\displaystyle\frac{\partial L}{\partial z}",
            _nudge("z"),
            Slope("L", "z"),
        ),
        Part(
            "dL_dw",
            2,
            Number(neuron.weight_gradient),
            "dL/dw",
            r"\displaystyle\frac{\partial L}{\partial w}",
            _nudge("w"),
            Slope("L", "w"),
        ),
        Part(
            "dL_db",
            1,
            Number(neuron.bias_gradient),
            "dL/db",
            r"\displaystyle\frac{\partial L}{\partial b}",
            _nudge("b"),
            Slope("L", "b"),
        ),
        Part(
            "w_new",
            1,
            Number(neuron.new_weight),
            "w after one step",
            r"w_{\mathrm{new}}",
            _STEP,
            Lowers("L", "w"),
        ),
        Part(
            "b_new",
            1,
            Number(neuron.new_bias),
            "b after one step",
            r"b_{\mathrm{new}}",
            _STEP,
            Lowers("L", "b"),
        ),
    ),
    misconceptions=MISCONCEPTIONS,
    # cells of the course text's own notebook: its solution and its stub
    solution_digests=frozenset(
        {"4c0a73554cc859e7288c00a933ce6759e36478323a38e3834cba0663c32c6c57"}
    ),
    stub_digests=frozenset({"86bce1ff892470c4bb6ef9c4f38be92b27f806545ed1b3a7ed8ce956efd53f46"}),
)

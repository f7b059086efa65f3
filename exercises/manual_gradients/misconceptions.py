"""Wrong rules that explain wrong answers of exercise 1; parents by parameter name."""

import numpy as np

from grader import Misconception

MISCONCEPTIONS = (
    Misconception(
        "z-no-bias", "z", lambda w, x: w * x,
        "the bias is left out", "z is made of three givens. Which one have you not used?",
    ),
    Misconception(
        "a-plus-exp", "a", lambda z: 1 / (1 + np.exp(z)),
        "the sign in the exponent is flipped", "Should the prediction grow or fall as z grows?",
    ),
    Misconception(
        "L-sign", "L", lambda a, y: y * np.log(a) + (1 - y) * np.log(1 - a),
        "the sign of the loss is flipped", "Can a loss of this kind be negative?",
    ),
    Misconception(
        "L-log10", "L", lambda a, y: -(y * np.log10(a) + (1 - y) * np.log10(1 - a)),
        "another logarithm than the natural one", "Which logarithm does the formula mean?",
    ),
    Misconception(
        "dz-sign", "dL_dz", lambda a, y: y - a,
        "the sign is flipped: label minus prediction",
        "Must the prediction rise or fall to lower the loss? Compare that with your sign.",
    ),
    Misconception(
        "dz-mse-chain", "dL_dz", lambda a, y: (a - y) * a * (1 - a),
        "the chain of the squared error", "Which loss is at the top of your chain?",
    ),
    Misconception(
        "dw-no-x", "dL_dw", lambda dL_dz: dL_dz,
        "the factor dz/dw is forgotten", "By how much does z change when w changes by a little?",
    ),
    # on the stated givens w = 1/x, so that these two cannot be told apart
    Misconception(
        "dw-times-w", "dL_dw", lambda dL_dz, w: dL_dz * w,
        "multiplied by the weight, or divided by the input",
        "Write down dz/dw. What stands next to w in z?", "dw-wrong-factor",
    ),
    Misconception(
        "dw-divide", "dL_dw", lambda dL_dz, x: dL_dz / x,
        "multiplied by the weight, or divided by the input",
        "Write down dz/dw. What stands next to w in z?", "dw-wrong-factor",
    ),
    Misconception(
        "db-x", "dL_db", lambda dL_dz, x: dL_dz * x,
        "the gradient of the weight", "Does the bias touch the input?",
    ),
    Misconception(
        "w-ascent", "w_new", lambda w, lr, dL_dw: w + lr * dL_dw,
        "a step uphill", "Does your step lower the loss? See the sign in the update rule.",
    ),
    Misconception(
        "b-ascent", "b_new", lambda b, lr, dL_db: b + lr * dL_db,
        "a step uphill", "Does your step lower the loss? See the sign in the update rule.",
    ),
    Misconception(
        "w-no-lr", "w_new", lambda w, dL_dw: w - dL_dw,
        "the learning rate is left out", "What makes the step short?",
    ),
    Misconception(
        "b-no-lr", "b_new", lambda b, dL_db: b - dL_db,
        "the learning rate is left out", "What makes the step short?",
    ),
    Misconception(
        "w-swapped", "w_new", lambda w, lr, dL_db: w - lr * dL_db,
        "the gradient of the bias moved the weight",
        "Which gradient belongs in the line of w?",
    ),
    Misconception(
        "b-swapped", "b_new", lambda b, lr, dL_dw: b - lr * dL_dw,
        "the gradient of the weight moved the bias",
        "Which gradient belongs in the line of b?",
    ),
)  # fmt: skip

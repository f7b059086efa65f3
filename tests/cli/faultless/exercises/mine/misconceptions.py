"""Wrong rules that explain wrong answers: id, part, rule, name, and a nudge for the student."""

import numpy as np

from grader import Misconception

MISCONCEPTIONS = (
    Misconception(
        "p-no-bias",
        "p",
        lambda w, x: w * x,
        "the bias is left out",
        "Which of the given numbers does your line not use?",
    ),
    Misconception(
        "mse-sum",
        "mse",
        lambda p, y: float(np.sum((p - y) ** 2)),
        "the squares are added up, not averaged",
        "How does your value change when every sample is there twice?",
    ),
)

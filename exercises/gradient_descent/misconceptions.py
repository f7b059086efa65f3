"""Wrong functions that explain wrong answers of exercise 2."""

from grader import Misconception

MISCONCEPTIONS = (
    Misconception(
        "df-no-constant", "df", lambda x: 2 * x,
        "the term -4x is not differentiated", "What is the derivative of each of the three terms?",
    ),
    Misconception(
        "df-sign", "df", lambda x: 2 * x + 4,
        "the sign of the middle term is flipped", "Look at the sign of the term with x.",
    ),
    Misconception(
        "df-is-f", "df", lambda x: x * x - 4 * x + 7,
        "the height instead of the slope", "Does df give a height or a slope?",
    ),
    Misconception(
        "df-power", "df", lambda x: x - 4,
        "the power is not brought down", "What happens to the exponent of x squared?",
    ),
)  # fmt: skip

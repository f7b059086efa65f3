"""Back through one sigmoid neuron: the slope at the weighted sum, gradients of weight and bias."""

from __future__ import annotations

from grader import Misconception

from .rule import over


def loss_slope(
    part: str = "dL_dz", *, a: str = "a", y: str = "y", z: str = "z", x: str = "x", loss: str = "L"
) -> tuple[Misconception, ...]:
    """Slips in dL/dz = dL/da * da/dz for sigmoid and cross-entropy."""
    return (*_links(part, a, y, loss), *_differences(part, a, y, z, x))


def _links(part: str, a: str, y: str, loss: str) -> tuple[Misconception, ...]:
    return (
        Misconception(
            "dz-mse-chain", part, over((a, y), lambda a, y: (a - y) * a * (1 - a)),
            "the chain of the squared error", "Which loss is at the top of your chain?",
            pointer="Work out dL/da for cross-entropy first, and see what its denominator does.",
            worked="For label 0 and prediction 0.5: dL/da = 2, da/dz = 0.25, and 2 * 0.25 = 0.5.",
        ),
        Misconception(
            "dz-2mse", part, over((a, y), lambda a, y: 2 * (a - y) * a * (1 - a)),
            "the chain of the squared error, with its factor 2",
            "Which loss is at the top of your chain?",
            pointer="A factor 2 comes from a square. Cross-entropy has none.",
            worked="For label 0 and prediction 0.5: dL/da = 2, da/dz = 0.25, and 2 * 0.25 = 0.5.",
        ),
        Misconception(
            "dz-is-da", part, over((a, y), lambda a, y: (a - y) / (a * (1 - a))),
            "the derivative by the prediction: one link is missing",
            "With respect to which quantity did you differentiate?",
            pointer="You stand at the prediction. One more link leads to the weighted sum.",
            worked="For label 1 and prediction 0.5: dL/da = -2, and -2 * 0.25 = -0.5.",
        ),
        Misconception(
            "dz-slope-only", part, over((a,), lambda a: a * (1 - a)),
            "the slope of the sigmoid alone: the link of the loss is missing",
            "Where does the label come in?",
            pointer="You have da/dz. The chain begins one link earlier, at the loss.",
            worked="For label 0 and prediction 0.5: da/dz = 0.25 is one link, dL/da = 2 the other.",
        ),
        Misconception(
            "dz-loss", part, over((loss, a), lambda loss, a: loss * a * (1 - a)),
            "the loss itself stands in the chain", "Is the first link a height or a slope?",
            pointer="A chain is made of slopes. Differentiate the loss by the prediction first.",
            worked="For label 0 and prediction 0.5: the loss is 0.69, but its slope 2 is the link.",
        ),
    )  # fmt: skip


def _differences(part: str, a: str, y: str, z: str, x: str) -> tuple[Misconception, ...]:
    return (
        Misconception(
            "dz-sign", part, over((a, y), lambda a, y: y - a),
            "the sign is flipped: label minus prediction",
            "Must the prediction rise or fall to lower the loss?",
            pointer="Where the prediction is too high, the slope must be positive. Is yours?",
            worked="For label 0 and prediction 0.3 the prediction is too high: the slope is +0.3.",
        ),
        Misconception(
            "dz-logit", part, over((z, y), lambda z, y: z - y),
            "the label is compared with the weighted sum",
            "Which quantity is the label compared with?",
            pointer="A label is 0 or 1. Which of your forward values lives on the same scale?",
            worked="A sum of 2 is a prediction of 0.88: for label 1 it is 0.12 too low.",
        ),
        Misconception(
            "dz-no-label", part, over((a,), lambda a: a),
            "the label is left out", "Would your slope be the same for the other label?",
            pointer="The slope says how far the prediction is off, and in which direction.",
            worked="A prediction of 0.3 is 0.3 too high for label 0, and 0.7 too low for label 1.",
        ),
        Misconception(
            "dz-plus", part, over((a, y), lambda a, y: a + y),
            "prediction and label are added", "What should the slope be for a perfect prediction?",
            pointer="The slope has to vanish where prediction and label agree.",
            worked="For label 1 and prediction 0.99 the slope is tiny: -0.01.",
        ),
        Misconception(
            "dz-squared", part, over((a, y), lambda a, y: (a - y) ** 2),
            "the difference is squared", "Can a slope tell left from right if it is a square?",
            pointer="A square is never negative, but a slope has a sign.",
            worked="For label 1 and prediction 0.7 the slope is -0.3, and not 0.09.",
        ),
        Misconception(
            "dz-is-dw", part, over((a, y, x), lambda a, y, x: (a - y) * x),
            "the gradient of the weight: one link too many",
            "With respect to which quantity did you differentiate?",
            pointer="Stop at the weighted sum. The input belongs to the next link.",
            worked="With a slope of 0.3 and input 4: dL/dz is 0.3, and only dL/dw is 0.3 * 4.",
        ),
    )  # fmt: skip


def weight_gradient(
    part: str = "dL_dw", *, slope: str = "dL_dz", x: str = "x", w: str = "w", z: str = "z",
    a: str = "a", lr: str = "lr", loss: str = "L",
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in dL/dw = dL/dz * x."""
    return (
        *_wrong_factors(part, slope, w, z, a),
        *_factors_too_many(part, slope, x, a, lr),
        Misconception(
            "dw-add", part, over((slope, x), lambda g, x: g + x),
            "the two links are added", "Are the links of a chain added or multiplied?",
            pointer="Every arrow from the weight to the loss is one factor.",
            worked="Two links of 3 and 4 make 3 * 4 = 12, and not 7.",
        ),
        Misconception(
            "dw-divide", part, over((slope, x), lambda g, x: g / x),
            "divided by the input",
            "Which factor is left when you differentiate the weighted sum by the weight?",
            pointer="The links of a chain are multiplied. Do you divide anywhere?",
            worked="If dz/dw = 4 and dL/dz = 0.3, then dL/dw = 0.3 * 4 = 1.2, and not 0.075.",
        ),
        Misconception(
            "dw-only-x", part, over((x,), lambda x: x),
            "the last link alone", "Where does the loss come into your gradient?",
            pointer="You have dz/dw. Multiply by what comes back from the loss.",
            worked="If dz/dw = 4 and dL/dz = 0.3, then dL/dw = 0.3 * 4 = 1.2.",
        ),
        Misconception(
            "dw-loss", part, over((loss, x), lambda loss, x: loss * x),
            "the loss stands where its slope belongs", "Is the first link a height or a slope?",
            pointer="You have worked out dL/dz just before. That is what goes back.",
            worked="If the loss is 0.9 and dL/dz = 0.3 at input 4: dL/dw = 0.3 * 4 = 1.2.",
        ),
    )  # fmt: skip


def _wrong_factors(
    part: str, slope: str, w: str, z: str, a: str
) -> tuple[Misconception, ...]:  # fmt: skip
    return (
        Misconception(
            "dw-no-x", part, over((slope,), lambda g: g),
            "the factor dz/dw is forgotten",
            "By how much does the weighted sum change when the weight changes by a little?",
            pointer="Work out dz/dw. It is not 1.",
            worked="If z = 4 w + 5, then z grows by 4 for each 1 of w: dz/dw = 4.",
        ),
        Misconception(
            "dw-times-w", part, over((slope, w), lambda g, w: g * w),
            "multiplied by the weight instead of the input",
            "Which factor is left when you differentiate the weighted sum by the weight?",
            pointer="Differentiate w x + b by w, then by x, and compare.",
            worked="For z = u v: by u the derivative is v, and by v it is u.",
        ),
        Misconception(
            "dw-activation", part, over((slope, a), lambda g, a: g * a),
            "multiplied by the neuron's output instead of its input",
            "What does this weight act on?",
            pointer="Look at the weighted sum: what stands next to the weight?",
            worked="If z = w * 4, the number next to w is 4, whatever the output is.",
        ),
        Misconception(
            "dw-times-z", part, over((slope, z), lambda g, z: g * z),
            "multiplied by the weighted sum instead of the input",
            "What does this weight act on?",
            pointer="Look inside the weighted sum: what stands next to the weight?",
            worked="If z = w * 4 + 5, then dz/dw = 4, whatever z is.",
        ),
    )  # fmt: skip


def _factors_too_many(
    part: str, slope: str, x: str, a: str, lr: str
) -> tuple[Misconception, ...]:  # fmt: skip
    return (
        Misconception(
            "dw-x-twice", part, over((slope, x), lambda g, x: g * x * x),
            "the input is a factor twice", "How many arrows lead from the weight to the sum?",
            pointer="The input comes in once, with the last link. Is it in dL/dz already?",
            worked="If dL/dz = 0.3 and the input is 4: dL/dw = 0.3 * 4 = 1.2, and not 4.8.",
        ),
        Misconception(
            "dw-slope-again", part, over((slope, a, x), lambda g, a, x: g * a * (1 - a) * x),
            "the slope of the sigmoid is a factor twice",
            "Which links does dL/dz already hold?",
            pointer="From the weighted sum on, only the link to the weight is left.",
            worked="If dL/dz = 0.3 and the input is 4: dL/dw = 0.3 * 4 = 1.2, without a(1 - a).",
        ),
        Misconception(
            "dw-times-lr", part, over((slope, x, lr), lambda g, x, lr: lr * g * x),
            "the learning rate is already in the gradient",
            "Is this the slope, or the step that follows from it?",
            pointer="The learning rate belongs to the update, one line later.",
            worked="With dL/dz = 0.3 and input 4 the gradient is 1.2, for every learning rate.",
        ),
    )  # fmt: skip


def bias_gradient(
    part: str = "dL_db", *, slope: str = "dL_dz", b: str = "b", x: str = "x", w: str = "w",
    a: str = "a", lr: str = "lr", loss: str = "L",
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in dL/db = dL/dz."""
    return (
        *_bias_factors(part, slope, b, x, w),
        Misconception(
            "db-one", part, over((), lambda: 1.0),
            "the last link alone", "Where does the loss come into your gradient?",
            pointer="You have dz/db. Multiply by what comes back from the loss.",
            worked="If dL/dz = 0.4, then dL/db = 0.4 * 1.",
        ),
        Misconception(
            "db-zero", part, over((), lambda: 0.0),
            "the bias is treated as a constant",
            "Does the weighted sum move when the bias moves?",
            pointer="Here the bias is the variable, and the rest is held still.",
            worked="If z = 12 + b, then raising b by 0.01 raises z by 0.01.",
        ),
        Misconception(
            "db-add-one", part, over((slope,), lambda g: g + 1),
            "the two links are added", "Are the links of a chain added or multiplied?",
            pointer="The link dz/db is a factor.",
            worked="Links of 0.4 and 1 make 0.4 * 1 = 0.4, and not 1.4.",
        ),
        Misconception(
            "db-loss", part, over((loss,), lambda loss: loss),
            "the loss stands where its slope belongs", "Is this a height or a slope?",
            pointer="You have worked out dL/dz just before. That is what goes back.",
            worked="If the loss is 0.9 and dL/dz = 0.4, then the bias sees 0.4.",
        ),
        Misconception(
            "db-slope-again", part, over((slope, a), lambda g, a: g * a * (1 - a)),
            "the slope of the sigmoid is a factor twice",
            "Which links does dL/dz already hold?",
            pointer="From the weighted sum on, only the link to the bias is left.",
            worked="If dL/dz = 0.4, one link of 1 is left: dL/db = 0.4.",
        ),
        Misconception(
            "db-times-lr", part, over((slope, lr), lambda g, lr: lr * g),
            "the learning rate is already in the gradient",
            "Is this the slope, or the step that follows from it?",
            pointer="The learning rate belongs to the update, one line later.",
            worked="With dL/dz = 0.4 the gradient is 0.4, for every learning rate.",
        ),
    )  # fmt: skip


def _bias_factors(
    part: str, slope: str, b: str, x: str, w: str
) -> tuple[Misconception, ...]:  # fmt: skip
    return (
        Misconception(
            "db-x", part, over((slope, x), lambda g, x: g * x),
            "the gradient of the weight", "Does the bias touch the input?",
            pointer="Differentiate the weighted sum by the bias, not by the weight.",
            worked="For z = 4 w + b: by w the derivative is 4, and by b it is 1.",
        ),
        Misconception(
            "db-b", part, over((slope, b), lambda g, b: g * b),
            "multiplied by the bias", "What is the derivative of b by b?",
            pointer="The bias itself does not appear in dz/db.",
            worked="If z = 12 + b, then z grows by 1 for each 1 of b, wherever b stands.",
        ),
        Misconception(
            "db-w", part, over((slope, w), lambda g, w: g * w),
            "multiplied by the weight", "Does the bias touch the weight?",
            pointer="Hold weight and input still, and see how the sum moves with the bias.",
            worked="If z = 12 + b, then dz/db = 1, whatever made the 12.",
        ),
    )  # fmt: skip

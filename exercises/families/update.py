"""One step of gradient descent: new = old - lr * gradient."""

from __future__ import annotations

from grader import Misconception

from .rule import over


def update(
    part: str, parameter: str, gradient: str, lr: str,
    *, other_gradient: str, other_parameter: str,
) -> tuple[Misconception, ...]:  # fmt: skip
    """Slips in the step of one parameter, while another one is updated beside it.

    Ids begin with the parameter's name.
    """
    here = (parameter, lr, gradient)
    return (
        *_steps(part, parameter, here),
        *_forgotten(part, parameter, here),
        *_mistaken(part, here, (other_parameter, other_gradient)),
    )


def _steps(part: str, p: str, here: tuple[str, str, str]) -> tuple[Misconception, ...]:
    return (
        Misconception(
            f"{p}-ascent", part, over(here, lambda p, lr, g: p + lr * g),
            "a step uphill", "Does your step make the loss smaller or larger?",
            pointer="The gradient points uphill. Look at the sign in front of the step.",
            worked="From 3 with gradient 2 and rate 0.5: the step is 1, and downhill means 3 - 1.",
        ),
        Misconception(
            f"{p}-share", part, over(here, lambda p, lr, g: p - lr * p * g),
            "the step is a share of the old value",
            f"Which two numbers make the step of `{p}`?",
            pointer=f"The old value of `{p}` is where the step starts; it is no factor of it.",
            worked="From 8 with gradient 2 and rate 0.5: 8 - 1 = 7, and not 8 * (1 - 1) = 0.",
        ),
        Misconception(
            f"{p}-divided", part, over(here, lambda p, lr, g: p - g / lr),
            "divided by the learning rate",
            "Does a smaller learning rate make your step shorter?",
            pointer="The learning rate is a factor of the step.",
            worked="With gradient 2: rate 0.5 makes a step of 1, and rate 0.25 one of 0.5.",
        ),
        Misconception(
            f"{p}-rate-outside", part, over(here, lambda p, lr, g: lr * (p - g)),
            "the learning rate multiplies the old value too",
            "What should be left of the old value if the gradient is 0?",
            pointer="Only the gradient is scaled. Check your brackets.",
            worked="From 3 with gradient 2 and rate 0.5: 3 - (0.5 * 2) = 2, not 0.5 * (3 - 2).",
        ),
    )  # fmt: skip


def _forgotten(part: str, p: str, here: tuple[str, str, str]) -> tuple[Misconception, ...]:
    parameter, lr, gradient = here
    return (
        Misconception(
            f"{p}-no-lr", part, over((parameter, gradient), lambda p, g: p - g),
            "the learning rate is left out", "What makes the step short?",
            pointer="One given does not appear in your line.",
            worked="From 3 with gradient 2 and rate 0.5: the step is 1, and not 2.",
        ),
        Misconception(
            f"{p}-step-only", part, over((lr, gradient), lambda lr, g: -lr * g),
            "the change alone, without the old value", "Where does the step start?",
            pointer="You have worked out by how much it changes. Add that to what was there.",
            worked="From 3 with a change of -1 the new value is 2.",
        ),
        Misconception(
            f"{p}-step-length", part, over((lr, gradient), lambda lr, g: lr * g),
            "the step alone, without the old value", "Where does the step start?",
            pointer="You have worked out the step. Take it away from what was there.",
            worked="From 3 with a step of 1 downhill the new value is 2.",
        ),
        Misconception(
            f"{p}-no-gradient", part, over((parameter, lr), lambda p, lr: p - lr),
            "the gradient is left out", "What says how steep it is here?",
            pointer="The learning rate only scales. Look for what it should scale.",
            worked="From 3 with rate 0.5: gradient 2 leads to 2, and gradient -2 leads to 4.",
        ),
        Misconception(
            f"{p}-unchanged", part, over((parameter,), lambda p: p),
            "nothing has moved", f"Did `{p}` move at all?",
            pointer="Look at the right side of the line: does it hold the gradient?",
            worked="From 3 with gradient 2 and rate 0.5 the new value is 2.",
        ),
    )  # fmt: skip


def _mistaken(
    part: str, here: tuple[str, str, str], others: tuple[str, str]
) -> tuple[Misconception, ...]:
    p, lr, gradient = here
    other, other_gradient = others
    return (
        Misconception(
            f"{p}-swapped", part,
            over((p, lr, other_gradient), lambda p, lr, g: p - lr * g),
            f"the gradient of `{other}` moved `{p}`",
            f"Which two numbers make the step of `{p}`?",
            pointer=f"Each parameter has its own gradient. Which one is in the line of `{p}`?",
            worked="With gradients 2 for u and 6 for v and rate 0.5: u moves by 1, and v by 3.",
        ),
        Misconception(
            f"{p}-other-start", part,
            over((other, lr, gradient), lambda p, lr, g: p - lr * g),
            f"the step starts at `{other}` instead of `{p}`",
            f"Where was `{p}` before the step?",
            pointer="Compare the letters on both sides of the line.",
            worked="From u = 3 and v = 7 with steps of 1: u moves to 2, and v to 6.",
        ),
    )  # fmt: skip

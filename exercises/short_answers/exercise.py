"""Exercise 7: short answers on the variants of gradient descent."""

from grader import Exercise, Judge, Part

from . import rules

EXERCISE = Exercise(
    id="short-answers",
    title="Short answers on gradient descent",
    parts=tuple(
        Part(question.key, 1, Judge(rules.ask, question.judge, within=rules.ANSWERS), title)
        for question, title in (
            (rules.NOISIER, "Which variant is the noisiest"),
            (rules.UPDATES, "Updates in one epoch"),
            (rules.LARGE_RATE, "A rate that is too large"),
            (rules.JITTER, "Why the loss begins to jitter"),
        )
    ),
)

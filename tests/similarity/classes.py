"""Classes of made-up students for one exercise, in a line each."""

from __future__ import annotations

from collections.abc import Sequence

from grader.similarity.compare import Compared, Least, Section, compare
from grader.similarity.tokens import Code, Tokens, tokens_of

ANSWER = """\
def descend(start, rate, steps):
    points = [start]
    for step in range(steps):
        slope = 2 * points[-1] - 4
        if abs(slope) < 1e-9:
            break
        points.append(points[-1] - rate * slope)
    return np.array(points)

table = {}
for rate in (0.01, 0.1, 0.5):
    walked = descend(0.0, rate, 30)
    table[rate] = (len(walked), walked[-1], abs(walked[-1] - 2) < 0.01)
best = max(table, key=lambda rate: -table[rate][0])
"""
"""An answer that nobody else would write by chance."""
RENAMED = """\
# My own words
def go(where, lr, n):
    \"\"\"Walk downhill.\"\"\"
    xs = [where]
    for _ in range(n):
        d = 2.0 * xs[-1] - 4.0   # the slope
        if abs(d) < 1e-12:
            break
        xs.append(xs[-1] - lr * d)

    return np.array(xs)
found = {}
for lr in (0.001, 0.2, 0.7):
    w = go(1.5, lr, 99)
    found[lr] = (len(w), w[-1], abs(w[-1] - 2) < 0.5)
winner = max(found, key=lambda q: -found[q][0])
"""
"""The same with other names, numbers, comments and layout."""
OTHER = """\
class Walker:
    def __init__(self, x):
        self.x, self.seen = x, []

    def step(self, lr):
        self.seen.append((self.x, self.x**2 - 4 * self.x + 7))
        self.x -= lr * (2 * self.x - 4)

walkers = {lr: Walker(0) for lr in [0.01, 0.1, 0.5]}
while len(walkers[0.01].seen) < 30:
    for lr, walker in walkers.items():
        walker.step(lr)
ends = sorted((abs(w.x - 2), lr) for lr, w in walkers.items())
"""
"""Another way to the same."""


def tokens(*sources: str) -> Tokens:
    """Of a section with these cells."""
    return tokens_of([Code(at, 1, source) for at, source in enumerate(sources, 1)])


def sections(*sources: str) -> list[Section]:
    """One of each student, numbered from 0."""
    return [Section(at, at, tokens(source)) for at, source in enumerate(sources)]


def compared(*sources: str, handed_out: Sequence[str] = (), least: Least | None = None) -> Compared:
    """What comes of a class with these answers."""
    return compare(sections(*sources), [tokens(one) for one in handed_out], least)


def alike(found: Compared) -> list[tuple[int, ...]]:
    """Who is similar to whom."""
    return [one.works for one in found.likenesses]

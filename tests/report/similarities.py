"""Findings of made-up classes, for tests of the page on similar submissions."""

from __future__ import annotations

from collections.abc import Sequence

from grader.report.similar.found import Beside, Entry, Findings, InExercise, Looked, Member, Side
from grader.similarity.compare import Least, compare
from grader.similarity.tokens import Code
from tests.similarity.classes import ANSWER, OTHER, RENAMED, sections

TITLE = "Exercise 2: Gradient descent on a parabola"


def side(name: str, *cells: str, cells_of_notebook: bool = True) -> Side:
    """A submission with these cells, which are every third one of its notebook."""
    code = tuple(Code(3 * at, 1, source) for at, source in enumerate(cells, 1))
    return Side(name, code, cells_of_notebook)


def beside(one: Side, other: Side) -> Beside:
    """Two sides that are similar, with what they share."""
    ours, theirs = ("\n".join(code.source for code in each.code) for each in (one, other))
    found = compare(sections(ours, theirs), [], Least(0.1, 20))
    [likeness] = found.likenesses
    return Beside(one, other, likeness.pairs[0].shared)


def place(*pairs: Beside, title: str = TITLE, more: int = 0) -> InExercise:
    """An exercise in which these are similar."""
    lines = max((pair.shared.lines for pair in pairs), default=0)
    return InExercise("2", title, lines, pairs, more)


def entry(*places: InExercise, names: Sequence[str] = ("ada", "ben"), **changes: bool) -> Entry:
    """An entry of these students."""
    members = tuple(Member(name, linked=at == 0) for at, name in enumerate(names))
    return Entry(members, places, 0.75, 1.0, **changes)


def findings(*entries: Entry, more: int = 0, unread: Sequence[str] = ()) -> Findings:
    """A class of forty."""
    looked = (Looked(TITLE, 38, 2, 8, 0), Looked("Exercise 3: Rates", 40, 0, 8, 12))
    return Findings("Networks", 40, 0, tuple(unread), looked, entries, more, Least())


def typical() -> Findings:
    """A pair in two exercises, three in one, and identical submissions."""
    pair = beside(side("ada", ANSWER), side("ben", RENAMED))
    mixed = beside(side("ada", OTHER, ANSWER), side("cem", RENAMED, "x = 1"))
    return findings(
        entry(place(pair), place(mixed, title="Exercise 3: Rates")),
        entry(place(pair, mixed, more=2), names=("ada", "ben", "cem")),
        entry(place(pair), names=("dot", "eli"), identical=True),
        more=3,
        unread=["fay"],
    )


def hostile(*texts: str) -> Findings:
    """The typical ones, and each hostile text as a name, a title and code."""
    return findings(
        *typical().entries,
        *(
            entry(
                place(beside(side(text, ANSWER + text), side("ben", RENAMED + text)), title=text),
                names=(text, "ben"),
            )
            for text in texts
        ),
        unread=texts,
    )

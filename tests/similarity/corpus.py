"""The right solutions in this repository as classes, and rewrites of them as further students."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from numpy.random import Generator

from grader.grading.course import Course
from grader.similarity.compare import Compared, Least, Section, compare
from grader.similarity.tokens import Code, Tokens, tokens_of
from tests.rewrites.corpus import Solution, solutions
from tests.rewrites.generator import Rewrite, rewrites


@dataclass(frozen=True, slots=True)
class Met:
    """How many pairs there were, and how many of them were found similar."""

    found: int
    of: int


def handed_out(course: Course) -> list[Tokens]:
    """The code of all stubs and lessons."""
    cells = [entry.stub_cells for entry in course.exercises]
    cells += [lesson.cells for lesson in course.lessons]
    return [
        tokens_of([Code(1, 1, cell.source)])
        for several in cells
        for cell in several
        if cell.kind == "code"
    ]


def independent(course: Course, least: Least) -> Met:
    """Pairs of solutions of one exercise, which were written independently of each other."""
    given = handed_out(course)
    found = of = 0
    for several in _by_exercise(course).values():
        compared = compare(_sections([one.source for one in several]), given, least)
        found += sum(len(one.pairs) for one in compared.likenesses)
        of += len(several) * (len(several) - 1) // 2
    return Met(found, of)


def rewritten(
    course: Course, drawn: Sequence[tuple[Solution, Rewrite]], least: Least, tokens: int = 0
) -> Met:
    """Rewrites, each in a class with all solutions of its exercise, beside its own original.

    Args:
        course: Whose solutions they are.
        drawn: Solutions with a rewrite of each.
        least: From when on two are similar.
        tokens: Only of solutions that have so many at least.
    """
    given = handed_out(course)
    classes = _by_exercise(course)
    found = of = 0
    for solution, rewrite in drawn:
        if len(tokens_of([Code(1, 1, solution.source)])) < tokens:
            continue
        several = classes[solution.entry.folder.name]
        sources = [*(one.source for one in several), rewrite.source]
        compared = compare(_sections(sources), given, least)
        original = next(at for at, one in enumerate(several) if one.path == solution.path)
        found += any({original, len(several)} <= set(one) for one in _works(compared))
        of += 1
    return Met(found, of)


def partly(course: Course, share: float, least: Least, tokens: int = 80) -> Met:
    """Mixtures: statements of a solution up to this share of it, and the end of the next solution.

    Args:
        course: Whose solutions they are.
        share: How much of the one is taken; as much is left out of the other.
        least: From when on two are similar.
        tokens: Only of solutions that have so many at least.
    """
    given = handed_out(course)
    found = of = 0
    for several in _by_exercise(course).values():
        sources = [one.source for one in several]
        for at, source in enumerate(sources):
            if len(tokens_of([Code(1, 1, source)])) >= tokens:
                mixture = _mixture(source, sources[(at + 1) % len(sources)], share)
                compared = compare(_sections([*sources, mixture]), given, least)
                found += any({at, len(sources)} <= set(one) for one in _works(compared))
                of += 1
    return Met(found, of)


def _mixture(source: str, other: str, share: float) -> str:
    ours, theirs = _statements(source), _statements(other)
    room = share * sum(map(len, ours))
    taken = [one for at, one in enumerate(ours) if sum(map(len, ours[:at])) < room]
    return "\n".join([*taken, *theirs[int(len(theirs) * share) :]])


def _statements(source: str) -> list[str]:
    """All but imports, as Python would write them."""
    body = ast.parse(source).body
    return [ast.unparse(one) for one in body if not isinstance(one, ast.Import | ast.ImportFrom)]


def one_of_each(course: Course, every: int, rng: Generator) -> Iterator[tuple[Solution, Rewrite]]:
    """A rewrite of every so many-th solution that runs here."""
    for solution in [one for one in solutions(course) if one.runs_here][::every]:
        rewrite = next(rewrites(solution.entry.exercise, solution.source, rng), None)
        if rewrite is not None:
            yield solution, rewrite


def _by_exercise(course: Course) -> Mapping[str, list[Solution]]:
    classes: dict[str, list[Solution]] = {}
    for solution in solutions(course):
        classes.setdefault(solution.entry.folder.name, []).append(solution)
    return classes


def _sections(sources: Sequence[str]) -> list[Section]:
    return [Section(at, at, tokens_of([Code(1, 1, source)])) for at, source in enumerate(sources)]


def _works(compared: Compared) -> Iterator[tuple[int, ...]]:
    return (one.works for one in compared.likenesses)

"""A relation that does not hold where all is right is the author's mistake, and is found."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from grader import Last, Lowers, Slope
from grader.checking.promise import broken_relations
from grader.checks.relation import Relation
from grader.grading.course import Course
from grader.grading.outline import document_of
from grader.outline.outline import Document, related
from tests.here import FIRST, Here, write

WRONG = [Slope("Loss", "w"), Slope("L", "b"), Slope("L", "nope"), Lowers("L", "w"), Last("z")]


def with_relation(course: Course, relation: Relation, folder: Path) -> tuple[Document, Path]:
    """The outline of exercise 1 with another relation for dL_dw, and a submission that is right."""
    entry = course.find("manual-gradients")
    document = document_of(course, (entry,))
    [outline] = document.exercises
    others = [one for one in outline.relations if one.part != "dL_dw"]
    changed = msgspec.structs.replace(outline, relations=[*others, related("dL_dw", relation)])
    return msgspec.structs.replace(document, exercises=[changed]), write(folder, FIRST)


def test_right_relations_hold(course: Course, tmp_path: Path) -> None:
    """Of each part that has one."""
    assert broken_relations(*with_relation(course, Slope("L", "w"), tmp_path), Here()) == []


@pytest.mark.parametrize("relation", WRONG)
def test_wrong_relations_are_found(course: Course, relation: Relation, tmp_path: Path) -> None:
    """A misspelt name, another quantity, another relation."""
    [sentence] = broken_relations(*with_relation(course, relation, tmp_path), Here())
    assert "for dL_dw, not 'holds'" in sentence

"""Tests of the exercises are about all of them."""

from __future__ import annotations

import pytest

from grader.grading.course import Course


@pytest.fixture(scope="session")
def course(whole_course: Course) -> Course:
    """The whole course."""
    return whole_course

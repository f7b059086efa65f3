"""An empty gradebook for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.gradebook.store import Cohort, Gradebook


@pytest.fixture
def gradebook(url: str) -> Iterator[Gradebook]:
    """A new one."""
    with Gradebook(url, create=True) as opened:
        yield opened


@pytest.fixture
def cohort(gradebook: Gradebook) -> Cohort:
    """Its only course."""
    return gradebook.course("Networks", create=True)

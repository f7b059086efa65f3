"""Every level and every engine does what a sandbox must do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.execution.cases import Case
from grader.execution.conformance import CASES
from grader.execution.sandbox import Sandbox

pytestmark = pytest.mark.sandbox


@pytest.mark.parametrize("name", ["full", "restricted", "limits", "kernel"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, name: str, make_sandbox: Callable[[str], Sandbox]) -> None:
    """What comes out is as the case says."""
    execution = make_sandbox(name).run(case.job)
    assert case.holds(execution), execution

"""What a check shows: as a page of its own, and as a fragment within a notebook's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.grading.course import Course
from grader.outline.finding import Checkup
from grader.report.checkup.html import render_fragment, render_page
from grader.report.checkup.states import hand_in
from tests.browser.axe import violations
from tests.browser.conftest import PageOf, Scheme
from tests.checkups import checked
from tests.here import FIRST, SECOND

NOTEBOOK = """<!doctype html><html lang="en"><head><title>Notebook</title><style>
body {{ margin: 0; {style} }}</style></head><body>
<main><h1>Notebook</h1>{fragment}</main></body></html>"""
STYLES = {"light": "background: #fff; color: #000", "dark": "background: #111; color: #e8e8e8"}


@pytest.fixture
def checkup(course: Course, tmp_path: Path) -> Checkup:
    """Some that fits, some that does not, some that is missing, markup in a value."""
    first = FIRST.replace("dL_dz = a - y", "dL_dz = y - a\nz = '<b>2</b><script>alert(1)</script>'")
    second = SECOND.replace("return 2 * x - 4", "return 2 * x")
    return checked(tmp_path, course, first, second, "x = nothing\n")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page(page_of: PageOf, checkup: Checkup, scheme: Scheme) -> None:
    """No rule of WCAG 2.2 AA is broken, and nothing is wider than a narrow window."""
    page = page_of(render_page(checkup), scheme=scheme, width=320)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.get_by_text("<b>2</b>").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_fragment(page_of: PageOf, checkup: Checkup, scheme: Scheme) -> None:
    """It can be read on the ground of either kind of notebook, which it does not choose."""
    fragment = render_fragment(checkup, hand_in(checkup, "hw.ipynb"))
    html = NOTEBOOK.format(style=STYLES[scheme], fragment=fragment)
    page = page_of(html, scheme=scheme)
    assert violations(page) == []
    assert page.get_by_role("row").count() == len(checkup.findings) + 1

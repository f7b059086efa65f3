"""Explanations as text and as a page: all of it, in order, and nothing but it."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.report.appeal.html import render_html
from grader.report.appeal.page import Explanation
from grader.report.appeal.text import render_text
from tests.report.appeals import explanation, of_all
from tests.report.conftest import HOSTILE
from tests.report.test_html import TAGS, Reader

TEXT = """\
dL/dz (manual-gradients.dL_dz): Jane Doe (jd1), attempt 2 of 3
0 of 2 by itself; 1.5 of 2 count

Handed in
  File            hw.py
  Digest          dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd

The code, line 6 of hw.py
    dL_dz = y - a
    print(dL_dz)

Asked -> answered
  dL_dz -> 0.25
  what it rests on: a -> 0.75
  run again with other givens, for diagnosis only: dL_dz -> 0.5
  and 4 more

How it was judged
  Tried           one rule
                  another rule

Decided by people
  manual-gradients.dL_dz: 1.5 by hand

How the points came about
  1 day late

Judged again
  this part differs:
    0 of 2 -> 2 of 2

Runs of this submission
  run 17, executed 2026-12-01 12:00 UTC: 28 of 30 points, this part 0, course c0ffee (counts)
"""


def said(page: str) -> str:
    """What a person reads on a page."""
    body = re.sub(r"<style\b.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(body).split())


def test_text() -> None:
    """A section after the other, each line in its place."""
    assert render_text(explanation()) == TEXT


def test_text_of_all() -> None:
    """Parts stand in columns; what nobody asked for has no heading."""
    shown = render_text(of_all())
    assert shown.startswith(
        "All points: Jane Doe (jd1), attempt 2 of 3\n28 of 2 by itself; nothing of this attempt"
    )
    row = "  manual-gradients.dL_dz  dL/dz  Not right  0 of 2  1.5 of 2  override\n"
    assert f"\nParts\n{row}{row}\n" in shown
    assert "Asked" not in shown
    assert "The code" not in shown


def test_without_a_result() -> None:
    """What became of it stands for the points."""
    nothing = replace(explanation(), automatic=None, points=None, status="pending", again=None)
    assert render_text(nothing).split("\n")[1] == "No points: pending"
    assert "Judged again" not in render_text(nothing)
    assert "Judged again" not in said(render_html(nothing))


def test_a_page_says_the_same() -> None:
    """Every line of the text, and first of all whom it is for."""
    shown = said(render_html(explanation()))
    assert "For staff: not for students." in shown
    at = 0
    order = (
        "jd1",
        "hw.py",
        "y - a",
        "0.25",
        "0.75",
        "another rule",
        "by hand",
        "differs:",
        "run 17",
    )
    for word in order:
        found = shown.find(word, at)
        assert found >= 0, word
        at = found


@pytest.mark.parametrize("make", [explanation, of_all])
@pytest.mark.parametrize("text", ["", *HOSTILE[:8]])
def test_pages_are_inert(make: Callable[[str], Explanation], text: str) -> None:
    """Whatever the texts: known elements alone, all closed, and a policy that allows one style."""
    page = render_html(make(text))
    reader = Reader(page)
    assert {tag for tag, _ in reader.elements} <= TAGS
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page


def test_the_same_gives_the_same() -> None:
    """Byte for byte."""
    assert render_html(explanation()) == render_html(explanation())

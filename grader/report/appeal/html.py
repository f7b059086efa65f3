"""Explanation -> one HTML file that needs nothing else: no script, no request, no font."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from markupsafe import Markup

from grader.report.appeal.lines import asked_line, part_cells, run_line, score
from grader.report.appeal.page import Explanation
from grader.report.html import HERE, environment


def render_html(explanation: Explanation) -> str:
    """The explanation as a page for staff."""
    css = _css()
    return (
        environment()
        .get_template("appeal.html.j2")
        .render(
            page=explanation,
            score=score(explanation),
            asked=list(map(asked_line, explanation.asked)),
            parts=list(map(part_cells, explanation.parts)),
            runs=list(map(run_line, explanation.runs)),
            css=Markup(css),  # noqa: S704 - our own file
            css_digest=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        )
    )


@cache
def _css() -> str:
    return (HERE / "static" / "report.css").read_text(encoding="utf-8")

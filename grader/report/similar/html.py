"""Findings -> one HTML page that needs nothing else: no script, no request, no font."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from markupsafe import Markup

from grader.report.html import HERE, environment
from grader.report.similar.found import Findings
from grader.report.similar.view import similar


def render_similar(findings: Findings) -> str:
    """The page for staff; the same findings give the same text."""
    css = _css()
    return (
        environment()
        .get_template("similar.html.j2")
        .render(
            page=similar(findings),
            css=Markup(css),  # noqa: S704 - our own file
            css_digest=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        )
    )


@cache
def _css() -> str:
    sheets = (HERE / "static" / name for name in ("report.css", "similar.css"))
    return "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)

"""Records -> one HTML page that needs nothing else; its only script sorts and filters one table."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache

from markupsafe import Markup

from grader.report.classroom.record import Record, Without
from grader.report.classroom.view import overview
from grader.report.html import HERE, environment


def render_overview(records: Iterable[Record], without: Iterable[Without] = ()) -> str:
    """The overview of a class as a page; the same records give the same text, in any order."""
    css, script = _static("report.css") + _static("class.css"), _static("class.js")
    return (
        environment()
        .get_template("class.html.j2")
        .render(
            page=overview(records, without),
            css=Markup(css),  # noqa: S704 - our own file
            css_digest=_digest(css),
            script=Markup(script),  # noqa: S704 - our own file
            script_digest=_digest(script),
        )
    )


@cache
def _static(name: str) -> str:
    return (HERE / "static" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

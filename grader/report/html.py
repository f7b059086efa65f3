"""Result -> one HTML file that needs nothing else: no script, no request, no font."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from grader.grading.result import Result
from grader.report.chart.svg import draw
from grader.report.chart.table import table
from grader.report.graph.svg import draw_graph
from grader.report.highlight import highlight
from grader.report.mathml import mathml
from grader.report.page import Counted
from grader.report.view import view

HERE = Path(__file__).parent
PNG = b"\x89PNG\r\n\x1a\n"


def render_html(
    result: Result, pictures: Mapping[str, bytes], counted: Counted | None = None
) -> str:
    """The report of a result as a page; the same result gives the same text.

    Args:
        result: With `staff`, the page has a section for staff; without, it has none.
        pictures: The students' figures as PNG, by SHA-256; one that is not there is said to be
            missing.
        counted: What counts in the end, to be said at the head of the page.
    """
    css = _css()
    return _TEMPLATE.render(
        page=view(result, counted),
        pictures={digest: _source(png) for digest, png in pictures.items() if _is_png(png)},
        css=Markup(css),  # noqa: S704 - our own file
        css_digest=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
    )


@cache
def _css() -> str:
    sheets = (HERE / "static" / name for name in ("report.css", "chart.css", "graph.css"))
    return "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def _is_png(data: bytes) -> bool:
    return data.startswith(PNG)


def _source(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


@cache
def environment() -> Environment:
    """What all pages are made with."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"draw": draw, "graph": draw_graph, "highlight": highlight}
    made.filters |= {"mathml": mathml, "table": table}
    return made


def _compiled() -> Template:
    """The page's template, and all others, compiled for this process and its forks."""
    names = environment().list_templates()
    return {name: environment().get_template(name) for name in names}["report.html.j2"]


_TEMPLATE = _compiled()

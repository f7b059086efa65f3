"""Python source -> HTML with Pygments' classes; the colours are in `static/report.css`."""

from __future__ import annotations

from markupsafe import Markup, escape
from pygments import highlight as _highlight  # type: ignore[import-untyped]
from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]


def highlight(source: str) -> Markup:
    """The source as escaped HTML; without colours if Pygments cannot make sense of it."""
    try:
        lexer = PythonLexer(stripnl=False, ensurenl=False)
        formatter = HtmlFormatter(nowrap=True)
        # Pygments escapes every character that means something in HTML; a test holds it to that.
        return Markup(_highlight(source, lexer, formatter).rstrip("\n"))  # noqa: S704
    except Exception:  # noqa: BLE001 - whatever goes wrong in a lexer, the code is still shown
        return escape(source)

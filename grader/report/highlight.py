"""Python source -> HTML with a few classes of our own; the colours are in `static/report.css`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Comment, Keyword, Name, Number, Operator, String  # type: ignore[import-untyped]

_CLASSES = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Number, "m"),
    (String, "s"),
    (Name.Function, "nf"),
    (Name.Class, "nf"),
    (Name.Decorator, "nf"),
)
"""The class of a token is that of the first kind which it is of; the rest is plain text."""
_LEXER = PythonLexer(stripnl=False, ensurenl=False)


def highlight(source: str) -> Markup:
    """The source as escaped HTML; without colours if Pygments cannot make sense of it."""
    try:
        return Markup().join(_spans(source)).rstrip("\n")
    except Exception:  # noqa: BLE001 - whatever goes wrong in a lexer, the code is still shown
        return escape(source)


def _spans(source: str) -> Iterator[Markup]:
    """Neighbours of one class share a span."""
    tokens = ((_class_of(kind), text) for kind, text in _LEXER.get_tokens(source))
    for name, group in groupby(tokens, key=lambda token: token[0]):
        text = escape("".join(piece for _, piece in group))
        yield Markup('<span class="{}">{}</span>').format(name, text) if name else text


def _class_of(kind: object) -> str:
    return next((name for group, name in _CLASSES if kind in group), "")

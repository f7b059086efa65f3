"""Code of an assignment as statements: quietly, and nothing where it is no Python."""

from __future__ import annotations

import ast
import warnings

from grader.submission.names import without_magics


def parsed(source: str) -> list[ast.stmt]:
    """The statements of a cell, IPython's own lines passed over; none if it cannot be parsed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in a cell is no concern of ours
        try:
            return ast.parse(without_magics(source)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []

"""Classes of any size, as overviews.

`READY` is false as long as the grader has no overviews; whatever tests them waits for that alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from typing import Any

import msgspec

from grader.grading.result import Result
from tests.report.conftest import HOSTILE, hostile_result, typical, without_slips

READY = find_spec("grader.report.classroom") is not None
SMALL, LARGE = 30, 3000


def page(results: Iterable[tuple[str, Result]]) -> str:
    """The overview of named results."""
    record: Any = import_module("grader.report.classroom.record").record
    render: Any = import_module("grader.report.classroom.html").render_overview
    shown: str = render([record(result, name) for name, result in results])
    return shown


def made(count: int) -> Iterable[tuple[str, Result]]:
    """So many students, all different."""
    synthetic: Any = import_module("tests.report.synthetic")
    return zip(synthetic.names(count), synthetic.results(count), strict=True)


def few() -> Iterable[tuple[str, Result]]:
    """A class that can be read in a minute."""
    return chain(made(4), {"typical": typical(), "the same again": typical()}.items())


def small() -> Iterable[tuple[str, Result]]:
    """A class with every kind of student: typical, done, not isolated, hostile, or so named."""
    result = typical()
    run = msgspec.structs.replace(result.run, isolation="none")
    named = {
        "typical": result,
        "the same again": result,
        "Ünal, Ömer": without_slips(result),
        "not isolated": msgspec.structs.replace(result, run=run),
        "hostile": hostile_result(HOSTILE[0]),
    }
    names = [text for text in HOSTILE if len(text) < 1000]
    strange = ((name, result) for name, (_, result) in zip(names, made(len(names)), strict=True))
    return chain(made(SMALL), named.items(), strange)

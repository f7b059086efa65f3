"""Sheets for the tests of formats, hostile ones among them."""

from __future__ import annotations

from dataclasses import replace

from grader.report.formats.sheet import Line, Sheet, State, Trouble

HOSTILE = (
    "::error file=a::forged\n::stop-commands::x\r\n::add-mask::1\x1b[31mred\x1b[0m\x00\x0b\ufffe"
    "\ud800 %0A%25 ]]> --> <script>alert(1)</script> <svg/onload=alert(1)> &lt; | ` `` ``` @someone"
    " [x](javascript:alert(1)) ![i](http://e.example/a.png) #1 https://e.example \u202e $\\frac1$ "
    "</details> <!-- marker --> EOF\nname=value\n" + "x" * 5_000
)


def line(part: str = "z", state: State = "passed", **fields: object) -> Line:
    """A line of two points; a failed one has one of them."""
    given: dict[str, object] = {
        "exercise": "Gradients",
        "exercise_id": "gradients",
        "part": part,
        "title": part,
        "state": state,
        "word": "Right",
        "told": "Right.",
        "kind": "right",
        "points": {"passed": 2.0, "failed": 0.5, "skipped": 0.0}[state],
        "max_points": 2.0,
        "cell": 4,
        "line": 2,
        **fields,
    }
    return Line(**given)  # type: ignore[arg-type] # as they are given


def sheet(*lines: Line, **fields: object) -> Sheet:
    """A sheet with these lines, and their points."""
    has_points = all(one.points is not None for one in lines)
    made = Sheet(
        name="hw.ipynb",
        headline="as it is",
        lines=lines,
        points=sum(one.points or 0.0 for one in lines) if has_points else None,
        max_points=sum(one.max_points or 0.0 for one in lines) if has_points else None,
        fault=False,
        troubles=(),
        notes=(),
    )
    return replace(made, **fields)  # type: ignore[arg-type] # as they are given


def hostile() -> Sheet:
    """Hostile text wherever text of a student's or of a course's can be."""
    bad = [
        line(f"p{k}{HOSTILE[:50]}", "failed", told=HOSTILE, title=HOSTILE, kind=HOSTILE,
             exercise=HOSTILE, word=HOSTILE)
        for k in range(20)
    ]  # fmt: skip
    trouble = Trouble(HOSTILE, 3, 1)
    return sheet(*bad, name=HOSTILE[:300], headline=HOSTILE, troubles=(trouble,) * 12,
                 notes=(HOSTILE,))  # fmt: skip

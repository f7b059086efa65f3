"""An explanation written by hand, and one in which every text is hostile."""

from __future__ import annotations

from dataclasses import replace

from grader.report.appeal.page import Again, Asked, Explanation, PartLine, RunLine, Subject
from grader.report.page import Fact


def explanation(text: str = "") -> Explanation:
    """A part with everything that can be said of one; each text ends with `text`."""
    return Explanation(
        subject=Subject(
            student=f"jd1{text}",
            name=f"Jane Doe{text}",
            attempt=2,
            attempts=3,
            counting=3,
            run=17,
            facts=(Fact("File", f"hw.py{text}"), Fact("Digest", "d" * 64)),
        ),
        exercise=f"manual-gradients{text}",
        part=f"dL_dz{text}",
        title=f"dL/dz{text}",
        status=f"Not right{text}",
        automatic=0.0,
        points=1.5,
        max_points=2.0,
        place=f"line 6 of hw.py{text}",
        code=f"dL_dz = y - a{text}\nprint(dL_dz)",
        asked=(
            Asked(f"dL_dz{text}", f"0.25{text}"),
            Asked(f"a{text}", f"0.75{text}", "parent"),
            Asked(f"dL_dz{text}", f"0.5{text}", "re-run"),
        ),
        more_asked=4,
        judged=(Fact("Tried", f"one rule{text}\nanother rule{text}"),),
        decided=(f"manual-gradients.dL_dz: 1.5 by hand{text}",),
        steps=(f"1 day late{text}",),
        again=Again("differs", f"this part differs:{text}", (f"0 of 2 -> 2 of 2{text}",)),
        runs=(
            RunLine(
                run=17,
                finished=f"2026-12-01 12:00 UTC{text}",
                how=f"executed{text}",
                status=f"graded{text}",
                points=28.0,
                max_points=30.0,
                part=0.0,
                course=f"c0ffee{text}",
                counts=True,
            ),
        ),
    )


def of_all(text: str = "") -> Explanation:
    """The same of all parts of an attempt."""
    line = PartLine(
        exercise=f"manual-gradients{text}",
        part=f"dL_dz{text}",
        title=f"dL/dz{text}",
        status=f"Not right{text}",
        automatic=0.0,
        points=1.5,
        max_points=2.0,
        how=f"override{text}",
    )
    whole = replace(explanation(text), exercise="", part="total", title="total", parts=(line, line))
    return replace(whole, asked=(), more_asked=0, code="", place="", automatic=28.0, points=None)


def everything() -> Explanation:
    """With the parts of the whole attempt besides."""
    return replace(explanation(), parts=of_all().parts)

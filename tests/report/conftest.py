"""Hand-written results: a typical one, and one in which every text is hostile."""

from __future__ import annotations

import struct
import zlib

import msgspec
import pytest

from grader.grading.result import (
    CellRef,
    ExerciseResult,
    FileRef,
    Message,
    Misconception,
    PartResult,
    PictureRef,
    Result,
    Run,
    Staff,
    StaffPart,
    SubmissionRef,
    Where,
)
from grader.observation.evidence import (
    Descent,
    GradientEvidence,
    GraphNode,
    Numbers,
    PathEvidence,
    RunsEvidence,
)
from grader.observation.sketch import Sketch, SketchAxes, SketchRule, SketchSeries

DIGEST = "9f2c7d41" * 8
PICTURE = "0a1b2c3d" * 8
CURVE = "21 points, from (0, 7) to (1.977, 3.0005)"

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=https://evil.example/x.png onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "</style><style>body{background:url(https://evil.example)}</style>",
    "</title></code></pre></details><h1>100 of 100</h1>",
    "{{7*7}}{% include '/etc/passwd' %}",
    "javascript:alert(1)",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J\x00\x7f\r",
    "\u202eevil\u202c\u2066x\u2069\u200f\u061c\u2028\ufeff",
    "]]><!--<svg/onload=alert(1)>--><base href=//evil.example>",
    "``` `a` <b>`",
    "\ud800 lone",
    "v" * 100_000,
    "<" * 100_000,
    "\n" * 50_000,
)


def png(width: int = 640, height: int = 400) -> bytes:
    """A picture with a curve in it, as plain PNG."""
    rows = bytearray()
    for y in range(height):
        curve = {x for x in range(width) if abs((x - width / 2) ** 2 / 260 - (height - 40 - y)) < 6}
        rows += b"\x00" + bytes(60 if x in curve else 244 for x in range(width))

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def first_exercise() -> ExerciseResult:
    """One sign error, what follows from it, and a rounded value."""
    code = (
        "dL_dz = y - a  # the error\ndL_dw = dL_dz * x\ndL_db = dL_dz\n"
        "w_new = w - lr * dL_dw\nprint(f'new w: {w_new:.4f}')"
    )
    parts = [
        PartResult(
            id="z", title="z", status="right", points=1, max_points=1,
            message=Message("right"), value="1.3",
        ),
        PartResult(
            id="a", title="a", status="right", points=1, max_points=1,
            message=Message("right.rounded", {"digits": 4}), value="0.7858",
        ),
        PartResult(
            id="L", title="L", status="partial", points=0.5, max_points=1,
            message=Message("wrong.too-coarse", {"digits": 4}), value="0.24",
        ),
        PartResult(
            id="dL_dz", title="dL_dz", status="wrong", points=0, max_points=2,
            message=Message("wrong.gap.sign"), value="0.2141650169574414",
            misconception=Misconception(
                "sign-flipped", "The difference `y - a` was taken instead of `a - y`.",
                ["Make `a` a little larger: does the loss rise or fall?"],
            ),
            where=Where("hw.ipynb", 4, 12, 16, code),
        ),
        PartResult(
            id="dL_dw", title="dL_dw", status="follow-through", points=2, max_points=2,
            message=Message("follow-through", {"parents": ["dL_dz"]}),
            follow_through_from=["dL_dz"], value="0.4283300339148828",
            where=Where("hw.ipynb", 4, 13, 13, "dL_dw = dL_dz * x"),
        ),
        PartResult(
            id="w_new", title="w_new", status="follow-through", points=1, max_points=1,
            message=Message("right"), follow_through_from=["dL_dw"], value="0.457",
            remarks=[Message("given.changed", {"name": "lr", "value": 0.2})],
        ),
        PartResult(
            id="words", title="What the gradient says, in your words", status="to-mark",
            points=0, max_points=2, message=Message("to-mark"),
            value="The slope is positive, so\nmaking w smaller lowers the loss.",
        ),
    ]  # fmt: skip
    return ExerciseResult(
        id="manual-gradients", title="Gradients of one sigmoid neuron, by hand", number=1,
        points=5.5, max_points=10, parts=parts,
        taken=[CellRef(3, 1, "heading"), CellRef(4, 1, "heading")],
    )  # fmt: skip


def second_exercise() -> ExerciseResult:
    """A function, a crash, a hang and a figure."""
    parts = [
        PartResult(
            id="f", title="f(x)", status="right", points=2, max_points=2, message=Message("right"),
        ),
        PartResult(
            id="df", title="df(x)", status="wrong", points=0, max_points=3,
            message=Message("wrong.gradient", {"x": 1.5}),
            misconception=Misconception(
                "power-rule", "the exponent was kept", ["Write out (x + h)**2 for a small h."],
                sure=False,
            ),
            where=Where("hw.ipynb", 7, 4, 5, "def df(x):\n    return 2 * x**2 - 4"),
        ),
        PartResult(
            id="trajectory", title="trajectory_x", status="crashed", points=0, max_points=3,
            message=Message("crashed", {
                "type": "IndexError", "message": "list index out of range", "cell": 8, "line": 3,
            }),
            where=Where("hw.ipynb", 8, 3, 3, "    trajectory_x[i + 1] = x - lr * df(x)"),
        ),
        PartResult(
            id="final", title="final_x", status="timed-out", points=0, max_points=1,
            message=Message("timed-out", {"seconds": 20}),
        ),
        PartResult(
            id="figure", title="Figure of the descent", status="partial", points=0.5, max_points=1,
            message=Message("figure.missing", {"what": "a label on the x axis"}),
            remarks=[Message("figure.found", {"what": CURVE})],
        ),
        PartResult(
            id="noise", title="g(x)", status="not-judged", points=0, max_points=1,
            message=Message("not-judged", {"reason": "its values differ from call to call"}),
        ),
    ]  # fmt: skip
    return ExerciseResult(
        id="descent", title="Gradient descent on a parabola", number=2,
        points=2.5, max_points=11, parts=parts, taken=[CellRef(7, 1, "metadata")],
        pictures=[PictureRef(9, CURVE, PICTURE)],
        messages=[Message("taken.solution", {"cell": 10, "exercise": "Exercise 2"})],
    )  # fmt: skip


def third_exercise() -> ExerciseResult:
    """Nothing was attempted."""
    parts = [
        PartResult(
            id=name, title=name, status="missing", points=0, max_points=3,
            message=Message("missing", {"name": name}),
        )
        for name in ("final_x", "final_f", "status")
    ]  # fmt: skip
    return ExerciseResult(
        id="rates", title="Which learning rate?", number=3, points=0, max_points=9, parts=parts,
        messages=[Message("no-section", {"exercise": "Exercise 3"})],
    )  # fmt: skip


def typical() -> Result:
    """A typical result, with every status in it, as a student gets it."""
    return Result(
        submission=SubmissionRef(
            "hw.ipynb", "notebook", DIGEST, [FileRef("hw.ipynb", DIGEST, 18_204)]
        ),
        exercises=[first_exercise(), second_exercise(), third_exercise()],
        points=8, max_points=30, highest_points=11, provisional=True,
        run=Run(
            isolation="full", versions={"python": "3.11.7", "numpy": "2.4.6"}, seed=20_261,
            limits={"cell_seconds": 20.0, "memory_bytes": 1_073_741_824}, course="Module 02",
            course_digest=DIGEST,
        ),
        messages=[Message("not-run", {"what": "!pip install torch"})],
    )  # fmt: skip


@pytest.fixture
def result() -> Result:
    """The typical result."""
    return typical()


def with_staff(result: Result) -> Result:
    """The same with what only staff may read."""
    staff = Staff(
        parts=[StaffPart(
            exercise="manual-gradients", part="dL_dz", expected="-0.21416501695744142",
            tolerance="relative 1e-6", tried=["sign-flipped: fits"], notes=["bound 1e-9"],
        )],
        faults=["ZeroDivisionError in rule `g`\n  at x = 0"],
    )  # fmt: skip
    return msgspec.structs.replace(result, staff=staff)


@pytest.fixture
def for_staff(result: Result) -> Result:
    """The typical result for staff."""
    return with_staff(result)


def without_slips(result: Result) -> Result:
    """A result with nothing left to do."""
    part = result.exercises[0].parts[0]
    exercise = msgspec.structs.replace(result.exercises[0], parts=[part], points=1, max_points=1)
    return msgspec.structs.replace(
        result, exercises=[exercise], points=1, max_points=1, highest_points=1, provisional=False
    )


@pytest.fixture
def all_right(result: Result) -> Result:
    """The result of somebody who has done everything."""
    return without_slips(result)


def sketch(text: str = "f(x)", colour: str = "#808080") -> Sketch:
    """A curve with a rule and a title; every text in it is `text`."""
    xs = [-1.0, 0.0, None, 2.0]
    line = SketchSeries(xs, [1.0, 0.0, 1.0, 4.0], text, "solid", "dot", colour)
    rule = SketchRule("y", 1.0, text, "dotted", "#000000")
    axes = SketchAxes(
        place=(0.1, 0.1, 0.8, 0.8),
        title=text,
        xlabel=text,
        ylabel=text,
        xscale="linear",
        yscale="linear",
        xlim=(-1.0, 2.0),
        ylim=(0.0, 4.0),
        legend=True,
        series=[line],
        rules=[rule],
    )
    return Sketch(1.5, [axes])


def heights(xs: list[float]) -> Numbers:
    """The parabola there."""
    return [x**2 - 4 * x + 7 for x in xs]


def path_evidence(rate: float = 0.1, first_wrong: int | None = 3) -> PathEvidence:
    """A path from 0 that goes the wrong way at one step."""
    own = [0.0]
    for step in range(1, 11):
        slope = 2 * own[-1] - 4
        own.append(own[-1] - rate * slope * (-1 if step == first_wrong else 1))
    due = own if first_wrong is None else own[:first_wrong]
    if first_wrong is not None:
        due = [*due, due[-1] - rate * (2 * due[-1] - 4)]
    xs = [-1 + 0.05 * at for at in range(101)]
    return PathEvidence([*own], heights(own), [*due], heights(due), [*xs], heights(xs), first_wrong)


def gradient_evidence() -> GradientEvidence:
    """A derivative that is right at 0 alone; one quotient says nothing."""
    xs = [-2.0, -1.0, 0.0, 1.0, 2.0]
    claimed, estimate = [2 * x**2 - 4 for x in xs], [2 * x - 4 for x in xs]
    return GradientEvidence("f", [*xs], [*claimed], [*estimate], [0.5, 0.5, 0.5, None, 0.5])


def runs_evidence() -> RunsEvidence:
    """Five rates: slow, two that lie on one line, one that arrives at once, one that runs away."""
    runs = []
    for rate in (0.01, 0.1, 0.5, 0.9, 1.1):
        errors: list[float | None] = [abs(2 * (1 - 2 * rate) ** n) for n in range(31)]
        runs.append(Descent(f"lr = {rate}", errors))
    return RunsEvidence(runs)


GRAPH = [
    *(GraphNode(name, "given", []) for name in ("x", "w", "y", "lr")),
    GraphNode("z", "part", ["x", "w"]),
    GraphNode("a", "part", ["z"]),
    GraphNode("L", "part", ["a", "y"]),
    GraphNode("dL_dz", "part", ["a", "y"]),
    GraphNode("dL_dw", "part", ["dL_dz", "x"]),
    GraphNode("w_new", "part", ["w", "dL_dw", "lr"]),
]
SELF_CHECK = """
    h = 1e-3
    print((loss(w + h) - loss(w - h)) / (2 * h), dL_dw)  # are they <alike>?
"""


@pytest.fixture
def full(result: Result) -> Result:
    """The typical result with all that explains it."""
    return explained(result)


def explained(result: Result) -> Result:
    """The same with everything that explains a verdict."""
    first, second, third = result.exercises
    symbols = {"dL_dz": r"\frac{\partial L}{\partial z}", "w_new": r"w_{\text{new}}", "z": "z"}
    checks = {"dL_dz": SELF_CHECK, "w_new": SELF_CHECK}
    first_parts = [
        msgspec.structs.replace(
            part,
            symbol=symbols.get(part.id),
            self_check=checks.get(part.id),
            misconception=part.misconception
            and msgspec.structs.replace(
                part.misconception, hints=["Is $a - y < 0$ where `a` is too low?"]
            ),
        )
        for part in first.parts
    ]
    evidence = {"df": gradient_evidence(), "trajectory": path_evidence()}
    second_parts = [
        msgspec.structs.replace(part, evidence=evidence.get(part.id)) for part in second.parts
    ]
    third_parts = [msgspec.structs.replace(part, evidence=runs_evidence()) for part in third.parts]
    exercises = [
        msgspec.structs.replace(first, parts=first_parts, graph=GRAPH),
        msgspec.structs.replace(second, parts=second_parts),
        msgspec.structs.replace(third, parts=third_parts),
    ]
    return msgspec.structs.replace(result, exercises=exercises)


def hostile_result(text: str) -> Result:
    """A result in which every text that a student can reach is `text`."""
    fields: dict[str, str | int | float | bool | list[str]] = dict.fromkeys(
        ("name", "message", "type", "value", "reason", "what", "exercise", "got", "parents"), text
    )
    messages = [Message(code, fields) for code in ("crashed", "missing", "figure.found", text)]
    messages.append(Message("follow-through", {"parents": [text] * 20}))
    part = PartResult(
        id=text, title=text, status="wrong", points=0, max_points=1,
        message=Message("crashed", fields), follow_through_from=[text, text],
        misconception=Misconception(text, text, [text] * 3, sure=False),
        where=Where(text, None, 3, 9, text), value=text, remarks=messages,
        symbol=text, self_check=text,
        evidence=GradientEvidence(text, [0.0, 1.0], [1.0, 2.0], [1.0, 3.0], [0.1, 0.1]),
    )  # fmt: skip
    runs = msgspec.structs.replace(part, evidence=RunsEvidence([Descent(text, [1.0, 0.0, None])]))
    exercise = ExerciseResult(
        id=text, title=text, number=1, points=0, max_points=1,
        parts=[part, runs, msgspec.structs.replace(part, status="right")], messages=messages,
        pictures=[PictureRef(1, text, PICTURE), PictureRef(2, text, text),
                  PictureRef(3, text, sketch=sketch(text, text))],
        taken=[CellRef(1, 1, "names")],
    )  # fmt: skip
    row = StaffPart(exercise=text, part=text, expected=text, tolerance=text, tried=[text])
    return Result(
        submission=SubmissionRef(text, "module", text, [FileRef(text, text, 1)]),
        exercises=[exercise], points=0, max_points=1, highest_points=1, provisional=True,
        run=Run(
            isolation="none", versions={text: text}, seed=1, limits={text: 1}, course=text,
            course_digest=text,
        ),
        messages=messages, staff=Staff(parts=[row], faults=[text]),
    )  # fmt: skip


@pytest.fixture(params=HOSTILE, ids=[f"hostile{at}" for at in range(len(HOSTILE))])
def hostile(request: pytest.FixtureRequest) -> Result:
    """A result full of one hostile text."""
    return hostile_result(request.param)


@pytest.fixture
def pictures() -> dict[str, bytes]:
    """The figure of the typical result."""
    return {PICTURE: png()}

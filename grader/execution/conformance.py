"""What every sandbox must do, as small jobs; its tests run them at each level."""

from __future__ import annotations

from grader.execution.cases import (
    QUICK,
    VALUES,
    Case,
    answer,
    call_at,
    faults,
    holds_value,
    one_section,
)
from grader.observation.observation import (
    Killed,
    Missing,
    Opaque,
    OutOfMemory,
    Raised,
    TimedOut,
)
from grader.observation.probe import Ref

_SWALLOW = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
NOTEBOOKS = (
    Case(
        "an error ends its cell and no other",
        one_section("a = 1\na / 0\nb = 2", "c = a", probes={"b": Ref("b"), "c": Ref("c")}),
        lambda e: (
            faults(e) == [Raised("ZeroDivisionError", "division by zero", 1, 2), None]
            and answer(e, "b") == Missing("b")
            and holds_value(e, "c", 1)
        ),
    ),
    Case(
        "the last line in the student's own code",
        one_section("\n\ndef f(x):\n    return int(x)", "f('no')"),
        lambda e: isinstance(f := e.cells[1].fault, Raised) and (f.cell, f.line) == (1, 4),
    ),
    Case(
        "a syntax error",
        one_section("x = 1\nif x\n    y = 2", "z = 1", probes={"z": Ref("z")}),
        lambda e: (
            isinstance(f := e.cells[0].fault, Raised)
            and (f.type, f.cell, f.line) == ("SyntaxError", 1, 2)
            and holds_value(e, "z", 1)
        ),
    ),
    Case(
        "shell commands are noted and not run",
        one_section(
            "!pip install numpy\n%matplotlib inline\n%tensorflow_version 2.x\nx = 1",
            "%%bash\nexit 3",
            "%%time\ny = 2",
            probes={"x": Ref("x"), "y": Ref("y")},
        ),
        lambda e: (
            [cell.not_run for cell in e.cells]
            == [("!pip install numpy", "%tensorflow_version 2.x"), ("%%bash",), ()]
            and faults(e) == [None] * 3
            and holds_value(e, "x", 1)
            and holds_value(e, "y", 2)
        ),
    ),
    Case(
        "Colab's lines do nothing",
        one_section("from google.colab import drive\ndrive.mount('/content/drive')\nx = 1"),
        lambda e: faults(e) == [None],
    ),
    Case(
        "a helper file is imported",
        one_section("import figures\nx = figures.x", probes={"x": Ref("x")}, figures=b"x = 7"),
        lambda e: holds_value(e, "x", 7),
    ),
    Case(
        "nobody types an input",
        one_section("x = input('x?')"),
        lambda e: isinstance(f := e.cells[0].fault, Raised) and f.type == "EOFError",
    ),
    Case(
        "output is cut",
        one_section("print('x' * 10**7)", "print('end')"),
        lambda e: (
            4096 <= len(e.cells[0].output) < 5000
            and e.cells[1].output == "end\n"
            and faults(e) == [None, None]
        ),
    ),
    Case(
        "leaving the program is an end like any other",
        one_section("import sys\nx = 1\nsys.exit(3)", "y = 2", probes={"y": Ref("y")}),
        lambda e: (
            isinstance(f := e.cells[0].fault, Raised)
            and f.type == "SystemExit"
            and holds_value(e, "y", 2)
        ),
    ),
    Case(
        "threads that go on do not matter",
        one_section(
            "import threading, time\nx = 1\n"
            "for _ in range(5): threading.Thread(target=time.sleep, args=(60,)).start()",
            probes={"x": Ref("x")},
        ),
        lambda e: holds_value(e, "x", 1),
    ),
)

HOSTILE = (
    Case(
        "a loop without end is interrupted",
        one_section("x = 1\nwhile True: pass", "y = x + 1", probes={"y": Ref("y")}, limits=QUICK),
        lambda e: faults(e) == [TimedOut(1.0), None] and holds_value(e, "y", 2),
    ),
    Case(
        "a loop that swallows interrupts costs its own statement only",
        one_section(
            "w = 3",
            f"x = w + 1\ny = 5\n{_SWALLOW}",
            "z = x + y",
            probes={name: Ref(name) for name in "wxyz"},
            limits=QUICK,
        ),
        lambda e: (
            faults(e) == [None, TimedOut(1.0), None]
            and holds_value(e, "z", 9)
            and all(answer(e, name) != Missing(name) for name in "wxy")
        ),
    ),
    Case(
        "the process ends itself",
        one_section("import os\nx = 1", "y = 2\nos._exit(0)", "z = x + y", probes={"z": Ref("z")}),
        lambda e: isinstance(e.cells[1].fault, Killed) and holds_value(e, "z", 3),
    ),
    Case(
        "a probe that ends the process costs its own answer only",
        one_section(
            "import os\nx = 1\ndef f(v): os._exit(1)\ndef g(v): return v",
            probes={"f": call_at("f", 1.0), "g": call_at("g", 1.0), "x": Ref("x")},
        ),
        lambda e: (
            isinstance(answer(e, "f"), Killed)
            and holds_value(e, "g", 1.0)
            and holds_value(e, "x", 1)
        ),
    ),
    Case(
        "a probe without end",
        one_section(
            "def f(v):\n    while True: pass\n"
            f"def g(v):\n    {_SWALLOW.replace(chr(10), chr(10) + '    ')}\n"
            "def h(v): return v",
            probes={name: call_at(name, 1.0) for name in "fgh"},
            limits=QUICK,
        ),
        lambda e: (
            answer(e, "f") == TimedOut(1.0)
            and answer(e, "g") == TimedOut(1.0)
            and holds_value(e, "h", 1.0)
        ),
    ),
    Case(
        "memory",
        one_section("import numpy as np\nx = 1\nbig = np.ones(10**13)", probes={"x": Ref("x")}),
        lambda e: faults(e) == [OutOfMemory()] and holds_value(e, "x", 1),
    ),
    Case(
        "recursion without end",
        one_section("x = 1\ndef f(n): return f(n + 1)\nf(0)", probes={"x": Ref("x")}),
        lambda e: (
            isinstance(f := e.cells[0].fault, Raised)
            and f.type == "RecursionError"
            and holds_value(e, "x", 1)
        ),
    ),
    Case(
        "a repr without end",
        one_section(
            "class Slow:\n    def __repr__(self):\n        while True: pass\ns = Slow()\ns",
            probes={"s": Ref("s")},
            limits=QUICK,
        ),
        lambda e: faults(e) == [TimedOut(1.0)] and holds_value(e, "s", Opaque("Slow")),
    ),
    Case(
        "a process that dies again and again",
        one_section(
            "import os\ndef f(v): os._exit(1)",
            probes={f"f{number}": call_at("f", 1.0) for number in range(8)},
        ),
        lambda e: all(isinstance(seen, Killed) for seen in e.answers["s"].values()),
    ),
    Case(
        "pipes that are written to",
        one_section(
            "import os\nx = 1",
            "for fd in range(3, 20):\n    try: os.write(fd, b'\\xff' * 100)\n"
            "    except OSError: pass",
            "y = 2",
            probes={"y": Ref("y"), "x": Ref("x")},
        ),
        lambda e: (
            holds_value(e, "y", 2) and holds_value(e, "x", 1) and e.cells[1].fault is not None
        ),
    ),
)

CASES = VALUES + NOTEBOOKS + HOSTILE
"""All of them."""

"""Who may import what, and what only one place may do: every module under grader/ is parsed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

JUDGED = {"errors", "observation", "gradients", "checks", "exercise"}
BELOW_GRADING = {*JUDGED, "submission", "execution"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "bundle": {"errors"},
    "scaffold": {"errors"},
    "importing": {"errors", "checks", "scaffold", "submission"},
    "observation": {"errors"},
    "submission": {"errors", "observation"},
    "gradients": {"errors", "observation"},
    "checks": {"errors", "observation", "gradients"},
    "exercise": {"errors", "checks"},
    "outline": {"errors", "observation", "gradients", "checks", "submission", "grading.result"},
    "similarity": set(),
    "execution": {"errors", "observation", "submission"},
    "grading": {*BELOW_GRADING, "outline"},
    "checking": {*BELOW_GRADING, "outline", "grading.result", "grading.places"},
    "gradebook": {"errors", "grading.result", "grading.settings"},
    "report": {
        "errors",
        "grading.result",
        "observation.evidence",
        "observation.sketch",
        "outline.finding",
        "similarity",
    },
    "export": {"errors", "bundle", "gradebook", "grading.result"},
    "notebook": {
        "errors",
        "observation",
        "submission",
        "execution",
        "outline",
        "checking",
        "report",
        "grading.result",
    },
    "cli": {
        *BELOW_GRADING,
        "grading",
        "gradebook",
        "report",
        "export",
        "bundle",
        "scaffold",
        "importing",
        "outline",
        "checking",
        "similarity",
    },
    "facade": {"checks", "exercise", "notebook"},
}
"""What each layer may import beside itself; the facade is `grader/__init__.py`."""
NO_EXECUTION = {"grader.grading.mark", "grader.grading.result", "grader.grading.settings"}
"""Modules of grading that judge, or that reports are made from."""
PURE = {"gradients", "checks", "exercise", "similarity"}
PURE_ALLOWED = {"numpy", "pygments", *sys.stdlib_module_names}
PURE_FORBIDDEN = (
    "os", "pathlib", "time", "datetime", "random", "secrets", "uuid", "io", "open", "input",
    "tempfile", "shutil", "glob", "socket", "threading", "asyncio", "sys", "importlib",
)  # fmt: skip
ONLY_IN = {
    "execution": (
        "subprocess", "multiprocessing", "nbclient", "jupyter_client", "zmq", "pty", "dask",
        "distributed",
        "concurrent.futures.ProcessPoolExecutor", "os.fork*", "os.exec*", "os.spawn*",
        "os.posix_spawn*", "os.system", "os.popen", "os.startfile",
        "asyncio.create_subprocess*", "asyncio.subprocess",
    ),
    "report": ("jinja2", "latex2mathml"),
    "cli": ("click", "rich"),
    "gradebook": ("sqlalchemy",),
}  # fmt: skip
NOWHERE = (
    "pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib",
    "numpy.load", "numpy.fromfile", "eval", "exec", "__import__",
)  # fmt: skip
SIMILAR = ("grader.similarity", "grader.report.similar")
SIMILAR_COMMAND = ("grader.cli.similar", "grader.cli.likenesses", "grader.cli.works")
COURSE = ("exercises", "reference")
LINUX = ("fcntl", "resource", "ctypes", "prctl", "termios", "pty", "grp", "pwd", "posix")
LINUX_HERE = {
    "grader.execution.inside.confine",
    "grader.execution.inside.libc",
    "grader.execution.inside.landlock",
    "grader.execution.inside.limits",
    "grader.execution.inside.seccomp",
}
LINUX_ONLY = {
    *LINUX_HERE,
    "grader.execution.bubblewrap",
    "grader.execution.forked",
    "grader.execution.inside.syscalls",
    "grader.execution.inside.template",
    "grader.execution.restricted",
    "grader.execution.template",
    "grader.execution.warm",
}
"""The Linux sandbox; all other modules can be imported on every system."""
NOT_EVERYWHERE = (
    "os.fork*", "os.killpg", "os.wait", "os.wait3", "os.wait4", "os.waitid", "os.set_blocking",
    "os.pidfd_open", "os.getuid", "os.geteuid", "os.getpgid", "os.setsid", "os.sched_*",
    "os.getloadavg", "os.mkfifo", "os.chown",
    "signal.SIGKILL", "signal.SIGALRM", "signal.SIGHUP", "signal.SIGBUS", "signal.setitimer",
    "signal.alarm", "signal.pidfd_send_signal", "signal.pthread_*", "select.poll", "select.epoll",
    "socket.AF_UNIX", "socket.SOCK_SEQPACKET", "socket.send_fds", "socket.recv_fds", "time.tzset",
)  # fmt: skip
ASKED_FOR = {
    "grader.execution.attacks": {"socket.AF_UNIX"},  # levels with limits are tried on Unix alone
    "grader.execution.box": {"os.killpg", "signal.SIGKILL"},
    "grader.execution.inside.clock": {"signal.SIGALRM", "signal.setitimer"},
    "grader.notebook.live": {"signal.SIGALRM"},
    "grader.execution.worker": {"signal.pthread_sigmask"},
    "grader.execution.workers": {"os.getloadavg", "os.sched_getaffinity"},
}  # fmt: skip
"""What single modules use after they have asked whether it is there."""
INSIDE = "grader.execution.inside"
INSIDE_ALLOWED = {"numpy", "IPython", "matplotlib", "traitlets", "_typeshed"}
INSIDE_ALONE = {"grader.execution.inside.kernel": {"ipykernel"}}
"""What single modules of the program inside need besides."""
HEAVY = {
    "numpy",
    "jinja2",
    "nbclient",
    "jupyter_client",
    "zmq",
    "nbformat",
    "click",
    "msgspec",
    "pygments",
    "latex2mathml",
    "IPython",
    "sqlalchemy",
    "rich",
    "distributed",
}


@dataclass(frozen=True, slots=True)
class Module:
    """A module by its dotted name, parsed."""

    name: str
    tree: ast.Module
    package: bool = False

    @property
    def layer(self) -> str:
        """The layer it belongs to."""
        return layer_of(self.name)

    @property
    def inside(self) -> bool:
        """Whether it belongs to the program inside the sandbox."""
        return self.name == INSIDE or self.name.startswith(INSIDE + ".")


Rule = Callable[[Module], Iterator[str]]


def layer_of(name: str) -> str:
    """The layer of a dotted name below grader; whatever is in none is taken from the facade."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ALLOWED else "facade"


def parse(name: str, source: str) -> Module:
    """A module from its text."""
    return Module(name, ast.parse(source))


@cache
def modules() -> tuple[Module, ...]:
    """Every module under grader/."""
    found = []
    for path in sorted((ROOT / "grader").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if package else parts)
        found.append(Module(name, ast.parse(path.read_text(encoding="utf-8")), package))
    return tuple(found)


def imports(module: Module) -> list[str]:
    """Every dotted name that is imported anywhere in a module, at any depth, for types or by text.

    `from a import b` counts as `a.b`; what `import_module` is given counts as far as it is known.
    """
    found: list[str] = []
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names):
                found += [alias.name for alias in names]
            case ast.ImportFrom(names=names):
                found += [f"{origin(module, node)}.{alias.name}" for alias in names]
            case ast.Call(func=ast.Attribute(attr="import_module") | ast.Name("import_module")):
                found += filter(None, [known_start(node)])
    return found


def origin(module: Module, node: ast.ImportFrom) -> str:
    """The absolute name of the module that `from ... import` names."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    parts = parts[: len(parts) - node.level + module.package]
    return ".".join([*parts, *filter(None, [node.module])])


def known_start(call: ast.Call) -> str:
    """The text that a call is given first, up to what is filled in."""
    match call.args[:1]:
        case [ast.Constant(str(text))]:
            return text
        case [ast.JoinedStr([ast.Constant(str(text)), *_])]:
            return text.rstrip(".")
        case _:
            return ""


def uses(module: Module) -> set[str]:
    """Every dotted name that is imported or used, with names traced back to their import."""
    bound: dict[str, str] = {}
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names):
                for alias in names:
                    first = alias.name.split(".")[0]
                    bound[alias.asname or first] = alias.name if alias.asname else first
            case ast.ImportFrom(names=names):
                for alias in names:
                    bound[alias.asname or alias.name] = f"{origin(module, node)}.{alias.name}"
    nodes = list(ast.walk(module.tree))
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    whole = {dotted(node, bound) for node in nodes if id(node) not in inner}
    return {*imports(module), *whole} - {""}


def dotted(node: ast.AST, bound: dict[str, str]) -> str:
    """`np.random.seed` as `numpy.random.seed`; nothing for what is no chain of names."""
    match node:
        case ast.Name(name):
            return bound.get(name, name)
        case ast.Attribute(value, attr):
            start = dotted(value, bound)
            return f"{start}.{attr}" if start else ""
        case _:
            return ""


def among(name: str, things: Iterable[str]) -> bool:
    """Whether a dotted name is one of these or below it; `os.exec*` stands for `os.execv` too."""
    return any(
        name == one
        or name.startswith(f"{one}.")
        or (one.endswith("*") and name.startswith(one.removesuffix("*")))
        for one in things
    )


def keeps_the_order(module: Module) -> Iterator[str]:
    """Layers import only what stands above them in the drawing of docs/architecture.md."""
    allowed = {module.layer, *ALLOWED[module.layer]}
    for name in imports(module):
        if name != "grader" and not name.startswith("grader."):
            continue
        single = among(name, [f"grader.{one}" for one in allowed if "." in one])
        if layer_of(name) not in allowed and not single:
            yield f"{module.name} imports {name}"


def judges_without_executing(module: Module) -> Iterator[str]:
    """Marking and the result know nothing of how code was run."""
    for name in imports(module) if module.name in NO_EXECUTION else ():
        if name.startswith("grader.") and layer_of(name) not in JUDGED:
            yield f"{module.name} imports {name}"


def has_its_place(module: Module) -> Iterator[str]:
    """Processes are started by execution/ alone, jinja2 is report's, click is cli's."""
    for name in uses(module):
        for layer, things in ONLY_IN.items():
            if module.layer != layer and among(name, things):
                yield f"{module.name} uses {name}"


def is_never_used(module: Module) -> Iterator[str]:
    """No pickle and its kin, no eval, and no course."""
    yield from (f"{module.name} uses {name}" for name in uses(module) if among(name, NOWHERE))
    yield from (f"{module.name} imports {name}" for name in imports(module) if among(name, COURSE))


def is_pure(module: Module) -> Iterator[str]:
    """What judges knows no files, clocks or chance but from a generator that it is given."""
    if module.layer not in PURE:
        return
    for name in uses(module):
        chance = name.startswith("numpy.random") and name not in {
            "numpy.random.Generator",
            "numpy.random.default_rng",
        }
        if among(name, PURE_FORBIDDEN) or chance:
            yield f"{module.name} uses {name}"
    for name in imports(module):
        if name.split(".")[0] not in {"grader", *PURE_ALLOWED}:
            yield f"{module.name} imports {name}"
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(_, [ast.Constant(int())]):
                continue
            case ast.Call(ast.Attribute(attr="default_rng") | ast.Name("default_rng")):
                yield f"{module.name}:{node.lineno} makes a generator without a fixed seed"


def tells_staff_alone(module: Module) -> Iterator[str]:
    """What is similar is known to its command alone, so that nothing students get can say it."""
    ours = (*SIMILAR, *SIMILAR_COMMAND)
    for name in imports(module):
        if among(name, ours) and not among(module.name, ours):
            yield f"{module.name} imports {name}"


def stays_inside(module: Module) -> Iterator[str]:
    """The program inside imports itself, relatively, and what its environment has."""
    for node in ast.walk(module.tree):
        match node:
            case ast.ImportFrom(level=level) if level and not module.inside:
                yield f"{module.name}:{node.lineno} imports relatively"
            case ast.ImportFrom(module=str(name), level=0) if module.inside:
                if among(name, ("grader",)):
                    yield f"{module.name}:{node.lineno} imports grader by name"
    allowed = {*sys.stdlib_module_names, *INSIDE_ALLOWED, *INSIDE_ALONE.get(module.name, ())}
    for name in imports(module) if module.inside else ():
        ours = name.startswith(INSIDE + ".")
        if not ours and name.split(".")[0] not in allowed:
            yield f"{module.name} imports {name}"


def is_portable(module: Module) -> Iterator[str]:
    """What Linux or Unix alone has is used by the Linux sandbox alone, which is loaded last."""
    for name in imports(module):
        if among(name, LINUX) and module.name not in LINUX_HERE:
            yield f"{module.name} imports {name}"
    if module.name in LINUX_ONLY:
        return
    for name in uses(module) - ASKED_FOR.get(module.name, set()):
        if among(name, NOT_EVERYWHERE):
            yield f"{module.name} uses {name}"
    for name in imports(Module(module.name, as_it_is_loaded(module.tree), module.package)):
        if among(name, LINUX_ONLY):
            yield f"{module.name} imports {name} when it is loaded"


def as_it_is_loaded(tree: ast.Module) -> ast.Module:
    """The imports of a module that are no function's own."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inner = {id(node) for function in functions for node in ast.walk(function)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return ast.Module([node for node in found if id(node) not in inner], [])


def names_the_encoding(module: Module) -> Iterator[str]:
    """Text goes to and from files and processes in an encoding that is named."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not is_text(node):
            continue
        if not any(keyword.arg == "encoding" for keyword in node.keywords):
            yield f"{module.name}:{node.lineno} names no encoding: {ast.unparse(node)}"


def is_text(call: ast.Call) -> bool:
    """Whether this opens, reads or writes text; members of a zip `archive` are always bytes."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    match call.func:
        case ast.Attribute(attr="read_text" | "write_text"):
            return True
        case ast.Attribute(attr="TextIOWrapper"):
            return len(call.args) < 2  # the second is the encoding
        case ast.Name("open") | ast.Attribute(ast.Name("io" | "codecs"), "open"):
            return not is_binary(call.args[1:2], keywords)
        case ast.Attribute(ast.Name("os"), "fdopen"):
            return not is_binary(call.args[1:2], keywords)
        case ast.Attribute(ast.Name("os" | "archive"), "open"):
            return False
        case ast.Attribute(attr="open"):
            return not is_binary(call.args[:1], keywords)
        case ast.Attribute(attr="run" | "Popen" | "check_output" | "check_call" | "getoutput"):
            return bool({"text", "universal_newlines", "errors"} & set(keywords))
        case ast.Attribute(attr="NamedTemporaryFile" | "TemporaryFile" | "SpooledTemporaryFile"):
            return "mode" in keywords and not is_binary([], keywords)
        case _:
            return False


def is_binary(mode: list[ast.expr], keywords: dict[str | None, ast.expr]) -> bool:
    """Whether the mode of a file is a constant with a b in it."""
    given = [*mode, *(value for name, value in keywords.items() if name == "mode")]
    return any(isinstance(m, ast.Constant) and "b" in str(m.value) for m in given)


def says_what_it_is(module: Module) -> Iterator[str]:
    """A folder's `__init__.py` is one docstring line."""
    if module.package and module.layer != "facade":
        body = module.tree.body
        if len(body) != 1 or not ast.get_docstring(module.tree) or body[0].end_lineno != 1:
            yield f"{module.name} holds more or less than one docstring line"


RULES: tuple[Rule, ...] = (
    keeps_the_order,
    judges_without_executing,
    has_its_place,
    is_never_used,
    is_pure,
    tells_staff_alone,
    stays_inside,
    is_portable,
    names_the_encoding,
    says_what_it_is,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    """No module under grader/ breaks it."""
    assert [breach for module in modules() for breach in rule(module)] == []


def test_the_table_is_the_tree() -> None:
    """Each layer of the table exists, and each module and folder of grader/ is in the table."""
    entries = [path for path in (ROOT / "grader").iterdir() if path.name != "__pycache__"]
    below = {path.stem for path in entries if path.is_dir() or path.suffix == ".py"} - {"__init__"}
    assert below == set(ALLOWED) - {"facade"}
    named = {*NO_EXECUTION, INSIDE, *INSIDE_ALONE, *LINUX_ONLY, *ASKED_FOR}
    assert {module.name for module in modules()} >= named


BREACHES = [
    (keeps_the_order, "grader.errors", "import grader.observation.probe"),
    (keeps_the_order, "grader.observation.x", "from grader.submission import load"),
    (keeps_the_order, "grader.submission.x", "from grader.execution.sandbox import Job"),
    (keeps_the_order, "grader.submission.x", "from grader.checks.check import Seen"),
    (keeps_the_order, "grader.gradients", "from grader.checks.check import Seen"),
    (keeps_the_order, "grader.checks.x", "from grader.exercise.exercise import Part"),
    (keeps_the_order, "grader.checks.x", "from grader import Number"),
    (keeps_the_order, "grader.checks.x", "import grader"),
    (keeps_the_order, "grader.checks.x", "from ..execution import sandbox"),
    (keeps_the_order, "grader.checks.x", "import_module('grader.execution.sandbox')"),
    (keeps_the_order, "grader.checks.x", "import_module(f'grader.execution.{name}')"),
    (keeps_the_order, "grader.exercise.x", "from grader.observation.probe import Ref"),
    (keeps_the_order, "grader.exercise.x", "def f():\n    from grader.grading import plan"),
    (keeps_the_order, "grader.execution.x", "from grader.checks.check import Seen"),
    (keeps_the_order, "grader.execution.x", "from grader.grading.result import Result"),
    (keeps_the_order, "grader.grading.x", "from grader.report.wording import word"),
    (keeps_the_order, "grader.grading.x", "if TYPE_CHECKING:\n    import grader.cli.main"),
    (keeps_the_order, "grader.report.x", "from grader.grading.grade import grade"),
    (keeps_the_order, "grader.report.x", "from grader.grading import results"),
    (keeps_the_order, "grader.report.x", "from grader.checks.verdict import Verdict"),
    (keeps_the_order, "grader.cli.x", "from grader import Exercise"),
    (keeps_the_order, "grader", "from grader.execution.sandbox import Job"),
    (keeps_the_order, "grader.bundle.x", "from grader.grading.course import Course"),
    (judges_without_executing, "grader.grading.mark", "import grader.execution.sandbox"),
    (judges_without_executing, "grader.grading.result", "from grader.grading.plan import Plan"),
    (has_its_place, "grader.grading.x", "import subprocess"),
    (has_its_place, "grader.submission.x", "from multiprocessing.pool import Pool"),
    (has_its_place, "grader.cli.x", "from distributed import Client"),
    (has_its_place, "grader.cli.x", "import nbclient.client"),
    (has_its_place, "grader.grading.x", "from jupyter_client.session import Session"),
    (has_its_place, "grader.cli.x", "import os\nos.fork()"),
    (has_its_place, "grader.cli.x", "import os as o\no.execvp('sh', ['sh'])"),
    (has_its_place, "grader.report.x", "from os import system as run"),
    (has_its_place, "grader.cli.x", "import_module('subprocess')"),
    (has_its_place, "grader.grading.x", "from jinja2 import Environment"),
    (has_its_place, "grader.cli.x", "from latex2mathml.converter import convert"),
    (has_its_place, "grader.report.x", "def f():\n    import click"),
    (is_never_used, "grader.execution.x", "import pickle"),
    (is_never_used, "grader.execution.inside.x", "from marshal import loads"),
    (is_never_used, "grader.grading.x", "import shelve as s"),
    (is_never_used, "grader.grading.x", "def f():\n    import dill"),
    (is_never_used, "grader.observation.x", "import numpy as np\nnp.load(path)"),
    (is_never_used, "grader.checks.x", "value = eval(text)"),
    (is_never_used, "grader.checks.x", "import builtins\nrun = exec"),
    (is_never_used, "grader.grading.x", "from exercises.manual_gradients import exercise"),
    (is_never_used, "grader.checks.x", "import reference"),
    (is_pure, "grader.checks.x", "import os.path"),
    (is_pure, "grader.checks.x", "from pathlib import Path"),
    (is_pure, "grader.exercise.x", "def f():\n    import time"),
    (is_pure, "grader.gradients", "from random import random"),
    (is_pure, "grader.checks.x", "open('file', 'rb')"),
    (is_pure, "grader.checks.x", "import msgspec"),
    (is_pure, "grader.checks.x", "import numpy as np\nnp.random.seed(1)"),
    (is_pure, "grader.checks.x", "from numpy import random"),
    (is_pure, "grader.checks.x", "from numpy.random import normal"),
    (is_pure, "grader.checks.x", "import numpy as np\nnp.random.default_rng()"),
    (is_pure, "grader.checks.x", "from numpy.random import default_rng\ndefault_rng(clock)"),
    (stays_inside, "grader.execution.inside.x", "import grader.errors"),
    (stays_inside, "grader.execution.inside.x", "from grader.execution.inside import plain"),
    (stays_inside, "grader.execution.inside.x", "from ..sandbox import Job"),
    (stays_inside, "grader.execution.inside.x", "import msgspec"),
    (stays_inside, "grader.execution.inside.main", "from ipykernel.ipkernel import IPythonKernel"),
    (stays_inside, "grader.checks.x", "from .check import Seen"),
    (is_portable, "grader.execution.launch", "import fcntl"),
    (is_portable, "grader.execution.inside.main", "def f():\n    import resource"),
    (is_portable, "grader.execution.inside.plain", "from ctypes import CDLL"),
    (is_portable, "grader.execution.launch", "import os\ndef f():\n    os.fork()"),
    (is_portable, "grader.execution.launch", "from signal import SIGKILL"),
    (is_portable, "grader.execution.box", "import signal\nsignal.SIGALRM"),
    (is_portable, "grader.execution.inside.plain", "import select as s\ns.poll()"),
    (is_portable, "grader.execution.levels", "from grader.execution.warm import Warm"),
    (is_portable, "grader.execution.inside.main", "from .limits import set_limits"),
    (
        tells_staff_alone,
        "grader.report.html",
        "from grader.report.similar.html import render_similar",
    ),
    (tells_staff_alone, "grader.report.classroom.x", "import grader.similarity.compare"),
    (tells_staff_alone, "grader.cli.export", "from grader.cli.likenesses import search"),
    (tells_staff_alone, "grader.cli.batch", "def f():\n    from grader.cli import similar"),
    (names_the_encoding, "grader.x", "open(path)"),
    (names_the_encoding, "grader.x", "open(path, mode='w')"),
    (names_the_encoding, "grader.x", "path.open()"),
    (names_the_encoding, "grader.x", "path.open('r')"),
    (names_the_encoding, "grader.x", "os.fdopen(1, 'w')"),
    (names_the_encoding, "grader.x", "Path(p).read_text()"),
    (names_the_encoding, "grader.x", "path.write_text(text, newline='')"),
    (names_the_encoding, "grader.x", "subprocess.run(words, text=True)"),
    (names_the_encoding, "grader.x", "io.TextIOWrapper(sink)"),
    (names_the_encoding, "grader.x", "tempfile.NamedTemporaryFile(mode='w')"),
]


@pytest.mark.parametrize(("rule", "name", "source"), BREACHES)
def test_a_breach_is_seen(rule: Rule, name: str, source: str) -> None:
    """The same function that finds nothing in grader/ finds each of these."""
    assert list(rule(parse(name, source)))


KEPT = [
    ("grader.checks.x", "from grader.gradients import plan\nimport numpy as np\nnp.eye(2)"),
    ("grader.checks.x", "from numpy.random import Generator"),
    ("grader.gradients", "import numpy as np\nnp.random.default_rng(0)"),
    ("grader.execution.x", "import subprocess\nsubprocess.run(words)"),
    ("grader.execution.warm", "import os\nos.fork()\nimport grader.execution.forked"),
    ("grader.execution.levels", "def f():\n    from grader.execution.warm import Warm"),
    ("grader.execution.box", "import os\nif hasattr(os, 'killpg'): os.killpg(1, 9)"),
    ("grader.execution.inside.x", "from .plain import clean\nimport numpy as np"),
    ("grader.execution.inside.libc", "import fcntl"),
    ("grader.report.x", "from grader.grading.result import Result\nimport jinja2"),
    ("grader.cli.x", "import click\nfrom grader.report.html import render_html"),
    ("grader.submission.x", "import os\nwith os.fdopen(os.open(path, flags), 'rb') as f: pass"),
    ("grader.submission.x", "path.open('rb')\narchive.open(member)\nopen(path, 'wb')"),
    ("grader.submission.x", "path.read_text(encoding='utf-8')\nre.compile('eval')"),
]


@pytest.mark.parametrize(("name", "source"), KEPT)
def test_what_is_allowed_passes(name: str, source: str) -> None:
    """The rules do not shout at what is right."""
    assert [breach for rule in RULES for breach in rule(parse(name, source))] == []


@pytest.mark.parametrize("source", ["", "'''Two\nlines.'''", "'''One.'''\nimport numpy"])
def test_a_folder_with_more_than_its_line_is_seen(source: str) -> None:
    """No line, two lines, and code are all too much or too little."""
    assert list(says_what_it_is(Module("grader.checks", ast.parse(source), package=True)))


def test_every_rule_is_tried() -> None:
    """Each rule has a breach above that it must see."""
    assert {rule for rule, _, _ in BREACHES} | {says_what_it_is} == set(RULES)


def test_the_course_says_what_it_is_too() -> None:
    """`exercises/` and `reference/`, and each folder below that is a package."""
    for folder in ("exercises", "reference"):
        for path in (ROOT / folder).rglob("__init__.py"):
            package = Module(
                "grader.checks", ast.parse(path.read_text(encoding="utf-8")), package=True
            )
            assert list(says_what_it_is(package)) == [], path


def test_importing_grader_costs_nothing() -> None:
    """Neither `import grader` nor the command's own module brings in a heavy package.

    The one test here that starts a process: what is loaded can only be seen in a new interpreter.
    """
    program = (
        "import sys, grader, grader.errors; print(*sys.modules)\n"
        "import grader.cli.main; print(*sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    bare, command = (set(line.split()) for line in done.stdout.splitlines())
    assert "grader.errors" in bare
    assert bare & HEAVY == set()
    assert "grader.cli.main" in command
    assert command & HEAVY == {"click"}

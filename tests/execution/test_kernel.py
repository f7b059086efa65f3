"""The engine that runs cells in a Jupyter kernel: what it alone could get wrong."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grader.errors import EnvironmentMissing
from grader.execution import jupyter
from grader.execution.cases import CALM, QUICK, answer, faults, holds_value, one_section
from grader.execution.jupyter import Jupyter
from grader.execution.kernel import TOO_MUCH, KernelChild
from grader.execution.protocol import Ended, Late, Reply
from grader.execution.sandbox import CodeCell, Execution, Job, Step
from grader.observation.observation import Killed, TimedOut, Unreadable, Value
from grader.observation.probe import Ref

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).parents[2]
PID = "import os\nz = os.getpid()"
HANG = f"{PID}\nopen({{path!r}}, 'w').write(str(z))\nimport time\ntime.sleep(60)"
THREAD = """\
import threading
def flood():
    for _ in range(400): send(text)
threading.Thread(target=flood).start()
while True: pass"""
GRADER = """\
import sys
from pathlib import Path
from grader.execution.cases import one_section
from grader.execution.jupyter import Jupyter
Jupyter(Path(sys.argv[1])).run(one_section(sys.argv[2]))
"""


@pytest.fixture
def kernel(environment: Path) -> Jupyter:
    """The engine."""
    return Jupyter(environment)


def is_gone(pid: int, seconds: float = 10.0) -> bool:
    """Whether the process ends within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def pid_of(execution: Execution) -> int:
    """The process in which a cell of `PID` ran."""
    seen = answer(execution, "z")
    assert isinstance(seen, Value)
    assert isinstance(seen.data, int)
    return seen.data


def folders() -> set[Path]:
    """The temporary folders of processes that nothing confines."""
    return set(Path(tempfile.gettempdir()).glob("grader-*"))


def test_it_is_a_kernel(kernel: Jupyter) -> None:
    """IPython's own, on its own event loop, without the magics of a notebook's front end."""
    source = (
        "import asyncio\nkind = type(get_ipython().kernel).__mro__[1].__module__\n"
        "x = await asyncio.sleep(0.01, 3)\n%autosave 10"
    )
    probes = {name: Ref(name) for name in ("kind", "x")}
    seen = kernel.run(one_section(source, probes=probes, names="kind x"))
    assert holds_value(seen, "kind", "ipykernel.ipkernel")
    assert holds_value(seen, "x", 3)
    assert seen.cells[0].not_run == ("%autosave 10",)
    assert (seen.level, kernel.level) == ("none", "none")


def test_waiting_without_end(kernel: Jupyter) -> None:
    """What is awaited is cancelled when its time is up, and the kernel lives on."""
    cells = (f"{PID}\nimport asyncio\nawait asyncio.sleep(60)", "y = os.getpid() == z")
    probes = {name: Ref(name) for name in "yz"}
    seen = kernel.run(one_section(*cells, probes=probes, names="y z", limits=QUICK))
    assert faults(seen) == [TimedOut(1.0), None]
    assert holds_value(seen, "y", True)


def test_a_kernel_that_dies(kernel: Jupyter) -> None:
    """The cell says how; what came before is there again."""
    cells = ("x = 1", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    seen = kernel.run(one_section(*cells, probes={"x": Ref("x")}))
    assert faults(seen) == [None, Killed("the process was ended by SIGKILL")]
    assert holds_value(seen, "x", 1)


@pytest.mark.parametrize(
    "flood",
    [
        "for _ in range(400): send(text)",
        "send(text * 64)",
        THREAD,
    ],
    ids=["many", "large", "from a thread"],
)
def test_a_flood_of_messages(flood: str, kernel: Jupyter) -> None:
    """Whoever displays more than may come up is ended, and the grader has not grown."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    source = (
        "kernel = get_ipython().kernel\ntext = 'x' * 2**20\ndef send(text):\n"
        "    content = {'name': 'stdout', 'text': text}\n"
        "    kernel.session.send(kernel.iopub_socket, 'stream', content, kernel.get_parent())\n"
    )
    seen = kernel.run(one_section("x = 1", source + flood, "y = x", probes={"y": Ref("y")}))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert faults(seen) == [None, Unreadable(TOO_MUCH), None]
    assert holds_value(seen, "y", 1)
    assert grown < 200 * 1024  # kibibytes


def test_a_flood_of_text(kernel: Jupyter) -> None:
    """A gigabyte is printed, displayed and returned; only its beginning leaves the process."""
    cells = (
        "text = 'x' * 10**6\nfor _ in range(1000): print(text)",
        "for _ in range(10): display(text)",
        "text * 10",
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen = kernel.run(one_section(*cells))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert faults(seen) == [None] * 3
    assert [4096 <= len(cell.output) < 5000 for cell in seen.cells] == [True] * 3
    assert grown < 100 * 1024


def test_closed_streams_hurt_nobody(kernel: Jupyter) -> None:
    """The kernel flushes them after every cell."""
    cells = ("import sys\nsys.stdout.close()\nsys.stderr = None", "print('here')")
    seen = kernel.run(one_section(*cells))
    assert (faults(seen), seen.cells[1].output) == ([None, None], "here\n")


def test_cells_reach_nbclient_bare(kernel: Jupyter, monkeypatch: pytest.MonkeyPatch) -> None:
    """No tag, no metadata; an empty cell and a lone surrogate are cells as well."""
    from grader.execution.kernel import _Runner  # noqa: PLC0415 - for this test alone

    plain = _Runner.async_execute_cell
    cells: list[Any] = []

    async def note(self: _Runner, cell: Any, *arguments: Any, **options: Any) -> Any:
        cells.append(cell)
        return await plain(self, cell, *arguments, **options)

    monkeypatch.setattr(_Runner, "async_execute_cell", note)
    seen = kernel.run(one_section("x = 1", "", "# \ud800\ny = 2", probes={"y": Ref("y")}))
    assert faults(seen) == [None] * 3
    assert holds_value(seen, "y", 2)
    assert [dict(cell["metadata"]) for cell in cells] == [{}] * 3


def test_nothing_is_left(kernel: Jupyter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No process, no thread's work, no folder: after a run, and when the grader is interrupted."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = folders()
    execution = kernel.run(one_section(PID, probes={"z": Ref("z")}))
    assert is_gone(pid_of(execution), 0.1)
    pids = []
    plain = KernelChild.receive

    def interrupted(self: KernelChild, deadline: float) -> Reply | Ended | Late:
        pids.append(self._pipe._process.pid)
        if len(pids) > 1:
            raise KeyboardInterrupt
        return plain(self, deadline)

    monkeypatch.setattr(KernelChild, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        kernel.run(one_section("while True: pass"))
    assert is_gone(pids[0], 0.1)
    assert folders() == before


def test_a_kernel_does_not_outlive_the_grader(environment: Path, tmp_path: Path) -> None:
    """Not even one that is killed."""
    told = tmp_path / "pid"
    words = [sys.executable, "-c", GRADER, str(environment), HANG.format(path=str(told))]
    variables = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(words, cwd=ROOT, env=variables) as grader:  # noqa: S603 - our own words
        while grader.poll() is None and not (told.exists() and told.read_text(encoding="utf-8")):
            time.sleep(0.05)
        grader.send_signal(signal.SIGKILL)
    assert is_gone(int(told.read_text(encoding="utf-8")))


def test_in_a_loop_and_in_threads(kernel: Jupyter) -> None:
    """As in a notebook, and several at once; over ports of this machine as well."""

    async def inside_a_loop() -> Execution:
        return kernel.run(one_section(PID, probes={"z": Ref("z")}))

    def over_ports(_: int) -> Execution:
        return kernel.run(one_section(PID, probes={"z": Ref("z")}))

    first = asyncio.run(inside_a_loop())
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(3) as pool:
        patch.setattr(jupyter, "_MAX_SOCKET_PATH", 0)
        others = list(pool.map(over_ports, range(3)))
    assert len({pid_of(execution) for execution in (first, *others)}) == 4


def test_what_it_says_when_it_cannot_start(tmp_path: Path) -> None:
    """An environment from before kernels were asked for, and none at all."""
    words = "Traceback:\nModuleNotFoundError: No module named 'ipykernel'"
    assert "has no ipykernel; run `grader env`" in str(Jupyter(tmp_path).failure(words))
    with pytest.raises(EnvironmentMissing, match="no Python"):
        Jupyter(tmp_path).check()


def test_files_and_seeds(kernel: Jupyter) -> None:
    """The working folder holds what was handed in; chance is repeated."""
    source = (
        "import random, numpy as np\nr = (random.random(), np.random.rand())\n"
        "text = open('data/a.txt').read()"
    )
    step = Step("s", (CodeCell(1, source),), frozenset(), {"r": Ref("r"), "text": Ref("text")})
    job = Job((step,), {"data/a.txt": b"here"}, CALM, seed=7)
    first, second = kernel.run(job), kernel.run(job)
    assert holds_value(first, "text", "here")
    assert answer(first, "r") == answer(second, "r")

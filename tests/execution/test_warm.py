"""The warm engine: templates that die, grow or cannot be cleaned are replaced."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import IsolationUnavailable
from grader.execution import warm
from grader.execution.bubblewrap import Bubblewrap
from grader.execution.cases import one_section
from grader.execution.launch import preloaded
from grader.execution.restricted import Restricted
from grader.execution.sandbox import Execution, Limits
from grader.execution.template import Report, Template
from grader.execution.warm import Warm
from grader.observation.observation import Killed, OutOfMemory, Raised, TimedOut, Value
from grader.observation.probe import Ref

pytestmark = pytest.mark.sandbox
ANSWER = one_section("x = 1", probes={"x": Ref("x")})


@pytest.fixture
def sandbox(environment: Path) -> Iterator[Warm]:
    """One of its own, that imports little."""
    made = Warm(Bubblewrap(environment))
    yield made
    made.close()


def template_of(sandbox: Warm) -> Template:
    """The template in use."""
    template = sandbox._template
    assert template is not None
    return template


def answered(execution: Execution) -> bool:
    """Whether the run went well."""
    return execution.answers == {"s": {"x": Value(1)}}


def test_a_template_that_died_is_replaced(sandbox: Warm) -> None:
    """Between two submissions, and nobody notices."""
    assert answered(sandbox.run(ANSWER))
    first = template_of(sandbox)
    first._jailed.kill()
    first._jailed.process.wait()
    assert answered(sandbox.run(ANSWER))
    assert template_of(sandbox) is not first


def test_a_template_that_dies_during_a_run(sandbox: Warm) -> None:
    """Costs the cell it was at; the rest of the submission runs in the next one."""
    sandbox.run(ANSWER)
    first = template_of(sandbox)
    threading.Timer(0.5, first._jailed.kill).start()
    job = one_section("x = 1", "import time; time.sleep(5)", "y = x", probes={"x": Ref("x")})
    started = time.monotonic()
    execution = sandbox.run(job)
    assert isinstance(execution.cells[1].fault, Killed)
    assert execution.cells[2].fault is None
    assert answered(execution)
    assert time.monotonic() - started < 5


def test_it_is_recycled(sandbox: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many forks."""
    monkeypatch.setattr(warm, "_FORKS", 2)
    seen = []
    for _ in range(5):
        assert answered(sandbox.run(ANSWER))
        seen.append(template_of(sandbox))
    assert [seen[n] is seen[n + 1] for n in range(4)] == [True, False, True, False]


@pytest.mark.parametrize(
    "report",
    [
        Report(status=0, reason=None, peak_mb=1, clean=False, grown_mb=0),
        Report(status=0, reason=None, peak_mb=1, clean=True, grown_mb=400),
    ],
)
def test_one_that_is_worn_is_replaced(
    sandbox: Warm, monkeypatch: pytest.MonkeyPatch, report: Report
) -> None:
    """When it could not empty its scratch folder, or has grown."""
    sandbox.run(ANSWER)
    first = template_of(sandbox)
    monkeypatch.setattr(first, "_hear", lambda _seconds: report)
    first.ended(0.0)
    sandbox.run(ANSWER)
    assert template_of(sandbox) is not first


def test_closing_twice_and_running_again(sandbox: Warm) -> None:
    """Both do no harm."""
    sandbox.close()
    assert answered(sandbox.run(ANSWER))
    sandbox.close()
    sandbox.close()
    assert answered(sandbox.run(ANSWER))


def test_the_limits_of_the_system(sandbox: Warm) -> None:
    """Each is a verdict of its own."""
    limits = Limits(cpu_seconds=1, threads=20, cell_seconds=8)
    spin = "import threading\ndef work():\n    while True: pass\n"
    spin += "for _ in range(3): threading.Thread(target=work).start()\nwork()"
    execution = sandbox.run(one_section("x = 1", spin, probes={"x": Ref("x")}, limits=limits))
    assert execution.cells[1].fault == TimedOut(1)
    assert answered(execution)
    many = "import threading, time\nthreading.stack_size(32768)\nwhile True:\n"
    many += "    threading.Thread(target=time.sleep, args=(60,)).start()"
    fault = sandbox.run(one_section(many, limits=limits)).cells[0].fault
    assert fault == Killed("more than 20 threads at once") or isinstance(fault, Raised)
    files = "kept = [open('/dev/null') for _ in range(100)]"
    fault = sandbox.run(one_section(files, limits=limits)).cells[0].fault
    assert isinstance(fault, Raised)
    assert fault.type == "OSError"


def test_a_crash_for_want_of_memory(sandbox: Warm) -> None:
    """Is told from one that has another cause."""
    grab = "import ctypes\nblocks = []\ntry:\n    while True: blocks.append(b'x' * 2**24)\n"
    grab += "except MemoryError: ctypes.string_at(0)"
    assert sandbox.run(one_section(grab)).cells[0].fault == OutOfMemory()
    crash = sandbox.run(one_section("import ctypes\nctypes.string_at(0)")).cells[0].fault
    assert crash == Killed("the process was ended by SIGSEGV")


def test_a_fork_that_cannot_confine_itself(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs nothing, and says which wall is not to be had."""
    jail = Restricted(environment)
    monkeypatch.setattr(warm, "system_limits", lambda *_, **__: {"memory_mb": 64})
    sandbox = Warm(jail)
    with pytest.raises(IsolationUnavailable, match="file_mb"):
        sandbox.run(ANSWER)
    sandbox.close()


def test_what_is_imported_before_a_fork_is_no_growth(sandbox: Warm) -> None:
    """The template takes it on for all that follow, and is not replaced for it."""
    assert answered(sandbox.run(ANSWER))
    first = template_of(sandbox)
    job = one_section("import sys\nx = int('seaborn' in sys.modules)", probes={"x": Ref("x")})
    assert answered(sandbox.run(job))
    assert answered(sandbox.run(ANSWER))
    assert template_of(sandbox) is first


def test_what_is_loaded_before() -> None:
    """Only what the code of a submission names."""
    assert preloaded(ANSWER) == ()
    assert preloaded(one_section("from matplotlib import pyplot")) == ("matplotlib.pyplot",)
    assert preloaded(one_section("import seaborn as sns")) == ("seaborn",)


def test_no_process_is_left(environment: Path) -> None:
    """When the sandbox is closed while a fork hangs, all of it ends."""
    sandbox = Warm(Restricted(environment))
    sandbox.run(ANSWER)
    pid = template_of(sandbox)._jailed.process.pid
    hang = one_section("import signal\nsignal.pause()", limits=Limits(cell_seconds=30))
    thread = threading.Thread(target=sandbox.run, args=(hang,), daemon=True)
    thread.start()
    time.sleep(0.5)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 5
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < end
        time.sleep(0.02)
    assert children
    thread.join(timeout=20)
    sandbox.close()

"""What code inside can reach: nothing of ours, and nothing of the machine's."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.errors import EnvironmentMissing, IsolationUnavailable
from grader.execution.bubblewrap import Bubblewrap
from grader.execution.cases import CALM, one_section
from grader.execution.sandbox import CodeCell, Job, Sandbox, Step
from grader.execution.unconfined import Unconfined
from grader.observation.observation import Data, OutOfMemory, Raised, Value
from grader.observation.probe import Ref

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).parents[2]
SECRET = "a secret in a variable of the grader's"  # noqa: S105 - made up
_TRY = """\
def attempt(act):
    try:
        return repr(act())
    except BaseException as error:
        return type(error).__name__
"""


@pytest.fixture
def inside(make_sandbox: Callable[[str], Sandbox]) -> Callable[[str], Data]:
    """Evaluates an expression in the sandbox; what it raises is the name of its type."""

    def evaluate(expression: str) -> Data:
        source = f"{_TRY}answer = attempt(lambda: {expression})"
        job = one_section(source, probes={"answer": Ref("answer")}, names="answer")
        seen = make_sandbox("namespaces").run(job).answers["s"]["answer"]
        assert isinstance(seen, Value), seen
        return seen.data

    return evaluate


@pytest.fixture
def listener() -> Iterator[int]:
    """A port of this machine at which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("name", ["grader", "reference", "exercises", "msgspec", "click"])
def test_nothing_of_ours_is_importable(name: str, inside: Callable[[str], Data]) -> None:
    """Neither the engine nor the course nor what they need."""
    assert inside(f"__import__({name!r})") == "ModuleNotFoundError"


def test_the_repository_is_not_there(inside: Callable[[str], Data]) -> None:
    """Nor is the home folder."""
    assert inside(f"open({str(ROOT / 'pyproject.toml')!r})") == "FileNotFoundError"
    home = inside(f"__import__('os').listdir({str(Path.home())!r})")
    assert home in {"FileNotFoundError", "['.pyenv']", "['.local']"}  # where the interpreter is


def test_there_is_no_network(listener: int, inside: Callable[[str], Data]) -> None:
    """Not even this machine's own."""
    act = f"__import__('socket').create_connection(('127.0.0.1', {listener}), 1)"
    assert inside(act) in {"ConnectionRefusedError", "OSError"}


def test_proc_tells_nothing(inside: Callable[[str], Data], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of no process: arguments and environment hold no path of ours and no secret."""
    monkeypatch.setenv("GRADER_TEST_SECRET", SECRET)
    act = (
        "''.join(attempt(open(p, errors='replace').read) for p in __import__('glob')"
        ".glob('/proc/[0-9]*/cmdline') + __import__('glob').glob('/proc/[0-9]*/environ'))"
    )
    told = inside(act)
    assert isinstance(told, str)
    assert "bwrap" in told
    assert SECRET not in told
    assert str(ROOT) not in told
    assert "SECRET" not in repr(inside("dict(__import__('os').environ)"))


@pytest.mark.parametrize(
    "path", ["/x", "/usr/x", "/opt/env/x", "/dev/x", "/dev/pts/x", "/run/grader/inside/x", "/etc/x"]
)
def test_only_scratch_can_be_written(path: str, inside: Callable[[str], Data]) -> None:
    """Everything else is read-only."""
    assert inside(f"open({path!r}, 'w')") in {"OSError", "PermissionError", "FileNotFoundError"}


def test_scratch_is_bounded(inside: Callable[[str], Data]) -> None:
    """One file, and all files together."""
    assert inside("open('x', 'w').write('x' * 10**6)") == "1000000"
    assert inside("open('x', 'w').write('x' * 20 * 2**20)") == "OSError"
    fill = "[open(str(n), 'w').write('x' * 15 * 2**20) for n in range(30)]"
    assert inside(fill) == "OSError"


def test_memory_is_bounded(make_sandbox: Callable[[str], Sandbox]) -> None:
    """At the limit of the job, and the section goes on."""
    job = one_section("x = 1", "big = bytearray(1200 * 2**20)", probes={"x": Ref("x")})
    execution = make_sandbox("namespaces").run(job)
    assert execution.cells[1].fault == OutOfMemory()
    assert execution.answers["s"]["x"] == Value(1)


def test_what_is_hidden_is_empty(environment: Path) -> None:
    """A folder below something that is mounted."""
    hidden = Path("/usr/share/doc") if Path("/usr/share/doc").is_dir() else Path("/usr/share")
    source = f"import os\nfound = os.listdir({str(hidden)!r})"
    job = one_section(source, probes={"found": Ref("found")}, names="found")
    seen = Bubblewrap(environment, hide=(hidden,)).run(job).answers["s"]["found"]
    assert seen == Value([])


def open_files() -> int:
    """How many this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_check(
    make_sandbox: Callable[[str], Sandbox], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It starts, and leaves no open file and no folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = open_files()
    for level in ("namespaces", "none"):
        sandbox = make_sandbox(level)
        assert isinstance(sandbox, Bubblewrap | Unconfined)
        sandbox.check()
    assert open_files() == before
    assert list(tmp_path.iterdir()) == []


def told_by(path: Path) -> str:
    """The text of a file of a process, which may be gone by now."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def test_no_process_is_left(make_sandbox: Callable[[str], Sandbox]) -> None:
    """Whatever the code has started ends with it."""
    mark = f"{60 + os.getpid() / 1e8:.8f}"  # no other process sleeps just so long
    source = f"import os\nif os.fork() == 0: os.execv('/bin/sleep', ['sleep', '{mark}'])"
    for level in ("namespaces", "none"):
        execution = make_sandbox(level).run(one_section(source))
        assert execution.cells[0].fault is None
        time.sleep(0.1)
        running = [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark in told_by(path)]
        assert running == []


def test_no_environment() -> None:
    """Is said before anything runs, with what to do."""
    for sandbox in (Bubblewrap(Path("/nowhere")), Unconfined(Path("/nowhere"))):
        with pytest.raises(EnvironmentMissing, match="grader env"):
            sandbox.check()


def test_a_broken_environment(tmp_path: Path) -> None:
    """An interpreter without numpy is no student environment."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    home = Path(sys.executable).resolve().parent
    settings = f"home = {home}\ninclude-system-site-packages = false\n"
    (tmp_path / "pyvenv.cfg").write_text(settings, encoding="utf-8")
    for sandbox in (Bubblewrap(tmp_path), Unconfined(tmp_path)):
        with pytest.raises(EnvironmentMissing, match="numpy"):
            sandbox.check()


def test_bwrap_that_may_not(environment: Path, tmp_path: Path) -> None:
    """Its first words are the reason."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    sandbox = Bubblewrap(environment)
    sandbox.__dict__["_bwrap"] = str(fake)
    with pytest.raises(IsolationUnavailable, match=r"uid map.*apparmor.*--isolation none"):
        sandbox.check()


def test_a_script_knows_its_name(make_sandbox: Callable[[str], Sandbox]) -> None:
    """A module that is graded has a `__file__` and is the main one."""
    step = Step("s", (CodeCell(1, "name = __file__, __name__"),), frozenset(), {"n": Ref("name")})
    job = Job((step,), {}, CALM, script="solution.py")
    seen = make_sandbox("none").run(job).answers["s"]["n"]
    assert isinstance(seen, Value)
    assert isinstance(seen.data, tuple)
    assert str(seen.data[0]).endswith("/solution.py")
    assert seen.data[1] == "__main__"


def test_runs_are_repeatable(make_sandbox: Callable[[str], Sandbox]) -> None:
    """The same seed gives the same numbers."""
    source = "import random, numpy as np\nx = random.random(), np.random.rand(), hash('a')"
    job = one_section(source, probes={"x": Ref("x")}, names="x")
    answers = [make_sandbox("namespaces").run(job).answers for _ in range(2)]
    assert answers[0] == answers[1]
    assert not isinstance(answers[0]["s"]["x"], Raised)


def test_the_settings_of_the_kernel_are_read_only(inside: Callable[[str], Data]) -> None:
    """Also for a grader that runs as root, who could write them outside."""
    for name in ("vm/stat_interval", "kernel/core_pattern", "kernel/hostname"):
        assert inside(f"__import__('os').open('/proc/sys/{name}', 1)") == "OSError"


def test_nothing_outlives_the_run(make_sandbox: Callable[[str], Sandbox]) -> None:
    """Not even a process in a session of its own that its parent has left."""
    mark = f"outlives-{os.getpid()}"
    source = f"""
import os, sys
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(300)", "{mark}"])
answer = 1
"""
    job = one_section(source, probes={"answer": Ref("answer")}, names="answer")
    assert make_sandbox("namespaces").run(job).answers["s"]["answer"] == Value(1)
    deadline = time.monotonic() + 5
    while left := _processes_with(mark):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def _processes_with(mark: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:
            continue  # it has just ended
        if mark.encode() in command:
            found.append(str(path))
    return found

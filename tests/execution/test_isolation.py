"""What code inside can reach: nothing of ours, and nothing of the machine's."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.errors import EnvironmentMissing, IsolationUnavailable
from grader.execution.bubblewrap import Bubblewrap
from grader.execution.cases import CALM, one_section
from grader.execution.jupyter import Jupyter
from grader.execution.restricted import Restricted
from grader.execution.sandbox import CodeCell, Job, Sandbox, Step
from grader.execution.unconfined import Unconfined
from grader.execution.warm import Warm
from grader.observation.observation import Data, Killed, OutOfMemory, Raised, Value
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


CLOSED = ("full", "restricted")
"""The levels that keep code in."""


@pytest.fixture(params=CLOSED)
def level(request: pytest.FixtureRequest) -> str:
    """Each level that keeps code in."""
    return str(request.param)


@pytest.fixture
def inside(make_sandbox: Callable[[str], Sandbox], level: str) -> Callable[[str], Data]:
    """Evaluates an expression in the sandbox; what it raises is the name of its type."""

    def evaluate(expression: str) -> Data:
        source = f"{_TRY}answer = attempt(lambda: {expression})"
        job = one_section(source, probes={"answer": Ref("answer")}, names="answer")
        seen = make_sandbox(level).run(job).answers["s"]["answer"]
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
    gone = {"FileNotFoundError", "PermissionError"}
    assert inside(f"open({str(ROOT / 'pyproject.toml')!r})") in gone
    assert inside(f"__import__('os').listdir({str(Path.home())!r})") in gone


def test_there_is_no_network(listener: int, inside: Callable[[str], Data]) -> None:
    """Not even this machine's own: no socket can be made at all."""
    act = f"__import__('socket').create_connection(('127.0.0.1', {listener}), 1)"
    assert inside(act) == "PermissionError"
    for family in ("AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK"):
        act = f"(lambda s: s.socket(s.{family}, s.SOCK_DGRAM))(__import__('socket'))"
        assert inside(act) == "PermissionError"
    assert inside("[s.close() for s in __import__('socket').socketpair()]") == "[None, None]"


def test_proc_tells_nothing(inside: Callable[[str], Data], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of no process, not even of its own; and the variables are ours."""
    monkeypatch.setenv("GRADER_TEST_SECRET", SECRET)
    for path in ("1/environ", "self/environ", "self/mountinfo", "1/cmdline", f"{os.getpid()}/maps"):
        assert inside(f"open('/proc/{path}')") in {"PermissionError", "FileNotFoundError"}
    assert "SECRET" not in repr(inside("dict(__import__('os').environ)"))


@pytest.mark.parametrize(
    "call",
    [
        "fork()",
        "forkpty()",
        "execv('/bin/true', ['true'])",
        "posix_spawn('/bin/true', ['true'], {})",
        "system('true') and 1 / 0",
        "kill(os.getppid(), 0)",
        "kill(-1, 0)",
        "kill(0, 0)",
        "setpriority(os.PRIO_PROCESS, os.getppid(), 1)",
        "memfd_create('x')",
        "chroot('.')",
        "setuid(0) or 1 / 0",
        "mkfifo('pipe')",
        "pidfd_open(os.getppid())",
    ],
)
def test_calls_that_are_refused(call: str, inside: Callable[[str], Data]) -> None:
    """Nothing is started, nobody is told anything, nothing is opened that limits do not count."""
    told = inside(f"(lambda os: os.{call})(__import__('os'))")
    assert told in {"PermissionError", "ZeroDivisionError", "OSError"}, told


def test_limits_of_others_cannot_be_set(inside: Callable[[str], Data]) -> None:
    """Nor can one's own be raised."""
    parent = "__import__('os').getppid() or 1"
    limit = f"(lambda r: r.prlimit({parent}, r.RLIMIT_CPU, (1, 1)))(__import__('resource'))"
    assert inside(limit) == "PermissionError"
    raised = "(lambda r: r.setrlimit(r.RLIMIT_NOFILE, (4096, 4096)))(__import__('resource'))"
    assert inside(raised) in {"PermissionError", "ValueError"}


def test_nothing_reaches_the_next_one(inside: Callable[[str], Data], level: str) -> None:
    """No file, no module, no variable, no state of a random generator, no shared memory."""
    shared = "__import__('multiprocessing.shared_memory').shared_memory.SharedMemory('x', True, 9)"
    assert inside(shared) in {"PermissionError", "OSError", "FileNotFoundError"}
    seen = inside("__import__('numpy').random.rand()")
    inside("[__import__('os').makedirs('/'.join(['deep'] * 40)), open('left', 'w').write('x')]")
    top = "/tmp" if level == "full" else ".."  # noqa: S108 - inside
    inside(f"open('{top}/left', 'w').write('x')")
    inside("setattr(__import__('numpy'), 'left', 1)")
    inside("__import__('os').environ.__setitem__('LEFT', '1')")
    inside("[__import__('numpy').random.rand(), setattr(__import__('builtins'), 'left', 1)]")
    assert inside("__import__('os').listdir('.')") == "[]"
    assert inside(f"'left' in __import__('os').listdir({top!r})") == "False"
    assert inside("__import__('numpy').left") == "AttributeError"
    assert inside("'LEFT' in __import__('os').environ or 'left' in dir(__builtins__)") == "False"
    assert inside("__import__('numpy').random.rand()") == seen


@pytest.mark.parametrize(
    "path", ["/x", "/usr/x", "/opt/env/x", "/dev/x", "/dev/pts/x", "/run/grader/inside/x", "/etc/x"]
)
def test_only_scratch_can_be_written(path: str, inside: Callable[[str], Data]) -> None:
    """Everything else is read-only."""
    assert inside(f"open({path!r}, 'w')") in {"OSError", "PermissionError", "FileNotFoundError"}


def test_scratch_is_bounded(make_sandbox: Callable[[str], Sandbox], level: str) -> None:
    """One file, and all files together: by the file system, or by the template that looks on."""
    files = """
import time
open("x", "w").write("x" * 10**6)
try: open("y", "w").write("x" * 20 * 2**20)
except OSError: y = 1
"""
    fill = 'for n in range(30): open(str(n), "w").write("x" * 15 * 2**20)\ntime.sleep(3)'
    job = one_section(files, fill, "z = 1", probes={"y": Ref("y"), "z": Ref("z")}, names="y z")
    execution = make_sandbox(level).run(job)
    assert execution.answers["s"] == {"y": Value(1), "z": Value(1)}
    fault = execution.cells[1].fault
    if level == "full":
        assert isinstance(fault, Raised)
        assert fault.type == "OSError"
    else:
        assert fault == Killed("more than 256 MiB or 10,000 files were written")


def test_memory_is_bounded(make_sandbox: Callable[[str], Sandbox], level: str) -> None:
    """At the limit of the job, and the section goes on."""
    job = one_section("x = 1", "big = bytearray(1200 * 2**20)", probes={"x": Ref("x")})
    execution = make_sandbox(level).run(job)
    assert execution.cells[1].fault == OutOfMemory()
    assert execution.answers["s"]["x"] == Value(1)


def test_what_is_hidden_is_empty(environment: Path) -> None:
    """A folder below something that is mounted."""
    hidden = Path("/usr/share/doc") if Path("/usr/share/doc").is_dir() else Path("/usr/share")
    source = f"import os\nfound = os.listdir({str(hidden)!r})"
    job = one_section(source, probes={"found": Ref("found")}, names="found")
    with closing(Warm(Bubblewrap(environment, hide=(hidden,)))) as sandbox:
        seen = sandbox.run(job).answers["s"]["found"]
    assert seen == Value([])


def open_files() -> int:
    """How many this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_check(environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts, and leaves no open file and no folder when it is closed."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = open_files()
    for sandbox in (
        Warm(Bubblewrap(environment)),
        Warm(Restricted(environment)),
        Unconfined(environment),
        Jupyter(environment),
    ):
        sandbox.check()
        sandbox.close()
        sandbox.close()
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
    for name in ("none", "kernel"):
        execution = make_sandbox(name).run(one_section(source))
        assert execution.cells[0].fault is None
        time.sleep(0.1)
        running = [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark in told_by(path)]
        assert running == []


def test_no_environment() -> None:
    """Is said before anything runs, with what to do."""
    for sandbox in (
        Warm(Bubblewrap(Path("/nowhere"))),
        Warm(Restricted(Path("/nowhere"))),
        Unconfined(Path("/nowhere")),
        Jupyter(Path("/nowhere")),
    ):
        with pytest.raises(EnvironmentMissing, match="grader env"):
            sandbox.check()


def test_a_broken_environment(tmp_path: Path) -> None:
    """An interpreter without numpy is no student environment."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    home = Path(sys.executable).resolve().parent
    settings = f"home = {home}\ninclude-system-site-packages = false\n"
    (tmp_path / "pyvenv.cfg").write_text(settings, encoding="utf-8")
    for sandbox in (
        Warm(Bubblewrap(tmp_path)),
        Warm(Restricted(tmp_path)),
        Unconfined(tmp_path),
        Jupyter(tmp_path),
    ):
        with pytest.raises(EnvironmentMissing, match="numpy"):
            sandbox.check()


def test_bwrap_that_may_not(environment: Path, tmp_path: Path) -> None:
    """Its first words are the reason."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    jail = Bubblewrap(environment)
    jail.__dict__["_bwrap"] = str(fake)
    with pytest.raises(IsolationUnavailable, match=r"uid map.*apparmor.*--isolation"):
        Warm(jail).check()


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
    answers = [make_sandbox("full").run(job).answers for _ in range(2)]
    assert answers[0] == answers[1]
    assert not isinstance(answers[0]["s"]["x"], Raised)


def test_the_settings_of_the_kernel_are_read_only(inside: Callable[[str], Data]) -> None:
    """Also for a grader that runs as root, who could write them outside."""
    for name in ("vm/stat_interval", "kernel/core_pattern", "kernel/hostname"):
        told = inside(f"__import__('os').open('/proc/sys/{name}', 1)")
        assert told in {"OSError", "PermissionError"}

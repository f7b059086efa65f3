"""The self-test: a submission of our own attacks the sandbox that the others will run in.

What a level is called follows from what this finds, never from which features a system lists.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from grader.execution.sandbox import CodeCell, Execution, Job, Limits, Sandbox, Step
from grader.observation.observation import OutOfMemory, Raised, Value
from grader.observation.probe import Ref

_ATTACKS = """\
import ctypes, os, signal, socket
aims = {aims!r}
found = {{}}
def attempt(name, act):
    try:
        found[name] = bool(act())
    except BaseException:
        found.setdefault(name, False)
def read(path):
    with open(path, "rb") as file:
        return file.read(1) != b"" or True
def reach(family, kind, address):
    with socket.socket(family, kind) as link:
        link.settimeout(1)
        link.connect(address)
        link.send(b"x")
    return True
def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True
def write(path):
    with open(path, "w") as file:
        file.write("x")
    return True
def signalled(pid):
    os.kill(pid, 0)
    return True
for path in aims["secrets"]:
    attempt("reads " + path, lambda: read(path))
for pid in {{1, os.getppid(), aims["pid"]}} - {{0, os.getpid()}}:
    attempt("reads the variables of another process", lambda: read(f"/proc/{{pid}}/environ"))
    attempt("sends signals to another process", lambda: signalled(pid))
attempt("connects by TCP", lambda: reach(socket.AF_INET, socket.SOCK_STREAM, tuple(aims["tcp"])))
attempt("sends by UDP", lambda: reach(socket.AF_INET, socket.SOCK_DGRAM, tuple(aims["udp"])))
attempt("connects to a socket of the file system",
        lambda: reach(socket.AF_UNIX, socket.SOCK_STREAM, aims["unix"]))
attempt("connects to an abstract socket",
        lambda: reach(socket.AF_UNIX, socket.SOCK_STREAM, "\\0" + aims["abstract"]))
attempt("starts a process", fork)
attempt("writes outside", lambda: write(aims["outside"]))
"""
_EXEC = 'import os\nos.execv("/bin/true", ["true"])'
_HOG = "hog = bytearray({size})"


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What the attacks found.

    Attributes:
        open: What they got through with, in words; empty if nothing.
        limits: Whether the memory limit held.
    """

    open: tuple[str, ...]
    limits: bool


def self_test(sandbox: Sandbox, secrets: tuple[Path, ...] = ()) -> SelfTest:
    """Attack from inside.

    Args:
        sandbox: What is attacked.
        secrets: Files that exist and must not be readable inside.

    Raises:
        IsolationUnavailable: The sandbox cannot be started at all.
        EnvironmentMissing: There is no working student environment.
    """
    with _targets(secrets) as targets:
        execution = sandbox.run(_job(targets.aims))
        arrived = targets.arrived()
    return _judged(execution, arrived)


def _job(aims: Mapping[str, object]) -> Job:
    limits = Limits(restarts=2, memory_mb=256)
    attacks = CodeCell(1, _ATTACKS.format(aims=dict(aims)))
    hog = CodeCell(2, _HOG.format(size=2 * limits.memory_mb * 2**20))
    names = frozenset({"found"})
    return Job(
        (
            Step("attacks", (attacks,), names, {"found": Ref("found")}),
            Step("memory", (hog,), frozenset(), {}),
            Step("exec", (CodeCell(3, _EXEC),), frozenset(), {}),  # the last, for it may be the end
        ),
        limits=limits,
    )


def _judged(execution: Execution, arrived: list[str]) -> SelfTest:
    """What got through; an attack of which nothing is known did."""
    match execution.answers["attacks"]["found"]:
        case Value(dict(found)):
            through = [str(name) for name, was in found.items() if was is not False]
        case _:
            through = ["does what the self-test could not see"]
    memory, other = execution.cells[1].fault, execution.cells[2].fault
    if not (isinstance(other, Raised) and other.type in ("PermissionError", "OSError")):
        through.append("starts another program")
    through += [what for what in arrived if what not in through]
    return SelfTest(tuple(through), isinstance(memory, OutOfMemory))


@dataclass(frozen=True, slots=True)
class _Targets:
    """What is attacked, and what has arrived at it."""

    aims: Mapping[str, object]
    listeners: Mapping[str, socket.socket]
    outside: Path

    def arrived(self) -> list[str]:
        through = ["writes outside"] if self.outside.exists() else []
        for what, listener in self.listeners.items():
            listener.setblocking(False)
            with suppress(OSError):
                if listener.type == socket.SOCK_DGRAM:
                    listener.recv(1)
                else:
                    listener.accept()[0].close()
                through.append(what)
        return through


@contextmanager
def _targets(secrets: tuple[Path, ...]) -> Iterator[_Targets]:
    """Listeners, and a folder of ours with a secret in it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-test-")))
        secret, outside = folder / "secret", folder / "written"
        secret.write_text("x", encoding="utf-8")
        abstract = f"grader-{os.getpid()}-{folder.name}"
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        listeners = {"connects by TCP": tcp, "sends by UDP": udp}
        for what, address in (
            ("connects to a socket of the file system", str(folder / "socket")),
            ("connects to an abstract socket", "\0" + abstract),
        ):
            with suppress(OSError):  # only Linux has abstract ones, and macOS no long paths
                listener = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
                listener.bind(address)
                listener.listen()
                listeners[what] = listener
        aims = {
            "secrets": [str(path) for path in (secret, *secrets)],
            "pid": os.getpid(),
            "tcp": tcp.getsockname(),
            "udp": udp.getsockname(),
            "unix": str(folder / "socket"),
            "abstract": abstract,
            "outside": str(outside),
        }
        yield _Targets(aims, listeners, outside)

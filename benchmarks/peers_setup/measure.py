"""Run commands, and tell how long they took and what CPU time they and all below them used."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

BECOME_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER, see prctl(2)."""
GRACE = 10.0
"""Seconds for processes that outlive the command that started them."""


class PeerFailed(Exception):
    """A command or a tool did not do what the comparison needs."""


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, and with which variables on top of the common ones."""

    arguments: tuple[str, ...]
    folder: Path
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """Lanes that run at the same time; the commands of a lane run one after another."""

    lanes: tuple[tuple[Command, ...], ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, and of CPU in user and system mode."""

    wall: float
    cpu: float


def adopt_orphans() -> None:
    """Become the parent of what outlives its own, so that its CPU time is seen too.

    Raises:
        OSError: The kernel refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(BECOME_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl refused to adopt orphans")


def measure(work: Work) -> Cost:
    """Run it all and wait for every process below.

    Raises:
        PeerFailed: A command ended with another code than 0, or left a process behind.
    """
    before, start = _cpu(), time.perf_counter()
    with ThreadPoolExecutor(len(work.lanes)) as pool:
        list(pool.map(_run_lane, work.lanes))
    wall = time.perf_counter() - start
    _reap()
    return Cost(wall, _cpu() - before)


def run(command: Command) -> str:
    """Run one command and return its stdout.

    Raises:
        PeerFailed: It ended with another code than 0.
    """
    done = subprocess.run(  # noqa: S603 - arguments are ours
        command.arguments,
        cwd=command.folder,
        env=_variables(command),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        line = " ".join(command.arguments)
        raise PeerFailed(f"`{line}` ended with {done.returncode}:\n{last}")
    return done.stdout


def _run_lane(lane: tuple[Command, ...]) -> None:
    for command in lane:
        run(command)


def _variables(command: Command) -> dict[str, str]:
    """Equal for all: one thread, and bytecode that is kept, as on a machine in use."""
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    left = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return left | threads | dict(command.variables)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap() -> None:
    """Wait for what was adopted; its time counts once it was waited for."""
    until = time.monotonic() + GRACE
    while time.monotonic() < until:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            time.sleep(0.01)
    raise PeerFailed(f"a process is still there {GRACE:g} s after its command, its time unseen")

"""The machine around the sandbox: its processes, its memory, and what is left on it."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from tests.hostile.canaries import VARIABLE

MEBIBYTE = 2**20
PROC = Path("/proc")
_HARMLESS = (signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH, signal.SIGURG, signal.SIGIO)
_DECOY = """\
import os, signal
def note(number, frame):
    os.write(1, bytes([number]))
for number in {signals}:
    signal.signal(number, note)
os.write(1, b"\\0")
while True:
    signal.pause()
"""


@dataclass(frozen=True, slots=True)
class Process:
    """One process as /proc tells of it."""

    pid: int
    parent: int
    name: str
    threads: int
    resident: int


def read(path: Path) -> str:
    """A file of /proc; empty if the process is gone."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def told_of(pid: int) -> Process | None:
    """What /proc tells of a process; None if it is gone."""
    head, _, tail = read(PROC / str(pid) / "stat").rpartition(")")
    fields = tail.split()
    if len(fields) < 22:
        return None
    resident = int(fields[21]) * resource.getpagesize()
    return Process(pid, int(fields[1]), head.partition(" (")[2], int(fields[17]), resident)


def _names_in(folder: Path) -> list[str]:
    """The entries of a folder of /proc; none if the process is gone."""
    try:
        return os.listdir(folder)  # noqa: PTH208 - names, of what may vanish meanwhile
    except OSError:
        return []


def descendants(without: Collection[int] = ()) -> list[Process]:
    """The processes below this one, zombies too; some of them may be left out."""
    found = []
    todo = [os.getpid()]
    while todo:
        tasks = PROC / str(todo.pop()) / "task"
        for number in _names_in(tasks):
            numbers = [int(word) for word in read(tasks / number / "children").split()]
            todo += numbers
            found += [
                told for n in numbers if n not in without and (told := told_of(n)) is not None
            ]
    return found


def named(token: str) -> list[int]:
    """Processes, wherever they belong, that have called themselves so."""
    numbers = [int(name) for name in _names_in(PROC) if name.isdecimal()]
    return [pid for pid in numbers if token in read(PROC / str(pid) / "comm")]


@dataclass(slots=True)
class Watch:
    """Looks at the processes below this one again and again, and keeps the highest figures.

    Attributes:
        without: Processes that are left out.
        crowd: More threads than this in one process are many; `crowded` is for how many seconds
            on end there were, since a limit may be held by counting now and then.
    """

    without: Collection[int] = ()
    crowd: int = 0
    crowded: float = 0.0
    most: int = 0
    threads: int = 0
    resident: int = 0
    shared: int = 0
    programs: set[str] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _shared_before: int = 0

    def __enter__(self) -> Self:
        self._shared_before = shared_memory()
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        since: float | None = None
        while not self._stop.wait(0.04):
            below = descendants(self.without)
            self.most = max(self.most, len(below))
            threads = max((p.threads for p in below), default=0)
            self.threads = max(self.threads, threads)
            since = (since or time.monotonic()) if threads > self.crowd else None
            if since is not None:
                self.crowded = max(self.crowded, time.monotonic() - since)
            self.resident = max(self.resident, sum(p.resident for p in below))
            self.shared = max(self.shared, shared_memory() - self._shared_before)
            for process in below:
                with suppress(OSError):
                    self.programs.add((PROC / str(process.pid) / "exe").readlink().name)


def shared_memory() -> int:
    """Bytes in files that live in memory, on the whole machine."""
    return _kilobytes(read(PROC / "meminfo"), "Shmem:")


def own_peak() -> int:
    """The most memory that this process had since a `Watch` began."""
    return _kilobytes(read(PROC / "self" / "status"), "VmHWM:")


def _kilobytes(text: str, name: str) -> int:
    line = next((line for line in text.splitlines() if line.startswith(name)), f"{name} 0")
    return int(line.split()[1]) * 1024


def open_files() -> int:
    """How many this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


def left_behind(token: str, key: int) -> list[str]:
    """Objects of the system's that carry the token or the key, wherever they can outlive a run."""
    found = []
    for name in ("shm", "sem", "msg"):
        lines = read(PROC / "sysvipc" / name).splitlines()[1:]
        if any(int(line.split()[0]) == key for line in lines):
            found.append(f"a System V object ({name})")
    if token in read(PROC / "keys"):
        found.append("a key in a keyring")
    for folder in ("/dev/shm", "/tmp", "/var/tmp", "/dev/mqueue", "/run"):  # noqa: S108
        found += [f"{folder}/{name}" for name in _names_in(Path(folder)) if token in name]
    return found


def settled(measure: Callable[[], int], most: int, seconds: float = 3.0) -> int:
    """The figure once it is no more than it may be, or what it still is after so many seconds."""
    deadline = time.monotonic() + seconds
    while (now := measure()) > most and time.monotonic() < deadline:
        time.sleep(0.02)
    return now


class Decoy:
    """A process of the same user that does nothing and notes what is done to it."""

    def __init__(self, secret: str) -> None:
        code = _DECOY.format(signals=[int(number) for number in (*_HARMLESS, signal.SIGTERM)])
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-c", code, secret],
            stdout=subprocess.PIPE,
            env={VARIABLE: secret},
            start_new_session=True,
        )
        assert self._process.stdout is not None
        self._told = self._process.stdout.fileno()
        os.read(self._told, 1)
        os.set_blocking(self._told, False)
        self.pid = self._process.pid
        self._before = self._settings()

    def harm(self) -> list[str]:
        """What was done to it since this was asked last."""
        found = []
        with suppress(BlockingIOError):
            numbers = os.read(self._told, 1000)
            found += [
                f"sent {signal.Signals(number).name} to another process" for number in numbers
            ]
        if self._process.poll() is not None:
            return [*found, "ended another process"]
        if self._settings() != self._before:
            found.append("changed the settings of another process")
            self._before = self._settings()
        return found

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _settings(self) -> tuple[object, ...]:
        if self._process.poll() is not None:
            return ()
        traced = [x for x in read(PROC / str(self.pid) / "status").splitlines() if "Tracer" in x]
        return (
            os.getpriority(os.PRIO_PROCESS, self.pid),
            os.sched_getaffinity(self.pid),
            resource.prlimit(self.pid, resource.RLIMIT_NOFILE),
            traced,
        )


class OwnSignals:
    """Notes harmless signals that reach this process instead of dying of them."""

    def __init__(self) -> None:
        self._seen: list[int] = []

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._note) for number in _HARMLESS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def take(self) -> list[str]:
        """What came since this was asked last."""
        seen, self._seen = self._seen, []
        return [f"sent {signal.Signals(number).name} to the grader" for number in seen]

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._seen.append(number)

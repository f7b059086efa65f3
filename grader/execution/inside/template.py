"""The template: a warm process that forks one confined process for each submission.

It runs no student code itself. A control socket brings requests, with the two pipes of each fork.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from . import landlock, scratch
from .confine import Confinement, can_nest, confine, leave_others, own_scratch
from .figures import RECORDER
from .frames import Channel
from .libc import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, prctl
from .limits import MEBIBYTE, address_space
from .main import Session, record_and_stub, versions
from .plain import Foreign
from .shell import Shell

_MAX_MESSAGE = 2**16
_TICK = 0.025
_PLOTTING = "matplotlib.pyplot"
_MANY = 40
"""With so many forks, filling caches that only some of them need is worth its time."""
_ALL_DESCRIPTORS = 2**16
FAILED = 70
"""The exit status of a fork that could not be confined; what was wrong is on stderr."""


def main() -> None:
    """Get warm, then fork whenever the grader asks, until it goes away."""
    with suppress(OSError):  # a network file system may have it otherwise
        prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    begin = json.loads(control.recv(_MAX_MESSAGE))
    template = Template(control, begin)
    template.serve()
    os._exit(0)


class Template:
    """One warm process, and the one fork that it has at a time."""

    def __init__(self, control: socket.socket, begin: dict[str, Any]) -> None:
        self._control = control
        self._walls: Confinement = begin["walls"]
        self._top = Path(begin["scratch"])
        self._fonts = Path(begin["fonts"]) if begin["fonts"] else None
        self._walls["nested"] = self._walls["namespaces"] and can_nest()
        scratch.make(self._top, self._fonts)
        os.chdir(self._top / "work")
        record_and_stub()
        self._imported: set[str] = set()
        self._forks = 0
        self._shell = Shell.start()
        self._shell.run(0, "pass")  # what IPython makes at its first cell is made once
        self._versions = versions()
        self._landlock = landlock.version()
        self._settle()

    def serve(self) -> None:
        """Answer requests in the order in which they come."""
        self._tell({"t": "ready", "landlock": self._landlock, "nested": self._walls["nested"]})
        while True:
            data, pipes, _, _ = socket.recv_fds(self._control, _MAX_MESSAGE, 2)
            if not data:
                return
            request = json.loads(data)
            if request["t"] == "fork":
                self._fork(request, pipes)

    def _fork(self, request: dict[str, Any], pipes: Sequence[int]) -> None:
        """Fork, and wait until the fork has ended; then nothing of it is left."""
        self._import(request["modules"])
        pid = os.fork()
        if pid == 0:
            self._become(request, pipes)
        for pipe in pipes:  # else their ends are never seen
            os.close(pipe)
        reason = self._wait(pid, request["limits"])
        _, status, usage = os.wait4(pid, 0)
        clean = self._walls["nested"] or self._renew()
        self._tell(
            {
                "t": "ended",
                "status": status,
                "reason": reason,
                "peak_mb": usage.ru_maxrss // 1024,
                "clean": clean,
                "grown_mb": ((address_space() or 0) - self._settled) // MEBIBYTE,
            }
        )

    def _import(self, names: Sequence[str]) -> None:
        """Import what a submission is going to, once for it and all that follow, and warm up."""
        missing = [name for name in names if name not in self._imported]
        for name in missing:
            with suppress(ImportError):
                importlib.import_module(name)
        self._imported.update(missing)
        self._forks += 1
        many = self._forks == _MANY and _PLOTTING in self._imported
        if _PLOTTING in missing or many:
            _warm_up(decades=many)
        if missing or many:
            self._settle()

    def _settle(self) -> None:
        """Leave what there is to the forks as it is, and count growth from here."""
        gc.collect()
        gc.freeze()
        self._settled = address_space() or 0
        self._files = _open_files()

    def _wait(self, pid: int, limits: dict[str, Any]) -> str | None:
        """Until the fork has ended, by itself or because it had to; the reason if there is one."""
        handle = os.pidfd_open(pid)
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        waiting.register(self._control, select.POLLIN)
        reason = None
        try:
            while True:
                ready = {descriptor for descriptor, _ in waiting.poll(_TICK * 1000)}
                if handle in ready:
                    return reason
                if self._control.fileno() in ready:
                    asked = self._control.recv(_MAX_MESSAGE)
                    os.kill(pid, signal.SIGKILL)
                    if not asked:
                        os._exit(0)
                elif reason is None:
                    reason = self._excess(pid, limits)
                    if reason is not None:
                        os.kill(pid, signal.SIGKILL)
        finally:
            os.close(handle)

    def _excess(self, pid: int, limits: dict[str, Any]) -> str | None:
        """What the fork has too much of that no limit of the system's holds."""
        with suppress(OSError, ValueError):
            text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            if int(text.rpartition(")")[2].split()[17]) > limits["threads"]:
                return "threads"
        if not self._walls["nested"]:
            used, entries = scratch.size(self._top)
            if used > limits["scratch_mb"] * MEBIBYTE or entries > scratch.MAX_ENTRIES:
                return "scratch"
        return None

    def _renew(self) -> bool:
        """An empty scratch folder for the next fork; whether that was possible."""
        if not scratch.wipe(self._top):
            return False
        scratch.make(self._top, self._fonts)
        return True

    def _become(self, request: dict[str, Any], pipes: Sequence[int]) -> NoReturn:
        """Be the process of one submission, and end with it."""
        try:
            self._control.detach()
            os.dup2(pipes[0], 0)
            os.dup2(pipes[1], 1)
            _close_all_but(self._files)
            leave_others()
            if self._walls["nested"]:
                own_scratch(str(self._top), request["limits"]["scratch_mb"])
                scratch.make(self._top, self._fonts)
            os.chdir(self._top / "work")
            channel = Channel.take_over()
            confine(self._walls, request["limits"])
            start = channel.read()
            session = start and Session(channel, start, self._shell, self._versions)
        except BaseException as error:  # noqa: BLE001 - it is ours, and must be loud
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(FAILED)
        try:
            if session:
                session.serve()
        finally:
            os._exit(0)  # threads and exit handlers of the student's are not waited for

    def _tell(self, message: dict[str, Any]) -> None:
        with suppress(OSError):
            self._control.send(json.dumps(message).encode("ascii"))


def _open_files() -> dict[int, str]:
    """The regular files that this process has open, by descriptor: matplotlib's fonts."""
    found = {}
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if stat.S_ISREG(os.fstat(int(entry.name)).st_mode):
                found[int(entry.name)] = os.readlink(entry)  # noqa: PTH115 - a string it is
    return found


def _close_all_but(files: Mapping[int, str]) -> None:
    """Close every descriptor above stderr; these files are opened anew under the same numbers.

    Glyphs are read when they are first drawn. A descriptor that was inherited would be shared with
    the template and all other forks, position and flags included.
    """
    os.closerange(3, _ALL_DESCRIPTORS)
    for wanted, path in sorted(files.items()):
        opened = os.open(path, os.O_RDONLY)
        if opened != wanted:
            os.dup2(opened, wanted, inheritable=False)
            os.close(opened)


def _warm_up(*, decades: bool) -> None:
    """Fill the caches of matplotlib: fonts, layout, the drawing of text, lines and points.

    Drawn as the figures of submissions are, since what is kept holds for one resolution.

    Args:
        decades: Whether to fill those of log scales too, whose numbers are formulas.
    """
    try:
        from matplotlib import pyplot as plt  # noqa: PLC0415 - only if there is one
    except ImportError:
        return
    with suppress(Exception):  # it only saves time later
        _draw(plt.subplots(figsize=(3, 2)), decades)
    RECORDER.discard()


def _draw(drawing: Foreign, decades: bool) -> None:  # noqa: FBT001
    figure, axes = drawing
    axes.plot(np.arange(3), np.arange(3) ** 2.0, "o-", label="f")
    axes.scatter([1, 2], [3, 4])
    axes.set(title="x", xlabel="x", ylabel="y")
    axes.legend()
    if decades:
        axes.set_yscale("log")
        axes.set(ylim=(1e-6, 1e9), yticks=10.0 ** np.arange(-6, 10))
    figure.tight_layout()
    RECORDER.draw(figure)

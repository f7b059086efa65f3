"""A Python on Linux that looks to our own modules like one on macOS or Windows.

Run as a script, with a task in JSON on stdin: it imports modules and runs a submission, and says in
JSON what came of it. Its own text is also put before the program inside, so that it may import
nothing but the standard library before it pretends.
"""

from __future__ import annotations

import importlib
import io
import json
import multiprocessing
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

LINUX_MODULES = ("prctl",)
UNIX_MODULES = (
    *(
        "fcntl",
        "resource",
        "pwd",
        "grp",
        "spwd",
        "termios",
        "tty",
        "pty",
        "posix",
        "syslog",
        "crypt",
    ),
    *("readline", "curses", "_posixsubprocess", "_posixshmem"),
)
LINUX_NAMES = {
    "os": "sched_getaffinity sched_setaffinity pidfd_open memfd_create eventfd setns unshare pipe2 "
    "posix_fadvise getrandom getresuid setresuid setxattr O_PATH O_TMPFILE O_DIRECT splice",
    "select": "epoll",
    "signal": "pidfd_send_signal sigtimedwait sigwaitinfo SIGRTMIN SIGRTMAX SIGPOLL SIGPWR",
    "socket": "AF_NETLINK AF_PACKET AF_VSOCK AF_ALG SO_PEERCRED SOCK_CLOEXEC SOCK_NONBLOCK",
}
UNIX_NAMES = {
    "os": "fork forkpty killpg wait wait3 wait4 waitid getuid geteuid getgid getegid getgroups "
    "getpgid getpgrp setpgid setsid getsid getpriority nice uname chown lchown fchown fchmod "
    "chroot mkfifo mknod set_blocking get_blocking openpty ttyname posix_spawn posix_spawnp "
    "getloadavg statvfs fstatvfs sysconf confstr O_NONBLOCK O_CLOEXEC O_NOFOLLOW O_DIRECTORY "
    "O_NOCTTY O_SYNC register_at_fork pread pwrite readv writev sendfile sync fdatasync tcgetpgrp "
    "ctermid initgroups sched_yield WNOHANG EX_OK EX_USAGE",
    "select": "poll kqueue",
    "signal": "SIGKILL SIGALRM SIGHUP SIGQUIT SIGUSR1 SIGUSR2 SIGPIPE SIGCHLD SIGSTOP SIGCONT "
    "SIGBUS SIGXCPU SIGXFSZ SIGSYS SIGTRAP SIGVTALRM SIGPROF setitimer getitimer ITIMER_REAL alarm "
    "pause pthread_sigmask pthread_kill SIG_BLOCK SIG_UNBLOCK SIG_SETMASK sigwait sigpending",
    "socket": "AF_UNIX SOCK_SEQPACKET send_fds recv_fds sethostname SCM_RIGHTS CMSG_LEN",
    "time": "tzset clock_gettime clock_settime pthread_getcpuclockid",
}


class Absent(MetaPathFinder):
    """Finds modules that are not to be had, before anyone else does.

    Args:
        names: Of top-level modules.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Nothing, or an error."""
        del path, target
        if fullname.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def pretend(system: str) -> None:
    """Take away what the system has not, from all modules that are imported from here on.

    What is imported already keeps it: the standard library here is that of Linux, and works by it.
    """
    windows = system == "win32"
    sys.platform = system
    hidden = (*LINUX_MODULES, *UNIX_MODULES) if windows else LINUX_MODULES
    for name in hidden:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, Absent(hidden))
    for module in (os, select, signal, socket, time):
        bare = ModuleType(module.__name__, module.__doc__)
        vars(bare).update(vars(module))
        absent = LINUX_NAMES.get(module.__name__, "").split()
        absent += UNIX_NAMES[module.__name__].split() if windows else []
        for name in absent:
            vars(bare).pop(name, None)
        if windows and module is os:
            vars(bare)["name"] = "nt"
        sys.modules[module.__name__] = bare
    if windows:
        vars(multiprocessing)["get_all_start_methods"] = lambda: ["spawn"]


def inside(system: str, arguments: Sequence[str]) -> list[str]:
    """Arguments for Python that start the program inside on such a system, from its own.

    What it needs of others is imported before, but not matplotlib, which is patched as it is
    imported.
    """
    source = Path(__file__).read_text(encoding="utf-8").partition("\n\ndef inside(")[0]
    others = (
        "import subprocess, sysconfig\nsysconfig.get_config_vars()\n"
        "sys.modules['jedi'] = None\nimport numpy.random, IPython.core.interactiveshell\n"
    )
    *options, program = arguments
    return [*options, f"{source}\n{others}pretend({system!r})\n{program}"]


def import_all(names: Sequence[str], system: str) -> None:
    """Import our modules anew on such a system, and before that once with all that they need."""
    for name in names:
        importlib.import_module(name)
    for name in list(sys.modules):
        if name.partition(".")[0] == "grader":
            del sys.modules[name]
    pretend(system)
    for name in names:
        importlib.import_module(name)


def run(environment: Path, source: str, endless: str) -> dict[str, Any]:
    """What becomes of a cell at level "none", of its names and figures; and of an endless one."""
    from grader.execution.levels import Place, open_level  # noqa: PLC0415 - on that system
    from grader.execution.sandbox import CodeCell, Job, Limits, Step  # noqa: PLC0415
    from grader.observation.probe import Figures, Probe, Ref  # noqa: PLC0415

    probes: dict[str, Probe] = {"found": Ref("found"), "figures": Figures()}
    steps = (
        Step("one", (CodeCell(1, source),), frozenset({"found"}), probes),
        Step("two", (CodeCell(2, endless),), frozenset()),
    )
    limits = Limits(cell_seconds=3.0, grace_seconds=0.2)
    sandbox = open_level("none", Place(environment))
    execution = sandbox.run(Job(steps, {"data/given.txt": b"7"}, limits))
    return {
        "level": sandbox.level,
        "cells": [(repr(cell.fault), cell.output) for cell in execution.cells],
        "answers": {key: repr(one) for key, one in execution.answers["one"].items()},
    }


def command(words: Sequence[str]) -> dict[str, Any]:
    """What the command says, and its exit code."""
    from grader.cli.main import run as grader  # noqa: PLC0415 - on that system

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = grader(list(words))
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def main() -> None:
    """Do the task."""
    task = json.load(sys.stdin)
    import_all(task["modules"], task["system"])
    from grader.execution import unconfined  # noqa: PLC0415 - on that system
    from grader.execution.launch import boot_arguments  # noqa: PLC0415

    start = "boot_arguments"
    vars(unconfined)[start] = lambda *path, **more: inside(
        task["system"], boot_arguments(*path, **more)
    )
    done = run(Path(task["environment"]), task["source"], task["endless"])
    json.dump({**done, "commands": [command(words) for words in task["commands"]]}, sys.stdout)


if __name__ == "__main__":
    main()

"""What a forked process does to itself before it runs a submission: it gives up all it can."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from . import landlock, seccomp
from .libc import PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, mount, prctl, syscall, unshare
from .limits import MEBIBYTE, set_limits
from .syscalls import MACHINES, machine

_NEW_MOUNTS, _NEW_IPC = 0x00020000, 0x08000000
_NOSUID_NODEV = 6
_CAPSET = (126, 91)
_CAPABILITIES = 0x20080522  # _LINUX_CAPABILITY_VERSION_3
MAX_ENTRIES = 10_000
"""Files and folders that scratch may hold."""


class Confinement(TypedDict):
    """Which walls to put up.

    Attributes:
        namespaces: Whether the mounts are this process's own and read-only.
        nested: Whether to take further namespaces and a file system for scratch alone.
        landlock: Whether to restrict files; `read`, `listed` and `write` are its paths.
    """

    namespaces: bool
    nested: bool
    landlock: bool
    read: Sequence[str]
    listed: Sequence[str]
    write: Sequence[str]


def leave_others() -> None:
    """A session of its own that dies with the template, and no name on a terminal."""
    os.setsid()
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def own_scratch(folder: str, megabytes: int) -> None:
    """Namespaces of its own, and an empty file system in place of the folder.

    Raises:
        OSError: The template may not do this.
    """
    unshare(_NEW_MOUNTS | _NEW_IPC)
    options = f"size={megabytes * MEBIBYTE},nr_inodes={MAX_ENTRIES},mode=0700"
    mount("tmpfs", folder, _NOSUID_NODEV, options)


def can_nest() -> bool:
    """Whether this process may take namespaces of its own and mount in them."""
    capability = 1 << 21  # CAP_SYS_ADMIN
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) & capability)
    return False


def confine(walls: Confinement, limits: Mapping[str, Any]) -> None:
    """Put up the walls, the filter of system calls last: the others need calls that it refuses.

    Raises:
        OSError: One of them is not to be had.
    """
    set_limits(limits)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if walls["nested"]:
        _drop_capabilities()
    if walls["landlock"]:
        landlock.restrict(walls["read"], walls["listed"], walls["write"])
    seccomp.install(metadata=walls["namespaces"])


def _drop_capabilities() -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
    none = (ctypes.c_uint32 * 6)()
    number = _CAPSET[MACHINES.index(machine())]
    syscall(number, ctypes.byref(header), ctypes.byref(none))

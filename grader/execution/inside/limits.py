"""Limits of the operating system on this process; the only module here that asks for Unix."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MEBIBYTE = 2**20


def set_limits(limits: Mapping[str, int]) -> None:
    """Bound memory, files, processes and processor time, memory counted from what is in use now.

    Address space rather than resident memory: an allocation beyond it is a clean `MemoryError`.
    Beyond its processor time the process is ended by SIGXCPU, or by SIGKILL a second later.
    """
    used = address_space()
    if used is not None:
        _set("RLIMIT_AS", used + limits["memory_mb"] * MEBIBYTE)
    _set("RLIMIT_FSIZE", limits["file_mb"] * MEBIBYTE)
    _set("RLIMIT_NOFILE", limits["open_files"])
    if limits["processes"]:
        _set("RLIMIT_NPROC", limits["processes"])  # does not bind root
    _set("RLIMIT_CORE", 0)
    _set("RLIMIT_MSGQUEUE", 0)
    _set("RLIMIT_CPU", limits["cpu_seconds"], limits["cpu_seconds"] + 1)


def address_space() -> int | None:
    """Bytes of address space in use by this process, where the system tells."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * resource.getpagesize()
    return None


def _set(name: str, soft: int, hard: int | None = None) -> None:
    """Set a limit where the system has it; what it had as its highest is never raised."""
    which = getattr(resource, name, None)
    if which is None:
        return
    _, highest = resource.getrlimit(which)
    wanted = soft if hard is None else hard
    if highest != resource.RLIM_INFINITY:
        soft, wanted = min(soft, highest), min(wanted, highest)
    with suppress(OSError, ValueError):  # macOS knows RLIMIT_AS and refuses to set it
        resource.setrlimit(which, (soft, wanted))

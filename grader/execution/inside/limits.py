"""Limits of the operating system on this process; the only module here that needs Unix."""

from __future__ import annotations

import resource
from pathlib import Path


def confine(memory_mb: int, file_mb: int, cpu_seconds: int) -> None:
    """Bound memory, files, processes and time, counted from what is in use now.

    Address space rather than resident memory: an allocation beyond it is a clean `MemoryError`.
    """
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _set(resource.RLIMIT_AS, pages * resource.getpagesize() + memory_mb * 2**20)
    _set(resource.RLIMIT_FSIZE, file_mb * 2**20)
    _set(resource.RLIMIT_NOFILE, 256)
    _set(resource.RLIMIT_NPROC, 256)  # counted for each user namespace, on kernels since 5.14
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_CPU, cpu_seconds)


def _set(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))

"""The C library, for the few calls to the kernel that Python has no function for."""

from __future__ import annotations

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22


def syscall(number: int, *arguments: object) -> int:
    """A system call by number.

    Raises:
        OSError: The kernel refused it, or does not know it.
    """
    return _checked(_LIBC.syscall(ctypes.c_long(number), *arguments))


def prctl(option: int, value: int = 0, structure: ctypes.Structure | None = None) -> int:
    """Set something about this process; see the manual page prctl in section 2."""
    second = ctypes.c_ulong(0) if structure is None else ctypes.byref(structure)
    zero = ctypes.c_ulong(0)
    return _checked(_LIBC.prctl(option, ctypes.c_ulong(value), second, zero, zero))


def unshare(flags: int) -> None:
    """Move this process to namespaces of its own."""
    _checked(_LIBC.unshare(flags))


def mount(kind: str, target: str, flags: int, options: str) -> None:
    """Mount a file system that has no source."""
    name = kind.encode()
    place = os.fsencode(target)
    _checked(_LIBC.mount(name, place, name, ctypes.c_ulong(flags), options.encode()))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result

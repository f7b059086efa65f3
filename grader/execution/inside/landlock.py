"""Landlock: this process gives up all files but those named, for good. See landlock(7).

It also gives up TCP, abstract sockets and signals to processes outside, where the kernel knows how.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from contextlib import suppress

from .libc import syscall

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every architecture
_VERSION = 1
_PATH_BENEATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG, _MAKE_SYM = 1 << 7, 1 << 8, 1 << 12
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_BASE = (1 << 13) - 1
_TCP = 3  # bind and connect
_SCOPES = 3  # abstract sockets and signals
_FILE_RIGHTS = _WRITE_FILE | _READ_FILE | _TRUNCATE  # what can be granted for a single file


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("rights", ctypes.c_uint64), ("place", ctypes.c_int32))


def version() -> int:
    """The version of Landlock that the kernel has; 0 if none."""
    with suppress(OSError):
        return syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    return 0


def restrict(read: Iterable[str], listed: Iterable[str], write: Iterable[str]) -> None:
    """Keep access to these paths only; one that does not exist is left out.

    Args:
        read: May be read, with all that is below.
        listed: Folders whose entries may be seen, and those of the folders below, but not read.
        write: May be read, written, made and removed, with all that is below.

    Raises:
        OSError: The kernel has no Landlock. `PR_SET_NO_NEW_PRIVS` must have been set.
    """
    known = version()
    files = _BASE
    files |= _REFER * (known >= 2) | _TRUNCATE * (known >= 3) | _IOCTL_DEV * (known >= 5)
    rules = _Ruleset(files, _TCP * (known >= 4), _SCOPES * (known >= 6))
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    change = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM
    change |= _REFER | _TRUNCATE
    try:
        for path in read:
            _grant(ruleset, path, _READ_FILE | _READ_DIR)
        for path in listed:
            _grant(ruleset, path, _READ_DIR)
        for path in write:
            _grant(ruleset, path, (_READ_FILE | _READ_DIR | change) & files)
        syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def _grant(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - a string it is
            rights &= _FILE_RIGHTS
        rule = _Beneath(rights, place)
        syscall(
            _ADD,
            ctypes.c_int(ruleset),
            ctypes.c_int(_PATH_BENEATH),
            ctypes.byref(rule),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(place)

"""The filter of system calls: a program in classic BPF that the kernel runs before each of them.

See seccomp(2) and the kernel's documentation of `seccomp_filter`. A call that is not let through
fails with EPERM, so that code which can do without goes on, and the rest gets a `PermissionError`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from functools import reduce

from .libc import PR_SET_SECCOMP, prctl
from .syscalls import (
    CHECKED,
    CLONE3,
    FILES,
    ITSELF,
    MACHINES,
    MEMORY,
    METADATA,
    SIGNALS,
    SOCKETPAIR,
    THREADS,
    WAITING,
    Numbers,
    machine,
    numbers,
)

_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06  # 32 bits wide
_ALLOW = 0x7FFF0000
_ERROR = 0x00050000
_DENY = _ERROR | errno.EPERM
_UNKNOWN = _ERROR | errno.ENOSYS
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
_MODE_FILTER = 2

_CLONE_THREAD = 0x00010000
_CLONE_NAMESPACES = 0x7E020080  # every CLONE_NEW...
_AF_UNIX, _SOCK_STREAM, _SOCK_TYPE = 1, 1, 0xF
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_NOTIFY = 8, 10, 15, 1026
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIO...
_PRCTLS = (3, 15, 16, 23, 30, 39, 0x53564D41)  # names, and questions about oneself
_OWN_PROCESS = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")

Instruction = tuple[int, int, int, int]


class _Filter(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def install(*, metadata: bool) -> None:
    """Filter the calls of this process from here on, for good.

    Args:
        metadata: Whether times and modes of files may be changed. Landlock does not hold these, so
            that only a system of read-only mounts does.

    Raises:
        OSError: The kernel has no such filters, or the machine is of an unknown kind.
    """
    code = program(machine(), os.getpid(), metadata=metadata)
    data = ctypes.create_string_buffer(code)
    prctl(PR_SET_SECCOMP, _MODE_FILTER, _Filter(len(code) // 8, ctypes.addressof(data)))


def program(name: str, pid: int, *, metadata: bool) -> bytes:
    """The filter's code for a machine of this kind and a process of this number."""
    column = MACHINES.index(name)
    code = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, _AUDIT[name]),
        (_RETURN, 0, 0, _DENY),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if name == "x86_64":
        code += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _DENY)]
    tables = [THREADS, MEMORY, FILES, WAITING, SIGNALS, ITSELF, SOCKETPAIR]
    allowed = reduce(lambda a, b: a | b, tables + [METADATA] * metadata)
    for number in numbers(allowed, name).values():
        code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for number, body in _checked(numbers(CHECKED, name), pid):
        code += [(_EQUAL, 0, len(body), number), *body]
    code += [(_EQUAL, 0, 1, CLONE3[column]), (_RETURN, 0, 0, _UNKNOWN), (_RETURN, 0, 0, _DENY)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _checked(known: Numbers, pid: int) -> Iterator[tuple[int, list[Instruction]]]:
    """What to do at calls that depend on their arguments; each body ends in a return.

    The kernel reads process numbers, commands and kinds as 32 bits, so the low word decides.
    """
    for name in _OWN_PROCESS:
        yield known[name], _one_of(0, (pid,))
    for name in ("prlimit64", "sched_setaffinity"):
        yield known[name], _one_of(0, (0, pid))
    yield known["ioctl"], _one_of(1, _IOCTLS)
    yield known["prctl"], _one_of(0, _PRCTLS)
    yield known["fcntl"], _none_of(1, (_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_NOTIFY))
    # A thread, and nothing that is a process: clone3 hides its flags, and C libraries do without.
    thread = _CLONE_THREAD | _CLONE_NAMESPACES
    yield known["clone"], _one_of(0, (_CLONE_THREAD,), mask=thread)
    # Pairs of connected streams, which event loops wake themselves with; no address is ever given.
    kind = _one_of(1, (_SOCK_STREAM,), mask=_SOCK_TYPE)
    family = [_low(0), (_EQUAL, 1, 0, _AF_UNIX), (_RETURN, 0, 0, _DENY)]
    yield known["socketpair"], [*family, *kind]
    high = [(_LOAD, 0, 0, _ARGUMENTS + 8 * 4 + 4), (_EQUAL, 1, 0, 0), (_RETURN, 0, 0, _DENY)]
    yield known["sendto"], [*high, *_one_of(4, (0,))]


def _low(argument: int) -> Instruction:
    return _LOAD, 0, 0, _ARGUMENTS + 8 * argument


def _one_of(argument: int, values: tuple[int, ...], mask: int | None = None) -> list[Instruction]:
    """Let through if the argument, after the mask, is one of the values."""
    code = [_low(argument)]
    if mask is not None:
        code.append((_AND, 0, 0, mask))
    for value in values:
        code += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [*code, (_RETURN, 0, 0, _DENY)]


def _none_of(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    """Let through if the argument is none of the values."""
    code = [_low(argument)]
    for value in values:
        code += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _DENY)]
    return [*code, (_RETURN, 0, 0, _ALLOW)]

"""The filter of system calls, run by an interpreter of its own: no call is really made."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from grader.execution.inside import seccomp, syscalls
from grader.execution.inside.syscalls import CHECKED, CLONE3, METADATA, numbers

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, DENY, UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026
PID = 4321
TABLES = (
    syscalls.FILES,
    syscalls.WAITING,
    syscalls.MEMORY,
    syscalls.THREADS,
    syscalls.SIGNALS,
    syscalls.ITSELF,
    syscalls.SOCKETPAIR,
)
CLONE_THREAD_OF_GLIBC = 0x3D0F00
FORK = 0x01200011
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def verdict(code: bytes, data: bytes) -> int:
    """What the kernel would do: classic BPF over a `struct seccomp_data`."""
    program = list(struct.iter_unpack("=HBBI", code))
    accumulator = at = 0
    while True:
        operation, yes, no, value = program[at]
        at += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", data, value)
            case 0x54:
                accumulator &= value
            case 0x15:
                at += yes if accumulator == value else no
            case 0x35:
                at += yes if accumulator >= value else no
            case 0x06:
                return int(value)
            case _:
                pytest.fail(f"an instruction that the filter should not have: {operation:#x}")


def asked(
    name: str, number: int, *arguments: int, audit: int | None = None, metadata: bool = True
) -> int:
    """What the filter says to a call on a machine of this kind."""
    audit = ARCHITECTURES[name] if audit is None else audit
    padded = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("<IIQ6Q", number, audit, 0, *padded)
    return verdict(seccomp.program(name, PID, metadata=metadata), data)


@pytest.fixture(params=sorted(ARCHITECTURES))
def name(request: pytest.FixtureRequest) -> str:
    """Each architecture."""
    return str(request.param)


def checked(name: str, call: str, *arguments: int) -> int:
    """What is said to one of the calls whose arguments matter."""
    return asked(name, numbers(CHECKED, name)[call], *arguments)


def test_what_is_listed_is_let_through(name: str) -> None:
    """Whatever the arguments."""
    for table in TABLES:
        for call, number in numbers(table, name).items():
            assert asked(name, number, 2**64 - 1) == ALLOW, call


def test_everything_else_is_refused(name: str) -> None:
    """Every number that is in no table, far beyond the highest that there is."""
    known = {n for table in (*TABLES, CHECKED, METADATA) for n in numbers(table, name).values()}
    rest = set(range(600)) - known - set(CLONE3)
    assert len(rest) > 300
    assert {asked(name, number) for number in rest} == {DENY}


def test_another_machine_is_refused(name: str) -> None:
    """Calls by 32-bit conventions have other numbers."""
    assert asked(name, numbers(syscalls.FILES, name)["read"], audit=0x40000003) == DENY


def test_x32_is_refused() -> None:
    """It numbers the calls of x86_64 anew."""
    assert asked("x86_64", 0x40000000) == DENY
    assert asked("x86_64", 0x40000000 | 59) == DENY


def test_threads_and_no_processes(name: str) -> None:
    """By the flags of clone; clone3, whose flags a filter cannot see, is said to be unknown."""
    assert checked(name, "clone", CLONE_THREAD_OF_GLIBC) == ALLOW
    for flags in (FORK, 0x4111, 0, 0x10000000, CLONE_THREAD_OF_GLIBC | 0x10000000):
        assert checked(name, "clone", flags) == DENY, hex(flags)
    assert asked(name, CLONE3[0]) == UNKNOWN


@pytest.mark.parametrize("call", ["kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"])
def test_signals_to_oneself_only(name: str, call: str) -> None:
    """Not to the parent, to all, to one's group."""
    assert checked(name, call, PID) == ALLOW
    for other in (1, PID + 1, 0, 2**32 - 1, 2**64 - 1):
        assert checked(name, call, other) == DENY


def test_limits_and_processors_of_oneself_only(name: str) -> None:
    """Zero means the caller."""
    for call in ("prlimit64", "sched_setaffinity"):
        assert [checked(name, call, pid) for pid in (0, PID, 1)] == [ALLOW, ALLOW, DENY]


def test_pairs_of_streams_are_the_only_sockets(name: str) -> None:
    """With flags or without; and nothing can be sent to an address."""
    assert checked(name, "socketpair", 1, 1 | 0x80000 | 0x800) == ALLOW
    for family, kind in ((1, 2), (1, 5), (2, 1), (16, 3), (2**32 + 2, 1)):
        assert checked(name, "socketpair", family, kind) == DENY
    assert checked(name, "sendto", 3, 4, 5, 0, 0, 0) == ALLOW
    for address in (0x7FFF0000, 1 << 32, 1):
        assert checked(name, "sendto", 3, 4, 5, 0, address, 0) == DENY


def test_no_signals_by_way_of_descriptors(name: str) -> None:
    """Fcntl can have the kernel signal anybody; terminals can be typed into."""
    for command in (0, 1, 2, 3, 4, 1030):
        assert checked(name, "fcntl", 3, command) == ALLOW
    for command in (8, 10, 15, 1026):
        assert checked(name, "fcntl", 3, command) == DENY
    assert checked(name, "ioctl", 0, 0x5401) == ALLOW
    for request in (0x5412, 0x8901, 0x8902, 0x541C, 0x40049409):
        assert checked(name, "ioctl", 0, request) == DENY


def test_no_privileges_by_prctl(name: str) -> None:
    """Names and questions only: not dumpable, no filters, no capabilities."""
    assert checked(name, "prctl", 15) == ALLOW
    for option in (1, 4, 8, 22, 24, 36, 38, 47):
        assert checked(name, "prctl", option) == DENY


def test_modes_of_files_where_mounts_hold_them(name: str) -> None:
    """Landlock does not mediate them."""
    for number in numbers(METADATA, name).values():
        assert asked(name, number, metadata=True) == ALLOW
        assert asked(name, number, metadata=False) == DENY


@pytest.mark.parametrize(
    "call",
    ["execve", "execveat", "socket", "connect", "bind", "ptrace", "mount", "unshare", "setns"],
)
def test_dangerous_calls_are_in_no_table(name: str, call: str) -> None:
    """By name, should a number ever be mistyped."""
    for table in (*TABLES, CHECKED, METADATA):
        assert call not in numbers(table, name)


def test_the_numbers_are_the_kernel_s(name: str) -> None:
    """As its headers have them, where they are installed."""
    if not HEADERS[name].exists():
        pytest.skip("the kernel's headers are not installed here")
    known: dict[str, int] = {}
    for line in HEADERS[name].read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) > 2 and words[0] == "#define" and words[2].isdigit():
            known[words[1].removeprefix("__NR_").removeprefix("__NR3264_")] = int(words[2])
    known.setdefault("newfstatat", known.get("fstatat", -1))
    compared = 0
    for table in (*TABLES, CHECKED, METADATA):
        for call, number in numbers(table, name).items():
            if call in known:
                assert number == known[call], call
                compared += 1
    assert compared > 100


def test_a_machine_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is refused: the wrong numbers would let anything through."""
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(OSError, match="riscv64"):
        syscalls.machine()
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    assert syscalls.machine() == "aarch64"

"""What looks on from outside would see it: the same attacks without any wall, none that does harm.

Were these not found out, that nothing is found at the other levels would prove nothing.
"""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from grader.execution.recorded import Recorded
from grader.execution.sandbox import Execution, Job, Level
from tests.hostile import machine
from tests.hostile.arena import Arena
from tests.hostile.canaries import Canaries
from tests.hostile.conftest import built
from tests.hostile.corpus import Hostile, corpus, named
from tests.hostile.reports import control_signs, live_markup

pytestmark = pytest.mark.sandbox
_REMOVE = 0


@pytest.fixture(scope="module")
def unconfined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """An arena without walls, which nothing destructive may enter."""
    with built("none", tmp_path_factory.mktemp("unconfined")) as made:
        outcome = made.attack(named("honest", "right"))
        assert not outcome.findings, "\n".join(outcome.findings)
        yield made


@contextmanager
def swept(canaries: Canaries) -> Iterator[None]:
    """Takes away what a submission has left on the machine."""
    try:
        yield
    finally:
        for pid in machine.named(canaries.token):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        for path in (*Path("/tmp").glob(f"*{canaries.token}*"), canaries.canary):  # noqa: S108
            path.unlink(missing_ok=True)
        libc = ctypes.CDLL(None)
        shared = libc.shmget(canaries.key, 0, 0)
        if shared >= 0:
            libc.shmctl(shared, _REMOVE, None)


def made_of(text: str) -> Hostile:
    """A submission of this text that claims to solve nothing."""
    return Hostile("oracle", "made", f"# x\n# solves: none\n{text}\nz = 0.0\n", "x", False, False)


READS = """\
for path in ("@HOMEFILE@", "@COURSEFILE@", "@SIBLING@", "/proc/@DECOY@/environ"):
    print(open(path).read())
"""
SENDS = """\
import socket
for family, address in ((socket.AF_INET, ("127.0.0.1", @PORT@)), (socket.AF_UNIX, "@UNIX@")):
    with socket.socket(family) as link:
        link.connect(address)
for family, address in ((socket.AF_INET, ("127.0.0.1", @UDP@)), (socket.AF_UNIX, "@UNIXDGRAM@")):
    with socket.socket(family, socket.SOCK_DGRAM) as link:
        link.sendto(b"x", address)
import time
time.sleep(0.2)
"""
LEAVES = """\
import ctypes
open("/tmp/@TOKEN@", "w").write("x")
print(ctypes.CDLL(None).shmget(@KEY@, 4096, 0o1600))
"""
SPLITS = """\
import ctypes, os, time
if os.fork() == 0:
    os.setsid()
    os.closerange(0, 100)
    ctypes.CDLL(None).prctl(15, b"@TOKEN@", 0, 0, 0)
    time.sleep(20)
"""
CROWDS = """\
import os, threading, time
for _ in range(200):
    threading.Thread(target=time.sleep, args=(1.6,), daemon=True).start()
for _ in range(12):
    if os.fork() == 0:
        time.sleep(0.5)
        os._exit(0)
time.sleep(1.5)
"""
CASES: dict[str, tuple[Hostile, set[str]]] = {
    "a file outside": (made_of('open("@CANARY@", "w").write("x")'), {"changed "}),
    "rights of a file": (made_of('import os\nos.chmod("@HOMEFILE@", 0o600)'), {"changed "}),
    "secrets": (
        made_of(READS),
        {f"read the secret ({name})" for name in ("home", "course", "sibling", "other process")},
    ),
    "a secret in a value": (made_of('L = open("@HOMEFILE@").read()'), {"read the secret (home)"}),
    "sockets": (made_of(SENDS), {f"socket ({n})" for n in ("TCP", "UDP", "UNIX", "UNIXDGRAM")}),
    "loopback": (named("network", "tcp"), {"socket (TCP)", "socket (TCP over IPv6)"}),
    "abstract sockets": (named("network", "abstract"), {"(ABSTRACT)", "(ABSTRACTDGRAM)"}),
    "pairs": (named("network", "pair_to_outside"), {"(ABSTRACTDGRAM)", "(UNIXDGRAM)"}),
    "signals": (
        made_of("import os\nos.kill(@DECOY@, 10)\nos.kill(@PID@, 12)"),
        {"sent SIGUSR1 to another process", "sent SIGUSR2 to the grader"},
    ),
    "signals of a descriptor": (
        named("escape", "owned_signals"),
        {"sent SIGUSR1 to another process", "sent SIGIO to another process"},
    ),
    "settings of a process": (
        made_of("import os\nos.setpriority(os.PRIO_PROCESS, @DECOY@, 3)"),
        {"changed the settings of another process"},
    ),
    "what is left": (made_of(LEAVES), {"left /tmp/", "left a System V object (shm)"}),
    "a process that is left": (made_of(SPLITS), {"left 1 processes with its name"}),
    "a crowd": (made_of(CROWDS), {" processes", " threads in one process"}),
    "another program": (made_of("import os\nos.system('sleep 1.5')"), {"ran the program"}),
    "a confession": (made_of('print("BREACH: has done it")'), {"BREACH: has done it"}),
    "points": (replace(named("honest", "right"), solves=False), {"earned 10", "may still earn 10"}),
}


@pytest.mark.parametrize("case", CASES)
def test_without_walls_it_is_found_out(case: str, unconfined: Arena) -> None:
    """Every kind of harm that the tests of the other levels look for."""
    hostile, wanted = CASES[case]
    with swept(unconfined.canaries):
        findings = unconfined.attack(hostile).findings
    missing = [words for words in wanted if not any(words in finding for finding in findings)]
    assert not missing, "\n".join(findings)
    unconfined.forget()


def test_the_end_of_another_process_is_found_out(tmp_path: Path) -> None:
    """In an arena of its own, whose decoy it is."""
    with built("none", tmp_path) as arena:
        hostile = made_of("import os\nos.kill(@DECOY@, 9)")
        assert "ended another process" in arena.attack(hostile).findings


def test_lateness_is_found_out(unconfined: Arena) -> None:
    """Measured by a clock of ours."""
    strict = replace(unconfined, allowance=-100.0)
    assert any("took " in finding for finding in strict.attack(made_of("")).findings)


class Broken:
    """A sandbox in which running fails, as a grader would that a submission has crashed."""

    level: Level = "none"

    def close(self) -> None:
        """Nothing is kept."""

    def run(self, job: Job) -> Execution:
        """Fail."""
        raise ZeroDivisionError(str(job.seed))


def test_a_crash_of_the_grader_is_found_out(unconfined: Arena) -> None:
    """And is told from a file that is refused."""
    broken = replace(unconfined, sandbox=Broken())
    (finding,) = broken.attack(made_of("")).findings
    assert finding.startswith("crashed the grader: ZeroDivisionError")


def test_another_level_is_found_out(unconfined: Arena) -> None:
    """A run that was not isolated as it says."""

    class Other:
        """Says one level and gives another."""

        level: Level = "none"

        def close(self) -> None:
            """Nothing is kept."""

        def run(self, job: Job) -> Execution:
            """Nothing is run."""
            return replace(Recorded.of({}).run(job), level="restricted")

    findings = replace(unconfined, sandbox=Other()).attack(made_of("")).findings
    assert "ran at level restricted" in findings


def test_memory_of_the_grader_is_measured() -> None:
    """Its peak, also when it is given back at once."""
    with machine.Watch():
        before = machine.own_peak()
        del (big := [bytearray(b"x") * (64 * machine.MEBIBYTE)])[:]
        assert machine.own_peak() > before + 32 * machine.MEBIBYTE
        assert big == []


@pytest.mark.parametrize(
    "page",
    [
        "<p><script>x</script>",
        "<SCRIPT src=x>",
        "<img src=x onerror=alert(1)>",
        "<p onclick='x'>",
        "<a href='java\nscript:x'>y</a>",
        "<a href=https://example.com>y</a>",
        "<img src='data:text/html,x'>",
        "<iframe srcdoc='x'>",
        "<meta http-equiv=refresh content=0>",
        "<svg><set attributeName=x>",
    ],
)
def test_live_markup_is_found_out(page: str) -> None:
    """Whatever runs, loads or leads anywhere."""
    assert live_markup(page)


def test_a_formula_of_the_course_is_none() -> None:
    """To the letter: one that says something else, or stands in another, is found out."""
    formula = "<math><mi>z</mi></math>"
    assert live_markup(f"<p>{formula}</p>", [formula]) == []
    assert live_markup("<p><math><mi>a</mi></math></p>", [formula]) == ["<math>"]
    assert live_markup(f"<math href='//x.example'>{formula}</math>", [formula])


def test_dead_markup_is_none() -> None:
    """Escaped text, pictures that are in the page, links within it."""
    page = "<p>&lt;script&gt; onerror=</p><img src='data:image/png;base64,AA'><a href='#x'>y</a>"
    assert live_markup(page) == []


@pytest.mark.parametrize("text", ["\x1b[2J", "a\rb", "\x08", "\u202e", "\x9b", "\u2066"])
def test_control_signs_are_found_out(text: str) -> None:
    """Whatever a terminal acts on."""
    assert control_signs(text)
    assert control_signs("a\nb é") == []


def test_every_place_is_filled_in(unconfined: Arena, tmp_path: Path) -> None:
    """No submission of the corpus asks for a place that there is none of."""
    places = unconfined.canaries.places() | unconfined.listeners.places | {"DECOY": "1"}
    for hostile in corpus():
        text = hostile.written(tmp_path, places).read_text(encoding="utf-8")
        assert "@" not in text.replace("@SUM", ""), hostile.id

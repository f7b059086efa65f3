"""Which level a sandbox is called: what an attack from inside found, and nothing else."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.errors import GradingError, IsolationUnavailable
from grader.execution import levels
from grader.execution.attacks import self_test
from grader.execution.jupyter import Jupyter
from grader.execution.levels import Place, Wanted, open_level
from grader.execution.sandbox import CellRun, Execution, Job, Level, Sandbox
from grader.observation.observation import Data, Fault, Killed, OutOfMemory, Raised, Value

NO_EXEC = Raised("PermissionError", "Operation not permitted")
FOUND: Data = {"starts a process": False}
PLACE = Place(Path("/nowhere"))


class Scripted:
    """A sandbox in which the self-test finds what it is told to find."""

    def __init__(
        self,
        level: Level,
        found: Data = FOUND,
        memory: Fault | None = OutOfMemory(),  # noqa: B008 - frozen
        other: Fault | None = NO_EXEC,
        broken: str = "",
    ) -> None:
        self.level = level
        self.closed = 0
        self._found = found
        self._faults = (None, memory, other)
        self._broken = broken

    def close(self) -> None:
        """Count it."""
        self.closed += 1

    def run(self, job: Job) -> Execution:
        """Answer as told."""
        if self._broken:
            raise IsolationUnavailable(self.level, self._broken, "do something")
        cells = tuple(CellRun(n, "s", fault) for n, fault in enumerate(self._faults, start=1))
        assert [c.index for s in job.steps for c in s.cells] == [1, 2, 3]
        return Execution(self.level, {}, cells, {"attacks": {"found": Value(self._found)}})


Made = Callable[..., list[Scripted]]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Made:
    """A machine that has these sandboxes, from the strongest to the weakest."""

    def has(*sandboxes: Scripted) -> list[Scripted]:
        def each(_place: Place) -> Iterator[tuple[Level, Callable[[], Scripted]]]:
            for sandbox in sandboxes:
                yield sandbox.level, lambda sandbox=sandbox: sandbox  # type: ignore[misc]

        monkeypatch.setattr(levels, "_sandboxes", each)
        return list(sandboxes)

    return has


def test_the_strongest_is_taken(machine: Made) -> None:
    """And what was tried before it is closed."""
    full, restricted, _ = machine(
        Scripted("full", broken="no bwrap"), Scripted("restricted"), Scripted("limits")
    )
    told: list[IsolationUnavailable] = []
    assert open_level("auto", PLACE, tell=told.append) is restricted
    assert [problem.reason for problem in told] == ["no bwrap"]
    assert (full.closed, restricted.closed) == (1, 0)


def test_nothing_weaker_than_demanded(machine: Made) -> None:
    """The sentence is that of the strongest level: its remedy is the one to follow."""
    machine(Scripted("full", broken="no bwrap"), Scripted("limits"), Scripted("none"))
    with pytest.raises(IsolationUnavailable, match=r"'full'.*no bwrap; do something"):
        open_level("auto", PLACE)
    assert open_level("auto", PLACE, least="limits").level == "limits"


def test_a_named_level_is_that_or_an_error(machine: Made) -> None:
    """Never another one, stronger or weaker."""
    machine(Scripted("full"), Scripted("none"))
    assert open_level("none", PLACE).level == "none"
    with pytest.raises(IsolationUnavailable, match=r"'restricted'.*nothing of the kind"):
        open_level("restricted", PLACE)


@pytest.mark.parametrize(
    ("system", "wanted", "words"),
    [
        ("darwin", "auto", "not Linux; use a virtual machine with Linux, or `--isolation none`"),
        ("darwin", "full", "not Linux"),
        ("win32", "auto", "Windows has nothing of the kind; use WSL 2, or `--isolation none`"),
        ("win32", "limits", "Windows has nothing of the kind"),
    ],
)
def test_other_systems(
    monkeypatch: pytest.MonkeyPatch, system: str, wanted: Wanted, words: str
) -> None:
    """Nothing is tried that cannot be there, and the sentence says what can be done."""
    monkeypatch.setattr("sys.platform", system)
    with pytest.raises(IsolationUnavailable) as said:
        open_level(wanted, PLACE)
    assert words in str(said.value)


def test_the_jupyter_engine_closes_nothing_off() -> None:
    """So that it has to be asked for twice."""
    place = Place(Path("/nowhere"), engine="jupyter")
    with pytest.raises(IsolationUnavailable, match="add `--isolation limits`"):
        open_level("auto", place)
    with pytest.raises(IsolationUnavailable, match="closes nothing off"):
        open_level("full", place)
    assert isinstance(open_level("none", place), Jupyter)


def test_without_its_packages_the_jupyter_engine_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are an extra; what is missing for any other reason is no word about it."""
    place = Place(Path("/nowhere"), engine="jupyter")
    monkeypatch.delitem(sys.modules, "grader.execution.jupyter", raising=False)
    monkeypatch.setitem(sys.modules, "jupyter_client.connect", None)
    with pytest.raises(GradingError, match=r'pip install "gradient-grader\[jupyter\]"') as said:
        open_level("none", place)
    assert "(jupyter_client.connect)" in str(said.value)
    monkeypatch.undo()
    monkeypatch.delitem(sys.modules, "grader.execution.jupyter", raising=False)
    monkeypatch.setitem(sys.modules, "grader.execution.kernel", None)
    with pytest.raises(ImportError, match=r"grader\.execution\.kernel"):
        open_level("none", place)


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_kernels_elsewhere(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    """The level that is named is one that can be had."""
    monkeypatch.setattr("sys.platform", system)
    place = Place(Path("/nowhere"), engine="jupyter")
    with pytest.raises(IsolationUnavailable, match="add `--isolation none`"):
        open_level("auto", place)
    assert isinstance(open_level("none", place), Jupyter)


@pytest.mark.parametrize(
    "found",
    [
        {"reads /course/grader.toml": True},
        {"connects by TCP": False, "starts a process": True},
        {"writes outside": None},
        [1],
        "nothing",
    ],
)
def test_what_an_attack_gets_through_with_is_not_isolated(machine: Made, found: Data) -> None:
    """Nor is what does not answer as it should."""
    (full,) = machine(Scripted("full", found))
    with pytest.raises(IsolationUnavailable, match="in the self-test, code inside"):
        open_level("full", PLACE)
    assert full.closed == 1


@pytest.mark.parametrize("other", [None, Killed("the process ended by itself")])
def test_another_program_must_not_start(machine: Made, other: Fault | None) -> None:
    """A process that is gone has become another one."""
    machine(Scripted("full", other=other))
    with pytest.raises(IsolationUnavailable, match="starts another program"):
        open_level("auto", PLACE)


def test_memory_must_be_bounded(machine: Made) -> None:
    """At every level that is said to have limits, and at none other."""
    for level in ("full", "restricted", "limits"):
        machine(Scripted(level, memory=None))
        with pytest.raises(IsolationUnavailable, match="more memory than it may"):
            open_level(level, PLACE)
    machine(Scripted("none", memory=None))
    assert open_level("none", PLACE).level == "none"


def test_limits_close_nothing_off(machine: Made) -> None:
    """And are not said to."""
    machine(Scripted("limits", {"starts a process": True}))
    assert open_level("limits", PLACE).level == "limits"


@pytest.mark.sandbox
def test_the_attacks_get_through_where_nothing_is_closed(
    make_sandbox: Callable[[str], Sandbox], tmp_path: Path
) -> None:
    """Else the test would prove nothing: a plain process reads, connects, forks, writes."""
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")
    found = self_test(make_sandbox("none"), (secret,))
    assert set(found.open) >= {
        f"reads {secret}",
        "reads the variables of another process",
        "sends signals to another process",
        "connects by TCP",
        "sends by UDP",
        "connects to a socket of the file system",
        "starts a process",
        "writes outside",
        "starts another program",
    } - ({"connects to an abstract socket"} if not hasattr(socket, "AF_UNIX") else set())
    assert not found.limits
    assert "starts a process" in self_test(make_sandbox("limits")).open
    assert self_test(make_sandbox("limits")).limits


@pytest.mark.sandbox
@pytest.mark.parametrize("level", ["full", "restricted"])
def test_the_real_ones_hold(
    level: str, make_sandbox: Callable[[str], Sandbox], tmp_path: Path
) -> None:
    """Against every attack."""
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")
    found = self_test(make_sandbox(level), (secret, Path(__file__)))
    assert found.open == ()
    assert found.limits
    assert os.listdir(tmp_path) == ["secret"]  # noqa: PTH208

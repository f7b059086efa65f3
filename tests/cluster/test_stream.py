"""Items on a cluster: each is done once, whatever becomes of machines."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from distributed import Client

from grader.errors import GradingError, UsageError
from grader.execution import joining
from grader.execution.cluster import Cluster
from grader.execution.joining import joined
from grader.execution.workers import Done, Lost
from tests.cluster.acting import UNFIT, nothing_prepared, prepared
from tests.cluster.machines import Machines

LONG = 60.0


def run(
    machines: Machines,
    items: list[str],
    *,
    alone: bool = False,
    heard: Callable[[str], None] = lambda _text: None,
) -> dict[str, str]:
    """What became of each item, lost ones in brackets; none comes twice."""
    became: dict[str, str] = {}
    with joined(machines.address, prepared, LONG, lambda _about: None, heard) as cluster:
        for outcome in cluster.work(items, alone=alone):
            assert outcome.item not in became
            match outcome:
                case Done(item, value):
                    assert value.rpartition(" by ")[0] == item
                    became[item] = value.rpartition(" ")[2]
                case Lost(item, reason):
                    became[item] = f"({reason})"
    return became


def test_all_workers_do_items(two: Machines) -> None:
    """Each item once, none in Dask's own process, and what workers opened is told."""
    told: list[object] = []
    with joined(two.address, prepared, LONG, told.append, lambda _text: None) as cluster:
        done = list(cluster.work([str(n) for n in range(12)]))
    values = [one.value for one in done if isinstance(one, Done)]
    assert sorted(int(value.split()[0]) for value in values) == list(range(12))
    assert {int(value.split()[2]) for value in values} == {one.pid for one in two.workers}
    assert set(told) == {"here"}


def test_nothing_is_left_behind(two: Machines, tmp_path: Path) -> None:
    """A stream that is closed early ends what its workers do, and their pools."""
    sign = tmp_path / "began"
    with (
        joined(two.address, prepared, LONG, lambda _a: None, lambda _t: None) as cluster,
        closing(cluster.work(["1", f"touch {sign}", "2"])) as outcomes,
    ):
        next(outcomes)
        wait_for(sign.exists)
    children = [psutil.Process(one.pid) for one in two.workers]
    wait_for(lambda: not any(_pool(process) for process in children))
    assert sorted(run(two, ["3", "4"])) == ["3", "4"]


def _pool(worker: psutil.Process) -> list[psutil.Process]:
    """The processes of a worker's pool: forks of its fork server."""
    return [two for one in worker.children() for two in one.children()]


def wait_for(true: Callable[[], object]) -> None:
    """Until it is so."""
    last = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < last
        time.sleep(0.02)


def test_what_an_item_does_is_its_own_loss(two: Machines) -> None:
    """One that raises or ends its process is lost with the reason; it is not sent again."""
    became = run(two, ["1", "raise", "exit", "2"])
    assert became["raise"] == "(ZeroDivisionError: by zero)"
    assert became["exit"] == "(its process ended unexpectedly)"
    assert became["1"].isdigit()
    assert became["2"].isdigit()


def test_a_lost_machine(two: Machines, tmp_path: Path) -> None:
    """What it had is sent to another, and people hear of it."""
    said: list[str] = []
    items = ["1", f"die-once {tmp_path}/died", "2", "3", "4"]
    became = run(two, items, heard=said.append)
    assert sorted(became) == sorted(items)
    assert all(value.isdigit() for value in became.values())
    assert [text for text in said if text.endswith("is lost; what it had is sent again")]


def test_a_machine_that_stands_still(two: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not waited for at the beginning; the other does all that it can get."""
    monkeypatch.setattr(joining, "ANSWER_SECONDS", 0.5)
    stopped = two.workers[0]
    os.kill(stopped.pid, signal.SIGSTOP)
    said: list[str] = []
    try:
        with (
            joined(two.address, prepared, LONG, lambda _a: None, said.append) as cluster,
            closing(cluster.work([str(n) for n in range(8)])) as outcomes,
        ):
            began = [next(outcomes) for _ in range(3)]
    finally:
        os.kill(stopped.pid, signal.SIGCONT)
    assert all(isinstance(one, Done) for one in began)
    assert said == [f"a worker of {two.address} does not answer; it is not waited for"]


def test_an_item_that_costs_three_machines(cluster: Machines) -> None:
    """It is given up then; all others are done by whoever is left.

    Dask may have handed it to a fourth by the time that it is taken back.
    """
    cluster.have(5)
    became = run(cluster, ["1", "2", "die", "3"])
    assert became.pop("die") == "(it was lost with 3 machines that worked on it)"
    alive = {str(one.pid) for one in cluster.workers if one.poll() is None}
    assert len(alive) in (1, 2)
    assert sorted(became) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("how", "reason"),
    [("1", "there is no bwrap here; install it"), ("odd", "ZeroDivisionError: by zero")],
)
def test_a_worker_that_cannot_grade(two: Machines, how: str, reason: str) -> None:
    """It is left out, with its reason, and costs nobody anything, though it is always free."""
    unfit = two.add(environment={UNFIT: how})
    two.wait(3)
    said: list[str] = []
    items = [str(n) for n in range(9)]
    became = run(two, items, heard=said.append)
    two.end(unfit)
    assert sorted(became) == items
    assert str(unfit.pid) not in became.values()
    [text] = [text for text in said if "cannot grade" in text]
    assert text.endswith(f"cannot grade: {reason}")


def test_nobody_can_grade(two: Machines) -> None:
    """The batch stops with the reason."""
    with (
        pytest.raises(GradingError, match="can grade: there is no bwrap here; install it"),
        joined(two.address, nothing_prepared, LONG, lambda _a: None, lambda _t: None) as cluster,
    ):
        list(cluster.work(["1"]))


def test_workers_that_come_later(tmp_path: Path) -> None:
    """While there are none, that is said, once; the first to come does the work.

    It is one with a nanny, which makes it a daemon, and such may have no children by default.
    """
    said: list[str] = []
    with closing(Machines(tmp_path)) as machines:
        machines.begin()

        def heard(text: str) -> None:
            said.append(text)
            threading.Thread(target=partial(machines.add, nanny=True)).start()

        became = run(machines, ["1", "2"], heard=heard)
        assert said == [f"no worker is at {machines.address}; waiting for one"]
        assert sorted(became) == ["1", "2"]
        [nanny] = machines.workers
        assert all(psutil.Process(int(pid)).ppid() == nanny.pid for pid in became.values())


def test_alone(two: Machines, tmp_path: Path) -> None:
    """One at a time on a machine, though it has two workers."""
    log = tmp_path / "log"
    items = [f"while {log}" + " " * n for n in range(4)]
    assert len(run(two, items, alone=True)) == 4
    spans = sorted(tuple(map(float, line.split())) for line in log.read_text().splitlines())
    assert len(spans) == 4
    assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))


def test_nothing_to_do(cluster: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker is waited for then."""
    monkeypatch.setattr(Cluster, "_room", lambda *_, **__: 0)
    assert run(cluster, []) == {}


def test_a_fault_of_ours_is_loud(two: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong on the way ends the stream; nobody waits for ever."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError("unforeseen")

    with joined(two.address, prepared, LONG, lambda _a: None, lambda _t: None) as cluster:
        monkeypatch.setattr(cluster._client, "submit", fail)
        with pytest.raises(GradingError, match=r"a fault of ours .*KeyError: 'unforeseen'"):
            list(cluster.work(["1"]))


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "nonsense://x", "127.0.0.1:x", "tls://127.0.0.1:9", ""]
)
def test_nobody_answers(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says where, and how to start one."""
    monkeypatch.setattr(joining, "CONNECT_SECONDS", 0.3)
    with (
        pytest.raises(UsageError, match=f"--scheduler {address}: no scheduler .*dask scheduler"),
        joined(address, prepared, LONG, lambda _a: None, lambda _t: None),
    ):
        pass


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"])
def test_something_else_answers(says: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port of another program, silent or not, is told from a scheduler's, in time."""
    monkeypatch.setattr(joining, "CONNECT_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def answer() -> None:
            with suppress(OSError):
                while True:
                    link, _ = server.accept()
                    links.append(link)
                    link.sendall(says)

        links: list[socket.socket] = []
        threading.Thread(target=answer, daemon=True).start()
        with (
            pytest.raises(UsageError, match="no scheduler of Dask's answers there"),
            joined(address, prepared, LONG, lambda _a: None, lambda _t: None),
        ):
            pass
        for link in links:
            link.close()
        server.shutdown(socket.SHUT_RDWR)


def test_a_workers_address(two: Machines) -> None:
    """It is a likely slip, and is named."""
    with Client(two.address, set_as_default=False) as client:
        address = next(iter(client.nthreads()))
    with (
        pytest.raises(UsageError, match="it is the address of a Worker"),
        joined(address, prepared, LONG, lambda _a: None, lambda _t: None),
    ):
        pass

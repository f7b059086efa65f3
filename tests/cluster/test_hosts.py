"""Two hosts that share no course: network namespaces of their own, joined by a cable."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.cli.parcel import pack, places
from grader.grading.course import load_course
from tests.cluster import batches
from tests.cluster.machines import Machines
from tests.cluster.test_batch import NUMPY, REACHES
from tests.here import FIRST, write

NEAR, FAR = "10.203.77.1", "10.203.77.2"
PORT = 40_777
"""Of the far worker; its namespace has all ports to itself."""
pytestmark = pytest.mark.sandbox


@dataclass(frozen=True, slots=True)
class Hosts:
    """Two namespaces: the words that run a command in each."""

    near: Sequence[str]
    far: Sequence[str]


def ip(*words: str) -> None:
    """Change the network; nothing outside of the two namespaces."""
    subprocess.run(["ip", *words], check=True, capture_output=True)  # noqa: S603, S607 - our own


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    """Two hosts with an address each and a cable between them."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("two hosts need root and `ip` (Debian's iproute2)")
    one, two = (f"grader-{os.getpid()}-{end}" for end in ("a", "b"))
    cable = [f"g{os.getpid()}{end}" for end in ("a", "b")]
    try:
        ip("netns", "add", one)
    except subprocess.CalledProcessError:
        pytest.skip("this system lets nobody make a network namespace")
    try:
        ip("netns", "add", two)
        ip("link", "add", cable[0], "netns", one, "type", "veth", "peer", cable[1], "netns", two)
        for host, end, address in zip((one, two), cable, (NEAR, FAR), strict=True):
            ip("-n", host, "addr", "add", f"{address}/24", "dev", end)
            ip("-n", host, "link", "set", end, "up")
            ip("-n", host, "link", "set", "lo", "up")
        yield Hosts(("ip", "netns", "exec", one), ("ip", "netns", "exec", two))
    finally:
        ip("netns", "del", one)
        subprocess.run(["ip", "netns", "del", two], check=False, capture_output=True)  # noqa: S603, S607


def test_two_hosts(
    hosts: Hosts, small_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The far one gets the course as a zip; results are the same, and code reaches neither.

    Then the near one has a worker too, and the far one is lost half-way, under a scheduler that
    gives up a task at its first loss: it is sent again all the same.
    """
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    inbox = tmp_path / "in"
    inbox.mkdir()
    root = tmp_path / "course"
    shutil.copytree(small_root, root, symlinks=True)
    cache = tmp_path / "cache"
    home = cache / "gradient-grader"
    home.mkdir(parents=True)
    # The far host's student environment is there already; to make it takes a minute.
    course, environment = places(pack(load_course(root)), home)
    environment.symlink_to(root.joinpath(".grader", "student-env").resolve())
    hidden = ("sh", "-c", 'mount -t tmpfs none "$0" && exec "$@"', str(root))
    with closing(Machines(tmp_path, host=NEAR, inside=hosts.near)) as machines:
        machines.begin()
        inside = (*hosts.far, *hidden)
        own = {"XDG_CACHE_HOME": str(cache)}
        far = machines.add("--worker-port", str(PORT), inside=inside, host=FAR, environment=own)
        port = int(machines.address.rpartition(":")[2])
        text = REACHES.format(aims=[(NEAR, port), (FAR, PORT)])
        text += FIRST.replace("b_new = ", "b_new = reached + ")
        for at in range(4):
            write(inbox, NUMPY + text, name=f"s{at}.py")

        def begin(name: str) -> subprocess.Popen[str]:
            words = ("--scheduler", machines.address)
            return batches.begin(inbox, tmp_path / name, root, *words, inside=hosts.near)

        code, out, err = batches.end(begin("far"))
        assert code == 0, err
        assert "4 graded" in out
        assert "median of 4 students: 10 of 30" in out
        assert course.joinpath("grader.toml").is_file()
        assert home.stat().st_mode & 0o077 == 0
        machines.add()
        process = begin("both")
        time.sleep(1.5)
        machines.end(far)
        code, _, err = batches.end(process)
        assert code == 0, err
    code, _, err = batches.end(batches.begin(inbox, tmp_path / "local", root, "-j", "1"))
    assert code == 0, err
    for name in ("far", "both"):
        assert batches.files(tmp_path / name) == batches.files(tmp_path / "local")
        assert batches.kept(tmp_path / name) == batches.kept(tmp_path / "local")

"""`grader batch --scheduler`: the same as on this machine, whatever becomes of workers."""

from __future__ import annotations

import os
import random
import re
import time
from pathlib import Path

import pytest
from distributed import Client

from tests.cluster import batches
from tests.cluster.machines import Machines
from tests.here import FIRST, SECOND, THIRD, write

NUMPY = "import numpy as np\n"
KILLS = int(os.environ.get("GRADER_WORKER_KILLS", "1"))
"""So many workers are killed, in as many batches."""
REACHES = """\
import socket
reached = 0
for host, port in {aims!r}:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            with socket.socket(socket.AF_INET, kind) as link:
                link.settimeout(1)
                link.connect((host, port))
                link.send(b"x")
            reached += 1
        except OSError:
            pass
"""
pytestmark = pytest.mark.sandbox


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Right, wrong, hanging, ending and unreadable submissions."""
    folder = tmp_path_factory.mktemp("class") / "in"
    folder.mkdir()
    slip = FIRST.replace("a - y", "y - a")
    for at in range(3):
        write(folder, NUMPY + FIRST, SECOND, THIRD, name=f"right{at}.py")
        write(folder, NUMPY + slip, name=f"slip{at}.py")
    write(folder, NUMPY + FIRST + "while True: pass\n", name="hangs.py")
    write(folder, NUMPY + FIRST + "import os\nos._exit(1)\n", name="exits.py")
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def local(inbox: Path, small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same class graded on this machine alone."""
    place = tmp_path_factory.mktemp("local")
    code, out, err = batches.end(batches.begin(inbox, place, small_root, "-j", "2"))
    assert code == 0, err
    assert "8 graded, 1 not graded, 0 not judged" in out
    return place


def same(place: Path, local: Path) -> None:
    """Every file and every run is, to the byte."""
    found, wanted = batches.files(place), batches.files(local)
    assert sorted(found) == sorted(wanted)
    assert [name for name in wanted if found[name] != wanted[name]] == []
    assert batches.kept(place) == batches.kept(local)


def test_the_same_as_here(
    two: Machines, inbox: Path, local: Path, small_root: Path, tmp_path: Path
) -> None:
    """Files, results and observations are equal to the byte, though a worker is lost on the way.

    It is killed at a random moment, and another takes its place. A second run has nothing to do.
    """
    chance = random.Random(9)  # noqa: S311 - moments, not secrets
    words = ("--scheduler", two.address)
    for at in range(KILLS):
        place = tmp_path / f"killed{at}"
        process = batches.begin(inbox, place, small_root, *words)
        time.sleep(chance.uniform(0.8, 4.0))
        two.end(chance.choice(two.workers))
        two.add()
        code, out, err = batches.end(process)
        assert code == 0, err
        assert "8 graded, 1 not graded, 0 not judged" in out
        assert err.count("isolation: full") == 1
        same(place, local)
    code, out, err = batches.end(batches.begin(inbox, place, small_root, *words))
    assert "9 had been graded before" in out
    same(place, local)


def aims(machines: Machines) -> list[tuple[str, int]]:
    """Where scheduler and workers listen."""
    with Client(machines.address, set_as_default=False) as client:
        found = [machines.address, *client.nthreads()]
    matches = [re.fullmatch(r"tcp://(.+):(\d+)", address) for address in found]
    return [(match[1], int(match[2])) for match in matches if match]


def test_code_inside_reaches_nobody(two: Machines, small_root: Path, tmp_path: Path) -> None:
    """Neither the scheduler nor a worker, which the same code does where nothing is closed off."""
    folder = tmp_path / "in"
    folder.mkdir()
    reaches = REACHES.format(aims=aims(two))
    write(folder, NUMPY + reaches + FIRST.replace("b_new = ", "b_new = reached + "), name="a.py")
    ends = []
    for words in (["--scheduler", two.address], ["--isolation", "none"]):
        place = tmp_path / words[0]
        _, out, err = batches.end(batches.begin(folder, place, small_root, *words))
        assert "1 graded" in out, err
        ends.append(next(iter(batches.kept(place).values())))
    inside, outside = [str(one) for one in ends]
    assert inside.count("wrong") < outside.count("wrong")


def test_the_scheduler_goes(
    two: Machines, inbox: Path, local: Path, small_root: Path, tmp_path: Path
) -> None:
    """One sentence, no traceback; the same command goes on, here without a cluster.

    It is the last test of this file, whose scheduler it ends.
    """
    place = tmp_path / "place"
    assert two.scheduler is not None
    process = batches.begin(inbox, place, small_root, "--scheduler", two.address)
    last = time.monotonic() + batches.SECONDS
    while not list((place / "out").glob("*.html")):
        assert time.monotonic() < last
        time.sleep(0.02)
    two.scheduler.kill()
    code, out, err = batches.end(process)
    assert code == 3
    assert out == ""
    assert "Traceback" not in err
    assert err.endswith("is lost; start it again, and the same command goes on\n")
    code, out, err = batches.end(batches.begin(inbox, place, small_root, "-j", "2"))
    assert code == 0, err
    assert "had been graded before" in out
    assert batches.kept(place) == batches.kept(local)

"""A pool of workers that threads ask: it grows with them, rests, and ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from grader.errors import GradingError
from grader.execution.pool import Pool
from tests.execution.test_workers import LONG, acting, first, refuse, vanish

pytestmark = pytest.mark.sandbox


@pytest.fixture
def pool() -> Iterator[Pool[str, str]]:
    """One that does what items say."""
    with closing(Pool(acting, LONG)) as opened:
        yield opened


def process(pool: Pool[str, str], item: str) -> str:
    """Which process did it."""
    became = pool.do(item)
    assert became.value is not None
    assert became.value.startswith(item)
    assert became.value.endswith(f" by {became.about}")
    return str(became.about)


def test_a_worker_is_kept(pool: Pool[str, str]) -> None:
    """Until the pool rests; the next item has another one."""
    one = process(pool, "a")
    assert process(pool, "b") == one
    pool.rest()
    assert process(pool, "c") != one


def test_threads_have_a_worker_each(pool: Pool[str, str]) -> None:
    """What two threads ask for at the same time runs at the same time."""
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(process(pool, f"sleep 0.{n}")))
        for n in (4, 5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 2


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("raise", "ZeroDivisionError: by zero"),
        ("exit", "its process ended unexpectedly"),
        ("die", "its process ended unexpectedly"),
    ],
)
def test_an_item_is_its_own_loss(pool: Pool[str, str], item: str, reason: str) -> None:
    """It is lost with the reason, and the next one is done."""
    became = pool.do(item)
    assert (became.value, became.lost) == (None, reason)
    assert process(pool, "a").isdigit()


def test_a_late_item() -> None:
    """Its worker is ended."""
    with closing(Pool(acting, 0.5)) as pool:
        assert pool.do("hang").lost == "it took too long"
        assert process(pool, "a").isdigit()


def test_an_idle_worker_that_died(pool: Pool[str, str]) -> None:
    """It costs no item anything."""
    one = int(process(pool, "a"))
    [worker] = pool._all
    assert worker.process.pid == one
    worker.process.kill()
    worker.process.join()
    assert process(pool, "b") != str(one)


def test_closing_ends_what_runs(pool: Pool[str, str]) -> None:
    """A thread that waits hears that its item is lost; nothing more is taken."""
    outcomes: list[object] = []
    thread = threading.Thread(target=lambda: outcomes.append(pool.do("hang").lost))
    thread.start()
    last = time.monotonic() + LONG
    while not (pool._all and pool._all[0].ready):
        assert time.monotonic() < last
        time.sleep(0.01)
    pool.close()
    thread.join(LONG)
    assert outcomes == ["its process ended unexpectedly"]
    with pytest.raises(GradingError, match="is closed"):
        pool.do("a")


def test_nothing_to_work_with(tmp_path: Path) -> None:
    """The reason is raised, at once or after three that said nothing."""
    with (
        closing(Pool(partial(first, partial(refuse, tmp_path / "log")), LONG)) as refusing,
        pytest.raises(GradingError, match="there is no bwrap"),
    ):
        refusing.do("a")
    with (
        closing(Pool(partial(first, vanish), LONG)) as vanishing,
        pytest.raises(GradingError, match="no worker process gets ready: its process ended"),
    ):
        vanishing.do("a")

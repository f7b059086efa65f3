"""What stands in each Dask worker: a pool of processes of our own, to which items are handed.

No student code runs in a Dask worker's own process, so that nothing it does can end one.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from grader.errors import GraderError
from grader.execution.pool import Became, Pool, may_have_children
from grader.execution.worker import Open

Prepare = Callable[[], Open[Any, Any]]
"""Makes ready what all workers of a machine share; gives what each of them opens.

It raises a `GraderError` where nothing can be graded. It is found by its module and name.
"""
IDLE_SECONDS = 600.0
"""After which a pool's processes are ended: whoever sent items may have gone without a word."""
_LOOK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Unfit:
    """A Dask worker in which nothing can be graded, and why."""

    address: str
    reason: str


class Station(WorkerPlugin):
    """A pool in a Dask worker; it is opened by the first item, and rests when none comes."""

    def __init__(self, name: str, prepare: Prepare, seconds: float) -> None:
        """A station that is sent to every Dask worker, later ones too.

        Args:
            name: What items call it by.
            prepare: Called once in each Dask worker.
            seconds: For one item.
        """
        self.name = name
        self._prepare = prepare
        self._seconds = seconds

    async def setup(self, worker: Worker) -> None:
        """Begin, in the Dask worker; nothing is opened yet."""
        del worker
        may_have_children()
        self._lock = threading.Lock()
        self._pool: Pool[Any, Any] | None = None
        self._busy = 0
        self._last = time.monotonic()
        self._watching = asyncio.ensure_future(self._rest_when_idle())

    async def teardown(self, worker: Worker) -> None:
        """End the pool."""
        del worker
        self._watching.cancel()
        with suppress(asyncio.CancelledError):
            await self._watching
        if self._pool is not None:
            await asyncio.to_thread(self._pool.close)

    def do(self, item: object) -> Became:
        """What becomes of an item; called by the Dask worker's threads, which wait for it.

        Raises:
            GraderError: Nothing can be graded here.
        """
        with self._lock:
            if self._pool is None:
                self._pool = Pool(self._prepare(), self._seconds)
            self._busy += 1
        try:
            return self._pool.do(item)
        finally:
            with self._lock:
                self._busy -= 1
                self._last = time.monotonic()

    async def _rest_when_idle(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            if self._pool and not self._busy and time.monotonic() - self._last > IDLE_SECONDS:
                await asyncio.to_thread(self._pool.rest)


def ask(name: str, item: object) -> Became | Unfit:
    """What becomes of an item at the station of that name; the function of a task."""
    worker = get_worker()
    station = worker.plugins.get(name)
    if not isinstance(station, Station):
        return Unfit(worker.address, "it was not told of this batch")
    try:
        return station.do(item)
    except GraderError as error:
        return Unfit(worker.address, str(error))
    except Exception as error:  # noqa: BLE001 - the worker's: an item's own would have come back
        return Unfit(worker.address, f"{type(error).__name__}: {error}")

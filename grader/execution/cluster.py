"""Items for the workers of a Dask cluster: a small task each, sent again if its machine is lost.

How often Dask itself sends a task again is a setting of the scheduler, so it is not relied on:
which tasks a lost worker had is heard from the scheduler's events.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import (
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Mapping,
)
from concurrent.futures import CancelledError
from concurrent.futures import Future as Running
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from queue import SimpleQueue
from typing import Any, Generic

from distributed import Client, Future, KilledWorker
from distributed.comm.addressing import get_address_host
from distributed.comm.core import CommClosedError

from grader.errors import GradingError
from grader.execution.pool import Became
from grader.execution.station import Unfit, ask
from grader.execution.worker import Item, Value
from grader.execution.workers import Done, Lost

MOST_LOSSES = 3
"""How often an item may be lost with its machine."""
LOOK_SECONDS = 1.0
"""Between two looks at which workers there are."""


@dataclass(slots=True)
class _Sent:
    """A task on its way.

    Attributes:
        places: The Dask workers that may take it; all if there are none.
        losses: How many workers its item was lost with.
        over: Set when it is not to be waited for any more.
    """

    places: frozenset[str]
    losses: int
    over: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class _Again:
    """A task brought nothing: its worker was lost or it raised; `reason` says which."""

    losses: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Came(Generic[Item, Value]):
    """What became of an item, and what its worker had opened, if there was one."""

    outcome: Done[Item, Value] | Lost[Item]
    about: Any = None


@dataclass(frozen=True, slots=True)
class _Over:
    """The cluster cannot be used any more."""

    error: GradingError


@dataclass(frozen=True, slots=True)
class _Said:
    """Something about the cluster that people want to know; nothing if only its size changed."""

    text: str = ""


class Cluster(Generic[Item, Value]):
    """A Dask cluster whose workers have stations; made by `joined`."""

    def __init__(
        self,
        address: str,
        client: Client,
        ready: Callable[[Any], None],
        tell: Callable[[str], None],
    ) -> None:
        self.address = address
        self.name = f"grader-{secrets.token_hex(6)}"
        self._client = client
        self._ready = ready
        self._tell = tell
        # What follows is used on the client's loop alone, but for reading how much room there is.
        self._threads: Mapping[str, int] = {}
        self._unfit: dict[str, str] = {}
        self._sent: dict[str, _Sent] = {}
        self._busy_hosts: set[str] = set()
        self._numbers = count()
        self._told_empty = False
        self._news: SimpleQueue[_Came[Item, Value] | _Over | _Said] = SimpleQueue()

    def work(
        self, items: Iterable[Item], *, alone: bool = False
    ) -> Generator[Done[Item, Value] | Lost[Item]]:
        """What becomes of each item, in the order in which they end; closing it leaves the rest.

        Args:
            items: Taken one by one, one for each worker more than its threads can do.
            alone: Do one at a time on each machine.

        Raises:
            GradingError: The scheduler is gone, or no worker can grade.
        """
        loop = loop_of(self._client)
        waiting = iter(items)
        running: set[Running[None]] = set()
        unfinished = 0
        try:
            ahead = list(islice(waiting, 1))  # where there is none, no worker is waited for
            while ahead or unfinished:
                if ahead and unfinished < self._room(alone=alone):
                    unfinished += 1
                    coroutine = self._see_through(ahead[0], alone=alone)
                    running.add(asyncio.run_coroutine_threadsafe(coroutine, loop))
                    ahead = list(islice(waiting, 1))
                    continue
                match self._news.get():
                    case _Said(text):
                        if text:
                            self._tell(text)
                    case _Over(error):
                        raise error
                    case _Came(outcome, about):
                        unfinished -= 1
                        running = {one for one in running if not one.done()}
                        if about is not None:
                            self._ready(about)
                        yield outcome
        finally:
            for one in running:
                one.cancel()

    def hear(self, event: tuple[float, Mapping[str, Any]]) -> None:
        """Take an event of the scheduler's: of a lost worker, which tasks it had."""
        _, said = event
        if said.get("action") != "remove-worker" or said.get("expected"):
            return
        lost = [self._sent[key] for key in said.get("processing-tasks", ()) if key in self._sent]
        if lost:
            worker = said.get("worker", "")
            self._news.put(_Said(f"the worker {worker} is lost; what it had is sent again"))
        for sent in lost:
            sent.losses += 1
            if sent.losses >= MOST_LOSSES:
                sent.over.set()

    async def watch(self) -> None:
        """Keep in mind which workers there are, until it is cancelled."""
        while True:
            try:
                self._note(await self._client.nthreads())
            except (OSError, CommClosedError):
                self._news.put(_Over(self._gone()))
                return
            except Exception as error:  # noqa: BLE001 - nobody else would hear of it
                self._news.put(_Over(_ours(error)))
                return
            await asyncio.sleep(LOOK_SECONDS)

    def _note(self, threads: Mapping[str, int]) -> None:
        if not threads and not self._told_empty:
            self._told_empty = True
            self._news.put(_Said(f"no worker is at {self.address}; waiting for one"))
        if dict(threads) == self._threads:
            return
        self._told_empty = self._told_empty and not threads
        self._threads = dict(threads)
        for sent in self._sent.values():
            if sent.places and sent.places.isdisjoint(threads):
                sent.over.set()
        self._news.put(_Said())

    def _fit(self) -> dict[str, int]:
        return {place: n for place, n in self._threads.items() if place not in self._unfit}

    def _room(self, *, alone: bool) -> int:
        """How many items may be on their way: one for each worker waits there for a thread."""
        fit = self._fit()
        if alone:
            return len({get_address_host(place) for place in fit})
        return sum(fit.values()) + len(fit)

    async def _see_through(self, item: Item, *, alone: bool) -> None:
        """Send an item until something has become of it."""
        losses = 0
        while True:
            try:
                async with self._places(alone=alone) as places:
                    brought = await self._send(item, places, losses)
            except GradingError as error:
                self._news.put(_Over(error))
                return
            except Exception as error:  # noqa: BLE001 - nobody else would hear of it
                self._news.put(_Over(_ours(error)))
                return
            match brought:
                case Became(value, about, None):
                    self._news.put(_Came(Done(item, value), about))
                    return
                case Became(_, about, str(reason)):
                    self._news.put(_Came(Lost(item, reason), about))
                    return
                case Unfit(place, reason):
                    self._leave_out(place, reason)
                case _Again(losses, reason):
                    if losses >= MOST_LOSSES:
                        self._news.put(_Came(Lost(item, reason)))
                        return

    async def _send(
        self, item: Item, places: frozenset[str], losses: int
    ) -> Became | Unfit | _Again:
        key = f"{self.name}-{next(self._numbers)}"
        sent = self._sent[key] = _Sent(places, losses)
        future = self._client.submit(
            ask, self.name, item, key=key, pure=False, workers=sorted(places) or None
        )
        result = asyncio.ensure_future(_result(future))
        over = asyncio.ensure_future(sent.over.wait())
        try:
            await asyncio.wait({result, over}, return_when=asyncio.FIRST_COMPLETED)
            if result.done():
                return result.result()
        except KilledWorker:
            sent.losses = max(sent.losses, losses + 1)
        except (CancelledError, CommClosedError):
            raise self._gone() from None
        except Exception as error:  # noqa: BLE001 - of Dask's, which another worker may not meet
            return _Again(losses + 1, f"{type(error).__name__}: {error}")
        finally:
            for one in (result, over):
                one.cancel()
            del self._sent[key]
            future.release()
        return _Again(sent.losses, f"it was lost with {sent.losses} machines that worked on it")

    @asynccontextmanager
    async def _places(self, *, alone: bool) -> AsyncIterator[frozenset[str]]:
        """Which workers may take an item: all, or one on a machine that does nothing else."""
        if not alone:
            yield frozenset(self._fit()) if self._unfit else frozenset()
            return
        while True:
            hosts = {get_address_host(place): place for place in sorted(self._fit())}
            free = sorted(hosts.keys() - self._busy_hosts)
            if free:
                break
            await asyncio.sleep(LOOK_SECONDS)
        self._busy_hosts.add(free[0])
        try:
            yield frozenset({hosts[free[0]]})
        finally:
            self._busy_hosts.discard(free[0])

    def _leave_out(self, place: str, reason: str) -> None:
        """Send nothing more to a worker; raise the alarm if there is no other."""
        if place not in self._unfit:
            self._unfit[place] = reason
            self._news.put(_Said(f"the worker {place} cannot grade: {reason}"))
        if self._threads and not self._fit():
            self._news.put(_Over(GradingError(f"no worker of {self.address} can grade: {reason}")))

    def _gone(self) -> GradingError:
        if self._client.status == "running":
            problem = f"the work at {self.address} was cancelled there, or its workers restarted"
            return GradingError(f"{problem}; the same command goes on")
        problem = f"the connection to the scheduler {self.address} is lost"
        return GradingError(f"{problem}; start it again, and the same command goes on")


def _ours(error: Exception) -> GradingError:
    """A fault of ours, or of Dask's, that nothing here was written for."""
    problem = f"a fault of ours while talking to the cluster ({type(error).__name__}: {error})"
    return GradingError(f"{problem}; what is graded is kept, and the same command goes on")


async def _result(future: Future[Became | Unfit]) -> Became | Unfit:
    result: Became | Unfit = await future
    return result


def loop_of(client: Client) -> asyncio.AbstractEventLoop:
    """The loop in a thread of its own that the client runs on."""
    loop: asyncio.AbstractEventLoop = client.loop.asyncio_loop  # type: ignore[union-attr] # it runs
    return loop

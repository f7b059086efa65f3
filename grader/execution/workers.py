"""Processes of our own that work off many items: what one item does costs none of the others.

Each worker opens what it needs once and is handed one item after the other, so that memory stays
flat over any number of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic

from grader.errors import GradingError
from grader.execution.worker import (
    Failed,
    Gone,
    Item,
    Open,
    Ready,
    Refused,
    Returned,
    Value,
    Worker,
    add,
    end,
    heard,
)

MOST_FAILURES = 3
"""How many workers in a row may fail to be ready."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Item, Value]):
    """An item with what the function returned for it."""

    item: Item
    value: Value


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item at which the function raised or its worker ended; `reason` says which."""

    item: Item
    reason: str


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_loaded() -> bool:
    """Whether, over the last minute, more was to be run than there are processors."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > cores()


def work(
    items: Iterable[Item],
    opened: Open[Item, Value],
    jobs: int,
    seconds: float,
    ready: Callable[[Any], None] = lambda _about: None,
) -> Generator[Done[Item, Value] | Lost[Item]]:
    """What becomes of each item, in the order in which they end; closing it ends all workers.

    Args:
        items: Taken one by one, as workers are free.
        opened: Entered once in each worker.
        jobs: How many workers there are at the most.
        seconds: For one item; a worker that takes longer is ended and replaced.
        ready: Told of what each worker has opened.

    Raises:
        GradingError: No worker can be made ready.
    """
    waiting = iter(items)
    workers: list[Worker[Item, Value]] = []
    failures, begun = 0, False
    try:
        for item in islice(waiting, jobs):
            add(workers, opened, item)
        while busy := [worker for worker in workers if worker.has_item]:
            for worker in heard(busy):
                message, item = worker.receive(), worker.item
                match message:
                    case Ready(about):
                        failures, begun = 0, True
                        ready(about)
                        worker.hand_out([item], seconds)
                        continue
                    case Refused(reason) if not begun:
                        raise GradingError(reason)
                    case Gone(reason) | Refused(reason) if not worker.ready:
                        failures += 1
                        if failures == MOST_FAILURES:
                            raise GradingError(f"no worker process gets ready: {reason}")
                        workers.remove(worker)
                        end([worker])
                        add(workers, opened, item)
                        continue
                    case Returned(value):
                        outcome: Done[Item, Value] | Lost[Item] = Done(item, value)
                        worker.hand_out(islice(waiting, 1), seconds)
                    case Failed(reason):
                        outcome = Lost(item, reason)
                        worker.hand_out(islice(waiting, 1), seconds)
                    case Gone(reason) | Refused(reason):
                        outcome = Lost(item, reason)
                        workers.remove(worker)
                        end([worker])
                        for one in islice(waiting, 1):
                            add(workers, opened, one)
                yield outcome
    finally:
        end(workers)

"""Workers that several threads hand single items to, and that wait in between."""

from __future__ import annotations

import multiprocessing
import threading
from dataclasses import dataclass
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
from grader.execution.workers import MOST_FAILURES, Done, Lost


@dataclass(frozen=True, slots=True)
class Answer(Generic[Item, Value]):
    """What became of an item, and what its worker said of what it had opened."""

    outcome: Done[Item, Value] | Lost[Item]
    about: Any


class Pool(Generic[Item, Value]):
    """As many workers as there are threads that ask at the same time; the caller closes it."""

    def __init__(self, opened: Open[Item, Value], seconds: float) -> None:
        """A pool without workers yet.

        Args:
            opened: Entered once in each worker.
            seconds: For one item; a worker that takes longer is ended.
        """
        self._opened = opened
        self._seconds = seconds
        self._lock = threading.Lock()
        self._all: list[Worker[Item, Value]] = []
        self._idle: list[tuple[Worker[Item, Value], Any]] = []
        self._closed = False

    def do(self, item: Item) -> Answer[Item, Value]:
        """What becomes of it; waits until it is done.

        Raises:
            GradingError: No worker can be made ready.
        """
        worker, about = self._waiting() or self._ready(item)
        worker.hand_out([item], self._seconds)
        heard([worker])
        match worker.receive():
            case Returned(value):
                outcome: Done[Item, Value] | Lost[Item] = Done(item, value)
            case Failed(reason):
                outcome = Lost(item, reason)
            case Gone(reason) | Refused(reason):
                self._drop(worker)
                return Answer(Lost(item, reason), about)
            case Ready():
                raise AssertionError("a worker is ready once")
        worker.has_item = False
        with self._lock:
            self._idle.append((worker, about))
        return Answer(outcome, about)

    def rest(self) -> None:
        """End the workers that wait for an item; others are started when one is asked for."""
        with self._lock:
            idle = [worker for worker, _ in self._idle]
            self._idle = []
            self._all = [worker for worker in self._all if worker not in idle]
        end(idle)

    def close(self) -> None:
        """End all workers; those with an item are lost to whoever waits for them."""
        self.rest()
        with self._lock:
            self._closed = True
            for worker in self._all:  # the thread that waits for it hears of that, and drops it
                worker.process.terminate()

    def _waiting(self) -> tuple[Worker[Item, Value], Any] | None:
        """A worker that is ready and lives, if there is one."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                worker, about = self._idle.pop()
            if worker.process.is_alive():
                return worker, about
            self._drop(worker)

    def _ready(self, item: Item) -> tuple[Worker[Item, Value], Any]:
        """A worker more, once it is ready."""
        reason = ""
        for _ in range(MOST_FAILURES):
            with self._lock:
                if self._closed:
                    raise GradingError("the pool of workers is closed")
                worker = add(self._all, self._opened, item)
            heard([worker])
            message = worker.receive()
            match message:
                case Ready(about):
                    return worker, about
                case Gone(reason):
                    self._drop(worker)
                case Refused(reason):
                    self._drop(worker)
                    raise GradingError(reason)
                case Returned() | Failed():
                    raise AssertionError("a worker is ready before it answers")
        raise GradingError(f"no worker process gets ready: {reason}")

    def _drop(self, worker: Worker[Item, Value]) -> None:
        with self._lock:
            self._all.remove(worker)
        end([worker])


def may_have_children() -> None:
    """Let this process start workers though its parent called it a daemon.

    Python refuses that, lest children are left behind when their parent is ended; workers watch
    their parent and end with it.
    """
    multiprocessing.current_process().daemon = False

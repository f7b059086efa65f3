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
from grader.execution.workers import MOST_FAILURES


@dataclass(frozen=True, slots=True)
class Became:
    """What became of an item in a worker: a value, or the reason why there is none.

    Attributes:
        value: What the function returned.
        about: What the process said of what it had opened.
        lost: Why there is no value, if there is none.
    """

    value: Any
    about: Any
    lost: str | None = None


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

    def do(self, item: Item) -> Became:
        """What becomes of it; waits until it is done.

        Raises:
            GradingError: No worker can be made ready.
        """
        worker, about = self._waiting() or self._ready(item)
        worker.hand_out([item], self._seconds)
        heard([worker])
        match worker.receive():
            case Returned(value):
                became = Became(value, about)
            case Failed(reason):
                became = Became(None, about, lost=reason)
            case Gone(reason) | Refused(reason):
                self._drop(worker)
                return Became(None, about, lost=reason)
            case Ready():
                raise AssertionError("a worker is ready once")
        worker.has_item = False
        with self._lock:
            self._idle.append((worker, about))
        return became

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

"""A process of our own that is handed one item after the other, and both ends of its pipe.

It opens what it needs once. What goes between these processes is our own data. Where the system can
fork, it is a fork of one process that has imported what all of them need.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from types import FrameType
from typing import Any, Generic, TypeVar

from grader.errors import GraderError, GradingError

READY_SECONDS = 300.0
"""For a worker to open what it needs."""
GRACE_SECONDS = 3.0
"""For a worker to end by itself."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
_CONTEXT = (
    multiprocessing.get_context("forkserver") if _FORKS else multiprocessing.get_context("spawn")
)

Item = TypeVar("Item")
Value = TypeVar("Value")
Open = Callable[[], AbstractContextManager[tuple[Callable[[Item], Value], Any]]]
"""Opens what a worker needs; gives its function, and what to say of what was opened.

It is found by its module and name.
"""


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker has opened what it needs."""

    about: Any


@dataclass(frozen=True, slots=True)
class Returned:
    """What the function made of the item in hand."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """The function raised."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The worker cannot open what it needs; at the start, no other could."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The worker has ended, or is to be ended."""

    reason: str


Message = Ready | Returned | Failed | Refused | Gone


def import_early(modules: Sequence[str]) -> None:
    """Have modules imported for all workers to come, while this process goes on.

    Where workers are not forked, each of them imports what it needs.
    """
    if _FORKS:
        _CONTEXT.set_forkserver_preload(list(modules))
        with _interrupts_held_back():
            forkserver.ensure_running()


class Worker(Generic[Item, Value]):
    """A worker process as its parent knows it, with the item that it has or is to get."""

    def __init__(self, opened: Open[Item, Value], item: Item) -> None:
        self.item = item
        self.has_item = True
        self.ready = False
        self.deadline = time.monotonic() + READY_SECONDS
        self.pipe, far = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_serve, args=(far, opened), daemon=True)
        with far:
            self.process.start()

    def hand_out(self, items: Iterable[Item], seconds: float) -> None:
        """Give it the item; without one, it is done."""
        self.ready, self.has_item = True, False
        for item in items:
            self.item, self.has_item = item, True
            self.deadline = time.monotonic() + seconds
            with suppress(OSError):  # it has ended, which is noticed when it is listened to
                self.pipe.send(item)

    def receive(self) -> Message:
        """What it says; it is gone if it has ended or is late."""
        try:
            if not self.pipe.poll():
                return Gone("it took too long")
            message: Message = self.pipe.recv()
        except (EOFError, OSError):
            return Gone("its process ended unexpectedly")
        return message


def add(
    workers: list[Worker[Item, Value]], opened: Open[Item, Value], item: Item
) -> Worker[Item, Value]:
    """Start one more worker; an interrupt comes before or after, so that none is forgotten."""
    with _interrupts_held_back():
        worker = Worker(opened, item)
        workers.append(worker)
        return worker


def heard(busy: Sequence[Worker[Item, Value]]) -> list[Worker[Item, Value]]:
    """The workers that say something, have ended or are late, once there is one."""
    soonest = min(worker.deadline for worker in busy)
    talking = wait([worker.pipe for worker in busy], max(0.0, soonest - time.monotonic()))
    now = time.monotonic()
    return [worker for worker in busy if worker.pipe in talking or worker.deadline <= now]


def end(workers: Sequence[Worker[Item, Value]]) -> None:
    """End these workers: those without an item by themselves, the others by a signal."""
    for worker in workers:
        worker.pipe.close()
        if worker.has_item:
            worker.process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for worker in workers:
        worker.process.join(max(0.0, deadline - time.monotonic()))
        worker.process.kill()
        worker.process.join()
        worker.process.close()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A process that is started here gets no Ctrl-C before it is prepared for it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # a helper of the library's, whose start lets them through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# in the worker


def _serve(pipe: Connection[Message, Any], opened: Open[Any, Any]) -> None:
    """Work off what comes through the pipe until it is closed."""
    with suppress(KeyboardInterrupt, EOFError, OSError):
        _stop_when_told()
        _stop_without_parent()
        gc.freeze()  # what is imported is no garbage, and to look at it would copy its memory
        try:
            with opened() as (function, about):
                pipe.send(Ready(about))
                while True:
                    _answer(pipe, function, pipe.recv())
        except GraderError as error:
            pipe.send(Refused(str(error)))
        except (EOFError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - said by the parent
            pipe.send(Gone(_reason(error)))


def _answer(pipe: Connection[Message, Any], function: Callable[[Any], Any], item: Any) -> None:  # noqa: ANN401
    try:
        pipe.send(Returned(function(item)))
    except Exception as error:  # noqa: BLE001 - costs this item alone
        pipe.send(Failed(_reason(error)))


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, GradingError) else f"{type(error).__name__}: {error}"


def _stop_when_told() -> None:
    """Ctrl-C and the parent's signal both end the worker, once, with all that it has opened."""
    told = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal told
        del number, frame
        if not told:
            told = True
            raise KeyboardInterrupt

    for number in _SIGNALS:
        signal.signal(number, stop)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _stop_without_parent() -> None:
    """However the parent ends, this process ends soon after."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # they are for the main thread
        if parent is not None:
            wait([parent.sentinel])
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(GRACE_SECONDS)
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

"""What items of these tests ask for; workers of a cluster find it by its name."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from grader.errors import GradingError

UNFIT = "GRADER_TEST_UNFIT"
"""A worker with this variable has nothing to grade with."""
Opened = AbstractContextManager[tuple[Callable[[str], str], str]]


def act(item: str) -> str:
    """What the words of an item say; the answer names the process of Dask's."""
    machine = dask_worker()
    match item.split():
        case ["raise"]:
            raise ZeroDivisionError("by zero")
        case ["exit"]:
            os._exit(1)
        case ["die", *_]:
            os.kill(machine, signal.SIGKILL)
            time.sleep(60)
        case ["die-once", path]:
            if not Path(path).exists():
                Path(path).touch()
                os.kill(machine, signal.SIGKILL)
                time.sleep(60)
        case ["while", path]:
            began = time.time()
            time.sleep(0.2)
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(f"{began} {time.time()}\n")
        case ["touch", path]:
            Path(path).touch()
            time.sleep(60)
        case _:
            time.sleep(0.05)
    return f"{item} by {machine}"


def dask_worker() -> int:
    """The process that started this one."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    assert parent.pid is not None
    return parent.pid


@contextmanager
def acting() -> Iterator[tuple[Callable[[str], str], str]]:
    """The function above, and where it is."""
    yield act, "here"


def prepared() -> Callable[[], Opened]:
    """That, unless this worker is unfit."""
    if os.environ.get(UNFIT) == "odd":
        raise ZeroDivisionError("by zero")
    if os.environ.get(UNFIT):
        raise GradingError("there is no bwrap here; install it")
    return acting


def nothing_prepared() -> Callable[[], Opened]:
    """Every worker is unfit."""
    raise GradingError("there is no bwrap here; install it")

"""Worker processes: an item costs itself at the most, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from grader.errors import GradingError, IsolationUnavailable
from grader.execution.workers import Done, Lost, cores, is_loaded, work

ROOT = Path(__file__).parents[2]
LONG = 60.0
pytestmark = pytest.mark.sandbox


def act(item: str) -> str:
    """What the words of an item say."""
    match item.split():
        case ["raise"]:
            raise ZeroDivisionError("by zero")
        case ["refuse"]:
            raise GradingError("the disk is full")
        case ["exit"]:
            os._exit(1)
        case ["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["interrupt"]:
            os.kill(os.getpid(), signal.SIGINT)
        case ["leave"]:
            sys.exit(1)
        case ["hang"]:
            time.sleep(LONG)
        case ["deaf"]:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(LONG)
        case ["lambda"]:
            return lambda: 1  # type: ignore[return-value]
        case ["known"]:
            return "there" if "grader.report.html" in sys.modules else "missing"
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case _:
            pass
    return f"{item} by {os.getpid()}"


@contextmanager
def acting(log: Path | None = None) -> Iterator[tuple[Callable[[str], str], int]]:
    """The function above; opening and closing are noted, with the process."""
    note(log, "opened")
    try:
        yield act, os.getpid()
    finally:
        note(log, "closed")


def note(log: Path | None, word: str) -> None:
    """A line in the log."""
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{word} {os.getpid()}\n")


def refuse(log: Path) -> None:
    """No worker is ever ready."""
    note(log, "refused")
    raise IsolationUnavailable("namespaces", "there is no bwrap", "install it")


def refuse_once(log: Path) -> None:
    """The second worker is not ready."""
    note(log, "came")
    if log.read_text(encoding="utf-8").count("came") == 2:
        raise IsolationUnavailable("namespaces", "there is no room", "wait")


def vanish() -> None:
    """Nor says why."""
    os._exit(1)


@contextmanager
def first(do: Callable[[], None]) -> Iterator[tuple[Callable[[str], str], int]]:
    """The function, after something else."""
    do()
    yield act, os.getpid()


def run(
    items: list[str], jobs: int = 2, seconds: float = LONG, log: Path | None = None
) -> dict[str, str]:
    """What became of each item, lost ones in brackets."""
    became: dict[str, str] = {}
    for outcome in work(items, partial(acting, log), jobs, seconds):
        match outcome:
            case Done(item, value):
                assert value.rpartition(" by ")[0] == item
                became[item] = value.rpartition(" ")[2]
            case Lost(item, reason):
                became[item] = f"({reason})"
    return became


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_item_is_done(tmp_path: Path, jobs: int) -> None:
    """By as many workers as were asked for, each opened and closed once."""
    items = [f"sleep 0.0{n}" for n in range(1, 8)]
    became = run(items, jobs, log=tmp_path / "log")
    assert sorted(became) == items
    pids = set(became.values())
    assert 1 <= len(pids) <= jobs
    assert str(os.getpid()) not in pids
    lines = (tmp_path / "log").read_text(encoding="utf-8").split("\n")[:-1]
    assert sorted(line.split()[0] for line in lines) == ["closed"] * jobs + ["opened"] * jobs
    assert len(set(lines)) == 2 * jobs


def test_nothing_to_do_starts_nothing(tmp_path: Path) -> None:
    """Not even a worker."""
    assert run([], log=tmp_path / "log") == {}
    assert not (tmp_path / "log").exists()


def test_no_more_workers_than_items(tmp_path: Path) -> None:
    """However many were asked for."""
    run(["a"], jobs=8, log=tmp_path / "log")
    assert (tmp_path / "log").read_text(encoding="utf-8").count("opened") == 1


def test_what_an_item_does_costs_itself_alone() -> None:
    """An exception, an end of the process in any way, and what cannot be sent."""
    gone = "(its process ended unexpectedly)"
    became = run(["a", "raise", "exit", "refuse", "die", "b", "leave", "interrupt", "lambda", "c"])
    assert [word for word, said in became.items() if said.isdigit()] != []
    assert {word for word, said in became.items() if said.isdigit()} == {"a", "b", "c"}
    assert became["raise"] == "(ZeroDivisionError: by zero)"
    assert became["refuse"] == "(the disk is full)"
    assert {became[word] for word in ("exit", "die", "leave", "interrupt")} == {gone}
    assert "lambda" in became["lambda"]


def test_a_worker_goes_on_after_an_exception() -> None:
    """It is the same one."""
    became = run(["a", "raise", "b"], jobs=1)
    assert became["a"] == became["b"]


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    """Its worker closes what it opened, if it listens; the rest is done by another."""
    start = time.monotonic()
    became = run(["a", "hang", "b", "deaf", "c"], jobs=1, seconds=1.0, log=tmp_path / "log")
    assert became["hang"] == became["deaf"] == "(it took too long)"
    assert became["a"].isdigit()
    assert became["c"].isdigit()
    assert time.monotonic() - start < LONG
    text = (tmp_path / "log").read_text(encoding="utf-8")
    assert (text.count("opened"), text.count("closed")) == (3, 2)


def test_items_are_taken_one_by_one() -> None:
    """Never more than the workers have in hand."""
    taken: list[int] = []

    def many() -> Iterator[str]:
        for number in range(1_000_000):
            taken.append(number)
            yield f"sleep 0.0{number % 2}"

    outcomes = work(many(), acting, 2, LONG)
    for done, _ in enumerate(outcomes, start=1):
        assert len(taken) <= done + 2
        if done == 20:
            break
    outcomes.close()
    assert len(taken) <= 22


def test_workers_that_are_never_ready() -> None:
    """Are an error in a sentence, after some tries."""
    words = "no worker process gets ready: its process ended unexpectedly"
    with pytest.raises(GradingError, match=words):
        list(work(["a", "b", "c"], partial(first, vanish), 2, LONG))


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    """Is the error that says so, and is not tried again."""
    log = tmp_path / "log"
    with pytest.raises(GradingError, match=r"^isolation level .* there is no bwrap; install it$"):
        list(work(["a", "b", "c"], partial(first, partial(refuse, log)), 1, LONG))
    assert log.read_text(encoding="utf-8").count("refused") == 1


def test_what_cannot_be_opened_for_once_later_on(tmp_path: Path) -> None:
    """Costs a batch that has begun nothing: another worker is tried."""
    opened = partial(first, partial(refuse_once, tmp_path / "log"))
    outcomes = list(work(["a", "die", "b"], opened, 1, LONG))
    assert [type(outcome) for outcome in outcomes] == [Done, Lost, Done]


def test_what_was_opened_is_said(tmp_path: Path) -> None:
    """Once for each worker, with what it opened."""
    said: list[int] = []
    log = tmp_path / "log"
    list(work(["sleep 0.1"] * 6, partial(acting, log), 2, LONG, said.append))
    assert sorted(said) == sorted(pids(log))
    assert len(said) == 2


EARLY = """
import sys
from functools import partial
from grader.execution.worker import import_early
from grader.execution.workers import work
from tests.execution.test_workers import acting

if __name__ == "__main__":
    import_early(sys.argv[1:])
    for outcome in work(["known", "die", "known"], partial(acting, None), 1, 60.0):
        print(getattr(outcome, "value", "lost").split()[0])
"""


@pytest.mark.parametrize("modules", [["grader.report.html"], [], ["there_is_no_such_module"]])
def test_what_is_imported_early_is_there_in_all_workers(tmp_path: Path, modules: list[str]) -> None:
    """Also in one that replaces another; in a process of its own, for there is one such helper."""
    program = tmp_path / "program.py"
    program.write_text(EARLY, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(program), *modules],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    there = "there" if modules == ["grader.report.html"] else "missing"
    assert done.stdout.split() == [there, "lost", there]
    assert done.stderr == ""


def test_closing_ends_all_at_once(tmp_path: Path) -> None:
    """Those that are busy too, and they close what they opened."""
    log = tmp_path / "log"
    outcomes = work(["sleep 3", "hang"], partial(acting, log), 2, LONG)
    next(outcomes)
    start = time.monotonic()
    outcomes.close()
    assert time.monotonic() - start < LONG / 4
    text = log.read_text(encoding="utf-8")
    assert text.count("opened") == text.count("closed") == 2
    assert not any(map(alive, pids(log)))


PROGRAM = """
import signal
import sys
from functools import partial
from pathlib import Path
from grader.execution.workers import work
from tests.execution.test_workers import acting, note

if __name__ == "__main__":
    log = Path(sys.argv[1])
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored if the tests run behind `&`
    try:
        list(work(["hang", "hang"], partial(acting, log), 2, 60.0))
    except KeyboardInterrupt:
        note(log, "interrupted")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("group", [True, False], ids=["terminal", "process"])
def test_no_worker_outlives_its_parent(tmp_path: Path, number: int, group: bool) -> None:  # noqa: FBT001
    """Ctrl-C, which all of them get, a signal to the parent, or its sudden end: no traceback."""
    log, program = tmp_path / "log", tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, str(program), str(log)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        wait_for(lambda: log.exists() and log.read_text(encoding="utf-8").count("opened") == 2)
        time.sleep(0.2)
        (os.killpg if group else os.kill)(process.pid, number)
        process.wait(LONG / 2)
        workers = pids(log) - {process.pid}
        assert len(workers) == 2
        wait_for(lambda: not any(map(alive, workers)))
        if (group, number) != (True, signal.SIGKILL):
            assert log.read_text(encoding="utf-8").count("closed") == 2
        assert process.stderr is not None
        assert process.stderr.read() == b""


def pids(log: Path) -> set[int]:
    """The processes in a log."""
    return {int(line.split()[1]) for line in log.read_text(encoding="utf-8").splitlines()}


def alive(pid: int) -> bool:
    """Whether there is such a process that has not ended."""
    with suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        return stat.rpartition(")")[2].split()[0] != "Z"
    return False


def wait_for(happened: Callable[[], bool]) -> None:
    """Until that is so; fails after a while."""
    end = time.monotonic() + LONG / 2
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_signals_come_back() -> None:
    """The parent's own handling of Ctrl-C is as before."""
    before = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, ())
    run(["a"])
    after = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert before == after


def test_it_works_in_a_thread_too() -> None:
    """Nothing in the parent needs the main thread."""
    became: dict[str, str] = {}
    thread = Thread(target=lambda: became.update(run(["a"])))
    thread.start()
    thread.join()
    assert became["a"].isdigit()


@pytest.mark.parametrize(("load", "loaded"), [(0.0, False), (1e6, True)])
def test_the_load(monkeypatch: pytest.MonkeyPatch, load: float, loaded: bool) -> None:  # noqa: FBT001
    """Is held against the processors."""
    monkeypatch.setattr("os.getloadavg", lambda: (load, 0.0, 0.0))
    assert is_loaded() is loaded
    assert cores() >= 1

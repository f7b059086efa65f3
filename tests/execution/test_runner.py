"""The engine, driven by children that follow a script: no process, every way to die."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from msgspec import Raw

from grader.errors import EnvironmentMissing, GradingError
from grader.execution.protocol import Allowance, Answered, At, Ended, Late, Ran, Ready, Reply
from grader.execution.runner import TOO_OFTEN, run_job
from grader.execution.sandbox import CodeCell, Execution, Job, Limits, Step
from grader.observation.observation import (
    Killed,
    Missing,
    Raised,
    TimedOut,
    TooLarge,
    Unreadable,
    Value,
)
from grader.observation.probe import Call, Const, Ref

Said = Reply | Ended | Late
Script = Callable[[int, Mapping[str, Any]], list[Said]]
DIES = Ended("the process ended by itself")


class Puppet:
    """A child that answers each request as its script says."""

    def __init__(self, number: int, script: Script, log: list[tuple[int, Any]]) -> None:
        self._number, self._script, self._log = number, script, log
        self._replies: list[Said] = []
        self.ended = False

    def send(self, message: Mapping[str, Any]) -> None:
        """Ask the script."""
        assert not self.ended
        self._log.append((self._number, message))
        self._replies += self._script(self._number, message)

    def receive(self, deadline: float) -> Said:
        """The next line of the script; silence after its end."""
        del deadline
        return self._replies.pop(0) if self._replies else Late()

    def end(self) -> None:
        """Fall down."""
        self.ended = True

    def last_words(self) -> str:
        """None."""
        return "last words"


class Puppets:
    """Launches them."""

    level: Literal["none"] = "none"
    confines = False

    def __init__(self, script: Script) -> None:
        self.script = script
        self.log: list[tuple[int, Any]] = []
        self.children: list[Puppet] = []

    def launch(self, job: Job, allowance: Allowance) -> Puppet:
        """The next one."""
        del job, allowance
        self.children.append(Puppet(len(self.children) + 1, self.script, self.log))
        return self.children[-1]

    def failure(self, last_words: str) -> GradingError:
        """With what it said."""
        return GradingError(last_words)

    def sources(self, number: int) -> list[str]:
        """The cells that a child was given."""
        return [m["source"] for n, m in self.log if n == number and m["t"] == "cell"]


def ran(message: Mapping[str, Any], fault: Any = None) -> Ran:
    """A cell that ended, well or with a fault."""
    return Ran(message["index"], Raw(json.dumps(fault).encode()), "", [])


def answered(message: Mapping[str, Any], value: Any = 1) -> Answered:
    """An answer."""
    return Answered(message["key"], Raw(json.dumps(value).encode()))


def behave(number: int, message: Mapping[str, Any]) -> list[Said]:
    """All goes well."""
    del number
    match message["t"]:
        case "start":
            return [Ready({"python": "3"})]
        case "cell":
            return [At(1), ran(message)]
        case "ask":
            return [answered(message)]
        case _:
            return []


def job_of(*sources: str, keys: str = "a f", **limits: float) -> Job:
    """One section; single letters from `f` on are calls, others names."""
    probes = {k: Call(Ref(k), (Const(1),)) if k[0] >= "f" else Ref(k) for k in keys.split()}
    cells = tuple(CodeCell(i, source) for i, source in enumerate(sources, 1))
    return Job((Step("s", cells, frozenset("a"), probes),), {}, Limits(**limits))  # type: ignore[arg-type]


def run(script: Script, job: Job) -> tuple[Execution, Puppets]:
    """Run a job; every cell and every probe has an outcome, every child an end."""
    puppets = Puppets(script)
    execution = run_job(puppets, job)
    step = job.steps[0]
    assert [cell.index for cell in execution.cells] == [cell.index for cell in step.cells]
    assert set(execution.answers["s"]) == set(step.probes or {})
    assert all(child.ended for child in puppets.children)
    return execution, puppets


def test_all_goes_well() -> None:
    """Names are asked before calls; one child is enough."""
    execution, puppets = run(behave, job_of("x", "y", keys="f a g b"))
    assert all(cell.fault is None for cell in execution.cells)
    asked = [m["key"] for _, m in puppets.log if m["t"] == "ask"]
    assert asked == ["a", "b", "f", "g"]
    assert list(execution.answers["s"]) == ["f", "a", "g", "b"]
    assert execution.versions == {"python": "3"}
    assert len(puppets.children) == 1


def test_what_a_child_leaves_unanswered_is_asked_again() -> None:
    """Of the next one, and nothing else is: all were asked at once."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        return [DIES] if message.get("key") == "f" else behave(number, message)

    execution, puppets = run(script, job_of("x", keys="a f g h"))
    assert execution.answers["s"]["f"] == Killed(DIES.reason)
    assert [execution.answers["s"][key] for key in "agh"] == [Value(1)] * 3
    asked = [(n, m["key"]) for n, m in puppets.log if m["t"] == "ask"]
    assert asked == [(1, "a"), (1, "f"), (1, "g"), (1, "h"), (2, "g"), (2, "h")]


def test_the_time_for_all_probes_of_a_section() -> None:
    """What is not answered by then ran out of time, and the child that is still at it ends."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        if message.get("key") == "a":
            time.sleep(0.1)
        return behave(number, message)

    execution, puppets = run(script, job_of("x", keys="a f g", section_probe_seconds=0.05))
    assert execution.answers["s"] == {"a": Value(1), "f": TimedOut(0.05), "g": TimedOut(0.05)}
    assert len(puppets.children) == 1


def test_answers_in_another_order_are_none() -> None:
    """A child that answers a question before its turn is not believed."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        if number == 1 and message["t"] == "ask":
            swapped = {"a": "b", "b": "a"}
            return [answered({"key": swapped[message["key"]]})]
        return behave(number, message)

    execution, puppets = run(script, job_of("x", keys="a b"))
    assert isinstance(execution.answers["s"]["a"], Unreadable)
    assert execution.answers["s"]["b"] == Value(1)
    assert len(puppets.children) == 2


def test_a_dead_cell_is_replayed_up_to_the_statement() -> None:
    """And the cells before it whole, quietly."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        if message["t"] == "cell" and message["source"].endswith("boom"):
            return [At(1), At(3), DIES]
        return behave(number, message)

    execution, puppets = run(script, job_of("x = 1", "y = 2\nz = 3\nboom", "w = 4"))
    assert [cell.fault for cell in execution.cells] == [None, Killed(DIES.reason), None]
    assert puppets.sources(2) == ["x = 1", "y = 2\nz = 3", "w = 4"]
    quiet = [m["quiet"] for n, m in puppets.log if n == 2 and m["t"] == "cell"]
    assert quiet == [True, True, False]
    assert execution.answers["s"] == {"a": Value(1), "f": Value(1)}


def test_silence_is_a_time_limit() -> None:
    """Of the cell, and of the probe; the others have their answers."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        hangs = message.get("source") == "hang" or message.get("key") == "f"
        return [Late()] if hangs else behave(number, message)

    execution, puppets = run(script, job_of("hang", keys="a f g", cell_seconds=3, probe_seconds=2))
    assert execution.cells[0].fault == TimedOut(3)
    assert execution.answers["s"] == {"a": Value(1), "f": TimedOut(2), "g": Value(1)}
    assert len(puppets.children) == 3


def test_a_raised_cell_is_replayed_as_far_as_it_came() -> None:
    """What it bound before it raised is still asked for."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        if message.get("source") == "a = 1\n1/0":
            return [At(1), At(2), ran(message, {"t": "raised", "type": "E", "message": "m"})]
        return [DIES] if message.get("key") == "f" else behave(number, message)

    execution, puppets = run(script, job_of("a = 1\n1/0", keys="a f g"))
    assert execution.cells[0].fault == Raised("E", "m")
    assert puppets.sources(2) == ["a = 1"]


def test_too_many_deaths() -> None:
    """Then the rest is over, each item with a reason."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        return [DIES] if message["t"] == "ask" else behave(number, message)

    execution, puppets = run(script, job_of("x", keys="a f g h", restarts=1))
    assert len(puppets.children) == 2
    assert (
        list(execution.answers["s"].values()) == [Killed(DIES.reason)] * 2 + [Killed(TOO_OFTEN)] * 2
    )


def test_a_replay_that_dies_is_left_out() -> None:
    """The cell had ended well the first time."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        fatal = message.get("source") == "once" and number > 1
        return [DIES] if fatal or message.get("key") == "f" else behave(number, message)

    execution, puppets = run(script, job_of("once", "x", keys="a f g"))
    assert execution.answers["s"] == {"a": Value(1), "f": Killed(DIES.reason), "g": Value(1)}
    assert puppets.sources(3) == ["x"]


@pytest.mark.parametrize(
    "replies",
    [
        [Ended("bad", broken=True)],
        [At(1)],
        [Ready({})],
        [Answered("other", Raw(b"1"))],
        [Ran(1, Raw(b"null"), "", [])],
    ],
)
def test_forged_replies(replies: list[Said]) -> None:
    """To a probe: unreadable, and a fresh child for the next one."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        return list(replies) if message.get("key") == "f" else behave(number, message)

    execution, puppets = run(script, job_of("x", keys="a f g"))
    assert isinstance(execution.answers["s"]["f"], Unreadable)
    assert execution.answers["s"]["g"] == Value(1)
    assert len(puppets.children) == 2


def test_all_answers_together() -> None:
    """More than the submission may send is too large, and nothing else is lost."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        if message.get("key") == "f":
            return [answered(message, "x" * 2**20)]
        return behave(number, message)

    execution, _ = run(script, job_of("x", answers_mb=1))
    assert execution.answers["s"] == {"a": Value(1), "f": TooLarge("1 MiB for all answers")}


def test_no_time_left() -> None:
    """Every item says which limit it was."""
    execution, puppets = run(behave, job_of("x", "y", submission_seconds=0))
    assert [cell.fault for cell in execution.cells] == [TimedOut(0)] * 2
    assert set(execution.answers["s"].values()) == {TimedOut(0)}
    assert puppets.children == []


def test_a_time_limit_is_called_by_its_name() -> None:
    """Not by the fraction of it that was left."""

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        if message["t"] == "ask":
            return [answered(message, {"t": "timed-out", "limit": message["seconds"]})]
        return behave(number, message)

    execution, _ = run(script, job_of("x", keys="f", submission_seconds=3, probe_seconds=4))
    assert execution.answers["s"]["f"] == TimedOut(3)


def test_a_first_start_that_fails_is_an_error() -> None:
    """Nothing was run; a later one is data."""
    with pytest.raises(GradingError, match="last words"):
        run(lambda _n, _m: [DIES], job_of("x"))

    def script(number: int, message: Mapping[str, Any]) -> list[Said]:
        return [DIES] if number > 1 or message["t"] == "ask" else behave(number, message)

    execution, _ = run(script, job_of("x", keys="a b"))
    assert execution.answers["s"]["b"] == Killed("the process could not be started again")


def test_a_launch_that_raises_is_an_error() -> None:
    """With the launcher's own words."""

    class Broken(Puppets):
        def launch(self, job: Job, allowance: Allowance) -> Puppet:
            del job, allowance
            raise EnvironmentMissing(Path("/nowhere"), "there is none")

    with pytest.raises(EnvironmentMissing, match="nowhere"):
        run_job(Broken(behave), job_of("x"))


def test_files_that_would_leave_the_folder_are_not_sent() -> None:
    """Neither up, nor absolute, nor onto another drive."""
    odd = {"../a": b"", "/b": b"", "c\\d": b"", "C:e": b"", "": b"", "f/g.csv": b"1"}
    _, puppets = run(behave, replace(job_of("x"), files=odd))
    assert [m["path"] for _, m in puppets.log if m["t"] == "file"] == ["f/g.csv"]


def test_names_are_those_of_all_steps_of_the_section() -> None:
    """And a section whose probes were never asked for has no answers."""
    first = Step("s", (CodeCell(1, "a = 1"),), frozenset("a"))
    second = Step("s", (CodeCell(2, "b = 1"),), frozenset("b"), {"a": Ref("a")})
    puppets = Puppets(
        lambda n, m: (
            [answered(m, {"t": "missing", "name": "a"})] if m["t"] == "ask" else behave(n, m)
        )
    )
    execution = run_job(puppets, Job((first, second)))
    asked = [m["bound"] for _, m in puppets.log if m["t"] == "ask"]
    assert asked == [["a", "b"]]
    assert execution.answers == {"s": {"a": Missing("a")}}

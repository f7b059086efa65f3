"""Talking to the process inside: frames go down, replies come up, and nothing in them is trusted.

A frame is JSON with its length in front (four bytes, big-endian). Reading and writing have a
thread each, since pipes cannot be waited for with a deadline on every system.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

import msgspec
from msgspec import Raw, Struct

from grader.observation.codec import decode_observation
from grader.observation.observation import (
    Fault,
    Missing,
    Observation,
    TooLarge,
    Unreadable,
    Value,
)

MAX_FRAME = 8 * 2**20 + 2**16
_MAX_MARKS = 2_000_000  # brackets and commas: more of them than a legal answer has
_LAST_WORDS = 20_000
_POLL_SECONDS = 0.25


class Ready(Struct, tag="ready", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """The process waits for work."""

    versions: dict[str, str]


class At(Struct, tag="at", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """The statement that begins at this line of the cell is about to run."""

    line: int


NONE = Raw(b"null")


class Drawn(Struct, tag="picture", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """A figure: a sketch of it, or a picture in base64."""

    cell: int
    png: str
    sketch: Raw = NONE


class Ran(Struct, tag="cell", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """The cell has ended."""

    index: int
    fault: Raw
    output: str
    not_run: list[str]


class Answered(Struct, tag="answer", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """What a probe gave."""

    key: str
    value: Raw


Reply = Ready | At | Drawn | Ran | Answered
_DECODER = msgspec.json.Decoder(Reply)


@dataclass(frozen=True, slots=True)
class Ended:
    """The process is gone, or what it says cannot be read.

    Attributes:
        reason: In words.
        broken: Whether what it says cannot be read.
        fault: What that means for the item in hand, if more is known than that it was killed.
    """

    reason: str
    broken: bool = False
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """Nothing came before the deadline."""


def parse_reply(body: bytes) -> Reply | Ended:
    """The reply that a frame holds."""
    try:
        reply: Reply = _DECODER.decode(body)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return Ended("a reply did not follow the protocol", broken=True)
    return reply


def parse_value(raw: Raw) -> Observation:
    """The observation in a reply, decoded only if its size is bearable."""
    body = bytes(raw)
    if sum(body.count(mark) for mark in (b"[", b"{", b",")) > _MAX_MARKS:
        return TooLarge("250,000 numbers")
    try:
        return decode_observation(msgspec.json.decode(body))
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return Unreadable("the answer is no JSON that can be read")


def parse_fault(raw: Raw) -> Fault | None:
    """How a cell ended, None if well; a value where a fault was due is unreadable."""
    match parse_value(raw):
        case Value(None):
            return None
        case Value() | Missing():
            return Unreadable("the cell ended in a way that is none")
        case fault:
            return fault


def pack(message: Mapping[str, Any]) -> bytes:
    """The bytes of one frame for the process inside."""
    body = json.dumps(message, ensure_ascii=True).encode("ascii")
    return len(body).to_bytes(4, "big") + body


class Child(Protocol):
    """A process that speaks the protocol, or a scripted stand-in."""

    def send(self, message: Mapping[str, Any]) -> None:
        """Hand in a request; never waits."""
        ...

    def receive(self, deadline: float) -> Reply | Ended | Late:
        """The next reply, until `time.monotonic()` reaches the deadline."""
        ...

    def end(self) -> None:
        """End the process with all that belongs to it; more than one call does no harm."""
        ...

    def last_words(self) -> str:
        """What it wrote to stderr while it started."""
        ...


class Allowance:
    """How many bytes one submission may still send up, over all its processes."""

    def __init__(self, total: int) -> None:
        self._left = total

    def take(self, count: int) -> bool:
        """Use some up; whether that was allowed."""
        self._left -= count
        return self._left >= 0


def read_frames(
    source: BinaryIO, allowance: Allowance, put: Callable[[Reply | Ended], bool]
) -> None:
    """Hand on each frame's reply until the end, which is one `Ended`, or `put` says to stop."""
    while True:
        try:
            head = source.read(4)
            size = int.from_bytes(head, "big")
            if len(head) == 4 and (size > MAX_FRAME or not allowance.take(size + 4)):
                put(Ended("it sent more than it may", broken=True))
                return
            body = source.read(size) if len(head) == 4 else b""
        except (OSError, ValueError):
            head = body = b""
        if len(head) < 4 or len(body) < size:
            put(Ended("the process ended by itself"))
            return
        reply = parse_reply(body)
        if not put(reply) or isinstance(reply, Ended):
            return


class PipeChild:
    """A child behind the pipes of a `Popen`.

    Args:
        process: Started with pipes for stdin, stdout and stderr. Of stderr only the first words
            are read: the rest may fill the pipe and wait.
        allowance: Shared by all processes of a submission.
        kill: Ends the process and whatever it started.
        clean: Removes what was made for it; called once, when it is gone.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        allowance: Allowance,
        kill: Callable[[], None],
        clean: Callable[[], None] = lambda: None,
    ) -> None:
        self._process = process
        self._said = b""
        self._kill = kill
        self._clean = clean
        self._closing = threading.Event()
        self._replies: queue.Queue[Reply | Ended] = queue.Queue(maxsize=4)
        self._requests: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise ValueError("a child needs pipes for stdin, stdout and stderr")
        self._stdin, self._stdout, self._stderr = process.stdin, process.stdout, process.stderr
        arguments = (self._stdout, allowance, self._put)
        self._reader = threading.Thread(target=read_frames, args=arguments, daemon=True)
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        for thread in (self._reader, self._writer, self._listener):
            thread.start()

    def send(self, message: Mapping[str, Any]) -> None:
        """Hand in a request; never waits."""
        self._requests.put(pack(message))

    def receive(self, deadline: float) -> Reply | Ended | Late:
        """The next reply, until `time.monotonic()` reaches the deadline."""
        while True:
            left = deadline - time.monotonic()
            gone = self._process.poll() is not None
            if left <= 0 and not gone:  # whatever is still queued came too late
                return Late()
            try:
                reply = self._replies.get(timeout=max(0.0, min(left, _POLL_SECONDS)))
            except queue.Empty:
                if gone:  # and a process that it left behind keeps the pipe open
                    return Ended(self._how_it_ended())
            else:
                ended = isinstance(reply, Ended) and not reply.broken
                return Ended(self._how_it_ended()) if ended else reply

    def end(self) -> None:
        """End the process with all that belongs to it."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._requests.put(None)
        self._kill()
        self._process.wait()
        for thread, stream in (
            (self._reader, self._stdout),
            (self._writer, self._stdin),
            (self._listener, self._stderr),
        ):
            thread.join(timeout=2.0)
            if not thread.is_alive():  # else a process left behind holds the other end
                with suppress(OSError):
                    stream.close()
        self._clean()

    def last_words(self) -> str:
        """What it wrote to stderr while it started."""
        self._listener.join(timeout=1.0)
        return self._said.decode("utf-8", "replace")

    def _how_it_ended(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            code = self._process.wait(timeout=1.0)
            number = -code if code < 0 else code - 128  # bwrap and shells add 128 to a signal
            with suppress(ValueError):
                return f"the process was ended by {signal.Signals(number).name}"
        return "the process ended by itself"

    def _listen(self) -> None:
        with suppress(OSError, ValueError):
            while len(self._said) < _LAST_WORDS and (more := os.read(self._stderr.fileno(), 4096)):
                self._said += more

    def _put(self, reply: Reply | Ended) -> bool:
        while not self._closing.is_set():
            with suppress(queue.Full):
                self._replies.put(reply, timeout=_POLL_SECONDS)
                return True
        return False

    def _write(self) -> None:
        with suppress(OSError, ValueError):
            while (frame := self._requests.get()) is not None:
                self._stdin.write(frame)
                self._stdin.flush()

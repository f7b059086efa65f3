"""A child that is a Jupyter kernel: nbclient runs its cells; nothing that it displays is kept.

Everything that a kernel says is checked for size and form before nbclient sees it. What is
observed comes through the pipe of the process, as from any other child.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode

from grader.execution.protocol import MAX_FRAME, Allowance, Ended, Late, PipeChild, Ran, Reply

TOO_MUCH = "it sent more than it may, or not what a kernel has to send"
_MESSAGE_BYTES = 32 * 2**20  # that one kernel may send; it echoes each cell
_WAITING = 16  # messages that may wait to be read
_RETRY_MS = 20
_IDLE_SECONDS = 4  # from a cell's reply to the last of its messages
_SETTLE_SECONDS = 6.0


class KernelChild:
    """A kernel that has been started and is now connecting.

    Args:
        pipe: Its process; replies come through it.
        connection: Where its sockets are, and its key.
        kill: Ends the process and whatever it started.
    """

    def __init__(
        self,
        pipe: PipeChild,
        connection: KernelConnectionInfo,
        kill: Callable[[], None],
    ) -> None:
        self._pipe = pipe
        self._connection = connection
        self._kill = kill
        self._refused = False
        self._ended = False
        self._settled = threading.Event()
        self._requests: asyncio.Queue[Mapping[str, Any] | None] = asyncio.Queue()
        self._loop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def send(self, message: Mapping[str, Any]) -> None:
        """Hand in a request; never waits."""
        if message["t"] == "cell":
            self._settled.clear()
        self._put(message)

    def receive(self, deadline: float) -> Reply | Ended | Late:
        """The next reply, until `time.monotonic()` reaches the deadline."""
        reply = self._pipe.receive(deadline)
        if isinstance(reply, Ran) and not self._settled.wait(_SETTLE_SECONDS):
            self._refuse()  # what the cell has displayed does not come to an end
        if isinstance(reply, Ended | Ran) and self._refused:
            return Ended(TOO_MUCH, broken=True)
        return reply

    def end(self) -> None:
        """End the process with all that belongs to it."""
        self._ended = True
        self._pipe.end()
        self._put(None)
        self._thread.join()

    def last_words(self) -> str:
        """What it wrote to stderr while it started."""
        return self._pipe.last_words()

    def _put(self, message: Mapping[str, Any] | None) -> None:
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._requests.put_nowait, message)

    def _refuse(self) -> None:
        self._refused = True
        if not self._ended:
            self._kill()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._speak())

    async def _speak(self) -> None:
        """Hand on the requests in order, each when the cell before it has settled."""
        context = _context()
        session = _Session(Allowance(_MESSAGE_BYTES), self._refuse)
        client = AsyncKernelClient(session=session, context=context)
        client.load_connection_info(self._connection)
        client.start_channels(stdin=False, hb=False, control=False)
        runner = _Runner(
            NotebookNode(cells=[None]),
            allow_errors=True,
            record_timing=False,
            iopub_timeout=_IDLE_SECONDS,
            raise_on_iopub_timeout=True,
        )
        runner.kc = client
        running: asyncio.Future[None] | None = None
        try:
            while (request := await self._requests.get()) is not None:
                if running is not None:
                    await asyncio.wait([running], timeout=_SETTLE_SECONDS)
                announced = {key: value for key, value in request.items() if key != "source"}
                client.shell_channel.send(session.msg("grader_request", announced))
                if request["t"] == "cell":
                    running = asyncio.ensure_future(self._cell(runner, request["source"]))
        finally:
            client.stop_channels()
            context.destroy(linger=0)

    async def _cell(self, runner: NotebookClient, source: str) -> None:
        """Run a cell through nbclient, bare: it never sees a tag or other metadata."""
        text = source.encode("utf-8", "replace").decode("utf-8")
        cell = NotebookNode(cell_type="code", metadata=NotebookNode(), source=text or "#")
        try:
            await runner.async_execute_cell(cell, 0, store_history=False)
        except Exception:  # noqa: BLE001 - whatever was sent to make it fail
            self._refuse()
        finally:
            self._settled.set()


class _Runner(NotebookClient):
    """Runs cells and keeps nothing of what they display."""

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Only the end of the cell counts."""
        del cell, cell_index
        if msg["msg_type"] == "status" and msg["content"].get("execution_state") == "idle":
            raise CellExecutionComplete
        return None


class _Session(Session):
    """Reads messages within the allowance; any other becomes one that nobody waits for."""

    def __init__(self, allowance: Allowance, refuse: Callable[[], None]) -> None:
        super().__init__(pack=_pack)
        self._allowance = allowance
        self._refuse = refuse

    def deserialize(
        self, msg_list: list[bytes] | list[zmq.Frame], *args: bool, **kwargs: bool
    ) -> dict[str, Any]:
        """The message that the parts hold."""
        if self._allowance.take(sum(len(part) for part in msg_list)):
            with suppress(Exception):
                message = super().deserialize(msg_list, *args, **kwargs)
                if all(isinstance(message[key], dict) for key in ("parent_header", "content")):
                    return message
        self._refuse()
        return {"parent_header": {}}


def _context() -> zmq.asyncio.Context:
    """Sockets that hold only so much of what a kernel sends."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, MAX_FRAME)
    context.setsockopt(zmq.RCVHWM, _WAITING)
    context.setsockopt(zmq.SNDHWM, 0)
    context.setsockopt(zmq.RECONNECT_IVL, _RETRY_MS)
    return context


def _pack(message: object) -> bytes:
    return json.dumps(message, ensure_ascii=True, default=json_default).encode("ascii")

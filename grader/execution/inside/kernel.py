"""The program inside as a Jupyter kernel: the same session, asked by Jupyter's messages.

The only module here that needs ipykernel. Cells come as `execute_request`, everything else as
`grader_request`. Replies leave through the pipe: what a dying process had written to a pipe still
arrives, what it had handed to its messaging thread does not.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from types import FrameType
from typing import Any

from .clock import Clock, TimeUp
from .figures import RECORDER
from .frames import Channel
from .main import Session, record_and_stub, versions
from .plain import Foreign
from .shell import Compiler, Shell, configuration

sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type] # slow to import, and unused
from ipykernel.displayhook import ZMQShellDisplayHook  # noqa: E402
from ipykernel.ipkernel import IPythonKernel  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from ipykernel.zmqshell import ZMQDisplayPublisher, ZMQInteractiveShell  # noqa: E402
from IPython.core.displayhook import DisplayHook  # noqa: E402
from IPython.core.displaypub import DisplayPublisher  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402

if sys.modules.get("debugpy", ...) is None:
    del sys.modules["debugpy"]

DONE = {"status": "ok", "execution_count": 0, "payload": [], "user_expressions": {}}


def main() -> None:
    """Serve the grader by the connection file that the last argument names."""
    channel = Channel.take_over()
    threading.Thread(target=_end_with_grader, args=(channel,), daemon=True).start()
    config = configuration()
    config.InteractiveShellApp.ignore_cwd = True
    config.IPKernelApp.capture_fd_output = False
    app = App.instance(config=config, kernel_class=Kernel)
    app.initialize(["-f", sys.argv[-1]])
    app.kernel.channel = channel
    app.start()


def _end_with_grader(channel: Channel) -> None:
    """Nothing ever comes down the pipe: when reading it ends, the grader has gone."""
    channel.read()
    os._exit(0)


class App(IPKernelApp):  # type: ignore[misc]
    """The kernel's application, without the settings of this machine."""

    def load_config_file(self, *_args: object, **_kwargs: object) -> None:
        """None are read."""

    def init_extensions(self) -> None:
        """None are loaded."""


class Hook(ZMQShellDisplayHook):  # type: ignore[misc]
    """Prints results, so that they are cut with everything that is printed."""

    start_displayhook = DisplayHook.start_displayhook
    write_output_prompt = DisplayHook.write_output_prompt
    write_format_data = DisplayHook.write_format_data
    finish_displayhook = DisplayHook.finish_displayhook


class Publisher(ZMQDisplayPublisher):  # type: ignore[misc]
    """Prints what is displayed."""

    publish = DisplayPublisher.publish
    clear_output = DisplayPublisher.clear_output


class KernelShell(Shell, ZMQInteractiveShell):  # type: ignore[misc]
    """The kernel's shell with the habits of ours."""

    displayhook_class = Hook
    display_pub_class = Publisher

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{**kwargs, "compiler_class": Compiler})

    def init_magics(self) -> None:
        """Those of Python's; those of a notebook's front end are noted as not run."""
        InteractiveShell.init_magics(self)

    def init_environment(self) -> None:
        """The variables stay as they are."""

    def awaits(self, source: str) -> bool:
        """Whether the cell awaits something at its top level."""
        try:
            text = self.transform_cell(source)
        except Exception:  # noqa: BLE001 - it is said when the cell runs
            return False
        return bool(self.should_run_async(source, transformed_cell=text))

    async def run_awaiting(self, index: int, source: str) -> BaseException | None:
        """Run a cell that awaits, in the kernel's own loop; as `run` otherwise."""
        source = self.begin(index, source)
        text = self.transform_cell(source)
        result = await self.run_cell_async(source, store_history=False, transformed_cell=text)
        self.events.trigger("post_execute")
        self.events.trigger("post_run_cell", result)
        return self.outcome(result)


class LoopClock(Clock):
    """Raises in code that runs; what only waits is cancelled, lest the loop itself be broken."""

    waiting: asyncio.Future[Any] | None = None

    def _strike(self, number: int, frame: FrameType | None) -> None:
        waiting = self.waiting
        if waiting is None or asyncio.current_task() is not None:
            super()._strike(number, frame)
        else:
            self.struck = True
            waiting.get_loop().call_soon_threadsafe(waiting.cancel)


class KernelSession(Session):
    """A session in the loop of a kernel."""

    def __init__(self, channel: Channel, start: dict[str, Any], shell: KernelShell) -> None:
        record_and_stub()
        shell.quieten()
        if start["confine"]:
            from .limits import set_limits  # noqa: PLC0415 - Unix only

            set_limits(start["limits"])
        super().__init__(channel, start, shell, versions())
        self._clock: LoopClock = LoopClock()
        self._shell: KernelShell = shell

    async def run(self, request: dict[str, Any]) -> None:
        """Run a cell; one that awaits lets the loop go on."""
        if self._shell.awaits(request["source"]):
            await self._run_awaiting(request)
        else:
            self.handle(request)
        self._capture.begin()  # the kernel flushes the streams, which the cell may have closed

    async def _run_awaiting(self, request: dict[str, Any]) -> None:
        self._begin(request)
        clock = self._clock
        try:
            with clock.limit(request["seconds"]):
                work = self._shell.run_awaiting(request["index"], request["source"])
                clock.waiting = asyncio.ensure_future(work)
                error = await clock.waiting
                RECORDER.close()
        except BaseException as raised:  # noqa: BLE001 - student code
            error = raised
        clock.waiting = None
        if clock.struck and isinstance(error, asyncio.CancelledError):
            error = TimeUp()
        self._finish(request, error)


class Kernel(IPythonKernel):  # type: ignore[misc]
    """IPython's kernel, whose cells are run by a session."""

    shell_class = KernelShell

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.channel: Channel | None = None
        self._grading: KernelSession | None = None
        self._announced: dict[str, Any] = {}
        self.shell_handlers["grader_request"] = self.grader_request

    def grader_request(self, _stream: object, _ident: object, parent: dict[str, Any]) -> None:
        """Start the session, note which cell comes next, or hand the request on."""
        request = parent["content"]
        if request["t"] == "start" and self.channel is not None and self._grading is None:
            self._grading = KernelSession(self.channel, request, self.shell)
        elif request["t"] == "cell":
            self._announced = request
        elif self._grading is not None:
            self._grading.handle(request)

    async def do_execute(self, code: str, *_args: object, **_kwargs: object) -> Foreign:
        """Run the cell that was announced."""
        if self._grading is not None:
            await self._grading.run({**self._announced, "source": code})
        return DONE

"""The second engine: a Jupyter kernel of the student environment, started cold for each process.

It needs neither namespaces nor fork, and is what students themselves run.
"""

from __future__ import annotations

import os
import secrets
from functools import partial
from pathlib import Path

from jupyter_client.connect import KernelConnectionInfo, write_connection_file

from grader.errors import EnvironmentMissing, GradingError
from grader.execution.box import Box, kill
from grader.execution.environment import INSIDE
from grader.execution.kernel import KernelChild
from grader.execution.launch import boot_arguments
from grader.execution.protocol import Allowance, Child, PipeChild
from grader.execution.sandbox import Job
from grader.execution.unconfined import Unconfined

_MAX_SOCKET_PATH = 100  # bytes, a little below what the smallest system allows
_FOLDERS = ("CONFIG", "DATA", "RUNTIME")


class Jupyter(Unconfined):
    """Runs jobs in Jupyter kernels, through nbclient; ipykernel is in the environment."""

    def launch(self, job: Job, allowance: Allowance) -> Child:
        """Start a kernel in a temporary folder of its own."""
        del job
        box = Box.make(self._environment)
        path, connection = _connection(box.root)
        arguments = [*boot_arguments(INSIDE.as_posix(), "kernel"), path]
        process = box.start(arguments, _variables(box.config))
        end = partial(kill, process)
        return KernelChild(PipeChild(process, allowance, end, box.remove), connection, end)

    def failure(self, last_words: str) -> GradingError:
        """The environment does not work, or was made before kernels were asked for."""
        if "No module named 'ipykernel'" in last_words:
            return EnvironmentMissing(self._environment, "it has no ipykernel")
        return super().failure(last_words)


def _connection(folder: Path) -> tuple[str, KernelConnectionInfo]:
    """A connection file: sockets in the folder where they can be, else ports of this machine."""
    key = secrets.token_hex(32).encode("ascii")
    path, sockets = str(folder / "connection.json"), str(folder / "socket")
    if os.name == "posix" and len(os.fsencode(sockets)) < _MAX_SOCKET_PATH:
        return write_connection_file(path, ip=sockets, key=key, transport="ipc")
    return write_connection_file(path, ip="127.0.0.1", key=key)


def _variables(config: Path) -> dict[str, str]:
    """Where Jupyter looks for settings: in empty folders."""
    return {f"JUPYTER_{name}_DIR": str(config / "jupyter" / name.lower()) for name in _FOLDERS} | {
        "JUPYTER_PLATFORM_DIRS": "1",
        "JUPYTER_NO_CONFIG": "1",
    }

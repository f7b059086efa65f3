"""The loop: files, cells and probes come in, what became of them goes out."""

from __future__ import annotations

import base64
import os
import platform
import random
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import numpy.random  # numpy would import it only when it is first named: in every fork

from .capture import Capture
from .clock import Clock, TimeUp
from .colab import Colab
from .evaluate import Unbound, answer
from .faults import fault_of
from .figures import BACKEND, RECORDER
from .frames import Channel
from .hooks import Patches
from .plain import Foreign, clean
from .shell import Shell

PACKAGES = ("numpy", "matplotlib", "seaborn", "pandas", "scipy", "ipython")


def main(preload: Sequence[str] = ()) -> None:
    """Serve the grader until it says that it is done, then end at once."""
    channel = Channel.take_over()
    if preload:
        record_and_stub()
        for name in preload:
            with suppress(ImportError):
                import_module(name)
    start = channel.read()
    if start is not None:
        if not preload:
            record_and_stub()
        if start["confine"]:
            from .limits import set_limits  # noqa: PLC0415 - Unix only

            set_limits(start["limits"])
        Session(channel, start, Shell.start(), versions()).serve()
    os._exit(0)  # threads and exit handlers of the student's are not waited for


def record_and_stub() -> None:
    """Have figures recorded and Colab's modules found, whoever imports them."""
    os.environ["MPLBACKEND"] = BACKEND
    sys.meta_path.insert(0, Patches())
    sys.meta_path.append(Colab())


class Session:
    """One submission in this process; also the `World` of which probes ask."""

    def __init__(
        self, channel: Channel, start: dict[str, Any], shell: Shell, known: dict[str, str]
    ) -> None:
        """Make everything ready for the first cell, and say so."""
        self._channel = channel
        self._clock = Clock()
        self._section: str | None = None
        self._bound: frozenset[str] = frozenset()
        self._fresh: dict[str | None, set[str]] = {}
        self._stored: dict[str | None, set[str]] = {}
        self._before: dict[str, Any] = {}
        limits = start["limits"]
        self._capture = Capture(limits["output_kb"] * 1024)
        self._capture.begin()
        RECORDER.max_pictures = limits["pictures"]
        RECORDER.max_bytes = limits["picture_kb"] * 1024
        RECORDER.max_pixels = limits["picture_pixels"]
        sys.path.insert(0, str(Path.cwd()))  # the student's own helpers
        sys.argv = [start["script"] or ""]
        self._shell = shell
        shell.adopt(start["script"])
        random.seed(start["seed"])
        np.random.seed(start["seed"])  # noqa: NPY002 - what students use
        channel.hush()
        channel.write({"t": "ready", "versions": known})

    def serve(self) -> None:
        """Answer requests in the order in which they come."""
        while (request := self._channel.read()) is not None:
            self.handle(request)

    def handle(self, request: dict[str, Any]) -> None:
        """Do what one request says, and reply."""
        match request["t"]:
            case "file":
                _put(request["path"], base64.b64decode(request["data"]))
            case "cell":
                self._run(request)
            case "ask":
                self._ask(request)

    def _run(self, request: dict[str, Any]) -> None:
        self._begin(request)
        try:
            with self._clock.limit(request["seconds"]):
                error = self._shell.run(request["index"], request["source"])
                RECORDER.close()
        except BaseException as raised:  # noqa: BLE001 - student code
            error = raised
        self._finish(request, error)

    def _begin(self, request: dict[str, Any]) -> None:
        self._section = request["section"]
        self._before = dict(self._shell.user_ns)
        self._capture.begin()
        RECORDER.begin(self._section, request["index"], quiet=request["quiet"])
        self._shell.at = lambda line: self._channel.write({"t": "at", "line": line})

    def _finish(self, request: dict[str, Any], error: BaseException | None) -> None:
        self._note_names(request["section"], self._before)
        for picture in RECORDER.pictures:
            self._channel.write({"t": "picture", **picture})
        self._channel.write(
            {
                "t": "cell",
                "index": request["index"],
                "fault": None if error is None else self.fault(error),
                "output": "" if request["quiet"] else self._capture.text(),
                "not_run": [clean(text) for text in self._shell.not_run[:100]],
            }
        )

    def _note_names(self, section: str | None, before: dict[str, Any]) -> None:
        """Which names this cell bound: new ones, and old ones that were stored anew.

        A name that a cell would have bound, had it come so far, still holds what an earlier
        section left in it; that is not this section's answer.
        """
        after = dict(self._shell.user_ns)
        new = {name for name in after if name not in before}
        changed = {name for name in after if name in before and after[name] is not before[name]}
        self._fresh.setdefault(section, set()).update(new)
        self._stored.setdefault(section, set()).update(self._shell.stored, changed, new)

    def _ask(self, request: dict[str, Any]) -> None:
        self._section, self._bound = request["section"], frozenset(request["bound"])
        self._capture.begin()
        with self._shell.builtin_trap:
            value = answer(request["probe"], self, self._clock, request["seconds"])
        RECORDER.discard()
        self._channel.write({"t": "answer", "key": request["key"], "value": value})

    def lookup(self, name: str, *, inherited: bool) -> Foreign:
        """The value of a name of the student's, if it may answer for this section."""
        names, hidden = self._shell.user_ns, self._shell.user_ns_hidden
        if name not in names or (name in hidden and names[name] is hidden[name]):
            raise Unbound(name)
        here = name in self._fresh.get(self._section, ()) or (
            name in self._bound and name in self._stored.get(self._section, ())
        )
        if not here and not inherited:
            raise Unbound(name)
        return names[name]

    def figures(self) -> list[Any]:
        """The figures of the section that is asked."""
        return RECORDER.of(self._section)

    def fault(self, error: BaseException) -> dict[str, Any]:
        """How student code ended, in JSON form."""
        try:
            return fault_of(error, self._clock.seconds, self._shell.offsets)
        except TimeUp as late:
            return fault_of(late, self._clock.seconds, {})


def _put(path: str, data: bytes) -> None:
    """Write a file of the submission below the working folder; nowhere else."""
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/") or "\\" in path or ":" in path:
        return
    try:
        target = Path(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError:
        return  # the code will say what it does not find


def versions() -> dict[str, str]:
    """Of Python and the packages that matter; read from folder names, since imports are slow."""
    found = {"python": platform.python_version()}
    for folder in sorted(Path(np.__file__).parents[1].glob("*.dist-info")):
        name, _, version = folder.name.removesuffix(".dist-info").partition("-")
        if name.lower() in PACKAGES:
            found[name.lower()] = version
    return found

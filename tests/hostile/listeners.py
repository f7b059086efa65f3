"""Sockets of ours at which nothing from inside may arrive."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_STREAM, _DATAGRAM = socket.SOCK_STREAM, socket.SOCK_DGRAM


class Listeners:
    """Listens on loopback, at paths and at abstract names, and notes whatever comes.

    Args:
        folder: Where the sockets of the file system are made.
        token: Part of the abstract names.
    """

    def __init__(self, folder: Path, token: str) -> None:
        self._arrived: list[str] = []
        self._stack = ExitStack()
        self._selector = self._stack.enter_context(selectors.DefaultSelector())
        names = {
            "ABSTRACT": f"stream-{token}",
            "ABSTRACTDGRAM": f"datagram-{token}",
            "UNIX": str(folder / "stream"),
            "UNIXDGRAM": str(folder / "datagram"),
        }
        port = self._open("TCP", socket.AF_INET, _STREAM, ("127.0.0.1", 0))
        udp = self._open("UDP", socket.AF_INET, _DATAGRAM, ("127.0.0.1", 0))
        port6 = self._open("TCP over IPv6", socket.AF_INET6, _STREAM, ("::1", 0))
        udp6 = self._open("UDP over IPv6", socket.AF_INET6, _DATAGRAM, ("::1", 0))
        for name, address in names.items():
            kind = _DATAGRAM if name.endswith("DGRAM") else _STREAM
            self._open(name, socket.AF_UNIX, kind, ("\0" if "ABSTRACT" in name else "") + address)
        ours, self._wake = socket.socketpair()
        self._stack.enter_context(ours)
        self._stack.enter_context(self._wake)
        self._selector.register(ours, selectors.EVENT_READ, None)
        self.places = names | {"PORT": port, "UDP": udp, "PORT6": port6, "UDP6": udp6}
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wake.send(b"x")
        self._thread.join()
        self._stack.close()

    def take(self) -> list[str]:
        """What has arrived since this was asked last."""
        arrived, self._arrived = self._arrived, []
        return arrived

    def _open(self, name: str, family: int, kind: int, address: str | tuple[str, int]) -> str:
        link = self._stack.enter_context(socket.socket(family, kind))
        try:
            link.bind(address)
        except OSError:
            if family != socket.AF_INET6:
                raise
            return "1"  # a machine without IPv6: nobody listens there
        if kind == _STREAM:
            link.listen()
        link.setblocking(False)
        self._selector.register(link, selectors.EVENT_READ, name)
        where = link.getsockname()
        return str(where[1]) if isinstance(where, tuple) else str(where)

    def _listen(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    return
                link = key.fileobj
                assert isinstance(link, socket.socket)
                with suppress(OSError):
                    if link.type == _STREAM:
                        link.accept()[0].close()
                    else:
                        link.recv(1024)
                    self._arrived.append(str(key.data))

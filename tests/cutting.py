"""A network that breaks on purpose: a proxy for TCP, each connection of which may be cut, reset or held.

One thread for each direction of a connection. What it does is set before a connection is made, and counts for so many
connections; the others pass. Knows nothing of HTTP.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 65_536
NO_LINGER = struct.pack("ii", 1, 0)
"""Closing sends a reset instead of an end."""


@dataclass
class Fault:
    """What becomes of the answers. `after`: so many bytes of them arrive, in all."""

    after: int
    then: str  # cut, reset, hold
    times: int


@dataclass
class Proxy:
    """`port`: where it listens; `to`: whom it speaks to."""

    to: int
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _open: list[socket.socket] = field(default_factory=list)
    _fault: Fault | None = None

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def breaks(self, *, after: int, then: str = "cut", times: int = 1) -> None:
        """The next connections break once so much was answered: `cut` (an end), `reset`, or `hold` (silence)."""
        self._fault = Fault(after, then, times)

    def serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:  # closed
                return
            far = socket.create_connection(("127.0.0.1", self.to))
            self._open += (near, far)
            fault = self._take()
            threading.Thread(target=_pass_on, args=(near, far, None), daemon=True).start()
            threading.Thread(target=_pass_on, args=(far, near, fault), daemon=True).start()

    def _take(self) -> Fault | None:
        fault = self._fault
        if fault is None or fault.times == 0:
            return None
        fault.times -= 1
        return fault

    def close(self) -> None:
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    proxy = Proxy(port)
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join(10)


def _pass_on(source: socket.socket, target: socket.socket, fault: Fault | None) -> None:
    left = fault.after if fault else None
    with suppress(OSError):
        while data := source.recv(CHUNK):
            target.sendall(data if left is None else data[:left])
            if left is not None and (left := left - len(data)) <= 0:
                _break(target, fault)
                return
        target.shutdown(socket.SHUT_WR)


def _break(target: socket.socket, fault: Fault | None) -> None:
    if fault is None or fault.then == "hold":
        return
    if fault.then == "reset":
        target.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        target.close()
    else:
        target.shutdown(socket.SHUT_RDWR)

"""An app over real sockets, in this process; and when that is over, nothing of it runs on.

    with serving(app) as address: …

A request that is still being answered then would go on in the next test: a page's stream looks at the board and writes
to the ledger for as long as nobody tells it that its browser has gone. So every connection is cut, whoever waits for
news is `woken` and finds it cut, and each thread is waited for. Deliberately patient with a slow machine and with
nothing else: a thread that stays is a mistake.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

ENDS_WITHIN = timedelta(seconds=30)
LOOKS_EACH = 0.02
"""Seconds, for whether it is over: as long as that takes at most."""

Woken = Callable[[], object]


@contextmanager
def serving(app: Flask, port: int = 0, woken: Woken = lambda: None) -> Iterator[str]:
    """The address of the app, on any port or this one; each request in a thread of its own. `woken`: wakes whoever
    waits for something to say to a browser."""
    server = _Server("127.0.0.1", port, app, _Quiet)
    thread = Thread(target=server.serve_forever, args=(LOOKS_EACH,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        server.cut(woken)
        thread.join()


class _Server(ThreadedWSGIServer):
    """One that knows who is being answered."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._answering: list[tuple[Thread, socket.socket]] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        self._answering.append((thread, request))
        thread.start()

    def cut(self, woken: Woken) -> None:
        for _, connection in self._answering:
            with suppress(OSError):  # it was over before
                connection.shutdown(socket.SHUT_RDWR)
        woken()
        for thread, _ in self._answering:
            thread.join(ENDS_WITHIN.total_seconds())
            assert not thread.is_alive(), f"{thread.name} of {self.app} answers somebody who has gone"


class _Quiet(WSGIRequestHandler):
    """Tells of errors only."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass

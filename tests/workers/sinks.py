"""A mail server and a webhook's receiver on this machine, real to the socket, that can be told to misbehave."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class MailServer:
    """Keeps each letter that it accepted. `refuses`: a reply by command (`RCPT`, `DATA`, `.`: after the letter itself).
    `hangs_up_at`: the command after which it is gone without a word."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    hangs_up_at: str | None = None
    certificate: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class _Session(socketserver.StreamRequestHandler):
    server: "_Smtp"

    def handle(self) -> None:
        sink, said = self.server.sink, "220 here"
        while True:
            if said:
                self.wfile.write(said.encode() + b"\r\n")
            command = self.rfile.readline().decode().strip()
            verb = command.partition(" ")[0].upper()
            if command:
                sink.commands.append(command)
            if not command or verb == sink.hangs_up_at:
                return
            said = sink.refuses.get(verb) or self._obey(verb, command)
            if verb == "STARTTLS":
                try:
                    self._encrypt(said)
                except ssl.SSLError:  # our certificate was not believed
                    return
                said = ""
            elif verb == "DATA" and said.startswith("354"):
                self.wfile.write(said.encode() + b"\r\n")
                letter = self._letter()
                if sink.hangs_up_at == ".":
                    return
                said = sink.refuses.get(".", "250 kept")
                if said.startswith("250"):
                    sink.letters.append(letter)

    def _obey(self, verb: str, command: str) -> str:
        sink = self.server.sink
        match verb:
            case "EHLO":
                offers = [*(["STARTTLS"] if sink.certificate else []), "AUTH PLAIN"]
                return "\r\n".join(["250-here", *(f"250-{offer}" for offer in offers[:-1]), f"250 {offers[-1]}"])
            case "RCPT":
                sink.recipients.append(command.partition("<")[2].rstrip(">"))
                return "250 good"
            case "DATA":
                return "354 go on"
            case "STARTTLS":
                return "220 go on"
            case "AUTH":
                return "235 welcome"
            case _:
                return "250 good"

    def _encrypt(self, said: str) -> None:
        certificate = self.server.sink.certificate
        assert certificate is not None
        self.wfile.write(said.encode() + b"\r\n")
        self.request = self.connection = certificate.wrap_socket(self.connection, server_side=True)
        self.setup()

    def _letter(self) -> EmailMessage:
        lines = iter(self.rfile.readline, b".\r\n")
        body = b"".join(line.removeprefix(b".") for line in lines)
        return message_from_bytes(body, policy=policy.default)


class _Smtp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    sink: MailServer


@contextmanager
def mail_server(certificate: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    with _Smtp(("127.0.0.1", 0), _Session) as server, _serving(server):
        server.sink = MailServer(port=server.server_address[1], certificate=certificate)
        yield server.sink


@dataclass(frozen=True)
class Posted:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Keeps what is posted, and answers with `statuses` in turn, then with 204. None: hangs up without an answer."""

    port: int = 0
    posted: list[Posted] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/alarms"


class _Post(BaseHTTPRequestHandler):
    server: "_Http"

    def do_POST(self) -> None:
        sink = self.server.sink
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sink.posted.append(Posted(self.path, dict(self.headers), body))
        status = sink.statuses.pop(0) if sink.statuses else 204
        if status is None:
            return
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Http(ThreadingHTTPServer):
    sink: Receiver


@contextmanager
def receiver(statuses: Sequence[int | None] = ()) -> Iterator[Receiver]:
    with _Http(("127.0.0.1", 0), _Post) as server, _serving(server):
        server.sink = Receiver(port=server.server_address[1], statuses=list(statuses))
        yield server.sink


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    serve: Callable[[], None] = lambda: server.serve_forever(poll_interval=0.01)  # noqa: E731 - as short as can be
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()

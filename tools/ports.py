"""Which TCP ports of this machine are free. Deliberately reserves none: a port may be taken right after the answer."""

import socket


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen on this port, on every address of the machine."""
    try:
        socket.create_server(("", port)).close()
    except OSError:
        return False
    return True

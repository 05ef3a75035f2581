"""Which TCP ports of this machine are free. Deliberately reserves none: a port may be taken right after the answer.

That is rare all the same. Ports are looked for below those that the system gives to whoever connects, of which there
are thousands a minute; and each process looks in a place of its own, and never twice at the same one.
"""

import os
import socket
from itertools import count

FIRST, MANY = 12_000, 20_000
"""Above what is well known and what a browser refuses to go to, below where the system begins: Linux at 32,768."""
APART, STEP = 211, 7_919
"""Between the first ports of two processes that began one after the other, and between two of one process: whoever is
given a port may take the next one too. The step is a prime, so that each port comes once in a round."""

_looked_at = count(os.getpid() * APART, STEP)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    for _ in range(MANY):
        port = FIRST + next(_looked_at) % MANY
        if is_free(port, "127.0.0.1"):
            return port
    raise OSError("no port of this machine is free")


def is_free(port: int, at: str = "") -> bool:
    """Whether a server could listen on this port: on every address of the machine, or on one."""
    try:
        socket.create_server((at, port)).close()
    except OSError:
        return False
    return True

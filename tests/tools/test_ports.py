"""Which ports are free, for servers that are started side by side in many processes."""

import socket

from tools.ports import FIRST, MANY, free_port, is_free

A_WHILE = 500


def test_no_port_is_given_twice_nor_one_that_the_system_gives_to_others() -> None:
    given = [free_port() for _ in range(A_WHILE)]
    assert len(set(given)) == A_WHILE
    assert all(FIRST <= port < FIRST + MANY <= 32_768 for port in given)


def test_whoever_takes_the_next_one_too_takes_nobody_elses() -> None:
    given = {free_port() for _ in range(A_WHILE)}
    assert not given & {port + 1 for port in given}


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
        assert not is_free(port, "127.0.0.1")

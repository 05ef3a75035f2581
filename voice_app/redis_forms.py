"""The forms in which operators have their Redis (one server, one behind Sentinel, a cluster), and one client for all.

The board lies under one hash tag, so in each form all of it is on one server: what differs is who knows which one that
is just now. So a connection asks that first, and one that finds itself at the wrong server leaves it and asks again.
Deliberately not redis-py's own client for a cluster: it asks while it is made, when nobody may be there, and tries
again ten times, while a caller hears nothing. The patience is the runtime's.
"""

import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.connection import Connection, SSLConnection, UnixDomainSocketConnection, parse_url
from redis.crc import key_slot
from redis.exceptions import AskError, MasterDownError, ReadOnlyError
from redis.retry import Retry

from routing.board import NAME
from voice_app.redis_address import Address, Node

WAY_IS_TOLD_WITHIN: Final = 0.15
"""Seconds, to reach whoever knows the way and again for the answer: one of them may be dead, and there is still time in
one hook to ask the next."""
KEPT_ALIVE: Final = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}
"""Seconds, seconds, times. A firewall forgets a connection that is silent for minutes, and a machine that lost its
power says no word: so it is noticed within half a minute, and not by a caller who waits."""


class NotHere(redis.ConnectionError):
    """This server is not, or no more, the one that has our keys; what was asked has not been done."""


def client_of(url: str, **how: Any) -> redis.Redis:
    """A client of the server that has our keys, whichever it is when it is asked; `how` in redis-py's words. Nobody is
    asked before that."""
    address = Address.read(url)
    if address.form == "socket":
        return redis.Redis.from_url(url, connection_class=UnixDomainSocketConnection, **how)
    is_encrypted = address.plain.startswith("rediss:")
    return redis.Redis.from_url(
        address.plain,
        connection_class=FindingEncrypted if is_encrypted else Finding,
        find=_guide(address),
        socket_keepalive=True,
        socket_keepalive_options={getattr(socket, n): s for n, s in KEPT_ALIVE.items() if hasattr(socket, n)},
        **how,
    )


Find = Callable[[], Node]
"""Says where our keys are at this moment. Raises redis.ConnectionError."""


def _guide(address: Address) -> Find | None:
    """Who knows the way; None: there is only one place."""
    if address.form == "one":
        return None
    options = parse_url(address.plain)  # type: ignore[no-untyped-call] # redis-py has no types for it
    is_encrypted = options.pop("connection_class", None) is SSLConnection
    how = {name: value for name, value in options.items() if name not in ("host", "port", "db")}
    how |= {"socket_connect_timeout": WAY_IS_TOLD_WITHIN, "socket_timeout": WAY_IS_TOLD_WITHIN, "ssl": is_encrypted}
    how |= {"retry": Retry(NoBackoff(), 0), "decode_responses": True}
    if address.form == "cluster":
        return _Guides(address.nodes, how, _of_cluster)
    own = {name: address.of_sentinels.get(name) for name in ("username", "password")}
    return _Guides(address.nodes, how | own, partial(_of_sentinel, address.named))


class _Guides:
    """Several who know the way; some may be dead. `ask`: one of them says where we have to go, and whom else to ask."""

    def __init__(
        self,
        nodes: Sequence[Node],
        how: Mapping[str, Any],
        ask: Callable[[redis.Redis, Node], tuple[Node | None, Iterable[Node]]],
    ) -> None:
        self._told, self._how, self._ask = tuple(nodes), how, ask
        self._known = self._told

    def __call__(self) -> Node:
        trouble: Exception | None = None
        for asked in self._known:
            try:
                with redis.Redis(*asked, **self._how) as client:
                    found, others = self._ask(client, asked)
            except (redis.ConnectionError, redis.TimeoutError) as error:
                trouble = error
                continue
            if found is not None:
                self._known = tuple(dict.fromkeys((asked, *others, *self._told)))
                return found
        # Next time somebody else is asked first: these may all be on the wrong side of a cut cable.
        self._known = (*self._known[1:], *self._known[:1])
        raise redis.ConnectionError("nobody says which server has our keys") from trouble


def _of_sentinel(named: str, client: redis.Redis, _: Node) -> tuple[Node | None, Iterable[Node]]:
    told: Any = _answer(client, "SENTINEL GET-MASTER-ADDR-BY-NAME", named)
    return (told[0], int(told[1])) if told else None, ()


def _of_cluster(client: redis.Redis, asked: Node) -> tuple[Node | None, Iterable[Node]]:
    slot, slots = key_slot(NAME.encode()), _answer(client, "CLUSTER SLOTS")
    found = (_place(master, asked) for first, last, master, *_ in slots if first <= slot <= last)
    return next(found, None), [_place(node, asked) for _, _, *nodes in slots for node in nodes]


def _answer(client: redis.Redis, *words: str) -> Any:
    return client.execute_command(*words)  # type: ignore[no-untyped-call] # likewise


def _place(node: Sequence[Any], asked: Node) -> Node:
    """A node that does not know its own address is where it was asked."""
    return node[0] or asked[0], int(node[1])


class _Finds:
    """What both kinds of connection add to redis-py's: where to connect is asked each time."""

    def __init__(self, *, find: Find | None = None, **how: Any) -> None:
        super().__init__(**how)
        self._find = find

    def _connect(self) -> Any:
        if self._find is not None:
            self.host, self.port = self._find()
        return super()._connect()  # type: ignore[misc] # of the class beside this one

    def read_response(self, *args: Any, **how: Any) -> Any:
        try:
            return super().read_response(*args, **how)  # type: ignore[misc] # likewise
        except (AskError, MasterDownError, ReadOnlyError) as error:  # MOVED is a kind of ASK to redis-py
            self.disconnect()  # type: ignore[attr-defined] # likewise
            raise NotHere("our keys are elsewhere now") from error


class Finding(_Finds, Connection):
    """Over plain TCP."""


class FindingEncrypted(_Finds, SSLConnection):
    """Over TLS."""

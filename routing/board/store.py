"""How the board is reached: one Redis, the moves as scripts, and one error for all that can go wrong with it.

The one module of routing that does I/O. Deliberately knows no move.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast

import redis

from routing.records import Record, micros

A_PASS = 100
"""How many of each kind `due` lists, so that one pass of the ticker stays short."""

AT_ONCE: Final = 500
"""Records read in one round trip: a caller's move must not wait behind ten thousand."""

NAME: Final = "{gehoor}:"
"""What every key begins with. The braces are a hash tag: in a cluster all of the board is on one node, where one script
may touch it."""

LUA = Path(__file__).parent.parent / "lua"
SHARED = ("_agent", "_kind", "_wish", "_call", "_reservation", "_staffing", "_ahead")
"""What stands before every move, in this order."""


class BoardGone(Exception):
    """Redis does not answer, or answers that it cannot (full, read-only, loading). Whether the move was made is not
    known."""


class Store:
    """The live state under one name. `client` decodes its responses; its time-outs bound every move."""

    def __init__(self, client: redis.Redis, name: str = NAME) -> None:
        if not client.get_encoder().decode_responses:
            raise ValueError("the board needs a client with decode_responses=True")
        self._client = client
        self._name = name
        shared = "".join((LUA / f"{part}.lua").read_text() for part in SHARED)
        self._scripts = {path.stem: client.register_script(shared + path.read_text()) for path in LUA.glob("[!_]*.lua")}

    def _run(self, move: str, *args: str | int) -> Any:
        with self._reaching():
            return self._scripts[move](keys=[self._name], args=args)

    def _run_each(self, move: str, asked: Iterable[Sequence[str | int]], at_once: int) -> Iterator[Any]:
        """The same move many times, so many in one round trip; each is a move of its own."""
        rest = iter(asked)
        while some := list(islice(rest, at_once)):
            with self._reaching(), self._client.pipeline(transaction=False) as pipe:
                for args in some:
                    self._scripts[move](keys=[self._name], args=args, client=pipe)
                answers = pipe.execute()
            yield from answers

    def _read_hash(self, key: str) -> Record:
        with self._reaching():
            return cast(Record, self._client.hgetall(self._name + key))

    def _read_hashes(self, keys: Iterable[str]) -> list[Record]:
        """Many, in few round trips; empty where there is none."""
        read, rest = list[Record](), iter(keys)
        while some := list(islice(rest, AT_ONCE)):
            with self._reaching(), self._client.pipeline(transaction=False) as pipe:
                for key in some:
                    pipe.hgetall(self._name + key)
                read.extend(pipe.execute())
        return read

    def _up_to(self, *limits: tuple[str, datetime]) -> list[list[Any]]:
        """The first of each index whose instant has come."""
        with self._reaching(), self._client.pipeline(transaction=False) as pipe:
            for index, at in limits:
                pipe.zrange(f"{self._name}{index}", "-inf", micros(at), byscore=True, offset=0, num=A_PASS)
            return cast(list[list[Any]], pipe.execute())

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except redis.RedisError as error:
            raise BoardGone(str(error)) from error

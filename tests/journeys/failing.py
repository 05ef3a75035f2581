"""A world whose stores can be broken in the middle of a call, and a watch on how long each answer really takes."""

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import redis

from carrier.clock import Clock
from carrier.transports import Params, Response, Transport
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from voice_app.breaker import Breaker
from voice_app.ledger import Ledger
from voice_app.runtime import LEDGER_RESTS, REDIS_RESTS, OnePatience, board_client

LONGEST_ANSWER = 3.0
"""Seconds of real time that a caller may wait for TwiML, whatever is broken."""


@dataclass
class Watch:
    """The breakers' clock: the world's own, so that a rest passes when the journey lets time pass."""

    clock: Clock | None = None

    def __call__(self) -> float:
        return self.clock.now().timestamp() if self.clock else 0.0


@dataclass
class Timed:
    """A transport that notes how long the service really took."""

    inner: Transport
    slowest: float = 0.0

    def send(self, method: str, url: str, params: Params, headers: Any, timeout: timedelta) -> Response:
        began = time.monotonic()
        answer = self.inner.send(method, url, params, headers, timeout)
        self.slowest = max(self.slowest, time.monotonic() - began)
        return answer


@dataclass
class Failing:
    """A world with a Redis and a ledger of its own, for breaking."""

    server: EmbeddedRedis
    file: Path
    _closing: list[Callable[[], None]] = field(default_factory=list)

    def world(self, start: datetime = MONDAY_NOON, **sections: dict[str, Any]) -> World:
        watch = Watch()
        ledger = Ledger(f"sqlite:///{self.file}", Breaker(LEDGER_RESTS, watch))
        client = board_client(self.server.url, OnePatience(Breaker(REDIS_RESTS, watch)))
        world = World.build(line_of(**sections), ledger, client, start)
        watch.clock = world.carrier.clock
        world.carrier.exchange.transport = self.timed = Timed(world.carrier.exchange.transport)
        self._closing += [ledger.close, client.close]
        return world

    def close(self) -> None:
        for close in self._closing:
            close()

    # Redis

    @contextmanager
    def killed(self) -> Iterator[None]:
        """Gone, and empty when it is back."""
        self.server.kill()
        yield
        self.server.start()

    @contextmanager
    def hung(self) -> Iterator[None]:
        """It takes connections and says nothing, and has forgotten nothing afterwards."""
        with redis.Redis.from_url(self.server.url) as client:
            process = int(client.info("server")["process_id"])
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)

    @contextmanager
    def full(self) -> Iterator[None]:
        """It answers, and takes nothing more."""
        with redis.Redis.from_url(self.server.url) as client:
            client.config_set("maxmemory", 1)
            yield
            client.config_set("maxmemory", 0)

    def wipe(self) -> None:
        with redis.Redis.from_url(self.server.url) as client:
            client.flushall()

    # the ledger

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Somebody else writes, and does not come to an end."""
        other = sqlite3.connect(self.file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        with suppress(sqlite3.OperationalError):
            other.execute("ROLLBACK")
        other.close()

    @contextmanager
    def moved_away(self) -> Iterator[None]:
        kept = self.file.with_suffix(".away")
        shutil.move(self.file, kept)
        yield
        shutil.move(kept, self.file)

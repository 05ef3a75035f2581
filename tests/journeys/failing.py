"""A world whose stores can be broken in the middle of a call, and an account of what each answer waited for.

An answer is judged by the patience that was spent in it, each wait at its longest: that is what a caller may have to
bear, and no machine that is busy with other things changes it.
"""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import redis
import structlog

from carrier.clock import Clock
from carrier.transports import Params, Response, Transport
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from tools.stage import settings_of_the_stage
from voice_app.breaker import Breaker
from voice_app.ledger import Ledger
from voice_app.ledger.engines import PATIENCE
from voice_app.ledger.store import LATE_PATIENCE
from voice_app.ledger.together import TURN
from voice_app.log import configure
from voice_app.runtime import LEDGER_RESTS, REDIS_ANSWER, REDIS_CONNECT, REDIS_RESTS, OnePatience, board_client

LONGEST_ANSWER = timedelta(seconds=3)
"""That a caller may wait for TwiML, whatever is broken."""
REDIS_BUDGET = timedelta(milliseconds=600)
"""That Redis may cost of it in all."""
A_LOOK_AT_REDIS = timedelta(seconds=REDIS_CONNECT + REDIS_ANSWER)
A_LOOK_AT_THE_LEDGER = max(PATIENCE, TURN + LATE_PATIENCE)
"""How long each may last that finds the store gone; one that finds it does not wait."""


@dataclass
class Watch:
    """The breakers' clock: the world's own, so that a rest passes when the journey lets time pass."""

    clock: Clock | None = None

    def __call__(self) -> float:
        return self.clock.now().timestamp() if self.clock else 0.0


@dataclass
class Looks:
    """How often each store was asked in vain, by whoever it was."""

    redis: int = 0
    ledger: int = 0


class CountedPatience(OnePatience):
    """With Redis. An error that passes through a connection and its command is one wait."""

    def __init__(self, breaker: Breaker, looks: Looks) -> None:
        super().__init__(breaker)
        self._looks = looks

    def call_with_retry(self, do: Callable[[], Any], *arguments: Any, **named: Any) -> Any:
        def counted() -> Any:
            try:
                return do()
            except (redis.ConnectionError, redis.TimeoutError) as error:
                if not hasattr(error, "is_counted"):
                    error.is_counted = True  # type: ignore[union-attr]  # ours
                    self._looks.redis += 1
                raise

        return super().call_with_retry(counted, *arguments, **named)


class CountedBreaker(Breaker):
    """Of the ledger: it trips once for each look in vain."""

    def __init__(self, rest: timedelta, seconds: Callable[[], float], looks: Looks) -> None:
        super().__init__(rest, seconds)
        self._looks = looks

    def trip(self) -> None:
        self._looks.ledger += 1
        super().trip()


@dataclass
class Accounted:
    """A transport that notes what each answer of the service may have waited for, at the longest."""

    inner: Transport
    looks: Looks
    longest: timedelta = timedelta()
    longest_at_redis: timedelta = timedelta()

    def send(self, method: str, url: str, params: Params, headers: Any, timeout: timedelta) -> Response:
        redis_before, ledger_before = self.looks.redis, self.looks.ledger
        answer = self.inner.send(method, url, params, headers, timeout)
        at_redis = (self.looks.redis - redis_before) * A_LOOK_AT_REDIS
        at_ledger = (self.looks.ledger - ledger_before) * A_LOOK_AT_THE_LEDGER
        self.longest = max(self.longest, at_redis + at_ledger)
        self.longest_at_redis = max(self.longest_at_redis, at_redis)
        return answer


@dataclass
class Failing:
    """A world with a Redis and a ledger of its own, for breaking."""

    server: EmbeddedRedis
    file: Path
    _closing: list[Callable[[], None]] = field(default_factory=list)

    def world(
        self,
        start: datetime = MONDAY_NOON,
        ledger_rests: timedelta = LEDGER_RESTS,
        redis_rests: timedelta = REDIS_RESTS,
        **sections: dict[str, Any],
    ) -> World:
        watch, looks = Watch(), Looks()
        ledger = Ledger(f"sqlite:///{self.file}", CountedBreaker(ledger_rests, watch, looks))
        client = board_client(self.server.url, CountedPatience(Breaker(redis_rests, watch), looks))
        world = World.build(line_of(**sections), ledger, client, start)
        watch.clock = world.carrier.clock
        world.carrier.exchange.transport = self.account = Accounted(world.carrier.exchange.transport, looks)
        self._closing += [ledger.close, client.close]
        return world

    def demand_short_waits(self) -> None:
        """Nobody on the phone can have waited for longer than may be."""
        assert self.account.longest < LONGEST_ANSWER
        assert self.account.longest_at_redis <= REDIS_BUDGET

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
    def paused(self) -> Iterator[None]:
        """It takes commands and answers none. A pause cannot be taken back: it is another server that comes after."""
        with redis.Redis.from_url(self.server.url) as client:
            client.execute_command("CLIENT", "PAUSE", 3_600_000, "ALL")
        yield
        self.server.kill()
        self.server.start()

    @contextmanager
    def full(self) -> Iterator[None]:
        """It answers, and takes nothing more."""
        with redis.Redis.from_url(self.server.url) as client:
            client.config_set("maxmemory", 1)
            yield
            client.config_set("maxmemory", 0)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """It answers, and refuses each write, as one that cannot write its file."""
        with redis.Redis.from_url(self.server.url) as client:
            client.config_set("min-replicas-to-write", 1)
            yield
            client.config_set("min-replicas-to-write", 0)

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


Fault = Callable[[Failing], AbstractContextManager[None]]

REDIS_IS_GONE = (Failing.killed, Failing.hung, Failing.full)
LEDGER_IS_GONE = (Failing.locked, Failing.moved_away)


def failing_on(folder: Path, empty_ledger: Path) -> Iterator[Failing]:
    """What breaks, in a folder of its own; for a fixture to yield from."""
    file = folder / "ledger.db"
    shutil.copy(empty_ledger, file)
    with EmbeddedRedis(folder / "redis") as server:
        failing = Failing(server, file)
        configure(settings_of_the_stage(), StringIO())  # as in production: a traceback for people takes seconds
        yield failing
        structlog.reset_defaults()
        failing.close()

"""The one composition root, and the only place that reads the clock and the random source.

Everything else is given what it needs: `now` once per use case, ids ready-made. Opened after gunicorn's fork and after
RQ's, because connections do not survive one. Deliberately decides nothing.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from routing.board import Board
from routing.skills import AgentId
from voice_app.jobs import Jobs, RqJobs
from voice_app.ledger import Ledger, agents, lines
from voice_app.ledger.agents import Agent, Enrolment
from voice_app.line import Line, load
from voice_app.settings import Settings
from voice_app.terms import Terms

REDIS_CONNECT = 0.25
REDIS_ANSWER = 0.3
"""Seconds. A caller hears nothing while we wait; redis-py's own defaults take 4.2 s to notice that a server is gone."""


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, aware, UTC."""
        ...


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place


def new_id() -> str:
    """An opaque id that cannot be guessed: 128 random bits, safe in URLs, job ids and keys."""
    return secrets.token_hex(16)


def pause(length: timedelta) -> None:
    """Wait. Only the loop of a process does, never a decision."""
    time.sleep(length.total_seconds())  # noqa: TID251 - the one place


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a process stands on. The line, its version on the ledger, and the roster are those of the start."""

    settings: Settings
    terms: Terms
    line_version: int
    roster: Mapping[AgentId, Agent]
    ledger: Ledger
    board: Board
    jobs: Jobs
    clock: Clock
    new_id: Callable[[], str] = new_id

    @property
    def line(self) -> Line:
        return self.terms.line

    def now(self) -> datetime:
        return self.clock.now()


def open_runtime(settings: Settings) -> Runtime:
    """The runtime that the environment describes. Raises Mistakes (line file), UnknownSchema, LedgerGone."""
    url = settings.redis_url.get_secret_value()
    return assemble(
        settings,
        load(settings.line_file),
        Ledger(settings.database_url.get_secret_value()),
        board=Board(board_client(url)),
        jobs=RqJobs(jobs_client(url)),
        clock=WallClock(),
    )


def assemble(
    settings: Settings,
    line: Line,
    ledger: Ledger,
    *,
    board: Board,
    jobs: Jobs,
    clock: Clock,
    new_id: Callable[[], str] = new_id,
) -> Runtime:
    """A runtime from its parts: notes the line's version and its roster on the ledger."""
    ledger.demand_current()
    with ledger.write() as connection:
        version = lines.keep_version(connection, line.as_dict(), line.digest, clock.now())
        agents.enrol(connection, _enrolments(line), clock.now())
        roster = {agent.id: agent for agent in agents.all(connection)}
    return Runtime(settings, Terms.of(line), version, roster, ledger, board, jobs, clock, new_id)


def board_client(url: str) -> redis.Redis:
    """For the board: decoded answers, and no patience, because a caller is on the line."""
    return redis.Redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=REDIS_CONNECT,
        socket_timeout=REDIS_ANSWER,
        retry=Retry(NoBackoff(), 0),
    )


def jobs_client(url: str) -> redis.Redis:
    """For ringing RQ's bell: bytes, as RQ wants them, and as little patience."""
    return redis.Redis.from_url(
        url, socket_connect_timeout=REDIS_CONNECT, socket_timeout=REDIS_ANSWER, retry=Retry(NoBackoff(), 0)
    )


def _enrolments(line: Line) -> list[Enrolment]:
    return [
        Enrolment(
            id=AgentId(agent.id),
            name=agent.name,
            reach=agent.reach,
            languages=agent.languages,
            skills=dict(agent.skills),
            role=agent.role,
            on_call=tuple(agent.model_dump(mode="json")["on_call"]),
        )
        for agent in line.agents
    ]

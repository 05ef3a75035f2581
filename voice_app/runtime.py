"""The one composition root, and the only place that reads the clock and the random source.

Everything else is given what it needs: `now` once per use case, ids ready-made. Opened after gunicorn's fork and after
RQ's, because connections do not survive one. Deliberately decides nothing.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol, Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from flows import phrases
from routing.board import Board
from routing.skills import AgentId
from voice_app.breaker import Breaker
from voice_app.in_haste import InHaste
from voice_app.jobs import Jobs, RqJobs
from voice_app.kept import Kept
from voice_app.ledger import Ledger, agents, heartbeats, lines, wordings
from voice_app.ledger.agents import Agent, Enrolment
from voice_app.ledger.caps import Spent
from voice_app.ledger.lines import LineVersion
from voice_app.line import Line
from voice_app.line.sections import Agent as AgentInFile
from voice_app.line_at_start import line_in_force
from voice_app.living_line import Held, LivingLine
from voice_app.redis_forms import NotHere, client_of
from voice_app.roster import Roster
from voice_app.seeing.counts import Counts
from voice_app.seeing.traces import NoTraces, Traces, traces
from voice_app.settings import Settings
from voice_app.terms import Terms
from voice_app.twiml import Urls

REDIS_CONNECT = 0.25
REDIS_ANSWER = 0.3
"""Seconds. A caller hears nothing while we wait; redis-py's own defaults take 4.2 s to notice that a server is gone."""

REDIS_RESTS = timedelta(seconds=5)
LEDGER_RESTS = timedelta(seconds=1)
"""How long a store that was found gone is not asked again. A ledger may only have been busy for longer than a caller
can wait, and what is refused meanwhile may be a promise: so it rests no longer than one hook takes to end."""

LIVE_LASTS = timedelta(seconds=1)
"""How long a process trusts what it knows of how many callers there are: in a flood the count is worth no look each."""

SPENT_LASTS = timedelta(seconds=5)
"""How long a process trusts what it knows of dials and minutes: the gate counts anew at each of them."""

CLOCK_MAY_LAG = timedelta(minutes=5)
"""How far a clock may stand behind the last sign of life on the ledger; further, and every deadline is misread."""


class ClockBehind(Exception):
    """This machine's clock stands well before what the ledger has already lived through."""


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


def new_code() -> str:
    """Six digits to be read out, each as likely as any other."""
    return f"{secrets.randbelow(1_000_000):06}"


def new_token() -> str:
    """What opens something for whoever holds it: 256 random bits, safe in URLs and cookies."""
    return secrets.token_urlsafe(32)


def seconds() -> float:
    """A clock that only goes forward, whatever it counts from: for patience, never for an instant."""
    return time.monotonic()


def pause(length: timedelta) -> None:
    """Wait. Only the loop of a process does, never a decision."""
    time.sleep(length.total_seconds())  # noqa: TID251 - the one place


@dataclass(frozen=True, slots=True)
class Runtime:
    """What one use case stands on: one version of the line, and what all versions have in common.

    Whoever comes in from outside takes the `current` one, a call that goes on the one it is `under`; what is beneath
    takes what it is given. `pins`: by the line file. `spent`: what calling customers came to, as last known; `live`:
    how many callers there are; `counts`: what was counted; `in_haste`: who was turned away and is not written down.
    """

    settings: Settings
    terms: Terms
    line_version: int
    living: LivingLine
    roster: Mapping[AgentId, Agent]
    by_reach: Mapping[str, Agent]
    ledger: Ledger
    board: Board
    jobs: Jobs
    clock: Clock
    new_id: Callable[[], str] = new_id
    new_code: Callable[[], str] = new_code
    new_token: Callable[[], str] = new_token
    spent: Kept[Spent] = field(default_factory=lambda: Kept(SPENT_LASTS))
    live: Kept[int] = field(default_factory=lambda: Kept(LIVE_LASTS))
    pins: Mapping[AgentId, str] = field(default_factory=dict, repr=False)
    counts: Counts = field(default_factory=Counts, repr=False)
    traces: Traces = field(default_factory=NoTraces, repr=False)
    in_haste: InHaste = field(default_factory=InHaste, repr=False)

    @property
    def line(self) -> Line:
        return self.terms.line

    @property
    def urls(self) -> Urls:
        """Where a conversation under this version goes on."""
        return Urls(self.settings.public_base_url, self.line_version)

    def current(self) -> "Runtime":
        """Under the newest version, as it was found a second ago at the earliest."""
        return self._with(self.living.current())

    def newest(self) -> "Runtime":
        """Under the version that is the newest at this moment: for a call that begins."""
        return self._with(self.living.newest())

    def under(self, line_version: int | None) -> "Runtime":
        """For a call that began under this version of the line; the current one where it is unknown."""
        return self._with(self.living.under(line_version))

    def _with(self, held: Held) -> "Runtime":
        return self if held.terms is self.terms else replace(self, terms=held.terms, line_version=held.version)

    def now(self) -> datetime:
        return self.clock.now()


def open_runtime(settings: Settings, line: Line) -> Runtime:
    """The runtime that the environment describes. Raises UnknownSchema, ClockBehind, LedgerGone."""
    patience = one_patience()
    spans = traces(settings.otel_exporter_otlp_endpoint)
    of_ledger, of_board = spans.seen(Ledger, Board)
    return assemble(
        settings,
        line,
        of_ledger(settings.database_url.get_secret_value(), Breaker(LEDGER_RESTS, time.monotonic)),
        board=of_board(board_client(settings.redis_url.get_secret_value(), patience)),
        # A server of the jobs' own that is gone says nothing about the board's.
        jobs=RqJobs(jobs_client(settings.jobs_url, patience if settings.jobs_redis_url is None else one_patience())),
        clock=WallClock(),
        spans=spans,
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
    spans: Traces | None = None,
) -> Runtime:
    """A runtime from its parts: finds the version of the line that counts, a new one where `line`, that of the file,
    was edited; notes it and its roster on the ledger."""
    ledger.demand_current()
    with ledger.write() as connection:
        _demand_no_clock_behind(heartbeats.last(connection), clock.now())
        held = line_in_force(connection, line, clock.now())
        wordings.keep_wording(connection, phrases.version, phrases.TONGUES, clock.now())
        agents.enrol(connection, enrolments_of(held.terms.line), clock.now())
        ever = agents.ever(connection)
    roster = Roster(partial(_who_is_there, ledger), clock.now, ever)
    return Runtime(
        settings=settings,
        terms=held.terms,
        line_version=held.version,
        living=LivingLine(held, partial(_newer, ledger), partial(_version, ledger), clock.now, roster.look_again),
        roster=roster,
        by_reach=roster.by_reach,
        ledger=ledger,
        board=board,
        jobs=jobs,
        clock=clock,
        new_id=new_id,
        traces=spans or NoTraces(),
        pins={AgentId(agent.id): agent.pin for agent in line.agents if agent.pin is not None},
    )


def _newer(ledger: Ledger, known: int) -> LineVersion | None:
    with ledger.read() as connection:
        return None if lines.newest_id(connection) == known else lines.newest(connection)


def _version(ledger: Ledger, version_id: int) -> LineVersion | None:
    with ledger.read() as connection:
        return lines.version(connection, version_id)


def _who_is_there(ledger: Ledger, mark: object) -> tuple[object, tuple[Agent, ...]] | None:
    with ledger.read() as connection:
        latest = agents.mark(connection)
        return None if latest == mark else (latest, agents.all(connection))


def _demand_no_clock_behind(last_at: datetime | None, now: datetime) -> None:
    if last_at is not None and now < last_at - CLOCK_MAY_LAG:
        raise ClockBehind(f"it is {now:%Y-%m-%d %H:%M} UTC here, and the ledger has seen {last_at:%Y-%m-%d %H:%M}")


class OnePatience(Retry):
    """What redis-py does when a server does not answer: nothing again, and for a while nothing at all.

    Every connection and command of a client passes through its `Retry`; clients that share this one share its breaker.
    """

    def __init__(self, breaker: Breaker) -> None:
        super().__init__(NoBackoff(), 0)
        self._breaker = breaker

    def call_with_retry(self, do: Callable[[], Any], *arguments: Any, **named: Any) -> Any:
        if self._breaker.is_open:
            raise redis.ConnectionError("Redis was gone a moment ago")
        ask = partial(super().call_with_retry, do, *arguments, **named)
        try:
            try:
                return ask()
            except NotHere:  # it was not done there, by one that was demoted; whoever has our keys now is asked
                return ask()
        except (redis.ConnectionError, redis.TimeoutError):
            self._breaker.trip()
            raise

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        """redis-py gives each connection a copy of its own; what one of them learns all must know."""
        return self


def one_patience() -> OnePatience:
    """For all the clients of one process."""
    return OnePatience(Breaker(REDIS_RESTS, time.monotonic))


def board_client(url: str, patience: OnePatience) -> redis.Redis:
    """For the board: decoded answers, and little patience, because a caller is on the line."""
    return client_of(
        url,
        decode_responses=True,
        socket_connect_timeout=REDIS_CONNECT,
        socket_timeout=REDIS_ANSWER,
        retry=patience,
    )


def jobs_client(url: str, patience: OnePatience) -> redis.Redis:
    """For ringing RQ's bell: bytes, as RQ wants them, and as little patience."""
    return client_of(url, socket_connect_timeout=REDIS_CONNECT, socket_timeout=REDIS_ANSWER, retry=patience)


def enrolments_of(line: Line) -> list[Enrolment]:
    """Everybody whom a line names."""
    return [enrolment_of(agent) for agent in line.agents]


def enrolment_of(agent: AgentInFile) -> Enrolment:
    """An agent as the line file, or a command in its words, names one."""
    return Enrolment(
        id=AgentId(agent.id),
        name=agent.name,
        reach=agent.reach,
        languages=agent.languages,
        skills=dict(agent.skills),
        role=agent.role,
        on_call=tuple(agent.model_dump(mode="json")["on_call"]),
    )

"""The whole house on a virtual clock: the app, the workers and the ticker over a real Redis and a real ledger, and the
stand-in carrier with people on its phones.

Time passes only when somebody waits. Jobs run at the instant they are rung for, unless the worker is dead. Knows
neither tests nor terminals: journeys and `make rehearse` both stand on it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from types import MappingProxyType
from typing import Any, Self, cast

import redis
from flask import Flask

from carrier.clock import Scheduled, VirtualClock
from carrier.events import Event, LegCreated
from carrier.phone import Phone
from carrier.testing import ACCOUNT_SID, AUTH_TOKEN, Carrier
from carrier.transports import WsgiTransport
from carrier.units import Span, span
from routing.agents import Presence
from routing.board import Board, BoardGone
from routing.calendar import Calling
from routing.escalation import BEFORE
from routing.skills import AgentId, PromiseId, ReservationId
from tools.whose_phone import WhosePhone
from voice_app import jobs, presence
from voice_app.app import create_app
from voice_app.ledger import (
    AttemptId,
    Ledger,
    LedgerGone,
    MessageSid,
    TalkRecordingId,
    TransferId,
    duties,
)
from voice_app.ledger.promise import Promise
from voice_app.ledger.samples import SampleId
from voice_app.line import Line
from voice_app.runtime import Runtime, assemble
from voice_app.seeing.watching import watched_job
from voice_app.settings import Settings
from voice_app.telephony import LegSid, TwilioTelephony
from voice_app.texting import agent_texts, replies
from workers import (
    alarms,
    callbacks,
    consults,
    customers,
    digest,
    heartbeat,
    invitations,
    messages,
    rooms,
    samples,
    transfers,
    what_if,
)
from workers import recording as recordings
from workers.asked import watched
from workers.shop import Shop
from workers.ticker import Ticker

BASE_URL = "https://line.example"
API_TOKEN = "token-of-this-stage"  # noqa: S105 - opens nothing but this stage
NO_MORE: Mapping[str, str] = MappingProxyType({})
EACH_SECOND = timedelta(seconds=1)
NOW_AND_THEN = timedelta(seconds=5)
QUIET_TICK = timedelta(seconds=30)
A_LONG_TIME = timedelta(minutes=10)
NIGHT_TICK = timedelta(minutes=30)


@dataclass
class InlineJobs:
    """RQ's place: jobs run on the carrier's clock, as soon as whoever rang has finished. `hangs`: there is a bell."""

    clock: VirtualClock
    run: dict[str, Callable[..., None]] = field(default_factory=dict)
    worker_lives: bool = True
    hangs: bool = True
    house: Runtime | None = None

    def ring(self, job: str, *ids: str) -> bool:
        if self.worker_lives and self.hangs:
            self.clock.call_later(timedelta(0), lambda: self._do(job, *ids))
        return self.hangs

    def _do(self, job: str, *ids: str) -> None:
        seen = watched_job(cast(Runtime, self.house), job, ids)
        with suppress(BoardGone, LedgerGone), seen:  # as RQ has it: the job has failed, and nobody else
            self.run[job](*ids)

    def piled_up(self) -> Mapping[str, jobs.PiledUp]:
        return {}


@dataclass
class Stage:
    """The house, the carrier around it, and the clock of both. `pace`: how many times slower than a real one the ticker
    ticks, for whoever lives through thousands of hours."""

    house: Runtime
    app: Flask
    carrier: Carrier
    jobs: InlineJobs
    shop: Shop
    whose_phone: WhosePhone
    ticker: Ticker
    ticker_lives: bool = True
    pace: int = 1
    is_long: bool = False
    next_tick: Scheduled | None = None

    @classmethod
    def build(
        cls, line: Line, ledger: Ledger, client: redis.Redis, start: datetime, env: Mapping[str, str] = NO_MORE
    ) -> Self:
        """Set up over a migrated ledger and an empty Redis, at `start`. Ids count up, so that each run is the same."""
        carrier = Carrier.over(_Late(), BASE_URL, start=start, line=line.number)
        settings = settings_of_the_stage(env)
        ids = count(1)
        bell = InlineJobs(carrier.clock)
        clock, new_id = carrier.clock, lambda: f"id{next(ids):04}"
        house = assemble(settings, line, ledger, board=Board(client), jobs=bell, clock=clock, new_id=new_id)
        app = create_app(house)
        carrier.exchange.transport = WsgiTransport(app, BASE_URL)
        telephony = TwilioTelephony(settings, line.number, line.text.sender, carrier.http_client())
        whose_phone = WhosePhone(carrier.clock, lambda: line.customers.lookup_within)
        shop = Shop(house, watched(telephony, house), directory=whose_phone, open_carrier=partial(_carrier_of, carrier))
        bell.run, bell.house = _jobs(shop), house
        if line.text.sender is not None:
            carrier.exchange.add_number(line.text.sender, sms_url=f"{BASE_URL}/sms/answer")
        stage = cls(house, app, carrier, bell, shop, whose_phone, Ticker(shop))
        carrier.exchange.subscribe(stage._wake)
        presence.restore_board(house, house.now())
        stage._tick()
        return stage

    # people

    def caller(self, phone: str = "+31622222222", name: str = "the caller") -> Phone:
        return self.carrier.phones.caller(phone, name)

    def agent(self, id_: str) -> Phone:
        agent = self.house.roster[AgentId(id_)]
        return self.carrier.phones.agent(agent.reach, agent.name)

    def declares(self, id_: str, declared: Presence) -> None:
        presence.declare(self.house, AgentId(id_), declared, "stage", self.now)

    # time

    @property
    def now(self) -> datetime:
        return self.house.now()

    def passes(self, time: Span, until: Callable[[], bool] = lambda: False) -> None:
        """Let time go by, or less where `until` comes true. In a long stretch the ticker comes by less often."""
        self.is_long = span(time) >= A_LONG_TIME
        self.carrier.clock.run_until(until, span(time))
        if self.is_long:
            self.is_long = False
            self._tick_at(self.now)

    def _tick(self) -> None:
        if self.ticker_lives:
            self.ticker.tick(self.now)
        self._tick_at(self.now + self._pause())

    def _tick_at(self, at: datetime) -> None:
        if self.next_tick is not None:
            self.next_tick.cancel()
        self.next_tick = self.carrier.clock.call_at(at, self._tick)

    def _wake(self, event: Event) -> None:
        """Somebody dials: the ticker comes by each second again."""
        if isinstance(event, LegCreated):
            self._tick_at(self.now + EACH_SECOND)

    def _pause(self) -> timedelta:
        """Until the next tick: a second where anything may come of it. While nobody is on the phone and nothing can be
        dialled, the ticker sleeps until something falls due, so that a day takes no minute."""
        if any(call.is_live for call in self.carrier.exchange.calls):
            return (NOW_AND_THEN if self.is_long else EACH_SECOND) * self.pace
        if self.is_long and not self.ticker_lives:
            return NIGHT_TICK  # nobody is there to do what falls due
        try:
            return self._until_something_falls_due()
        except (BoardGone, LedgerGone):  # nobody can tell
            return EACH_SECOND

    def _until_something_falls_due(self) -> timedelta:
        owed = [promise for promise in self.promises() if promise.state in ("open", "attempting")]
        if any(promise.state == "attempting" or self._may_be_dialled(promise) for promise in owed):
            pause = (QUIET_TICK if self.is_long else NOW_AND_THEN) * self.pace
        else:
            pause = NIGHT_TICK if self.is_long else QUIET_TICK
        instants = [at for promise in owed for at in self._turning_points(promise)]
        return min([self.now + pause, *(at for at in instants if at > self.now)]) - self.now

    def _may_be_dialled(self, promise: Promise) -> bool:
        on_board = self.house.board.agents(self.house.roster).values()
        return (
            not promise.needs_approval
            and promise.not_before <= self.now
            and any(one.agent.presence is Presence.READY for one in on_board)
            and self._calling(promise).is_allowed(self.now, promise.effective_due_by)
        )

    def _turning_points(self, promise: Promise) -> Iterator[datetime]:
        yield from (promise.not_before, promise.due_by)
        yield from (promise.effective_due_by - before for before in BEFORE.values())
        yield from (span.start_at for span in self._calling(promise).spans(self.now, self.now + NIGHT_TICK))

    def _calling(self, promise: Promise) -> Calling:
        return self.house.current().terms.calling(promise.phone, promise.need, self.now)

    # what stands written

    def promises(self) -> tuple[Promise, ...]:
        with self.house.ledger.read() as ledger:
            return duties.page(ledger).items


def _carrier_of(carrier: Carrier, settings: Settings, number: str, sender: str | None) -> TwilioTelephony:
    return TwilioTelephony(settings, number, sender, carrier.http_client())


def settings_of_the_stage(env: Mapping[str, str] = NO_MORE) -> Settings:
    """The environment of a house that no real carrier knows; `env`: variables beside these."""
    return Settings.from_env(
        {
            "PUBLIC_BASE_URL": BASE_URL,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "SECRET_KEY": "only-for-this-stage",
            "API_TOKEN": API_TOKEN,
            "LOG_FORMAT": "console",
            "DISK_LOW_MB": "1",  # of the machine that the stage stands on, and nobody's alarm here
            **env,
        }
    )


class _Late:
    """The transport until the app stands: the carrier must be there first, because its clock is the house's."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError("the carrier spoke before the house stood")


def _jobs(opened: Shop) -> dict[str, Callable[..., None]]:
    shop, now = opened.current, opened.house.now
    return {
        jobs.REDIRECT: lambda reservation: callbacks.redirect_caller(shop(), reservation),
        jobs.KEEP_PROMISE: lambda promise, attempt, agent: callbacks.ring_for_promise(
            shop(), PromiseId(promise), AttemptId(attempt), AgentId(agent), now()
        ),
        jobs.SEND_ON: lambda transfer: transfers.redirect_caller(shop(), TransferId(transfer)),
        jobs.ROOM: lambda talk: rooms.drive(shop(), ReservationId(talk)),
        jobs.CONSULT: lambda transfer: consults.drive(shop(), TransferId(transfer)),
        jobs.RECORD: lambda recording: recordings.drive(shop(), TalkRecordingId(recording)),
        jobs.END_LEG: lambda leg: callbacks.hang_up(shop(), LegSid(leg)),
        jobs.TELL_AGENT: lambda reservation: agent_texts.tell(shop().house, ReservationId(reservation), now()),
        jobs.ASK_AGENTS: lambda: agent_texts.ask_how_it_ended(shop().house, now()),
        jobs.ANSWER_TEXT: lambda sid: replies.answer(shop().house, MessageSid(sid), now()),
        jobs.LOOK_UP: lambda subject: customers.ask_about(shop(), subject, now()),
        jobs.SAMPLE: lambda sample: samples.ring(shop(), SampleId(sample), now()),
        jobs.SEND_TEXTS: lambda: messages.send_queued(shop(), now()),
        jobs.SEND_ALARMS: lambda: alarms.tell_next(shop()),
        jobs.SEND_DIGEST: lambda day: digest.send_day(shop(), day),
        jobs.SEND_INVITATIONS: lambda: invitations.send_all(shop()),
        jobs.BEAT: lambda: heartbeat.note_beat(shop()),
        jobs.ANSWER_WHAT_IF: lambda asked: what_if.play(shop(), asked),
    }

"""The heartbeat: what expired, what waits, what is due, what was broken; once a second, and safe in two copies.

Everything here could have happened sooner by a hook or a job; the ticker is why it happens at all. Each duty is guarded
by itself: one that fails is logged, pushed into the future, and keeps no other from being done. Those that would look
at the ledger each second, and mostly find nothing, share one look at it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from routing.board import BoardGone
from routing.policy import PromiseHead
from voice_app import attempts, caps, jobs
from voice_app.calls import end_overdue
from voice_app.choices import PROMISES_LOOKED_AT, due, head_of, may_dial
from voice_app.dispatch import look_after, match_agent, match_heads, match_promise, ring_again
from voice_app.foresight import foresee_waits
from voice_app.ledger import LedgerGone, flight, incoming
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise
from voice_app.ledger.pulse import Pulse, feel
from voice_app.line_calendar import coming_holes
from voice_app.planning import plan_callbacks
from voice_app.presence import restore_board, take_effect
from voice_app.runtime import Runtime
from workers import consults, ghosts, rooms
from workers.asking import ask_agents_how_it_ended, ask_whether_we_helped
from workers.at_risk import look_ahead, mark_the_broken, set_the_poisoned_aside, watch_the_clock
from workers.customers import forget_who_called
from workers.forgetting import forget_recordings
from workers.ghosts import look_for_ghosts
from workers.guard import guard, guard_promise
from workers.messages import give_up_stale
from workers.missed import look_for_missed
from workers.noting import note_why_calls_wait, note_why_promises_wait
from workers.outage import ask_the_carrier
from workers.reconcile import reconcile
from workers.recording import look_for_strays, mind_recordings
from workers.shop import Shop
from workers.sign_ins import forget_sign_ins
from workers.summons import summon_supervisors
from workers.transfers import send_on_again
from workers.voicemail import find_messages
from workers.watch import beat, tell_supervisors, watch_ghosts

EACH_TICK: Final = timedelta()
OFTEN: Final = timedelta(seconds=5)
SELDOM: Final = timedelta(seconds=15)
EACH_MINUTE: Final = timedelta(minutes=1)
RARELY: Final = timedelta(minutes=2)
DAILY: Final = timedelta(days=1)
AFTER_A_FAILURE: Final = timedelta(seconds=30)
TO_BE_ANSWERED: Final = timedelta(seconds=10)
"""How long a text that came in waits for the job that was rung for it."""

log = structlog.get_logger()


@dataclass
class Ticker:
    """The duties of one process, and when each is next due."""

    shop: Shop
    _next_at: dict[str, datetime] = field(default_factory=dict)

    def tick(self, now: datetime) -> None:
        """Do what is due."""
        pulse = self._feel(now)
        for duty, every in DUTIES.items():
            if now >= self._next_at.get(duty.__name__, now) and _is_called_for(duty, pulse):
                self._next_at[duty.__name__] = now + every
                self._do(duty, now)

    def _feel(self, now: datetime) -> Pulse | None:
        """None where nobody can tell; duties that need no ledger are done all the same."""
        felt: list[Pulse] = []

        def look() -> None:
            with self.shop.house.ledger.read() as ledger:
                felt.append(feel(ledger, now))

        try:
            guard(look, lambda: None, duty="feel")
        except LedgerGone:
            log.warning("ticker.store_gone", duty="feel", store=LedgerGone.__name__)
        return felt[0] if felt else None

    def _do(self, duty: "Duty", now: datetime) -> None:
        def postpone() -> None:
            self._next_at[duty.__name__] = now + AFTER_A_FAILURE

        try:
            guard(partial(duty, self.shop, now), postpone, duty=duty.__name__)
        except (BoardGone, LedgerGone) as error:
            log.warning("ticker.store_gone", duty=duty.__name__, store=type(error).__name__)


Duty = Callable[[Shop, datetime], None]


def _is_called_for(duty: Duty, pulse: Pulse | None) -> bool:
    """Without a ledger nothing can be done of what its pulse calls for."""
    if duty not in CALLED_FOR_BY:
        return True
    return pulse is not None and CALLED_FOR_BY[duty](pulse)


def bring_back_the_board(shop: Shop, now: datetime) -> None:
    """A board that was wiped gets its roster and presences back; its calls come back by themselves."""
    restore_board(shop.house, now)


def show_declared_presences(shop: Shop, now: datetime) -> None:
    """What an agent declared stands on the ledger; a hook that should have brought it to the board may be lost."""
    take_effect(shop.house, now)


def end_what_has_expired(shop: Shop, now: datetime) -> None:
    """Reservations of which nothing was heard, rests and wrap-ups that are over, callers who are no longer there, and
    wishes whose time has passed."""
    house = shop.house
    due = house.board.due(now)
    for reservation in due.expired:
        if held := house.board.reservation(reservation):
            ghosts.expire(shop, held, now)
    for agent in due.lapsed:
        if house.board.lapse(agent, now) == "freed":
            match_agent(house, agent, now)
    ghosts.bury(shop, due.ghosts, now)
    for sid in due.wishes:
        look_after(house, sid, now)


def match_waiting_calls(shop: Shop, now: datetime) -> None:
    """Waiting widens the circle, and nobody tells us when: the match is made again."""
    match_heads(shop.house, now)


def dial_what_is_due(shop: Shop, now: datetime) -> None:
    """Promises that may be kept now, as long as agents are free for them. Each is looked at for itself before any is
    matched: whoever matches one looks at all that are due."""
    house, heads = shop.house, list[PromiseHead]()

    def look_at(promise: Promise) -> None:
        if may_dial(house, promise, now):
            heads.append(head_of(house, promise, now))

    for promise in due(house, now):
        guard_promise(shop, promise.id, partial(look_at, promise), now)
    kept = [head for head in heads if head.wish][:PROMISES_LOOKED_AT]
    anybodys = [head for head in heads if not head.wish][:PROMISES_LOOKED_AT]
    for head in (*kept, *anybodys):
        guard_promise(shop, head.id, partial(_match, house, head, now), now)


def _match(house: Runtime, head: PromiseHead, now: datetime) -> None:
    match_promise(house, head, now)


def ring_lost_bells_again(shop: Shop, now: datetime) -> None:
    ring_again(shop.house, now)


def drive_consults(shop: Shop, now: datetime) -> None:
    """Agents who talk to a colleague while a caller holds: whatever is missing."""
    consults.drive_all(shop)


def drive_rooms(shop: Shop, now: datetime) -> None:
    """Callers who hold, and supervisors who listen: whatever is missing."""
    rooms.drive_all(shop)


def ask_after_silent_rooms(shop: Shop, now: datetime) -> None:
    rooms.ask_after_silent_legs(shop, now)


def ask_after_silent_consults(shop: Shop, now: datetime) -> None:
    consults.ask_after_silent_legs(shop, now)


def presume_outcomes(shop: Shop, now: datetime) -> None:
    """Talks of which no agent has said for a quarter of an hour how they went."""
    with shop.house.ledger.read() as ledger:
        unsettled = flight.unsettled(ledger, now)
    for attempt in unsettled:
        guard_promise(shop, attempt.promise_id, partial(_presume, shop.house, attempt, now), now)


def _presume(house: Runtime, attempt: Attempt, now: datetime) -> None:
    with house.ledger.write() as ledger:
        attempts.presume(ledger, house, attempt, now)


def end_calls_that_must_be_over(shop: Shop, now: datetime) -> None:
    """The carrier ends a call after four hours; where its word of that was lost, nothing else ends it here."""
    end_overdue(shop.house, now)


def answer_texts(shop: Shop, now: datetime) -> None:
    """Texts that came in and were not met by the job that was rung for them."""
    with shop.house.ledger.read() as ledger:
        waiting = incoming.unhandled(ledger, now - TO_BE_ANSWERED)
    for sid in waiting:
        shop.house.jobs.ring(jobs.ANSWER_TEXT, sid)


def send_texts(shop: Shop, now: datetime) -> None:
    give_up_stale(shop, now)
    shop.house.jobs.ring(jobs.SEND_TEXTS)


def plan(shop: Shop, now: datetime) -> None:
    """How many agents are kept free for live callers until the next plan."""
    expected = shop.learning.of(shop.house, now)
    shop.house.board.put_plan(plan_callbacks(shop.house, expected.arrivals, expected.pace, now))


def foresee(shop: Shop, now: datetime) -> None:
    """What the waits of live callers depend on, besides what the board counts."""
    foresee_waits(shop.house, shop.learning.of(shop.house, now).paces, now)


def warn_of_holes(shop: Shop, now: datetime) -> None:
    """Times of the coming four weeks at which nobody can be promised a callback in the usual time: while there is
    still somebody to put on call."""
    for hole in coming_holes(shop.house.line, now):
        log.warning("calendar.hole", from_at=hole.from_at.isoformat(), to_at=hole.to_at.isoformat())


def watch_the_caps(shop: Shop, now: datetime) -> None:
    """Whether dialling has stopped against fraud, and for whom it will start again too late."""
    caps.watch(shop.house, now)


DUTIES: Final[dict[Duty, timedelta]] = {
    bring_back_the_board: EACH_TICK,
    end_what_has_expired: EACH_TICK,
    match_waiting_calls: EACH_TICK,
    dial_what_is_due: EACH_TICK,
    ask_the_carrier: EACH_TICK,
    set_the_poisoned_aside: EACH_TICK,
    watch_the_clock: EACH_TICK,
    mark_the_broken: EACH_TICK,
    summon_supervisors: EACH_TICK,
    ring_lost_bells_again: OFTEN,
    send_on_again: EACH_TICK,
    drive_consults: EACH_TICK,
    mind_recordings: EACH_TICK,
    drive_rooms: EACH_TICK,
    presume_outcomes: OFTEN,
    note_why_calls_wait: OFTEN,
    answer_texts: OFTEN,
    ask_agents_how_it_ended: OFTEN,
    send_texts: OFTEN,
    beat: OFTEN,
    tell_supervisors: OFTEN,
    reconcile: SELDOM,
    end_calls_that_must_be_over: SELDOM,
    find_messages: SELDOM,
    look_for_strays: SELDOM,
    ask_after_silent_consults: SELDOM,
    ask_after_silent_rooms: SELDOM,
    show_declared_presences: SELDOM,
    watch_the_caps: SELDOM,
    plan: SELDOM,
    foresee: SELDOM,
    look_ahead: EACH_MINUTE,
    ask_whether_we_helped: EACH_MINUTE,
    look_for_ghosts: EACH_MINUTE,
    watch_ghosts: EACH_MINUTE,
    note_why_promises_wait: EACH_MINUTE,
    look_for_missed: RARELY,
    forget_recordings: RARELY,
    warn_of_holes: DAILY,
    forget_who_called: DAILY,
    forget_sign_ins: DAILY,
}
"""What a tick does, in this order, and how often."""

CALLED_FOR_BY: Final[Mapping[Duty, Callable[[Pulse], bool]]] = {
    dial_what_is_due: lambda pulse: pulse.due,
    ask_the_carrier: lambda pulse: pulse.outage,
    set_the_poisoned_aside: lambda pulse: pulse.poisoned,
    watch_the_clock: lambda pulse: pulse.endangered,
    mark_the_broken: lambda pulse: pulse.is_broken,
    summon_supervisors: lambda pulse: pulse.due,
    send_on_again: lambda pulse: pulse.sent_on,
    drive_consults: lambda pulse: pulse.sent_on,
    mind_recordings: lambda pulse: pulse.recorded,
    drive_rooms: lambda pulse: pulse.in_a_room,
    ask_after_silent_rooms: lambda pulse: pulse.in_a_room,
}
"""Duties that are left out where the ledger has nothing for them."""

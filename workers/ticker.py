"""The heartbeat: what expired, what waits, what is due, what was broken; once a second, and safe in two copies.

Everything here could have happened sooner by a hook or a job; the ticker is why it happens at all. Each duty is guarded
by itself: one that fails is logged, pushed into the future, and keeps no other from being done. Those that would look
at the ledger each second, and mostly find nothing, share one look at it. Deliberately does nothing itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from routing.board import BoardGone
from voice_app.ledger import LedgerGone
from voice_app.ledger.pulse import Pulse, feel
from voice_app.runtime import seconds
from voice_app.seeing import families
from workers.acts import tell_what_stands
from workers.asking import ask_agents_how_it_ended, ask_whether_we_helped
from workers.at_risk import look_ahead, mark_the_broken, set_the_poisoned_aside, watch_the_clock
from workers.counting import count_what_is_new
from workers.digest import ring_for_digest
from workers.disks import watch_the_disks
from workers.erasing import erase_what_is_old, erase_who_asked
from workers.forgetting import forget_recordings
from workers.ghosts import look_for_ghosts
from workers.guard import guard
from workers.invitations import mind_invitations
from workers.missed import look_for_missed
from workers.noting import note_why_calls_wait, note_why_promises_wait
from workers.outage import ask_after_the_account, ask_the_carrier
from workers.reconcile import reconcile
from workers.recording import look_for_strays, mind_recordings
from workers.restored import go_on_after_a_restore
from workers.shop import Shop
from workers.sign_ins import forget_sign_ins
from workers.summons import summon_supervisors
from workers.tallying import tally_days
from workers.transfers import send_on_again
from workers.upkeep import (
    answer_texts,
    ask_after_silent_consults,
    ask_after_silent_rooms,
    bring_back_the_board,
    bring_talks_by_list_to_the_board,
    dial_what_is_due,
    drive_consults,
    drive_rooms,
    end_calls_that_must_be_over,
    end_what_has_expired,
    foresee,
    match_waiting_calls,
    plan,
    presume_outcomes,
    ring_lost_bells_again,
    send_texts,
    show_declared_presences,
    warn_of_holes,
    watch_the_caps,
)
from workers.voicemail import find_messages
from workers.watch import beat, tell_supervisors, watch_ghosts, watch_the_crowd
from workers.what_if import mind_what_ifs

EACH_TICK: Final = timedelta()
OFTEN: Final = timedelta(seconds=5)
SELDOM: Final = timedelta(seconds=15)
WELL_WITHIN_A_MINUTE: Final = timedelta(seconds=20)
"""For what every page must show a minute after it began: a carrier that does not answer is asked twice before anybody
hears of it, which takes ten seconds each time, and an open page asks four times a minute."""
EACH_MINUTE: Final = timedelta(minutes=1)
RARELY: Final = timedelta(minutes=2)
DAILY: Final = timedelta(days=1)
AFTER_A_FAILURE: Final = timedelta(seconds=30)

log = structlog.get_logger()


@dataclass
class Ticker:
    """The duties of one process, and when each is next due."""

    shop: Shop
    _next_at: dict[str, datetime] = field(default_factory=dict)

    def tick(self, now: datetime) -> None:
        """Do what is due, under the line as it is now."""
        began, house = seconds(), self.shop.house
        self._follow_the_line()
        pulse = self._feel(now)
        for duty, every in DUTIES.items():
            if now >= self._next_at.get(duty.__name__, now) and _is_called_for(duty, pulse):
                self._next_at[duty.__name__] = now + every
                self._do(duty, now)
        house.counts.time(families.TICK_TOOK, seconds() - began)
        house.counts.tell_now_and_then(house.board, now)

    def _follow_the_line(self) -> None:
        """What was worked out under the line before is worked out anew at once."""
        shop = self.shop.current()
        if shop is not self.shop:
            self.shop = shop
            for duty in OF_THE_LINE:
                self._next_at.pop(duty.__name__, None)

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


DUTIES: Final[dict[Duty, timedelta]] = {
    bring_back_the_board: EACH_TICK,
    bring_talks_by_list_to_the_board: EACH_TICK,
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
    tell_what_stands: OFTEN,
    send_texts: OFTEN,
    beat: OFTEN,
    erase_what_is_old: OFTEN,
    tell_supervisors: OFTEN,
    mind_invitations: OFTEN,
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
    tally_days: SELDOM,
    count_what_is_new: SELDOM,
    ask_after_the_account: WELL_WITHIN_A_MINUTE,
    watch_the_crowd: WELL_WITHIN_A_MINUTE,
    look_ahead: EACH_MINUTE,
    ask_whether_we_helped: EACH_MINUTE,
    ring_for_digest: EACH_MINUTE,
    look_for_ghosts: EACH_MINUTE,
    erase_who_asked: EACH_MINUTE,
    watch_ghosts: EACH_MINUTE,
    watch_the_disks: EACH_MINUTE,
    note_why_promises_wait: EACH_MINUTE,
    mind_what_ifs: EACH_MINUTE,
    look_for_missed: RARELY,
    go_on_after_a_restore: SELDOM,
    forget_recordings: RARELY,
    warn_of_holes: DAILY,
    forget_sign_ins: DAILY,
}
"""What a tick does, in this order, and how often."""

OF_THE_LINE: Final[tuple[Duty, ...]] = (show_declared_presences, plan, foresee, look_ahead, warn_of_holes)
"""Duties that lay down what the line says: on the board, in the plan, before supervisors."""

CALLED_FOR_BY: Final[Mapping[Duty, Callable[[Pulse], bool]]] = {
    bring_talks_by_list_to_the_board: lambda pulse: pulse.by_list,
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
    presume_outcomes: lambda pulse: pulse.talked,
    tell_what_stands: lambda pulse: pulse.acted,
    send_texts: lambda pulse: pulse.texted,
    answer_texts: lambda pulse: pulse.answered,
    mind_invitations: lambda pulse: pulse.invited,
    reconcile: lambda pulse: pulse.in_flight,
    end_calls_that_must_be_over: lambda pulse: pulse.on_the_line,
    ask_after_silent_consults: lambda pulse: pulse.on_the_line or pulse.sent_on,
    find_messages: lambda pulse: pulse.left,
    look_for_strays: lambda pulse: pulse.taped,
    watch_the_caps: lambda pulse: pulse.dialled or pulse.alarmed,
    look_ahead: lambda pulse: pulse.unforeseen,
    erase_who_asked: lambda pulse: pulse.to_be_erased,
    forget_recordings: lambda pulse: pulse.left or pulse.taped or pulse.alarmed,
}
"""Duties that are left out where the ledger has nothing for them."""

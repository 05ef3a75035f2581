"""On the desk: that a caller may be asked by text whether we helped, ticked by the agent who heard the yes.

Deliberately asks nobody: when, and whether at all, is `voice_app.texting.follow_up`'s.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection

from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from voice_app.desk.owners import Refused, conversation
from voice_app.desk.state import Card, MayAsk
from voice_app.ledger import follow_ups, promises
from voice_app.ledger.ids import Phone
from voice_app.ledger.traces import Traces
from voice_app.runtime import Runtime
from voice_app.texting import follow_up
from voice_app.texting.follow_up import Against, Yes
from voice_app.under_way.consulting import held_for

SHOWN: Final[Mapping[Against | None, MayAsk]] = {None: "may", "stopped": "stopped", "lately": "lately"}
"""Where the line is off, or the number can be asked by no means, nothing is shown."""
NotTicked = Refused | Literal["cannot_be_asked", "asked_already"]


def standings(
    ledger: Connection,
    house: Runtime,
    cards: Iterable[Card | None],
    there: Mapping[ReservationId, Traces],
    now: datetime,
) -> Mapping[ReservationId, MayAsk]:
    """How it stands with the callers of these conversations; nothing of those who cannot be asked by any means.
    `there`: what there is to be read of each."""
    if house.line.follow_up.mode == "off":
        return {}
    shown = [card for card in cards if card is not None]
    found = [(card.reservation, _standing(ledger, house, card, there[card.reservation], now)) for card in shown]
    return {reservation: standing for reservation, standing in found if standing is not None}


def _standing(ledger: Connection, house: Runtime, card: Card, there: Traces, now: datetime) -> MayAsk | None:
    if card.kind == "consult":
        return None
    is_callback, context = card.kind == "callback", card.context
    call_sid = None if is_callback or context.call_sid is None else CallSid(context.call_sid)
    promise_id = PromiseId(context.promise_id) if is_callback and context.promise_id else None
    if call_sid is None and promise_id is None:
        return None
    stands = follow_ups.of_talk(ledger, call_sid=call_sid, promise_id=promise_id) if there.follow_up else None
    if stands is not None and stands.state != "dropped":
        return stands.state
    owed = promises.get(ledger, promise_id) if promise_id else None
    if promise_id is not None and (owed is None or not follow_up.is_own_phone(owed)):
        return None
    against = follow_up.against(ledger, house, Phone(context.phone) if context.phone else None, now)
    return SHOWN.get(against)


def tick(
    house: Runtime, agent: AgentId, reservation: ReservationId, now: datetime, *, may_ask: bool
) -> NotTicked | None:
    """The caller of this conversation may be asked, or not after all; None: it is written."""
    on_board = held_for(house, reservation)
    with house.ledger.write() as ledger:
        found = conversation(ledger, agent, reservation, on_board, now)
        if isinstance(found, str):
            return found
        if not may_ask:
            taken = follow_up.take_back(ledger, call_sid=found.call_sid, promise_id=found.promise_id)
            return None if taken else "asked_already"
        yes = Yes(agent, "desk")
        if found.promise_id is not None:
            agreed = follow_up.agree_of_promise(ledger, house, found.promise_id, yes, now)
        else:
            agreed = found.call_sid is not None and follow_up.agree_of_call(ledger, house, found.call_sid, yes, now)
        return None if agreed else "cannot_be_asked"

"""The desk of one agent at one instant, from the board and the ledger: in few looks, because fifty are shown at once.

Deliberately decides and changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal, cast

from sqlalchemy import Connection

from flows.outbound import CUSTOMER_RINGS
from routing.agents import Activity, Agent, Presence
from routing.board import InHand
from routing.days import day_at, midnight
from routing.queues import Work, WorkKind
from routing.reasons import Reason, ReasonJson
from routing.records import AgentOnBoard, Reservation
from routing.skills import AgentId, ReservationId
from voice_app.context import Context, context_under
from voice_app.desk.day import day_of
from voice_app.desk.floor import Floor, colleagues_of, floor_of, needs_open, waiting_for
from voice_app.desk.follow_up import standings
from voice_app.desk.promises import shown
from voice_app.desk.recording import messages_of, recordings_of
from voice_app.desk.rooms import hold_of, listeners_of
from voice_app.desk.state import Card, Desk, Stage
from voice_app.ledger import agents, conversations, drafts, own_promises, traces, transfers
from voice_app.ledger.agents import PresenceChange
from voice_app.ledger.conversations import Conversation
from voice_app.ledger.traces import Traces
from voice_app.runtime import Runtime
from voice_app.terms import need_of, skills_of

STAYS_TO_BE_NOTED: Final = timedelta(hours=12)
"""Of a conversation that nobody noted; whoever comes back the next day begins anew."""
KINDS: Final[dict[WorkKind, Literal["call", "callback", "consult"]]] = {
    "call": "call",
    "promise": "callback",
    "consult": "consult",
}
STAGES: Final[dict[Activity, Stage]] = {
    Activity.IDLE: "idle",
    Activity.RESERVED: "ringing",
    Activity.TALKING: "talking",
    Activity.WRAPPING_UP: "wrapping_up",
}


def desk_of(house: Runtime, agent: AgentId, now: datetime, floor: Floor | None = None) -> Desk:
    """The desk of an agent of the roster. `floor`: for whoever shows many desks of one instant. Raises BoardGone,
    LedgerGone: then nothing is known that could be shown, and the page says so."""
    floor = floor or floor_of(house)
    on_board = floor.agents.get(agent)
    in_hand = house.board.in_hand(on_board) if on_board else InHand(None, None)
    since = midnight(day_at(now, house.line.timezone), house.line.timezone)
    with house.ledger.read() as ledger:
        declared = agents.changes_since(ledger, agent, since)
        promises = shown(own_promises.of_agent(ledger, agent, since, now), agent, now)
        had = conversations.of_agent(ledger, agent, min(since, now - STAYS_TO_BE_NOTED))
        written = {one.reservation for one in had if one.has_draft}
        held, unsaid = in_hand.reservation, _unsaid(had, in_hand.reservation)
        there = {one.id: traces.of(ledger, one.id, one.work, now) for one in (held, unsaid and _as_held(unsaid)) if one}
        context = context_under(ledger, house, held, now, there[held.id]) if held else None
        card = _card(ledger, on_board, held, context)
        if card is not None and card.reservation in written:
            card = replace(card, draft=drafts.get(ledger, card.reservation))
        if card is not None and on_board is not None and on_board.agent.activity is Activity.TALKING:
            card = replace(card, rings_there=any(_rings_there(one, card, now) for one in had))
        last = _last(ledger, house, unsaid, there, now) if unsaid else None
        recorded, its = recordings_of(ledger, house, (card, last), there), there.get(held.id) if held else None
        messages = messages_of(ledger, card, its)
        hold, listeners = hold_of(ledger, card, its, now), listeners_of(ledger, house, card, its)
        may_ask = standings(ledger, house, (card, last), there, now)
    me = on_board.agent if on_board else _unknown(house, agent, now)
    need = need_of(card.context.need, card.context.language) if card else None
    return Desk(
        agent=house.roster[agent],
        presence=me.presence,
        reason=declared[-1].reason if declared and me.presence is Presence.ON_BREAK else None,
        presence_since=declared[-1].at if declared else house.roster[agent].presence_at,
        activity=me.activity,
        activity_since=me.since,
        rests_until=me.rests_until,
        stage=STAGES[me.activity],
        card=card,
        last=last,
        wrap_up_until=in_hand.until_at if me.activity is Activity.WRAPPING_UP else None,
        waiting=waiting_for(floor, me),
        promises=promises,
        day=day_of(had, declared, promises, since, now),
        colleagues=colleagues_of(house, floor, agent, need),
        needs=needs_open(floor, agent, need) if need else (),
        recordings=recorded,
        messages=messages,
        hold=hold,
        listeners=listeners,
        follow_ups=may_ask,
        put_by=_put_by(house, declared, me),
    )


def _put_by(house: Runtime, declared: Sequence[PresenceChange], me: Agent) -> str | None:
    """Who declared what stands, where that was a supervisor."""
    if not declared or declared[-1].by is None or declared[-1].presence != me.presence:
        return None
    return house.roster[declared[-1].by].name


def _unknown(house: Runtime, agent: AgentId, since: datetime) -> Agent:
    """A board that was just wiped has nobody on it for a second."""
    known = house.roster[agent]
    return Agent(agent, skills_of(known.skills, known.languages), since, Presence(known.presence))


def _card(
    ledger: Connection, on_board: AgentOnBoard | None, held: Reservation | None, context: Context | None
) -> Card | None:
    """What is in hand. None too where the stores know nothing of it that could be shown."""
    if on_board is None or held is None or context is None:
        return None
    is_mine = held.work.kind != "consult"
    return Card(
        reservation=held.id,
        kind=KINDS[held.work.kind],
        context=context,
        why_you=held.reason if is_mine else None,
        since=on_board.agent.since,
        transfer=transfers.of_talk(ledger, held.id) if context.transfer_id else None,
    )


def _rings_there(one: Conversation, card: Card, now: datetime) -> bool:
    """Is it this callback, and does the customer's phone ring? No longer than it can: the word that they picked up may
    be lost."""
    is_this = one.reservation == card.reservation and one.is_callback
    return is_this and one.began_at is None and one.ended_at is None and now - card.since <= CUSTOMER_RINGS


def _unsaid(had: Sequence[Conversation], held: Reservation | None) -> Conversation | None:
    """The conversation before the one in hand, if it is over and nothing was said of it; one of which something was
    written stays until that is said, however many came after it."""
    over = [one for one in had if one.was_talked and (held is None or one.reservation != held.id)]
    unsaid = [one for one in over if one.wrapped_at is None and (one is over[-1] or one.has_draft)]
    return unsaid[-1] if unsaid else None


def _last(
    ledger: Connection, house: Runtime, one: Conversation, there: Mapping[ReservationId, Traces], now: datetime
) -> Card | None:
    """The one of which nothing was said, as it is shown."""
    as_held = _as_held(one)
    context = context_under(ledger, house, as_held, now, there[one.reservation])
    if context is None or one.ended_at is None:
        return None
    draft = drafts.get(ledger, one.reservation) if one.has_draft else None
    return Card(one.reservation, KINDS[as_held.work.kind], context, as_held.reason, one.ended_at, draft=draft)


def _as_held(one: Conversation) -> Reservation:
    """The reservation as it stood on the board."""
    work = Work("call", one.call_sid) if one.call_sid else Work("promise", one.promise_id or "")
    reason = Reason.from_json(cast(ReasonJson, one.reason))
    return Reservation(one.reservation, one.agent_id, work, "settled", reason, one.reserved_at, one.reserved_at, None)

"""The desk of one agent at one instant, from the board and the ledger: in few looks, because fifty are shown at once.

Deliberately decides and changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, cast

from sqlalchemy import Connection

from routing.agents import Activity, Agent, Presence
from routing.board import InHand
from routing.queues import Work, WorkKind
from routing.reasons import Reason, ReasonJson
from routing.records import AgentOnBoard, Reservation
from routing.skills import AgentId
from voice_app.context import Context, context_under
from voice_app.desk.day import day_of, midnight
from voice_app.desk.floor import Floor, colleagues_of, floor_of, needs_open, waiting_for
from voice_app.desk.recording import messages_of, recordings_of
from voice_app.desk.state import Card, Desk, Stage
from voice_app.ledger import agents, conversations, transfers
from voice_app.ledger.conversations import Conversation
from voice_app.ledger.transfers import Transfer
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
    since = midnight(now, house.line.timezone)
    with house.ledger.read() as ledger:
        me = agents.get(ledger, agent) or house.roster[agent]
        had = conversations.of_agent(ledger, agent, min(since, now - STAYS_TO_BE_NOTED))
        card = _card(ledger, house, on_board, in_hand.reservation, now)
        last = _last(ledger, house, had, in_hand.reservation, now)
        recorded = recordings_of(ledger, house, (card, last))
        messages = messages_of(ledger, card)
    shown = on_board.agent if on_board else _unknown(house, agent, me.presence_at)
    need = need_of(card.context.need, card.context.language) if card else None
    return Desk(
        agent=house.roster[agent],
        presence=shown.presence,
        reason=None,
        presence_since=me.presence_at,
        activity=shown.activity,
        activity_since=shown.since,
        rests_until=shown.rests_until,
        stage=STAGES[shown.activity],
        card=card,
        last=last,
        wrap_up_until=in_hand.until_at if shown.activity is Activity.WRAPPING_UP else None,
        waiting=waiting_for(floor, shown),
        promises=(),
        day=day_of(had, since, now),
        colleagues=colleagues_of(house, floor, agent, need),
        needs=needs_open(floor, agent, need) if need else (),
        recordings=recorded,
        messages=messages,
    )


def _unknown(house: Runtime, agent: AgentId, since: datetime) -> Agent:
    """A board that was just wiped has nobody on it for a second."""
    known = house.roster[agent]
    return Agent(agent, skills_of(known.skills, known.languages), since, Presence(known.presence))


def _card(
    ledger: Connection, house: Runtime, on_board: AgentOnBoard | None, held: Reservation | None, now: datetime
) -> Card | None:
    """What is in hand. None too where the stores know nothing of it that could be shown."""
    context = context_under(ledger, house, held, now) if held else None
    if on_board is None or held is None or context is None:
        return None
    why = held.reason if held.work.kind != "consult" else None
    return Card(
        reservation=held.id,
        kind=KINDS[held.work.kind],
        context=context,
        why_you=why,
        since=on_board.agent.since,
        transfer=_transfer(ledger, held, context),
    )


def _transfer(ledger: Connection, held: Reservation, context: Context) -> Transfer | None:
    return transfers.of_talk(ledger, held.id) if context.transfer_id else None


def _last(
    ledger: Connection, house: Runtime, had: Sequence[Conversation], held: Reservation | None, now: datetime
) -> Card | None:
    """The conversation before the one in hand, if it is over and nothing was said of it."""
    before = [one for one in had if held is None or one.reservation != held.id]
    if not before or before[-1].wrapped_at is not None or before[-1].ended_at is None:
        return None
    one, ended_at = before[-1], before[-1].ended_at
    as_held = _as_held(one)
    context = context_under(ledger, house, as_held, now)
    if context is None:
        return None
    return Card(one.reservation, KINDS[as_held.work.kind], context, as_held.reason, ended_at)


def _as_held(one: Conversation) -> Reservation:
    """The reservation as it stood on the board."""
    work = Work("call", one.call_sid) if one.call_sid else Work("promise", one.promise_id or "")
    reason = Reason.from_json(cast(ReasonJson, one.reason))
    return Reservation(one.reservation, one.agent_id, work, "settled", reason, one.reserved_at, one.reserved_at, None)

"""What a desk shows of the recording of a conversation: the question to ask, and how it stands with the answer.

Says that something is paused or over only where the carrier says so. Deliberately changes nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection

from routing.recording import Known, Wanted
from routing.skills import PromiseId, ReservationId
from voice_app.desk.recorded import Recorded, State
from voice_app.desk.state import Card
from voice_app.ledger import messages, talk_recordings
from voice_app.ledger.messages import Message
from voice_app.ledger.talk_recordings import TalkRecording
from voice_app.ledger.traces import Traces
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.sound.recording import is_offered, question

_SHOWN: Final[Mapping[Known, Mapping[Wanted, State]]] = {
    "none": {"on": "starting", "paused": "starting", "over": "none", "gone": "none"},
    "asked": {"on": "starting", "paused": "pausing", "over": "ending", "gone": "deleting"},
    "on": {"on": "on", "paused": "pausing", "over": "ending", "gone": "deleting"},
    "paused": {"on": "resuming", "paused": "paused", "over": "ending", "gone": "deleting"},
    "ended": {"on": "over", "paused": "over", "over": "over", "gone": "deleting"},
    "failed": {"on": "failed", "paused": "failed", "over": "none", "gone": "deleted"},
    "gone": {"on": "deleted", "paused": "deleted", "over": "deleted", "gone": "deleted"},
}


def recordings_of(
    ledger: Connection, house: Runtime, cards: Iterable[Card | None], there: Mapping[ReservationId, Traces]
) -> Mapping[ReservationId, Recorded]:
    """Of each of these conversations; none at all where the line records no talks. `there`: what there is to be read
    of each."""
    if not is_offered(house):
        return {}
    talks = [card for card in cards if card and card.kind != "consult"]
    return {card.reservation: _recorded(ledger, house, card, there[card.reservation]) for card in talks}


def messages_of(ledger: Connection, card: Card | None, there: Traces | None) -> tuple[Message, ...]:
    """What the person of this conversation left for whoever calls, oldest first."""
    promise = card.context.promise_id if card else None
    if card and card.kind == "callback" and there and not there.messages:
        return ()
    return messages.of_promise(ledger, PromiseId(promise)) if promise else ()


def _recorded(ledger: Connection, house: Runtime, card: Card, there: Traces) -> Recorded:
    context = card.context
    tongue = house.terms.tongue(context.language, Phone(context.phone) if context.phone else None)
    its = talk_recordings.of_talk(ledger, card.reservation) if there.taped else ()
    if not its:
        return Recorded(question(house, tongue), tongue)
    last = its[0]
    return Recorded(
        question(house, tongue),
        tongue,
        state=shown_as(last),
        since=last.began_at,
        paused_by=last.paused_by,
        cause=last.cause,
    )


def shown_as(recording: TalkRecording) -> State:
    """One word for what is wanted of it and what is known."""
    return _SHOWN[recording.known][recording.wanted]

"""Is it really this customer? A code by text to the number that called, which the caller reads out to the agent.

A number that is shown can be borrowed; a phone that gets a text is in somebody's hand. So a code goes to that number
alone, never to a typed one; not to one that we rang ourselves, where nothing would be proved that is not so already,
and where the text itself says that we never ask. What is drawn is kept as a keyed digest, and the text is wiped once it
has left. Deliberately sends no text: it is queued, and a worker sends it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from flows.phrases import phrase
from routing.skills import AgentId, CallSid, ReservationId
from voice_app import jobs, numbers
from voice_app.accounts.digests import digest, digests, is_one_of
from voice_app.ledger import TextId, VerificationId, calls, texts, transfers, verifications
from voice_app.ledger.calls import Call
from voice_app.ledger.ids import Phone
from voice_app.ledger.rows import take_turn
from voice_app.ledger.texts import CODE
from voice_app.ledger.transfers import Transfer
from voice_app.ledger.verifications import Verification
from voice_app.runtime import Runtime

GOOD_FOR: Final = timedelta(minutes=10)
TRIES: Final = 3
CODES_A_CALL: Final = 3
CODES_A_DAY: Final = 5
"""To one number."""
CODES_AN_HOUR: Final = 100
"""To anybody."""
A_SECOND_CLICK: Final = timedelta(seconds=15)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

Hindrance = Literal["no_sender", "no_number", "shared", "we_called", "outside_policy", "landline", "verified"]
"""Why no code can be sent in this call."""
Sending = Literal["sent", "sent_already", "no_talk", "capped"] | Hindrance
Checking = Literal["confirmed", "wrong", "spent", "no_code", "no_talk"]


@dataclass(frozen=True, slots=True)
class CodeSent:
    """The last code of a call, not confirmed yet. `tries_left` 0: no guess is looked at any more."""

    sent_at: datetime
    good_until: datetime
    tries_left: int
    is_undelivered: bool


def hindrance(house: Runtime, call: Call, sent: Verification | None, hands: Iterable[Transfer]) -> Hindrance | None:
    """What is against verifying this caller by text; the caps aside, which are counted when it is asked for. `sent`:
    the last code of this call; `hands`: the transfers by which it came to where it is."""
    if house.line.text.sender is None:
        return "no_sender"
    if call.phone is None:
        return "no_number"
    if against := _against(house, call.phone):
        return against
    if any(transfer.is_callback for transfer in hands):
        return "we_called"
    return "verified" if sent and sent.confirmed_at else None


def _against(house: Runtime, phone: Phone) -> Hindrance | None:
    if house.line.is_shared(phone):
        return "shared"
    if numbers.judge(phone, house.line.policy).decision != "callable":
        return "outside_policy"
    return None if numbers.takes_texts(phone) else "landline"


def code_of(ledger: Connection, sent: Verification | None, now: datetime) -> CodeSent | None:
    """The last code of a call, if its caller may still read it out."""
    if sent is None or sent.confirmed_at is not None or sent.good_until <= now:
        return None
    text = texts.state_of(ledger, _text_of(sent.id))
    return CodeSent(sent.sent_at, sent.good_until, max(0, TRIES - sent.tries), text == "failed")


def send_code(house: Runtime, agent: AgentId, reservation: ReservationId, now: datetime) -> Sending:
    """Send a code to whoever this agent talks with under this reservation. Raises BoardGone, LedgerGone."""
    sid = _talk(house, agent, reservation)
    if sid is None:
        return "no_talk"
    with house.ledger.write() as ledger:
        sent = _send(ledger, house, agent, sid, now)
    if sent == "sent":
        house.jobs.ring(jobs.SEND_TEXTS)
    return sent


def _talk(house: Runtime, agent: AgentId, reservation: ReservationId) -> CallSid | None:
    """The caller's leg, while the two talk. A callback has none: the number was rung by us."""
    held = house.board.reservation(reservation)
    if held is None or held.agent != agent or held.state != "accepted" or held.work.kind != "call":
        return None
    return CallSid(held.work.id)


def _send(ledger: Connection, house: Runtime, agent: AgentId, sid: CallSid, now: datetime) -> Sending:
    call = calls.get(ledger, sid)
    if call is None or call.ended_at is not None:
        return "no_talk"
    take_turn(ledger, f"verifies {sid}")  # of two clicks at once the second is to see the first
    before = verifications.of_call(ledger, sid)
    if (against := hindrance(house, call, before, transfers.arrived(ledger, sid))) or call.phone is None:
        return against or "no_number"
    if before is not None and now < before.sent_at + A_SECOND_CLICK:
        return "sent_already"
    if _is_capped(ledger, house, sid, call.phone, now):
        return "capped"
    _write(ledger, house, agent, call, now)
    return "sent"


def _is_capped(ledger: Connection, house: Runtime, sid: CallSid, phone: Phone, now: datetime) -> bool:
    """Texts are sold to fraud too: few to a call, a number, a range of numbers, and at all."""
    prefix = numbers.prefix_of(phone)
    lately = verifications.sent_lately(ledger, sid, phone, prefix, hour_ago=now - HOUR, day_ago=now - DAY)
    return (
        lately.in_call >= CODES_A_CALL
        or lately.to_number >= CODES_A_DAY
        or lately.to_range >= house.line.caps.promises_per_prefix
        or lately.to_all >= CODES_AN_HOUR
    )


def _write(ledger: Connection, house: Runtime, agent: AgentId, call: Call, now: datetime) -> None:
    """The code and its text, in one transaction."""
    verification, code, phone = VerificationId(house.new_id()), house.new_code(), Phone(call.phone or "")
    verifications.send(
        ledger,
        verification,
        call=call.sid,
        agent=agent,
        phone=phone,
        prefix=numbers.prefix_of(phone),
        code_hash=_digest(house, verification, code),
        now=now,
        good_until=now + GOOD_FOR,
    )
    tongue = house.terms.tongue(call.language or house.line.languages[0], phone)
    body = phrase(tongue, CODE, name=house.line.name, code=code)
    texts.queue(ledger, _text_of(verification), phone, CODE, body, now=now, call_sid=call.sid)


def check_code(house: Runtime, agent: AgentId, reservation: ReservationId, said: str, now: datetime) -> Checking:
    """What the caller read out, typed by the agent. A guess counts before it is looked at. Raises BoardGone,
    LedgerGone."""
    sid = _talk(house, agent, reservation)
    if sid is None:
        return "no_talk"
    with house.ledger.write() as ledger:
        sent = verifications.of_call(ledger, sid)
        if sent is None:
            return "no_code"
        if sent.confirmed_at is not None:
            return "confirmed"
        if not verifications.count_try(ledger, sent.id, TRIES, now):
            return "spent" if sent.good_until > now else "no_code"
        if not _is_right(house, sent, said):
            return "wrong" if sent.tries + 1 < TRIES else "spent"
        verifications.confirm(ledger, sent.id, now)
        return "confirmed"


def _is_right(house: Runtime, sent: Verification, said: str) -> bool:
    digits = "".join(sign for sign in said if sign.isascii() and sign.isdigit())
    return is_one_of(sent.code_hash or "", digests(house.settings, "code by text", _said(sent.id, digits)))


def _digest(house: Runtime, verification: VerificationId, code: str) -> str:
    return digest(house.settings, "code by text", _said(verification, code))


def _said(verification: VerificationId, code: str) -> str:
    return f"{verification}\n{code}"


def _text_of(verification: VerificationId) -> TextId:
    return TextId(verification)

"""The rules by which a promise is dialled exactly once: intent row → POST → reconcile → gate.

The carrier cannot tell two identical requests for a call apart (Twilio, error 20500: requests that trigger a call are
not idempotent), so a row says first what is about to happen, evidence decides what did, and a gate lets one customer's
leg through. Here stand the rules; the ledger enforces the same ones by compare-and-set, and the exhaustive search in
`tests/protocol` follows them through every crash. Deliberately does nothing itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from routing.promises import Outcome, PromiseState
from routing.skills import CallSid

AttemptState = Literal["intent", "unknown", "sent", "ended"]
"""*intent*: the row is committed, the request may or may not have left. *unknown*: whether there is a call is to be
found out. *sent*: the agent's leg exists. *ended*: nothing of it can be dialled any more."""

ACTIVE: frozenset[AttemptState] = frozenset({"intent", "unknown", "sent"})
"""A promise has at most one attempt in these states: a partial unique index."""

INTENT_TIMEOUT = timedelta(seconds=60)
"""After this an intent's worker is taken for dead, and it may not send its request any more."""

LIST_LAG = timedelta(seconds=60)
"""How late a call that was made may show in the carrier's list, at the worst."""

CREATED_WITHIN = INTENT_TIMEOUT + timedelta(seconds=30)
"""A call that the carrier made later than this after the intent is not of this attempt; a request lasts seconds."""

SETTLE_AT_LEAST = timedelta(seconds=180)
BETWEEN_LISTS = timedelta(seconds=60)
"""Two lists without the call, this far apart, are needed before there is none."""

SILENT_AFTER_RINGING = timedelta(seconds=15)
BETWEEN_SIGNS_OF_LIFE = timedelta(seconds=30)

CLOCKS_APART = timedelta(seconds=5)
"""How far the carrier's clock may run behind ours."""

OUTCOME_AWAITED = timedelta(minutes=15)
"""How long an agent may leave the outcome open before one is presumed."""

PRESUMED_TALK = timedelta(seconds=60)
"""From this length on a talk is presumed to be one with the person: a voicemail greeting lasts 10 to 30 s."""


# ── before the request ──────────────────────────────────────────────────────────────────────────────────────────────


def may_claim(promise: PromiseState, attempts: Iterable[AttemptState]) -> bool:
    """May a new attempt begin? (What a worker read a moment ago may be stale: the unique index has the last word.)"""
    return promise.is_owed and not any(state in ACTIVE for state in attempts)


def may_request(state: AttemptState, promise: PromiseState, intended_at: datetime, now: datetime) -> bool:
    """May the worker send its request? To be asked right before sending: the worker may have slept since."""
    fresh = now - intended_at < INTENT_TIMEOUT
    return state == "intent" and promise is PromiseState.ATTEMPTING and fresh


# ── the answer, and its absence ─────────────────────────────────────────────────────────────────────────────────────

Answer = Literal["created", "not_created", "uncertain"]
"""*not_created*: 429, a validation error, nobody to connect to: certainly no call. *uncertain*: 5xx, a time-out, a
reset: there may be one."""


def after_answer(state: AttemptState, answer: Answer) -> AttemptState:
    """The attempt after the carrier's answer, which may come after a hook or a list has told more."""
    if state not in ("intent", "unknown"):
        return state
    told: dict[Answer, AttemptState] = {"created": "sent", "not_created": "ended", "uncertain": "unknown"}
    return told[answer]


def after_hook(state: AttemptState) -> AttemptState:
    """The attempt after a signed hook that carries its id, however late or often: the best evidence there is."""
    return "sent" if state in ("intent", "unknown") else state


def is_stale(state: AttemptState, intended_at: datetime, now: datetime) -> bool:
    """Has the worker died between the row and the answer? Then the attempt is *unknown*."""
    return state == "intent" and now - intended_at >= INTENT_TIMEOUT


# ── what the carrier's list tells of an unknown attempt ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Listed:
    """A leg as the carrier lists it. `parent`: of a leg that some TwiML made; the legs of our requests have none."""

    sid: CallSid
    to: str
    created_at: datetime
    parent: CallSid | None = None


def days_to_list(intended_at: datetime) -> tuple[date, ...]:
    """The UTC days on which the call may have been made (the list filters by day only), one or two."""
    first = (intended_at - CLOCKS_APART).astimezone(UTC).date()
    last = (intended_at + CREATED_WITHIN).astimezone(UTC).date()
    return (first,) if first == last else (first, last)


def find_leg(legs: Iterable[Listed], to: str, intended_at: datetime, claimed: frozenset[CallSid]) -> CallSid | None:
    """The leg that this attempt's request made, if the list shows it: the first one to the agent since the intent that
    no other attempt has claimed. A call carries no field of ours, so that this is only the second-best evidence."""
    since_at, until_at = intended_at - CLOCKS_APART, intended_at + CREATED_WITHIN
    ours = (
        leg
        for leg in legs
        if leg.to == to and leg.parent is None and leg.sid not in claimed and since_at <= leg.created_at < until_at
    )
    first = min(ours, key=lambda leg: (leg.created_at, leg.sid), default=None)
    return first.sid if first else None


def settles_at(intended_at: datetime, rings_for: timedelta, queued_for: timedelta = timedelta()) -> datetime:
    """From when on the list surely shows a call that was made. `queued_for`: how long requests wait at our own end."""
    return intended_at + max(rings_for + queued_for + LIST_LAG, SETTLE_AT_LEAST)


def look_next_at(missing_since_at: datetime | None, settled_at: datetime, now: datetime) -> datetime:
    """When to read the list: at once; and again when the second reading without the call would tell that there is none.

    `missing_since_at`: the first reading that did not show it.
    """
    if missing_since_at is None:
        return now
    return max(missing_since_at + BETWEEN_LISTS, settled_at)


Verdict = Literal["sent", "no_call", "wait"]


def judge(listed: CallSid | None, missing_since_at: datetime | None, settled_at: datetime, now: datetime) -> Verdict:
    """What a reading of the list at this instant tells of an unknown attempt."""
    if listed is not None:
        return "sent"
    if missing_since_at is None or now < look_next_at(missing_since_at, settled_at, now):
        return "wait"
    return "no_call"


# ── the agent's leg, the customer, the outcome ──────────────────────────────────────────────────────────────────────

Gate = Literal["won", "again", "settled"]


def gate(state: AttemptState, customer_leg_of: CallSid | None, promise: PromiseState, leg: CallSid) -> Gate:
    """May the agent who pressed 1 in this leg get the customer? Once per attempt; `again`: the same leg asks again.

    The attempt must be active: one that was taken for dead has perhaps a successor. The promise must still be ours
    to keep: it may have been kept or withdrawn while the agent's phone rang.
    """
    if state not in ACTIVE or promise is not PromiseState.ATTEMPTING:
        return "settled"
    if customer_leg_of is None:
        return "won"
    return "again" if customer_leg_of == leg else "settled"


def ask_for_life_at(sent_at: datetime, heard_at: datetime, rings_for: timedelta) -> datetime:
    """When to ask the carrier about a sent attempt that tells nothing (`heard_at`: the last hook or answer)."""
    return max(sent_at + rings_for + SILENT_AFTER_RINGING, heard_at + BETWEEN_SIGNS_OF_LIFE)


def presume(talked: timedelta) -> Literal[Outcome.SPOKE, Outcome.UNKNOWN]:
    """The outcome when no agent has told one for `OUTCOME_AWAITED`; a presumed `spoke` is counted apart."""
    return Outcome.SPOKE if talked >= PRESUMED_TALK else Outcome.UNKNOWN

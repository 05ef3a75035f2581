"""A promise as the API shows it: what is owed, every attempt, and all that happened.

Deliberately changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from routing.escalation import MEANS, Cause
from voice_app.ledger import RecordingSid, ids
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.dossiers import Dossier
from voice_app.ledger.matters import Matter
from voice_app.ledger.messages import Message
from voice_app.ledger.promise import Promise
from voice_app.ledger.timeline import Code, Entry, in_rfc_3339
from voice_app.shape import Shape

CAUSES: Final = " ".join(f"`{cause.value}`: {means}." for cause, means in MEANS.items())


class MatterShown(Shape):
    """One thing there is to talk about."""

    need: str | None = Field(description="Null: whatever it is about.")
    note: str | None = Field(description="The person's own words.")
    call_sid: str | None = Field(description="The call in which it came up.")
    at: datetime
    made_by: str | None = Field(description="The agent who promised to call about it; null: the person asked.")
    recording_sid: str | None = Field(description="A message that was left: GET /api/recordings/{id}.")
    seconds: int | None = Field(description="How long it is; null: no message, or none to be heard any more.")


class AttemptShown(Shape):
    """A customer dialled."""

    started_at: datetime = Field(description="When the customer's phone was to ring.")
    ended_at: datetime | None = Field(description="When it was over; null: it rings, or they talk.")
    agent: str = Field(description="Who called, by id.")
    outcome: ids.Outcome | None = Field(description="Null until it is known.")


class EntryShown(Shape):
    """Something that happened: a code, an instant, and ids or codes that belong to it, by name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Code]

    at: datetime
    event: str = Field(description="`made`, `attempt_intended`, `agent_refused`, `customer_dialled`, `kept`, …")


class WindowShown(Shape):
    """When the person wants to be called."""

    from_at: datetime = Field(serialization_alias="from")
    to_at: datetime = Field(serialization_alias="to")


class PromiseShown(Shape):
    """A callback that is owed, or was."""

    id: str
    phone: str | None = Field(description="E.164; null once it was erased.")
    need: str | None = Field(description="What it was made for; null: a person, whatever it is about.")
    matters: tuple[MatterShown, ...] = Field(description="All there is to talk about, oldest first.")
    language: str
    state: ids.PromiseState
    needs_approval: bool = Field(description="Never dialled or texted until a colleague has approved it.")
    approval_because: str | None = Field(
        description="Why a colleague was asked: `country`, `number_type`, `denied_prefix` and others of its number, "
        "`prefix_cap` where too many of its range asked at once, or how an attempt ended, such as `wrong_number`."
    )
    made_at: datetime
    due_by: datetime = Field(description="By when it is to be kept; never moved.")
    not_before: datetime = Field(description="The earliest next try.")
    window: WindowShown | None = Field(description="When the person wants it, as far as that can be honoured.")
    preferred_agent: str | None = Field(description="Who is to call, if that agent can; null: anybody.")
    preferred_until: datetime | None = Field(description="Nobody else calls before; null: anybody may.")
    escalated_at: datetime | None = Field(description="Since when supervisors know that it may not be kept in time.")
    escalated_because: Cause | None = Field(description=f"Why. {CAUSES}")
    escalation: int = Field(
        description="0 as ever; 1 supervisors know; 2 it goes ahead of live callers, and where nobody is ready who "
        "speaks its language, to whoever is ready; 3 supervisors are rung on their own phones."
    )
    broken_at: datetime | None = Field(description="Set once the deadline has passed unkept; it is still owed.")
    broken_because: Cause | None = Field(description="Why it was not kept in time; a code as in `escalated_because`.")
    attempts: tuple[AttemptShown, ...] = Field(
        description="Customers dialled, oldest first. An agent who did not accept is on the timeline only."
    )
    timeline: tuple[EntryShown, ...] = Field(description="All that happened, in the order in which it was written.")


class PromisesShown(Shape):
    """A page of promises, by deadline."""

    items: Annotated[tuple[PromiseShown, ...], Field(max_length=100)]
    next_cursor: str | None = Field(description="The cursor of the next page; null on the last.")


def show(promise: Promise, dossier: Dossier) -> PromiseShown:
    """The promise with everything that the ledger knows of it."""
    window = promise.window
    messages = {message.sid: message for message in dossier.messages}
    return PromiseShown(
        id=promise.id,
        phone=promise.phone,
        need=promise.need,
        matters=tuple(_matter(matter, messages) for matter in dossier.matters),
        language=promise.language,
        state=promise.state,
        needs_approval=promise.needs_approval,
        approval_because=promise.approval_because,
        made_at=promise.made_at,
        due_by=promise.due_by,
        not_before=promise.not_before,
        window=WindowShown(from_at=window.from_at, to_at=window.to_at) if window else None,
        preferred_agent=promise.preferred_agent,
        preferred_until=promise.preferred_until,
        escalated_at=promise.escalated_at,
        escalated_because=Cause(promise.escalated_because) if promise.escalated_because else None,
        escalation=promise.escalation,
        broken_at=promise.broken_at,
        broken_because=Cause(promise.broken_because) if promise.broken_because else None,
        attempts=tuple(_attempt(tried) for tried in dossier.attempts if tried.dialled),
        timeline=tuple(_entry(entry) for entry in dossier.timeline),
    )


def _matter(matter: Matter, messages: Mapping[RecordingSid, Message]) -> MatterShown:
    message = messages.get(matter.recording_sid) if matter.recording_sid else None
    return MatterShown(
        need=matter.need,
        note=matter.note,
        call_sid=matter.call_sid,
        at=matter.at,
        made_by=matter.made_by,
        recording_sid=matter.recording_sid,
        seconds=message.seconds if message else None,
    )


def _attempt(tried: Attempt) -> AttemptShown:
    """The agent's own leg is no part of it: it began before, and ends later."""
    return AttemptShown(
        started_at=tried.gated_at or tried.started_at,
        ended_at=tried.customer_ended_at or tried.ended_at,
        agent=tried.agent_id,
        outcome=tried.outcome,
    )


def _entry(entry: Entry) -> EntryShown:
    said: dict[str, Any] = {name: in_rfc_3339(value) for name, value in entry.data.items()}
    return EntryShown(at=entry.at, event=entry.event, **said)

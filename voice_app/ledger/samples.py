"""What callers would hear of a line, said to the phone of the supervisor who asked for it.

A row for each click, written first: the same click again is the same row, and of two workers one rings. Holds sentences
of the line and no caller's. Deliberately knows no phone: who asked has one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NewType

from sqlalchemy import Connection, select, update

from routing.skills import AgentId, CallSid
from voice_app.ledger import rows
from voice_app.ledger.rows import changes, insert_once, one
from voice_app.ledger.tables import samples

SampleId = NewType("SampleId", str)


@dataclass(frozen=True, slots=True)
class Sample:
    """`said`: each text with the tongue that it is spoken in. `rung_at`: the carrier was asked to ring, once. `leg`:
    what it made of it. `over_at`: that is over, or came to nothing."""

    id: SampleId
    agent_id: AgentId
    said: tuple[tuple[str, str], ...]
    asked_at: datetime
    rung_at: datetime | None = None
    leg: CallSid | None = None
    over_at: datetime | None = None


def take_turn(connection: Connection, agent: AgentId) -> None:
    """From now on, and until this transaction ends, nobody else has this agent's phone rung."""
    rows.take_turn(connection, f"samples of {agent}")


def ask(connection: Connection, id_: SampleId, agent: AgentId, said: Sequence[tuple[str, str]], now: datetime) -> bool:
    """Whether this click is a new one."""
    words = [list(one_) for one_ in said]
    return insert_once(connection, samples, id=id_, agent_id=agent, said=words, asked_at=now)


def claim(connection: Connection, id_: SampleId, now: datetime) -> Sample | None:
    """The sample that is to be rung for, once; None: it is, or there is none."""
    mine = update(samples).where(samples.c.id == id_, samples.c.rung_at.is_(None)).values(rung_at=now)
    return get(connection, id_) if changes(connection, mine) else None


def rings(connection: Connection, id_: SampleId, leg: CallSid) -> None:
    connection.execute(update(samples).where(samples.c.id == id_, samples.c.leg.is_(None)).values(leg=leg))


def is_over(connection: Connection, id_: SampleId, now: datetime) -> None:
    """Hung up, or never answered. Told twice it is over once."""
    connection.execute(update(samples).where(samples.c.id == id_, samples.c.over_at.is_(None)).values(over_at=now))


def get(connection: Connection, id_: SampleId) -> Sample | None:
    return _shaped(one(Sample, connection, select(samples).where(samples.c.id == id_)))


def last_of(connection: Connection, agent: AgentId) -> Sample | None:
    """The one that this agent asked for last."""
    its = select(samples).where(samples.c.agent_id == agent).order_by(samples.c.asked_at.desc(), samples.c.id).limit(1)
    return _shaped(one(Sample, connection, its))


def legs(connection: Connection, sids: list[CallSid]) -> dict[CallSid, bool]:
    """Which of these legs were made to say a sample, and whether that goes on."""
    found = connection.execute(select(samples.c.leg, samples.c.over_at).where(samples.c.leg.in_(sids)))
    return {CallSid(row.leg): row.over_at is None for row in found}


def _shaped(found: Any) -> Sample | None:
    if found is None:
        return None
    said = tuple((str(text), str(tongue)) for text, tongue in found.said)
    return Sample(found.id, found.agent_id, said, found.asked_at, found.rung_at, found.leg, found.over_at)

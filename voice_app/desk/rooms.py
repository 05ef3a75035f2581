"""What a desk shows of the room in which its talk goes on: that the caller holds, and who listens."""

from datetime import datetime

from sqlalchemy import Connection

from voice_app.desk.state import Card
from voice_app.ledger.traces import Traces
from voice_app.runtime import Runtime
from voice_app.under_way import holding, listening
from voice_app.under_way.holding import OnHold
from voice_app.under_way.listening import Listener


def hold_of(ledger: Connection, card: Card | None, there: Traces | None, now: datetime) -> OnHold | None:
    """Whether the caller at hand holds. `there`: what there is to be read of that talk."""
    return holding.on_hold(ledger, card.reservation, now) if card and there and there.holds else None


def listeners_of(ledger: Connection, house: Runtime, card: Card | None, there: Traces | None) -> tuple[Listener, ...]:
    """Who listens to the talk at hand, or is about to."""
    return listening.listeners(ledger, house, card.reservation) if card and there and there.listens else ()

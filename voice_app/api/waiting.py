"""The queue by the API: who waits, for what, for how long still."""

from datetime import datetime
from functools import cache

from pydantic import Field, RootModel

from routing.expectation import Standing
from routing.reasons import NoMatch
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.values import Nothing
from voice_app.choices import Look, best_for_call
from voice_app.runtime import Runtime
from voice_app.shape import Shape
from voice_app.waits import expect

MOST_SHOWN = 1000


class WaitingShown(Shape):
    """A call that waits, and whom no agent is rung for at this moment."""

    call_sid: str
    need: str | None = Field(description="Null: a person, whatever it is about.")
    language: str
    waited_seconds: float = Field(description="Since the call came in.")
    expected_wait_seconds: float = Field(
        description="How long from now until an agent is free, on average: by the callers and promises ahead, as far "
        "as they are for the same agents, by the agents who are ready for the need, by how soon each is free and how "
        "long calls take; the line's longest wait where no agent is ready. Always a number."
    )
    position: int = Field(
        ge=1, description="The place in the queue of its need and language, from 1, promised callbacks ahead included."
    )
    why: str = Field(description="Why nobody has it yet, for people; GET /api/calls/{id}/why tells it in full.")
    emergency: bool = Field(description="Whether the caller spoke of somebody in danger, and goes before all others.")


class QueueShown(RootModel[tuple[WaitingShown, ...]]):
    """The waiting calls, oldest first; at most 1,000."""


def show_queue(asked: Asked[Nothing]) -> Answer:
    house, now = asked.house, asked.now
    waiting = [call.call.sid for call in house.board.waiting(MOST_SHOWN)]
    standings = house.board.standings(waiting, house.terms.rules.head_start, now)
    look = cache(house.board.snapshot)
    return QueueShown(tuple(_shown(house, standing, look, now) for standing in standings)), 200


def _shown(house: Runtime, standing: Standing, look: Look, now: datetime) -> WaitingShown:
    call = standing.call
    match = best_for_call(house, call, now, look)
    return WaitingShown(
        call_sid=call.sid,
        need=call.need.name,
        language=call.need.language,
        waited_seconds=round((now - call.arrived_at).total_seconds(), 3),
        expected_wait_seconds=round(expect(house, standing, now).mean.total_seconds(), 3),
        position=standing.position,
        why=match.sentence() if isinstance(match, NoMatch) else f"{match.agent} is about to be rung",
        emergency=call.is_emergency,
    )


ENDPOINTS = (Endpoint("GET", "/api/queue", "The waiting calls.", show_queue, Nothing, QueueShown, {200: "The queue."}),)

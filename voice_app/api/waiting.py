"""The queue by the API: who waits, for what, for how long still."""

from datetime import datetime

from pydantic import Field, RootModel

from routing.records import CallOnBoard
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.values import Nothing, Shape
from voice_app.runtime import Runtime
from voice_app.waits import expect

MOST_SHOWN = 1000


class WaitingShown(Shape):
    """A call that waits, and whom no agent is rung for at this moment."""

    call_sid: str
    need: str | None = Field(description="Null: a person, whatever it is about.")
    language: str
    waited_seconds: float = Field(description="Since the call came in.")
    expected_wait_seconds: float = Field(
        description="How long from now until an agent is free, on average, by what is ahead, the agents who are ready "
        "for the need and the usual length of a call; the line's longest wait where no agent is ready. Always a number."
    )
    position: int = Field(ge=1, description="The place in the queue of its need and language, from 1.")


class QueueShown(RootModel[tuple[WaitingShown, ...]]):
    """The waiting calls, oldest first; at most 1,000."""


def show_queue(asked: Asked[Nothing]) -> Answer:
    waiting = asked.house.board.waiting(MOST_SHOWN)
    return QueueShown(tuple(_shown(asked.house, call, asked.now) for call in waiting)), 200


def _shown(house: Runtime, waiting: CallOnBoard, now: datetime) -> WaitingShown:
    call = waiting.call
    return WaitingShown(
        call_sid=call.sid,
        need=call.need.name,
        language=call.need.language,
        waited_seconds=round((now - call.arrived_at).total_seconds(), 3),
        expected_wait_seconds=round(expect(house, waiting, now).mean.total_seconds(), 3),
        position=(waiting.ahead or 0) + 1,
    )


ENDPOINTS = (Endpoint("GET", "/api/queue", "The waiting calls.", show_queue, Nothing, QueueShown, {200: "The queue."}),)

"""An agent's caller put on hold by the API, and taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import Field

from routing.skills import AgentId
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import Refusal, not_found
from voice_app.api.values import Nothing
from voice_app.ledger.rooms import Hold
from voice_app.shape import Shape
from voice_app.under_way import holding
from voice_app.under_way.holding import Hindrance

DETAILS: Final[Mapping[Hindrance, str]] = {
    "no_talk": "Nobody is on the line with this agent.",
    "another_talk": "That talk is over.",
    "leg_unknown": "Which leg is this agent's was lost with the board.",
    "under_way": "The call is being sent on, or a colleague is asked about it.",
    "over": "The caller does not hold, or one of the two has hung up.",
}


class HoldShown(Shape):
    """A caller who holds."""

    id: str
    call_sid: str = Field(description="The caller's leg; of a callback the customer's.")
    agent: str
    asked_at: datetime
    began_at: datetime | None = Field(description="Since when the caller hears the music; null: is about to.")
    end_asked_at: datetime | None = Field(description="Since when the caller is on the way back.")


def hold(asked: Asked[Nothing]) -> Answer:
    return _answer(holding.hold(asked.house, _agent(asked), asked.now))


def take_back(asked: Asked[Nothing]) -> Answer:
    return _answer(holding.take_back(asked.house, _agent(asked), asked.now))


def _agent(asked: Asked[Nothing]) -> AgentId:
    if AgentId(asked.id) not in asked.house.roster:
        raise not_found("agent")
    return AgentId(asked.id)


def _answer(found: Hold | Hindrance) -> Answer:
    if not isinstance(found, Hold):
        raise Refusal(409, found, DETAILS[found])
    shown = HoldShown(
        id=found.id,
        call_sid=found.call_sid,
        agent=found.agent,
        asked_at=found.asked_at,
        began_at=found.began_at,
        end_asked_at=found.end_asked_at,
    )
    return shown, 202


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/agents/{id}/hold",
        "Put the caller of an agent on hold.",
        hold,
        Nothing,
        HoldShown,
        {202: "It is written down, and the caller is about to hold. Asked again: the same."},
        {409: "`no_talk`, `leg_unknown`, `under_way`, or `over`."},
        id_means="The id of the agent who talks.",
        more="The caller hears music and for whom; the agent hears nothing. Should the agent be lost meanwhile, the "
        "caller goes back into the line, at the old place.",
    ),
    Endpoint(
        "POST",
        "/api/agents/{id}/hold/end",
        "Take the caller back.",
        take_back,
        Nothing,
        HoldShown,
        {202: "The caller is about to come back. Asked again: the same."},
        {409: "`no_talk`, or `over`."},
        id_means="The id of the agent who talks.",
    ),
)

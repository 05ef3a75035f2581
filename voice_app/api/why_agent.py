"""Why an agent is given nothing, or what the agent would be given at this moment; decided anew, holding nobody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from routing.agents import Activity, Agent, Presence
from routing.policy import Choice
from routing.queues import WorkKind
from routing.reasons import SENTENCES, NoMatch, Why
from routing.skills import AgentId
from voice_app import why_now
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.happened import ReasonShown
from voice_app.api.problems import not_found
from voice_app.api.values import Nothing
from voice_app.shape import Shape

CODES: Final = " ".join(f"`{code}`: {words}." for code, words in SENTENCES.items())
AWAY: Final[Mapping[Presence, str]] = {
    Presence.SIGNED_OUT: "The agent is signed out",
    Presence.ON_BREAK: "The agent is on break",
}
BUSY: Final[Mapping[Activity, str]] = {
    Activity.RESERVED: "The agent's phone rings",
    Activity.TALKING: "The agent talks",
    Activity.WRAPPING_UP: "The agent wraps up",
}


class WorkShown(Shape):
    """What an agent would be given."""

    kind: WorkKind
    id: str
    reason: ReasonShown


class WhyAgentShown(Shape):
    """Why an agent is given nothing, or what the agent would be given at this moment."""

    id: str
    code: Why | Literal["about_to_ring"] = Field(
        description=f"`about_to_ring`: the agent is given `work` within a second. {CODES}"
    )
    sentence: str = Field(description="The same, for people.")
    again_at: datetime | None = Field(description="From when on waiting alone changes it; null: something must happen.")
    presence: Presence
    activity: Activity
    rests_until: datetime | None = Field(description="Not rung before, after a ring that was not accepted.")
    refusals: int = Field(
        description="Rings in a row that were not accepted; after the second the agent is on break (after the fifth, "
        "where the phone could not be reached)."
    )
    work: WorkShown | None = Field(description="What it would be; null: nothing.")


def why_agent(asked: Asked[Nothing]) -> Answer:
    if AgentId(asked.id) not in asked.house.roster:
        raise not_found("agent")
    on_board = asked.house.board.agent(AgentId(asked.id))
    agent = on_board.agent if on_board else None
    match = why_now.of_agent(asked.house, AgentId(asked.id), asked.now)
    return WhyAgentShown(
        id=asked.id,
        code="about_to_ring" if isinstance(match, Choice) else match.why,
        sentence=_of_agent(match, agent),
        again_at=None if isinstance(match, Choice) else match.again_at,
        presence=agent.presence if agent else Presence.SIGNED_OUT,
        activity=agent.activity if agent else Activity.IDLE,
        rests_until=agent.rests_until if agent else None,
        refusals=agent.refusals if agent else 0,
        work=_work(match) if isinstance(match, Choice) else None,
    ), 200


def _of_agent(match: Choice | NoMatch, agent: Agent | None) -> str:
    if isinstance(match, Choice):
        return f"The {match.work.kind} {match.work.id} is about to ring. {match.reason.sentence()}"
    if match.why != "not_free":
        return match.sentence()
    return _why_not_free(agent)


def _why_not_free(agent: Agent | None) -> str:
    if agent is None:
        return "The board was just made, and has nobody on it yet"
    if agent.activity in BUSY:
        return BUSY[agent.activity]
    if agent.presence in AWAY:
        return AWAY[agent.presence]
    if agent.rests_until:
        return f"The agent did not accept a ring, and rests until {agent.rests_until:%H:%M:%S} UTC"
    return SENTENCES["not_free"]


def _work(choice: Choice) -> WorkShown:
    return WorkShown(kind=choice.work.kind, id=choice.work.id, reason=ReasonShown(**choice.reason.to_json()))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/agents/{id}/why",
        "Why an agent is given nothing.",
        why_agent,
        Nothing,
        WhyAgentShown,
        {200: "What is so now."},
        id_means="The agent's id, as in the line file.",
    ),
)

"""Agents by the API: who there is, what each is doing and with whom; presence declared, wrap-up ended."""

from typing import Annotated

from pydantic import Field, RootModel

from routing.agents import Activity, Presence
from routing.records import AgentOnBoard
from routing.skills import AgentId
from voice_app import legs, presence
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import Refusal, not_found
from voice_app.api.values import Form, Note, Nothing
from voice_app.api.wrapping_up import note_wrap_up
from voice_app.context import Context, context_of
from voice_app.ledger import ids
from voice_app.ledger.agents import Agent
from voice_app.runtime import Runtime
from voice_app.shape import Shape


class AgentShown(Shape):
    """An agent of the roster."""

    id: str
    name: str
    presence: Presence = Field(description="What the agent declared.")
    activity: Activity = Field(
        description="What we have the agent doing. `reserved`: held for a call or a callback, the agent's phone rings."
    )
    skills: dict[str, Annotated[int, Field(ge=1, le=3)]] = Field(
        description="By need, how well the agent takes it: 3 best, 2 good, 1 can do."
    )
    languages: tuple[str, ...] = Field(description="What the agent speaks, the best first.")


class AgentsShown(RootModel[tuple[AgentShown, ...]]):
    """The roster, by id."""


class AgentAtWork(AgentShown):
    """An agent, with the conversation that the agent has, is rung for, or wraps up."""

    call: Context | None = Field(description="Null where there is none.")


class PresenceDeclared(Form):
    """What the agent is from now on."""

    presence: ids.Presence = Field(
        description="`ready`: may be rung; also ends a rest after a ring that was not accepted. `on_break` and "
        "`signed_out`: rung no more; a conversation under way is finished first."
    )


class WrapUp(Form):
    """How the conversation went."""

    disposition: ids.Disposition = Field(
        description="For a callback whose outcome nobody has told yet, it is the outcome: `resolved`, `follow_up` and "
        "`transferred` keep the promise (the person was spoken with); `not_reached` has it tried again; `wrong_number` "
        "has a colleague look at it first."
    )
    note: Note | None = Field(default=None, description="For whoever has the next conversation with this person.")


def list_agents(asked: Asked[Nothing]) -> Answer:
    house = asked.house
    on_board = house.board.agents(house.roster)
    return AgentsShown(tuple(_shown(agent, on_board.get(agent.id)) for agent in house.roster.values())), 200


def show_agent(asked: Asked[Nothing]) -> Answer:
    house, agent = asked.house, _agent(asked.house, asked.id)
    on_board = house.board.agent(agent.id)
    call = context_of(house, on_board, asked.now) if on_board else None
    return AgentAtWork(**dict(_shown(agent, on_board)), call=call), 200


def declare_presence(asked: Asked[PresenceDeclared]) -> Answer:
    agent = _agent(asked.house, asked.id)
    presence.declare(asked.house, agent.id, Presence(asked.form.presence), "api", asked.now)
    return _as_it_is_now(asked.house, agent)


def wrap_up(asked: Asked[WrapUp]) -> Answer:
    agent = _agent(asked.house, asked.id)
    if not note_wrap_up(asked.house, agent.id, asked.form.disposition, asked.form.note, asked.now):
        raise Refusal(409, "nothing_to_wrap_up", "This agent has no conversation that is over and not wrapped up.")
    legs.wrap_up_is_over(asked.house, agent.id, asked.now)
    return _as_it_is_now(asked.house, agent)


def _agent(house: Runtime, id_: str) -> Agent:
    agent = house.roster.get(AgentId(id_))
    if agent is None:
        raise not_found("agent")
    return agent


def _as_it_is_now(house: Runtime, agent: Agent) -> Answer:
    return _shown(agent, house.board.agent(agent.id)), 200


def _shown(agent: Agent, on_board: AgentOnBoard | None) -> AgentShown:
    """A board that was just wiped has nobody on it for a second: then what the ledger knew at the start is shown."""
    return AgentShown(
        id=agent.id,
        name=agent.name,
        presence=on_board.agent.presence if on_board else Presence(agent.presence),
        activity=on_board.agent.activity if on_board else Activity.IDLE,
        skills=dict(agent.skills),
        languages=agent.languages,
    )


AN_AGENT = "The agent's id, as in the line file."

ENDPOINTS = (
    Endpoint(
        "GET", "/api/agents", "The agents and what they are doing.", list_agents, Nothing, AgentsShown, {200: "All."}
    ),
    Endpoint(
        "GET",
        "/api/agents/{id}",
        "One agent, and with whom.",
        show_agent,
        Nothing,
        AgentAtWork,
        {200: "The agent."},
        id_means=AN_AGENT,
    ),
    Endpoint(
        "PUT",
        "/api/agents/{id}/presence",
        "Declare an agent's presence.",
        declare_presence,
        PresenceDeclared,
        AgentShown,
        {200: "The agent, as it is now: one who is free may have been given work already."},
        id_means=AN_AGENT,
    ),
    Endpoint(
        "POST",
        "/api/agents/{id}/wrapped",
        "End an agent's wrap-up.",
        wrap_up,
        WrapUp,
        AgentShown,
        {200: "The agent, as it is now: one who is free may have been given work already."},
        {409: "There is nothing to wrap up."},
        id_means=AN_AGENT,
        more="Disposition and note go to the conversation that the agent is wrapping up; where the time for that has "
        "run out, to the agent's last one that is over and has none. The first word stays.",
    ),
)
